import FactorEngine
import MarketData
import Primitives
import Records
import TestSupport
import Testing

/// Fields that are not there.
@Suite struct FieldCheckTests {
  private let market: MemoryMarket = RawMarket.make(
    RawMarket.days(from: "2024-01-01", count: 3), [.init("SH600000", [1, 2, 3])])

  private func check(_ text: String) throws -> [String] {
    try FieldCheck.findings(
      [FactorColumn(try Factor(name: "F", text: text))], in: market, of: market.instruments
    ).map(\.id)
  }

  @Test("a field that nobody has evaluates as missing, and a finding says so with the nearest name")
  func unknown() throws {
    let found = try FieldCheck.findings(
      [FactorColumn(try Factor(name: "F", text: "Mean($close,3)+$volme"))], in: market, of: market.instruments)
    #expect(found.map(\.id) == ["factor.field-missing"])
    #expect(found[0].evidence.english.contains("Did you mean 'volume'?"))
    #expect(found[0].remedy.english.contains("--panel"))
  }

  @Test("the fields of qlib's own handlers follow the same rule, and point-in-time data has a finding of its own")
  func standard() throws {
    #expect(try check("$vwap/$close") == ["factor.field-missing"])
    #expect(try check("$CLOSE") == [])
    #expect(try check("P($$roe_q)/$close") == ["factor.no-periods"])
  }

  @Test("a field that another instrument has is an empty series here, as in qlib")
  func elsewhere() throws {
    let panel = try PanelFile(
      CSVTable(Array("instrument,datetime,extra\nSH600000,2024-01-01,1\n".utf8), path: "p"))
    let whole = try PanelMarket(market, panels: [panel])
    let column = FactorColumn(try Factor(name: "F", text: "$extra"))
    let found = try FieldCheck.findings([column], in: whole, of: [code("SZ000001")])
    #expect(found.map(\.id) == ["factor.field-missing"])
    #expect(try FieldCheck.findings([column], in: whole, of: market.instruments).isEmpty)
  }
}
