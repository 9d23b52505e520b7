import Foundation
import Models
import Primitives
import TestSupport
import Testing

/// Changed model texts end in a diagnostic or in finite scores: the library never sees what would end the process.
///
/// `AISTOCK_MUTATIONS=5000` runs that many a text instead of the few of an ordinary run.
@Suite(.enabled(if: LightGBMFixture.isPresent && RepositoryRoot.folder != nil, "LightGBM's library is absent"))
struct LightGBMMutationTests {
  private static let count = ProcessInfo.processInfo.environment["AISTOCK_MUTATIONS"].flatMap { Int($0) } ?? 300

  @Test(arguments: ["numbers", "categories", "linear", "dart", "forest", "binary", "poisson", "one-leaf-linear"])
  func changedTextsEndInADiagnosticOrInScores(name: String) throws {
    let seed: UInt64 = 13
    let library = try #require(LightGBMFixture.library)
    let bytes = try FileReader.bytes((RepositoryRoot.folder ?? "") + "/Tests/Oracle/lightgbm/texts/\(name).txt")
    let frame = try Self.frame(try LightGBMModelText(bytes, path: name).featureNames, name)
    var random = SeededRandom(seed: seed)
    var refused = 0
    for number in 0..<Self.count {
      var changed = bytes
      for _ in 0...(number.isMultiple(of: 2) ? 0 : random.whole(0...3)) { Self.change(&changed, &random) }
      do {
        let text = try LightGBMModelText(changed, path: name)
        guard text.featureNames.count == frame.names(of: "feature").count else { continue }
        let named = try Self.frame(text.featureNames, name)
        let scores = try LightGBMModel(text, library: { library }).libraryScores(of: named, rows: 0..<named.rowCount)
        let unfinished = scores.count { !$0.isFinite }
        try #require(unfinished == 0, "seed \(seed), mutation \(number)")
        _ = try LightGBMModel(text, library: { library }).scores(of: named)
      } catch let error as Diagnostic {
        refused += 1
        try #require(error.exit == .input, "seed \(seed), mutation \(number)")
      }
    }
    #expect(refused > Self.count / 3)
    if Self.count > 300 { print("\(name): \(refused) of \(Self.count) refused, \(Self.count - refused) scored") }
  }

  private static let tokens = [
    "x", "nan", "inf", "-inf", "-1", "0", "1", "99999", "2147483648", "-2147483649", "1e400", "0x10", "", "1e", "-",
    "Tree=0", "end of trees", "\u{0}", "=", "18446744073709551616", "1.5",
  ].map { Array($0.utf8) }

  /// One change: a byte, a token, a digit, a line cut, doubled or swapped, or the end of the text lost.
  private static func change(_ bytes: inout [UInt8], _ random: inout SeededRandom) {
    guard !bytes.isEmpty else { return }
    let place = random.whole(0...(bytes.count - 1))
    switch random.whole(0...9) {
    case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
    case 1: bytes[place] ^= 1 << UInt8(random.whole(0...7))
    case 2: bytes.remove(at: place)
    case 3, 4, 5:
      let isEdge: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x0A || $0 == UInt8(ascii: "=") }
      let start = bytes[..<place].lastIndex(where: isEdge).map { $0 + 1 } ?? 0
      let end = bytes[place...].firstIndex(where: isEdge) ?? bytes.count
      if start <= end { bytes.replaceSubrange(start..<end, with: tokens[random.whole(0...(tokens.count - 1))]) }
    case 6:
      let digits = bytes.indices.filter { bytes[$0] >= 0x30 && bytes[$0] <= 0x39 }
      if !digits.isEmpty { bytes[digits[random.whole(0...(digits.count - 1))]] = UInt8(0x30 + random.whole(0...9)) }
    case 7, 8:
      var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
      let line = random.whole(0...(lines.count - 1))
      switch random.whole(0...2) {
      case 0: lines.remove(at: line)
      case 1: lines.insert(lines[line], at: random.whole(0...(lines.count - 1)))
      default: lines.swapAt(line, random.whole(0...(lines.count - 1)))
      }
      bytes = Array(lines.joined(separator: [0x0A]))
    default: if random.whole(0...3) == 0 { bytes = Array(bytes[..<place]) }
    }
  }

  /// Rows over the whole range of a float32, missing values among them, and infinite ones but for linear trees.
  private static func frame(_ names: [String], _ model: String) throws -> Frame {
    var random = SeededRandom(seed: 3)
    let edge: Float = model.contains("linear") ? .greatestFiniteMagnitude : .infinity
    let odd: [Float] = [.nan, edge, -edge, 0, -0.0, 1e30, -1e30, .leastNonzeroMagnitude, 5, -1]
    let rows = 60
    let stocks = (0..<rows).map { InstrumentID(canonical: "SH\(600_000 + $0)") }
    let columns = names.map { name in
      Column(
        feature: name,
        (0..<rows).map { $0 < 20 ? odd[random.whole(0...(odd.count - 1))] : Float(random.uniform() * 12 - 3) })
    }
    let day = TradingDay(daysSince1970: 17_900)
    return try Frame(keys: RowKeys(rows: stocks.map { (day, $0) }), columns: columns)
  }
}
