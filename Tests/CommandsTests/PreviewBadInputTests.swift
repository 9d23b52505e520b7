import Foundation
import GRDB
import Primitives
import TestSupport
import Testing

/// What goes wrong around a preview, through the program: named, and nothing of it reaches a settled row.
@Suite("bad input of previews")
struct PreviewBadInputTests {
  let world: SmallWorld
  private var program: Program { world.program }

  /// SH600000 is bought on 2024-01-02 at 10.00 with 950,000 of a million yuan: 94,900 shares leave room for costs.
  init() throws {
    world = try SmallWorld()
    try world.write("market: {provider: market}\nsite: {output: out}\n", "aistock.yaml")
    let made = try program.run(
      "preview", "create", "--id", "p", "--conf", "ws/conf.yaml", "--pred", "ws/pred.csv", "--start", "2024-01-02")
    #expect(made.exit == 0, "\(made.err)")
  }

  private func settle(_ date: String) throws -> Program.Result {
    try program.run("preview", "settle", "--date", date, "--json")
  }

  private func rows(_ sql: String) throws -> [String] {
    try DatabaseQueue(path: program.path(".aistock/state.sqlite")).read { try String.fetchAll($0, sql: sql) }
  }

  static let quotes = [
    ("no-quote", "SZ000001,20,2024-01-03 10:00"),
    ("price-not-positive", "SH600000,0,2024-01-03 10:00"),
    ("price-not-positive", "SH600000,-10,2024-01-03 10:00"),
    ("stale", "SH600000,11,2024-01-03 09:31"),
    ("earlier-day", "SH600000,11,2024-01-02 10:00"),
    ("future", "SH600000,11,2024-01-03 10:05"),
    ("no-price", "SH600000,,2024-01-03 10:00"),
    ("no-quote", "SH999999,11,2024-01-03 10:00"),
  ]

  @Test("a bad quote is refused by name, the holding keeps its close, no settled row changes", arguments: quotes)
  func badQuote(_ reason: String, _ line: String) throws {
    #expect(try settle("2024-01-02").exit == 0)
    let before = try rows("SELECT trading_day || total_value FROM preview_account")
    try world.write("symbol,price,time\n\(line)\n", "q.csv")
    let result = try program.run("preview", "refresh", "--quotes", "q.csv", "--at", "2024-01-03 10:00", "--json")
    #expect(result.exit == 0, "\(result.err)")
    let live = result.json?["previews"]?.arrayValue?.first
    #expect(live?["missing"] == 1 && live?["quoted"] == 0 && live?["daily_pnl"] == "0.0000")
    #expect(result.json?["falls"]?.arrayValue?.first?["reason"]?.stringValue == reason)
    #expect(try rows("SELECT reason FROM preview_live_position") == [reason])
    #expect(try rows("SELECT trading_day || total_value FROM preview_account") == before)
  }

  @Test("a file of quotes that is half written is no quote, and says where it breaks")
  func brokenQuotes() throws {
    #expect(try settle("2024-01-02").exit == 0)
    try world.write("symbol,price,time\nSH600000,1x,2024-01-03 10:00\n", "q.csv")
    let result = try program.run("preview", "refresh", "--quotes", "q.csv", "--at", "2024-01-03 10:00", "--json")
    #expect(result.exit == 0)
    #expect(result.json?["answered"] == 0)
    #expect(result.json?["falls"]?.arrayValue?.count == 1)
  }

