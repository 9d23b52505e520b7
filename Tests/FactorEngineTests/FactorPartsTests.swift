import FactorEngine
import MarketData
import Primitives
import Records
import TestSupport
import Testing

/// Parts of a computation, one behind the other, are the whole: cells, rows, findings, file.
@Suite struct FactorPartsTests {
  private let market = MarketSketch.nasty(seed: 4, days: 40)

  /// Expressions alone; with one over the instruments of a day; with a Swift file; over other instruments' rows.
  private static let sets: [[String]] = [
    ["Mean($close,3)", "Corr($close,$volume,4)"],
    ["Mean($close,3)", "CSRank($close)", "Std($close,2)", "CSDemean(Mean($volume,2))-$close"],
    ["CSRank($close)"],
    ["Mean($close,3)", "PriceVolumeCorr_10D", "Ref($close,1)"],
    ["$close>ChangeInstrument('SH600000',$close)", "$close"],
  ]

  private func columns(_ texts: [String]) throws -> FactorColumns {
    FactorColumns(
      market: market,
      columns: try texts.enumerated().map { number, text in
        text.contains("$")
          ? FactorColumn(try Factor(name: "F\(number)", text: text))
          : FactorColumn(name: text, code: .implementation(try ImplementationCatalog.required(text)))
      })
  }

  private func csv(_ names: [String], _ fill: (FactorCSV) throws -> Void) throws -> String {
    var text = ""
    try fill(try FactorCSV(names) { text += String(decoding: $0, as: UTF8.self) })
    return text
  }

  @Test(arguments: sets, [1, 200, .max])
  func partsAreTheWhole(texts: [String], cellsMax: Int) throws {
    let scope = FactorScope(MarketSketch.members(market), start: market.calendar[3])
    let columns = try columns(texts)
    let whole = try columns.compute(scope)
    #expect(whole.blocks.count > 2)
    var tally = FactorTally(whole.names)
    var rows: [FactorRows] = []
    var count = 0
    let text = try csv(whole.names) { writer in
      try columns.parts(scope).forEach(cellsMax: cellsMax) { part in
        count += 1
        tally.add(part)
        rows += part.blocks.map { FactorRows(instrument: $0.instrument, rows: $0.rows) }
        try writer.add(part)
      }
    }
    // 37 days of each column: an instrument a part, two to five a part, one part.
    #expect(cellsMax == 1 ? count == market.instruments.count : cellsMax == .max ? count == 1 : count > 1)
    #expect(tally.checksum == whole.checksum && tally.cellCount == whole.cellCount)
    #expect(try text == csv(whole.names) { try $0.add(whole) })
    let known = try columns.parts(scope).allRows()
    #expect(known.map(\.instrument) == rows.map(\.instrument) && known.map(\.rows) == rows.map(\.rows))
    let findings = try? FactorTally(whole).rowFindings().map(\.evidence)
    #expect(findings == (try? tally.rowFindings().map(\.evidence)))
  }

  /// What is kept behind the last day does not depend on the parts either.
  @Test func aSessionInPartsGoesOnAsOneWould() throws {
    let factors = try ["Mean($close,3)", "EMA($close,4)"].map { try Factor(name: $0, text: $0) }
    let members = MarketSketch.members(market)
    var (whole, parts) = (try FactorSession(factors), try FactorSession(factors))
    for days in [20, 33, 40] {
      let market = MarketSketch.cut(market, to: days)
      let expected = try whole.append(market, members)
      var tally = FactorTally(expected.names)
      try parts.append(market, members, cellsMax: 1) { tally.add($0) }
      #expect(tally.checksum == expected.checksum && tally.rowCount > 0)
      #expect(parts.lastDay == whole.lastDay)
    }
  }

  /// Whoever could not use a part computes the days again.
  @Test func aPartThatIsRefusedLeavesTheSessionAsItWas() throws {
    struct Full: Error {}
    var session = try FactorSession([try Factor(name: "F", text: "Mean($close,3)")])
    let members = MarketSketch.members(market)
    #expect(throws: Full.self) { try session.append(market, members, cellsMax: 1) { _ in throw Full() } }
    #expect(session.lastDay == nil)
    let again = try session.append(market, members)
    #expect(
      try again.checksum
        == FactorEngine(market: market, factors: session.factors).compute(FactorScope(members)).checksum)
  }
}
