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

  /// Whatever the features become within a unit in the last place, the score stays within its bound; and a value on a
  /// threshold has one that is not 0.
  @Test func movedInputsStayWithinTheBounds() throws {
    let text = try Self.text()
    let library = try #require(LightGBMFixture.library)
    let model = LightGBMModel(text, library: { library })
    let drawn = try frame(text.featureNames, rows: 400, gap: nil)
    var columns = drawn.columns
    let tree = try #require(text.text.trees.first)
    let feature = Int(tree.features[0])
    // Half of the rows stand on the first split's threshold, where LightGBM goes left.
    var values = (0..<400).map { Float(columns[feature].values[$0]) }
    let threshold = Float(tree.thresholds[0])
    for row in stride(from: 0, to: 400, by: 2) {
      values[row] = Double(threshold) > tree.thresholds[0] ? threshold.nextDown : threshold
    }
    columns[feature].values = .float(values)
    let frame = try Frame(keys: drawn.keys, columns: columns)
    let scores = try model.scores(of: frame)
    let bounds = try #require(try model.bounds(of: frame, units: 1))
    for index in columns.indices {
      columns[index].values = .float((0..<400).map { Float(frame.columns[index].values[$0]).nextUp })
    }
    let others = try model.scores(of: Frame(keys: drawn.keys, columns: columns))
    let differing = scores.indices.filter { scores[$0] != others[$0] }
    #expect(differing.count > 100)
    #expect(scores.indices.allSatisfy { (scores[$0] - others[$0]).magnitude <= bounds[$0] + 1e-15 })
    #expect(bounds.contains(0))
  }
}