  @Test("a holiday has no session, and settling on it settles the days before")
  func holiday() throws {
    // The first Saturday of 2024.
    let refresh = try program.run("preview", "refresh", "--at", "2024-01-06 10:00")
    #expect(refresh.exit == 0 || refresh.diagnostics == ["preview.no-session"])
    let inside = try program.run("preview", "settle", "--date", "2024-01-07", "--json")
    #expect(inside.json?.arrayValue?.first?["through"] == "2024-01-05")
    #expect(
      inside.json?.arrayValue?.first?["findings"]?.arrayValue?.contains { $0["id"] == "preview.market-ends" } == true)
  }

  @Test("days out of order and twice: nothing is settled again, nothing is lost")
  func outOfOrder() throws {
    #expect(try settle("2024-01-04").json?.arrayValue?.first?["days"] == 3)
    let rows = try rows("SELECT trading_day || symbol || volume FROM preview_trade ORDER BY id")
    #expect(try settle("2024-01-02").json?.arrayValue?.first?["days"] == 0)
    #expect(try settle("2024-01-04").json?.arrayValue?.first?["days"] == 0)
    #expect(try self.rows("SELECT trading_day || symbol || volume FROM preview_trade ORDER BY id") == rows)
  }

  @Test("a restated close is settled again from its day on, said, kept and shown")
  func restated() throws {
    #expect(try settle("2024-01-04").exit == 0)
    let path = "market/features/sh600000/close.day.bin"
    var bytes = try FileReader.bytes(program.path(path))
    // The third of five closes, 2024-01-03, becomes 12.0: after four bytes of start, little-endian.
    withUnsafeBytes(of: Float(12).bitPattern.littleEndian) { bytes.replaceSubrange(12..<16, with: $0) }
    try world.write(bytes, path)
    let again = try settle("2024-01-04").json?.arrayValue?.first
    #expect(again?["restated_from"] == "2024-01-03" && again?["days"] == 2)
    #expect(again?["findings"]?.arrayValue?.contains { $0["id"] == "preview.restated" } == true)
    #expect(try rows("SELECT kind || trading_day FROM preview_event") == ["restated2024-01-03"])
    #expect(try program.run("nightly", "--date", "2024-01-04").exit == 0)
    let page = try FileReader.text(program.path("out/en/previews/p.html"))
    #expect(page.contains("Prices from 2024-01-03 on were restated"))
    #expect(try settle("2024-01-04").json?.arrayValue?.first?["restated_from"] == JSONValue.null)
  }

  @Test("too little capital buys nothing and says why, each day")
  func tooLittleCapital() throws {
    #expect(
      try program.run(
        "preview", "create", "--id", "small", "--conf", "ws/conf.yaml", "--pred", "ws/pred.csv", "--start",
        "2024-01-02", "--capital", "900"
      ).exit == 0)
    #expect(try settle("2024-01-03").exit == 0)
    #expect(try rows("SELECT preview_id FROM preview_trade WHERE preview_id = 'small'").isEmpty)
    let reasons = try rows("SELECT reason FROM preview_skip WHERE preview_id = 'small'")
    #expect(reasons.count == 2 && reasons.allSatisfy { $0.hasPrefix("below-one-lot ") })
  }

  @Test("as many as the limit run, no more; a stopped one makes room")
  func limit() throws {
    try world.write("market: {provider: market}\npreviews: {limit: 1}\n", "aistock.yaml")
    let more = ["preview", "create", "--id", "q", "--conf", "ws/conf.yaml", "--pred", "ws/pred.csv"]
    let refused = try program.run(more)
    #expect(refused.exit == 2 && refused.diagnostics == ["preview.limit"])
    #expect(try program.run("preview", "stop", "--id", "p", "--date", "2024-01-03").exit == 0)
    #expect(try program.run(more).exit == 0)
    // The stopped one is settled through its last day beside the running one.
    let settled = try settle("2024-01-05").json?.arrayValue ?? []
    #expect(settled.first { $0["id"] == "p" }?["through"] == "2024-01-03")
  }

  @Test("rules that previews do not run under, and a preview without a start, are refused")
  func refused() throws {
    try world.write("market: {provider: market}\npreviews: {rules: qlib}\n", "aistock.yaml")
    let rules = try program.run(
      "preview", "create", "--id", "q", "--conf", "ws/conf.yaml", "--pred", "ws/pred.csv")
    #expect(rules.exit == 2 && rules.diagnostics == ["preview.rules"])
    let source = try program.run("preview", "create", "--id", "q", "--conf", "ws/conf.yaml")
    #expect(source.exit == 2 && source.diagnostics == ["preview.source"])
  }

  @Test("the predictions' file may go: the kept copy decides, and no day is settled differently")
  func predictionsGone() throws {
    #expect(try settle("2024-01-02").exit == 0)
    try world.remove("ws")
    let result = try settle("2024-01-03")
    #expect(result.exit == 0, "\(result.err)")
    #expect(result.json?.arrayValue?.first?["days"] == 1)
    for name in try program.temporary.contents() where name.hasPrefix(".aistock/predictions/") {
      try world.remove(name)
    }
    let gone = try settle("2024-01-04")
    #expect(gone.exit == 3 && gone.diagnostics == ["preview.no-predictions-file"])
  }
}
