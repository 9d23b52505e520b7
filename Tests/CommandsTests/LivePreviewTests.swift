import Foundation
import GRDB
import Primitives
import TestSupport
import Testing

/// Previews that go on where the recorded predictions end, with the research folder gone.
@Suite(
  "live scores", .serialized,
  .enabled(if: Program.hasLightGBM, "needs LightGBM's library, which `make lightgbm` fetches"))
struct LivePreviewTests {
  var program: Program
  private let demo = Program.demo("demo-faithful")
  /// The last recorded prediction: it decides Monday 2 December; the first live score is that of this Monday.
  private static let recordedEnd = "2024-11-29"

  init() throws {
    program = try Program()
    try FileManager.default.copyItem(atPath: demo, toPath: program.path("ws"))
    let all = try FileReader.text(demo + "/pred.csv.gz").split(separator: "\n")
    let kept = [all[0]] + all.dropFirst().filter { $0.prefix(10) <= LivePreviewTests.recordedEnd }
    try FileManager.default.removeItem(atPath: program.path("ws/pred.csv.gz"))
    try program.temporary.write(kept.joined(separator: "\n") + "\n", to: "ws/pred.csv")
    try program.temporary.write(
      "market: {provider: demo}\nmigrations:\n  - {id: m, workspace: ws}\n", to: "aistock.yaml")
    let made = try program.run(
      "preview", "create", "--id", "live", "--migration", "m", "--start", "2024-11-01", "--json")
    #expect(made.exit == 0, "\(made.err)")
    #expect(made.json?["model"]?.stringValue?.count == 64)
    try FileManager.default.removeItem(atPath: program.path("ws"))
  }

  private func rows(_ sql: String) throws -> [String] {
    try DatabaseQueue(path: program.path(".aistock/state.sqlite")).read { try String.fetchAll($0, sql: sql) }
  }

  private func trades(_ id: String) throws -> [String] {
    try rows(
      "SELECT trading_day || symbol || side || volume || price || reason FROM preview_trade "
        + "WHERE preview_id = '\(id)' ORDER BY trading_day, id")
  }

