import Models
import Primitives
import TestSupport
import Testing

/// Trees that are summed here have the bits of LightGBM's own library.
@Suite(.enabled(if: LightGBMFixture.isPresent && RepositoryRoot.folder != nil, "LightGBM's library is absent"))
struct TreeEnsembleTests {
  private static func text() throws -> LightGBMModelText {
    try LightGBMModelText(file: (RepositoryRoot.folder ?? "") + "/Tests/Oracle/lightgbm/model.txt")
  }

  /// Rows from a seed; every `gap`th value is missing.
  private func frame(_ names: [String], rows: Int, gap: Int?) throws -> Frame {
    var state: UInt64 = 20_190_102
    func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 33
    }
    let stocks = (0..<rows).map { InstrumentID(canonical: "SH\(600_000 + $0)") }
    let columns = names.map { name in
      Column(
        feature: name,
        (0..<rows).map { _ in
          let number = next()
          if let gap, number % UInt64(gap) == 0 { return .nan }
          return Float(Int(number % 8_000) - 4_000) / 1_000
        })
    }
    let day = TradingDay(daysSince1970: 17_900)
    return try Frame(keys: RowKeys(rows: stocks.map { (day, $0) }), columns: columns)
  }

  @Test(arguments: [(1, nil), (511, nil), (1_500, nil), (1_500, 7)] as [(Int, Int?)])
  func sumsHaveTheLibrarysBits(rows: Int, gap: Int?) throws {
    let text = try Self.text()
    let library = try #require(LightGBMFixture.library)
    let model = LightGBMModel(text, library: { library })
    let frame = try frame(text.featureNames, rows: rows, gap: gap)
    let wanted = try model.libraryScores(of: frame, rows: 0..<rows)
    #expect(try model.scores(of: frame).map(\.bitPattern) == wanted.map(\.bitPattern))
    #expect(Set(wanted).count > min(rows, 20) / 2)
    // A part of the rows is a part of the scores.
    #expect(try model.scores(of: frame, rows: rows / 3..<rows) == Array(wanted[(rows / 3)...]))
  }
}
