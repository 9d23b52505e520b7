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

  @Test("a field that nobody has is refused with its place and the nearest name")
  func unknown() {
    let refusal = diagnostic { _ = try check("Mean($close,3)+$volme") }
    #expect(refusal?.id == "factor.field")
    #expect(refusal?.summary.arguments["column"] == .count(16))
    #expect(refusal?.summary.english.contains("Did you mean 'volume'?") == true)
    #expect(refusal?.remedy.english.contains("--panel") == true)
  }

  @Test("a field of qlib's own handlers evaluates as missing, and a finding says so")
  func standard() throws {
    #expect(try check("$vwap/$close") == ["factor.field-missing"])
    #expect(try check("$CLOSE") == [])
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

  private func diagnostic(_ body: () throws -> Void) -> Diagnostic? {
    TestSupport.diagnostic(of: body)
  }
}