  @Test("the workspace is gone: settlement and signal go on with live scores, and are those of recorded ones")
  func beyondTheRecorded() throws {
    #expect(
      try program.run(
        "preview", "create", "--id", "full", "--conf", demo + "/conf.yaml", "--pred", demo + "/pred.csv.gz", "--start",
        "2024-11-01"
      ).exit == 0)
    let settled = try program.run("preview", "settle", "--date", "2024-12-20", "--json")
    #expect(settled.exit == 0, "\(settled.err)")
    let outcome = settled.json?.arrayValue?.first { $0["id"] == "live" }
    #expect(outcome?["first_live_day"] == "2024-12-03")
    // 3 to 20 December.
    #expect(outcome?["live_days"] == 14)
    let live = try trades("live")
    #expect(live.count > 50)
    #expect(try trades("full") == live)
    let origins = try rows(
      "SELECT score_origin || min(trading_day) FROM preview_account WHERE preview_id = 'live' GROUP BY score_origin "
        + "ORDER BY 1")
    #expect(origins == ["live2024-12-03", "recorded2024-11-01"])
    #expect(
      try program.run("preview", "settle", "--date", "2024-12-20", "--json").json?.arrayValue?.first?["days"] == 0)
    for (date, origin) in [("2024-12-20", "live"), ("2024-11-15", "recorded")] {
      let signals = try program.run("signal", "--date", date, "--json").json?.arrayValue ?? []
      try #require(signals.count == 2)
      let (full, own) = (signals[0], signals[1])
      #expect(
        own["strategy"] == "live" && own["scores"]?.stringValue == origin && own["scores_of"]?.stringValue == date)
      #expect(own["first_live_day"] == "2024-12-03")
      #expect(full["scores"] == "recorded")
      #expect(own["lines"] == full["lines"] && own["lines"]?.arrayValue?.isEmpty == false)
    }
  }

  @Test("a model of plain trees needs no library: its trees are summed here")
  func withoutLibrary() throws {
    var bare = program
    bare.environment = ["AISTOCK_LIGHTGBM": "/nowhere/lib_lightgbm.so"]
    let result = try bare.run("preview", "settle", "--date", "2024-12-20")
    #expect(result.exit == 0, "\(result.err)")
    #expect(try rows("SELECT max(trading_day) FROM preview_account") == ["2024-12-20"])
    let own = try bare.run("signal", "--date", "2024-12-20", "--json").json?.arrayValue?.first
    #expect(own?["scores"] == "live" && own?["lines"]?.arrayValue?.isEmpty == false)
    #expect(try program.run("signal", "--date", "2024-12-20", "--json").json?.arrayValue?.first == own)
  }

  @Test("a kept model that was changed or taken away is named, and stops only what needs it")
  func modelGone() throws {
    let folder = try #require(try program.temporary.contents().first { $0.hasSuffix("model.txt") })
    let text = try FileReader.bytes(program.path(folder))
    try FileWriter.write(text + Array("\n".utf8), to: program.path(folder))
    let changed = try program.run("preview", "settle", "--date", "2024-12-20")
    #expect(changed.exit == 3 && changed.diagnostics == ["preview.model-changed"], "\(changed.err)")
    #expect(try rows("SELECT max(trading_day) FROM preview_account") == ["2024-12-02"])
    try FileManager.default.removeItem(atPath: program.path(folder))
    let gone = try program.run("preview", "settle", "--date", "2024-12-20")
    #expect(gone.exit == 3 && gone.diagnostics == ["preview.model-gone"], "\(gone.err)")
    try FileWriter.write(text, to: program.path(folder))
    #expect(try program.run("preview", "settle", "--date", "2024-12-20").exit == 0)
  }

  @Test("a configuration and its model alone say what to buy from an empty account")
  func configurationAndModel() throws {
    let result = try program.run(
      "signal", "--strategy", demo + "/conf.yaml", "--model", demo + "/model.txt", "--capital", "1000000", "--json")
    #expect(result.exit == 0, "\(result.err)")
    let signal = try #require(result.json?.arrayValue?.first)
    // The last day of the demo's calendar, behind its last prediction.
    #expect(
      signal["decided_on"] == "2024-12-31" && signal["scores"] == "live" && signal["for_day"] == "2025-01-02"
        && signal["for_day_source"] == "calendar")
    let lines = signal["lines"]?.arrayValue ?? []
    #expect(!lines.isEmpty && lines.allSatisfy { $0["action"] == "buy" && $0["price_of"] == "2024-12-31" })
    for line in lines {
      func yuan(_ name: String) throws -> Double {
        try #require(line[name]?.stringValue.flatMap { NumberReader.double($0) })
      }
      #expect(try yuan("commission") >= 5 && yuan("stamp_tax") == 0 && yuan("transfer_fee") >= 0)
      #expect(try abs(yuan("commission") + yuan("transfer_fee") - yuan("fees")) < 1e-9)
      let shares = try #require(line["shares"]?.intValue)
      // Shares of the STAR market (SH688) trade one by one above the least order: they have no lots.
      let isSingle = line["symbol"]?.stringValue?.hasPrefix("SH688") == true
      #expect(line["lots"]?.intValue == (isSingle ? nil : shares / 100) && (isSingle || shares % 100 == 0))
      #expect(line["step"] == "free-place" && line["rank"]?.intValue != nil)
    }
    let text = try program.run(
      "signal", "--strategy", demo + "/conf.yaml", "--model", demo + "/model.txt", "--capital", "1000000")
    #expect(text.out.contains("orders for 2025-01-02, decided on 2024-12-31"), "\(text.out)")
    #expect(
      try program.run("signal", "--strategy", demo + "/conf.yaml").diagnostics == ["signal.predictions"])
  }

  @Test("in session orders are sized at quotes, with their age; a stock without one keeps its close")
  func atQuotes() throws {
    #expect(try program.run("preview", "settle", "--date", "2024-11-28").exit == 0)
    let closes = try program.run("signal", "--strategy", "live", "--date", "2024-11-28", "--json")
    let lines = try #require(closes.json?.arrayValue?.first?["lines"]?.arrayValue)
    let buys = lines.filter { $0["action"] == "buy" }.compactMap { $0["symbol"]?.stringValue }
    try #require(buys.count >= 2)
    let price = try #require(lines.first { $0["symbol"]?.stringValue == buys[0] }?["price"]?.stringValue)
    let yuan = try #require(Double(price))
    // At its limit the stock is quoted and locked; twice the close cannot be.
    let limit = buys[0].hasPrefix("SZ300") || buys[0].hasPrefix("SH688") ? 1.2 : 1.1
    let locked = "\(yuan * limit)"
    try program.temporary.write(
      "symbol,price,time\n\(buys[0]),\(yuan * 2),2024-11-29 09:59\n", to: "doubled.csv")
    let doubled = try program.run(
      "signal", "--strategy", "live", "--quotes", "doubled.csv", "--at", "2024-11-29 10:00", "--json")
    #expect(
      doubled.json?.arrayValue?.first?["falls"]?.arrayValue?.contains { $0["reason"] == "price-implausible" } == true)
    try program.temporary.write(
      "symbol,price,time\n\(buys[0]),\(locked),2024-11-29 09:59\n\(buys[1]),5,2024-11-28 14:59\n", to: "q.csv")
    let result = try program.run(
      "signal", "--strategy", "live", "--quotes", "q.csv", "--at", "2024-11-29 10:00", "--json")
    #expect(result.exit == 0, "\(result.err)")
    let signal = try #require(result.json?.arrayValue?.first)
    #expect(signal["decided_on"] == "2024-11-28" && signal["quoted_at"] == "2024-11-29T10:00:00+08:00")
    let quoted = try #require(signal["lines"]?.arrayValue?.first { $0["symbol"]?.stringValue == buys[0] })
    #expect(quoted["price_source"] == "file" && quoted["price_age_seconds"] == 60)
    #expect(
      quoted["reason"]?["id"] == "orders.rejected-at-quote"
        && quoted["rejection"]?.stringValue?.hasPrefix("limit-up ") == true)
    let stale = try #require(signal["lines"]?.arrayValue?.first { $0["symbol"]?.stringValue == buys[1] })
    #expect(stale["price_source"] == "close" && stale["price_of"] == "2024-11-28")
    #expect(signal["findings"]?.arrayValue?.contains { $0["id"] == "signal.without-quotes" } == true)
  }
}
