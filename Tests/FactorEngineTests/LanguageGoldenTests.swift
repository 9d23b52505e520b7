import FactorEngine
import MarketData
import Primitives
import Records
import TestSupport
import Testing

/// Odd windows, mixed types, missing fields, point-in-time data and disjoint days, each of which qlib was asked for
/// (`Tests/Oracle/make_language_golden.py`).
struct LanguageGoldenTests {
  private static let close: [Float] = [10, 10.5, 10.25, 9.75, 9.75, 11, 12.5, 12.25, .nan, 11.5]
  private static let open: [Float] = [10, 10, 10.5, 10, 9.5, 9.75, 11, 12.5, .nan, 11.75]

  private let market: MemoryMarket = {
    let days = RawMarket.days(from: "2024-01-01", count: 14)
    let stock = InstrumentID(canonical: "SH600000")
    return MemoryMarket(
      location: "test", calendar: TradingCalendar(days: days),
      universes: [
        Universe(name: "all", members: [.init(instrument: stock, spans: [.init(start: days[4], end: days[13])])])
      ],
      bars: [
        stock: [
          "close": FieldSeries(start: 4, values: LanguageGoldenTests.close),
          "open": FieldSeries(start: 4, values: LanguageGoldenTests.open),
        ],
        InstrumentID(canonical: "SH000300"): ["close": FieldSeries(start: 0, values: [100, 101, 99])],
      ])
  }()

  /// The values of all days; nil where the text or the rows are refused.
  private func values(_ text: String) throws -> [Float]? {
    let factor: Factor
    do { factor = try Factor(name: "F", text: text) } catch { return nil }
    let table = try FactorEngine(market: market, factors: [factor]).compute(
      FactorScope(.instruments([InstrumentID(canonical: "SH600000")])))
    if !table.failures.isEmpty { return nil }
    var values = [Float](repeating: .nan, count: 14)
    for block in table.blocks {
      for (row, index) in block.rows.enumerated() { values[Int(index)] = block[row, 0] }
    }
    return values
  }

  @Test func everyValueAndEveryRefusalIsThatOfQlib() throws {
    let path = Path.join(RepositoryRoot.folder ?? ".", "Tests/Oracle/language/golden.tsv")
    let lines = try FileReader.text(path).split(separator: "\n")
    #expect(lines.count > 60)
    for line in lines {
      let parts = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      let ours = try values(parts[0])
      if parts[1] == "refused" {
        #expect(ours == nil, "\(parts[0]) is refused by qlib")
        continue
      }
      let expected = parts[1].split(separator: ",", omittingEmptySubsequences: false).map { Float($0) ?? .nan }
      let found = try #require(ours, "\(parts[0]) is computed by qlib")
      let same = zip(found, expected).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) }
      #expect(same && found.count == expected.count, "\(parts[0]): \(found)")
    }
  }

  /// SH000300 has three days before the stock's first, so that the comparison has no rows in common.
  @Test func oneInstrumentDoesNotStopTheOthers() throws {
    let factor = try Factor(name: "F", text: "$close>ChangeInstrument('SH600000',$close)")
    let both = try FactorEngine(market: market, factors: [factor]).compute(
      FactorScope(.instruments(["SH600000", "SH000300"].map { InstrumentID(canonical: $0) })))
    #expect(try FactorTally(both).rowFindings().map(\.id) == ["factor.failed-rows"])
    let one = try FactorEngine(market: market, factors: [factor]).compute(
      FactorScope(.instruments([InstrumentID(canonical: "SH000300")])))
    #expect(diagnostic { _ = try FactorTally(one).rowFindings() }?.id == "factor.rows")
  }

  private func diagnostic(_ body: () throws -> Void) -> Diagnostic? { TestSupport.diagnostic(of: body) }
}
