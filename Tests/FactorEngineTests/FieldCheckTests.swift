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

  @Test(
    "statements by announcement day that the market has are refused, not taken for missing",
    arguments: ["P($$roewa_q)", "PRef($$roewa_q,201901)/$close", "CSRank(P(Mean($$roewa_q,4)))"])
  func periods(text: String) throws {
    let folder = try TemporaryFolder()
    try folder.write("2024-01-02\n", to: "calendars/day.txt")
    try folder.write("", to: "features/sh600000/.keep")
    let factor = try Factor(name: "F", text: text)
    let members = FactorScope.Members.instruments([code("SH600000")])
    func computed() throws -> Diagnostic? {
      let market = try QlibProvider(folder: folder.path)
      return diagnostic { _ = try FactorEngine(market: market, factors: [factor]).compute(FactorScope(members)) }
    }
    #expect(try computed() == nil, "qlib has no rows there either")
    try folder.write("", to: "financial/sh600000/roewa_q.data")
    let found = try computed()
    #expect(found?.id == "factor.periods-not-offered" && found?.remedy.english.contains("--panel") == true)
    let check = diagnostic {
      _ = try FieldCheck.findings([FactorColumn(factor)], in: QlibProvider(folder: folder.path), of: [code("SH600000")])
    }
    #expect(check?.id == found?.id)
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
