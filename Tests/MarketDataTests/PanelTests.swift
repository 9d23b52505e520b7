import MarketData
import Primitives
import Records
import TestSupport
import Testing

/// Fields beside the market's own.
@Suite struct PanelTests {
  private let days = RawMarket.days(from: "2024-01-01", count: 4)
  private var market: MemoryMarket {
    RawMarket.make(
      days,
      [
        .init("SH600000", [10, 11, 12, 13], volumes: [100, 100, 100, 100]),
        .init("SZ000001", [20, 21], delay: 2),
      ])
  }

  private func panel(_ text: String) throws -> PanelFile {
    try PanelFile(CSVTable(Array(text.utf8), path: "panel.csv"))
  }

  private func values(_ field: String, _ name: String, in market: PanelMarket) throws -> [Float] {
    let series = try #require(try market.series(field, of: code(name)))
    return series.values(in: series.range)
  }

  @Test("a field has the rows of the instrument's close, missing where the panel has none")
  func rows() throws {
    let file = try panel(
      "datetime,instrument,$DB_PE,x\n2024-01-04,sh600000,4,\n2024-01-01,600000.SH,1.5,7\n")
    #expect(file.fields == ["db_pe", "x"])
    let whole = try PanelMarket(market, panels: [file])
    let pe = try values("db_pe", "SH600000", in: whole)
    #expect(pe[0] == 1.5 && pe[1].isNaN && pe[2].isNaN && pe[3] == 4)
    #expect(try values("X", "SH600000", in: whole)[0] == 7)
    #expect(try whole.series("db_pe", of: code("SZ000001")) == nil)
    #expect(try whole.series("close", of: code("SZ000001"))?.count == 2)
    #expect(try whole.fieldNames()?.contains("db_pe") == true)
    #expect(whole.findings.isEmpty)
  }

  @Test("rows that cannot be placed are findings")
  func unplaced() throws {
    let file = try panel(
      "instrument,datetime,x\nSZ000001,2024-01-01,1\nSH600000,2024-01-06,1\nSH600099,2024-01-01,1\n"
    )
    let whole = try PanelMarket(market, panels: [file])
    #expect(whole.findings.map(\.id) == ["panel.instrument-unknown", "panel.day-unknown"])
    #expect(whole.findings[1].evidence.arguments["rows"] == .count(2))
  }

  @Test("a digest counts the panel's fields that are asked for")
  func digest() throws {
    func print(_ value: String, _ fields: [String]) throws -> String {
      let file = try panel("instrument,datetime,x\nSH600000,2024-01-01,\(value)\n")
      return try PanelMarket(market, panels: [file])
        .digest(universes: [], fields: fields, instruments: [code("SH600000")])
    }
    #expect(try print("1", ["close", "x"]) != print("2", ["close", "x"]))
    #expect(try print("1", ["close"]) == print("2", ["close"]))
  }

  @Test(
    "damaged panels are refused by name",
    arguments: [
      ("instrument,datetime,x\n", "panel.empty"),
      ("instrument,datetime\nSH600000,2024-01-01\n", "panel.empty"),
      ("instrument,datetime,x,$X\nSH600000,2024-01-01,1,1\n", "panel.field-twice"),
      ("instrument,datetime,a b\nSH600000,2024-01-01,1\n", "panel.field-name"),
      ("instrument,datetime,x\nSH600000,2024-01-01,1\n600000.SH,2024-01-01,2\n", "panel.duplicate"),
      ("instrument,datetime,x\nSH600000,2024-01-01,one\n", "csv.number"),
      ("instrument,datetime,close\nSH600000,2024-01-01,1\n", "panel.field-twice"),
    ])
  func damaged(text: String, id: String) {
    let found = diagnostic { _ = try PanelMarket(market, panels: [panel(text)]) }
    #expect(found?.id == id)
  }

  private func evidence(_ header: String, _ cells: String) throws -> [Message] {
    let file = try panel(
      "instrument,datetime,\(header)\n" + days.map { "SH600000,\($0),\(cells)\n" }.joined())
    return try PanelMarket(market, panels: [file]).findings.map(\.evidence)
  }

  /// The name of the unit that was found.
  private func unit(_ header: String, _ cells: String) throws -> String? {
    try evidence(header, cells).first?.arguments["unit"]?.text(.english)
  }

  @Test("units are told by size: market value, turnover, ratios, flows")
  func units() throws {
    #expect(try unit("db_total_mv", "5e6") == "10,000 yuan")
    #expect(try evidence("db_total_mv", "5e6")[0].arguments["median"] == .number(5e6))
    #expect(try unit("db_total_mv", "5e10") == "yuan")
    #expect(try evidence("db_turnover_rate", "0.02")[0].english.hasSuffix("is 0.02. It is a fraction."))
    #expect(try evidence("db_turnover_rate", "2.5").isEmpty)
    #expect(try evidence("db_pe", "-3")[0].arguments["cells"] == .count(4))
    let amounts = "mf_sm_buy_amt,mf_md_buy_amt,mf_lg_buy_amt,mf_elg_buy_amt"
    // Close 10 to 13 times 100 shares: 1,000 to 1,300 yuan a day.
    #expect(try unit(amounts, "300,300,300,300") == "yuan")
    #expect(try unit(amounts, "0.03,0.03,0.03,0.03") == "10,000 yuan")
    let volumes = amounts.replacing("amt", with: "vol")
    #expect(try unit(volumes, "25,25,25,25") == "shares")
    #expect(try evidence(volumes, "25,25,25,25")[0].english.contains("are 1 of the day's volume"))
    #expect(try unit(volumes, "0.25,0.25,0.25,0.25") == "lots of 100 shares")
    #expect(try unit(volumes, "3,3,3,3") == nil)
    #expect(try evidence(volumes, "3,3,3,3")[0].english.hasSuffix("none of the units shares, lots of 100 shares."))
  }

  @Test("a later beginning cuts series and nothing else")
  func later() throws {
    let later = LaterMarket(market, from: days[1])
    let close = try #require(try later.series("close", of: code("SH600000")))
    #expect(close.start == 1 && close.values(in: close.range) == [11, 12, 13])
    #expect(try later.series("close", of: code("SZ000001"))?.range == 2..<4)
    #expect(later.calendar == market.calendar)
  }
}
