import Foundation
import GRDB
import MarketData
import Primitives
import TestSupport
import Testing

/// Paper trading of an approved bundle, tried from outside: what is printed, the exit status, and what the state keeps.
@Suite("trade from an approved bundle") struct TradeTests {
  private let signing: SigningWorld
  private static let bundle = "reports/bundles/small"
  private static let day = "2024-01-02"
  private static let execution = """
    execution:
      accounts:
        - {id: paper, gateway: sim, capital: 1000000}
        - {id: other, gateway: sim, capital: 20000}
        - {id: live, gateway: qmt, bridge: "http://127.0.0.1:9", token_file: token, number: "10001234"}
      limits: {listing_days: 0, stock_weight: 1, order_value: 10000000}

    """

  init() throws {
    signing = try SigningWorld()
    // Twenty days before those of the small world: an average volume takes them.
    var tiny = TinyMarket(from: "2023-12-04", days: 25)
    func before(_ price: Float, _ closes: [Float]) -> [Float] { [Float](repeating: price, count: 20) + closes }
    tiny.add("SH600000", close: before(10, [10, 10, 10, 10, 10]))
    tiny.add("SZ000001", close: before(20, [20, 21, 22, 21, 20]))
    tiny.add("SH000300", close: before(100, [100, 101, 102, 103, 104]), listed: false)
    let sink = MemorySink()
    try tiny.market.write(to: sink)
    for (path, bytes) in sink.files { try signing.world.write(bytes, "market/" + path) }
    let path = signing.world.program.path("aistock.yaml")
    try signing.world.write(try FileReader.text(path) + TradeTests.execution, "aistock.yaml")
    try signing.world.write("a-token-of-the-tests-0123456789\n", "token")
  }

  private func run(_ arguments: [String]) throws -> Program.Result {
    try signing.world.program.run(["trade"] + arguments + ["--json", "--quiet"])
  }

  private func trade(_ command: String, _ more: String..., account: String = "paper") throws -> Program.Result {
    try run([command, "--account", account, "--date", TradeTests.day] + more)
  }

  private func send(_ more: String...) throws -> Program.Result {
    try run(
      ["run", "--bundle", TradeTests.bundle, "--account", "paper", "--date", TradeTests.day, "--env", "paper"] + more)
  }

  private func rows(_ sql: String) throws -> [String] {
    try DatabaseQueue(path: signing.world.program.path(".aistock/state.sqlite")).read {
      try String.fetchAll($0, sql: sql)
    }
  }

  private var intents: [String] {
    get throws {
      try rows("SELECT symbol || ' ' || side || ' ' || quantity || ' ' || status FROM trade_intent ORDER BY 1")
    }
  }

  @Test("a plan is shown in whole and sends nothing")
  func plan() throws {
    try signing.approved()
    let result = try trade("plan", "--bundle", TradeTests.bundle, "--output", "plan.json")
    #expect(result.exit == 0, "\(result.err)")
    let plan = try #require(result.json)
    #expect(plan["account"] == "paper" && plan["environment"] == "paper" && plan["day"] == "2024-01-02")
    let order = try #require(plan["orders"]?.arrayValue?.first)
    #expect(order["instrument"] == "SH600000" && order["side"] == "buy")
    // 95 % of 1,000,000 yuan at 10.00, in lots.
    #expect(order["shares"] == 95_000 && order["amount"] == "950000.0000")
    #expect(plan["cash_before"] == "1000000.0000")
    let file = try JSONReader.read(try FileReader.bytes(signing.world.program.path("plan.json")))
    #expect(file["orders"] == plan["orders"] && file["signal"] == plan["signal"])
    #expect(try intents.isEmpty && rows("SELECT signal FROM execution_plan").isEmpty)
    let dry = try send("--dry-run")
    #expect(dry.exit == 0 && dry.json?["orders"] == plan["orders"])
    #expect(try intents.isEmpty)
  }

  @Test("a run deals, keeps what it did, and changes nothing when it is called again")
  func replay() throws {
    try signing.approved()
    let first = try send()
    #expect(first.exit == 0, "\(first.err)")
    let sent = try #require(first.json?.arrayValue)
    #expect(sent.count == 1 && sent[0]["status"] == "filled", "\(first.out)")
    #expect(try intents == ["SH600000 buy 95000 filled"])
    let fills = try rows("SELECT trade_id || ' ' || symbol || ' ' || volume FROM execution_fill")
    #expect(fills.count == 1 && fills[0].hasSuffix("SH600000 95000"))
    let kinds = Set(try rows("SELECT DISTINCT kind FROM execution_event"))
    #expect(kinds.isSuperset(of: ["sent", "fill"]), "\(kinds)")
    let book = try FileReader.bytes(signing.world.program.path(".aistock/paper/paper.json"))
    let again = try send()
    #expect(again.exit == 0 && again.json == first.json)
    #expect(try intents == ["SH600000 buy 95000 filled"])
    #expect(try rows("SELECT trade_id || ' ' || symbol || ' ' || volume FROM execution_fill") == fills)
    #expect(try FileReader.bytes(signing.world.program.path(".aistock/paper/paper.json")) == book)
    try asked()
  }

  /// What the account's commands say after the run.
  private func asked() throws {
    let positions = try trade("positions")
    #expect(positions.exit == 0)
    let held = try #require(positions.json?["positions"]?.arrayValue?.first)
    #expect(held["instrument"] == "SH600000" && held["volume"] == 95_000 && held["available"] == 0)
    let orders = try trade("orders")
    #expect(orders.exit == 0 && orders.json?.arrayValue?.count == 1)
    let log = try run(["orders", "--account", "paper", "--date", TradeTests.day, "--log"])
    let lines = try log.out.split(separator: "\n").map { try JSONReader.read(Array($0.utf8)) }
    #expect(lines.count > 2 && lines.allSatisfy { $0["account"] == "paper" && $0["kind"]?.stringValue != nil })
    let status = try trade("status")
    #expect(status.exit == 0 && status.json?["switch"] == "open" && status.json?["open"] == [])
    let closed = try trade("reconcile")
    #expect(closed.exit == 0, "\(closed.out)\(closed.err)")
    #expect(closed.json?["differences"] == [])
    // What the book began with stands on the eve.
    let books = try rows("SELECT trading_day FROM execution_book WHERE strategy_id = 'small' ORDER BY trading_day")
    #expect(books == [TestSupport.day(TradeTests.day).advanced(byDays: -1).description, TradeTests.day])
    let feedback = try signing.world.program.run(
      "feedback", "build", "--account", "paper", "--output", "feedback", "--json", "--quiet")
    #expect(feedback.exit == 0, "\(feedback.err)")
    #expect(try FileReader.names(in: signing.world.program.path("feedback")).count >= 3)
    // The page of the migration shows the account too.
    #expect(try signing.world.program.run("render", "--quiet").exit == 0)
    let page = try FileReader.text(signing.world.program.path("site/en/migrations/small.html"))
    #expect(page.contains("paper, paper") && page.contains("the broker refused 0 orders, risk rules stopped 0."))
  }

  @Test(
    "what was not approved, is changed or is nowhere sends nothing",
    arguments: ["nothing", "unapproved", "tampered", "reopened"])
  func withoutApproval(_ what: String) throws {
    switch what {
    case "nothing": try signing.night()
    case "unapproved":
      try signing.night()
      try signing.request()
    default: try signing.approved()
    }
    if what == "tampered" {
      let path = TradeTests.bundle + "/predictions.csv"
      let text = try FileReader.text(signing.world.program.path(path))
      try signing.world.write(text.replacing("0.9", with: "0.7"), path)
    }
    if what == "reopened" {
      try signing.world.write(SmallWorld.configuration().replacing("0.0015", with: "0.0025"), "ws/conf.yaml")
      try signing.night("2024-01-05")
    }
    for result in [try trade("plan", "--bundle", TradeTests.bundle), try send()] {
      let expected: (Int32, String) =
        switch what {
        case "nothing", "unapproved": (3, "bundle.missing")
        case "tampered": (3, "bundle.changed")
        default: (1, "review.not-approved")
        }
      #expect(result.exit == expected.0 && result.diagnostics == [expected.1], "\(result.err)")
    }
    #expect(try intents.isEmpty)
    #expect(!FileReader.exists(signing.world.program.path(".aistock/paper/paper.json")))
  }

  @Test("an account that nobody named, and a word that is none, are a matter of usage")
  func usage() throws {
    try signing.approved()
    for command in ["status", "orders", "positions", "reconcile", "cancel", "kill"] {
      let result = try trade(command, account: "nobody")
      #expect((result.exit, result.diagnostics) == (2, ["account.unknown"]), "\(command): \(result.err)")
    }
    let resumed = try run(["resume", "--account", "nobody", "--reason", "x"])
    #expect((resumed.exit, resumed.diagnostics) == (2, ["account.unknown"]))
    #expect(try rows("SELECT account FROM execution_switch").isEmpty, "nothing is kept of an account that is none")
    let nobody = try run(["plan", "--bundle", TradeTests.bundle, "--account", "nobody", "--date", TradeTests.day])
    #expect((nobody.exit, nobody.diagnostics) == (2, ["account.unknown"]))
    let real = try run(
      ["run", "--bundle", TradeTests.bundle, "--account", "paper", "--env", "live", "--confirm", "yes"])
    #expect((real.exit, real.diagnostics) == (2, ["trade.real-account"]))
    let day = try run(
      ["plan", "--bundle", TradeTests.bundle, "--account", "live", "--env", "live", "--date", TradeTests.day])
    #expect((day.exit, day.diagnostics) == (2, ["trade.live-date"]))
    #expect(try run(["plan", "--account", "paper"]).exit == 2)
    #expect(try run(["run", "--bundle", TradeTests.bundle, "--account", "paper"]).exit == 2)
    #expect(try run(["run", "--bundle", TradeTests.bundle, "--account", "paper", "--env", "casino"]).exit == 2)
    #expect(try trade("plan", "--bundle", TradeTests.bundle, "--ticks", "-1").exit == 2)
    #expect(try run(["resume", "--account", "paper"]).exit == 2, "a resumption has a reason")
    let two = try trade("plan", "--bundle", TradeTests.bundle, "--bundle", TradeTests.bundle)
    #expect((two.exit, two.diagnostics) == (2, ["trade.weight"]))
    #expect(try intents.isEmpty)
  }

  @Test("a token that is missing or none is said without repeating it; a bridge that is away is no empty account")
  func tokens() throws {
    let away = try run(["positions", "--account", "live"])
    #expect(away.exit == 4, "\(away.err)")
    #expect(away.json?["error"]?["id"] == "account.away" && !away.out.contains("positions"))
    for text in [away.out, away.err] { #expect(!text.contains("a-token-of-the-tests")) }
    let status = try run(["status", "--account", "live"])
    #expect(status.exit == 4 && !status.err.contains("a-token-of-the-tests"))
    let killed = try run(["kill", "--account", "live"])
    #expect(try rows("SELECT account || ' ' || position FROM execution_switch") == ["live killed"])
    #expect(killed.exit == 0 || killed.exit == 4, "\(killed.err)")
    try signing.world.write("tiny\n", "token")
    let short = try run(["positions", "--account", "live"])
    #expect((short.exit, short.diagnostics) == (3, ["config.token"]))
    #expect(!short.err.contains("tiny"))
  }

  @Test("a killed account sends nothing until somebody resumes it, and the file stops every account")
  func kill() throws {
    try signing.approved()
    let killed = try trade("kill", "--reason", "drill")
    #expect(killed.exit == 0 && killed.json?["switch"] == "killed", "\(killed.err)")
    #expect(
      try rows("SELECT account || ' ' || position || ' ' || reason FROM execution_switch") == ["paper killed drill"])
    let held = try send()
    #expect(held.exit == 1, "\(held.out)\(held.err)")
    #expect(try rows("SELECT status FROM trade_intent") == ["created"])
    #expect(try rows("SELECT trade_id FROM execution_fill").isEmpty)
    let dropped = try trade("cancel")
    #expect(dropped.exit == 0 && dropped.json == [])
    #expect(try rows("SELECT status FROM trade_intent") == ["canceled"])
    #expect(try trade("status").json?["switch"] == "killed")
    let resumed = try run(["resume", "--account", "paper", "--reason", "drill is over"])
    #expect(resumed.exit == 0 && resumed.json?["switch"] == "open")
    try signing.world.write("", ".aistock/kill")
    #expect(try trade("status").json?["switch"] == "killed")
    let refused = try run(["resume", "--account", "paper", "--reason", "x"])
    #expect((refused.exit, refused.diagnostics) == (1, ["trade.kill-file"]))
  }

  @Test("a holding that our book does not know stops the account until a person accepts it")
  func unknownHolding() throws {
    try signing.approved()
    #expect(try send().exit == 0)
    #expect(try trade("reconcile").exit == 0)
    // The broker shows 300 shares that nobody of us bought.
    let file = signing.world.program.path(".aistock/paper/paper.json")
    var book = try #require(try JSONReader.read(try FileReader.bytes(file)).objectValue)
    var holdings = try #require(book["holdings"]?.objectValue)
    holdings["SZ000001"] = ["shares": 300, "bought_today": 0, "price": 200_000, "basis": 60_000_000]
    book["holdings"] = .object(holdings)
    try signing.world.write(JSONValue.object(book).canonical, ".aistock/paper/paper.json")
    let differing = try trade("reconcile")
    #expect(differing.exit == 1, "\(differing.out)\(differing.err)")
    #expect(differing.json?["differences"]?.arrayValue?.isEmpty == false && differing.out.contains("SZ000001"))
    #expect(try trade("status").json?["switch"] == "stopped")
    let blocked = try run(
      ["run", "--bundle", TradeTests.bundle, "--account", "paper", "--date", "2024-01-03", "--env", "paper"])
    #expect(blocked.json?.arrayValue?.contains { $0["state"] == "filled" } == false, "\(blocked.out)\(blocked.err)")
    #expect(try rows("SELECT trade_id FROM execution_fill").count == 1, "nothing deals while the account is stopped")
    #expect(try run(["status", "--account", "paper"]).json?["switch"] == "stopped")
    let accepted = try run(["reconcile", "--account", "paper", "--accept", "a gift of shares"])
    #expect(accepted.exit == 0, "\(accepted.err)")
    #expect(accepted.json?["day"] == "2024-01-03")
    #expect(try run(["status", "--account", "paper"]).json?["switch"] == "open")
  }

  @Test("a paper account goes neither back nor to a day without bars, and is looked at where it stands")
  func days() throws {
    try signing.approved()
    func plan(_ day: String) throws -> Program.Result {
      try run(["run", "--bundle", TradeTests.bundle, "--account", "paper", "--env", "paper", "--date", day])
    }
    for day in ["2024-01-06", "2030-01-02", "2019-01-02"] {
      let result = try plan(day)
      #expect((result.exit, result.diagnostics) == (3, ["trade.no-bars"]), "\(day): \(result.err)")
    }
    #expect(try plan("2024-01-03").exit == 0)
    for result in [try plan("2024-01-02"), try trade("status"), try trade("reconcile"), try trade("positions")] {
      #expect((result.exit, result.diagnostics) == (1, ["trade.day-gone"]), "\(result.err)")
    }
    #expect(try rows("SELECT DISTINCT trading_day FROM trade_intent") == ["2024-01-03"])
    #expect(try run(["positions", "--account", "paper"]).json?["time"]?.stringValue?.hasPrefix("2024-01-03") == true)
    #expect(try trade("orders").json == [], "what is in the log may be asked for of any day")
    // Real money knows no other day: a kill of one would cancel nothing.
    let killed = try trade("kill", account: "live")
    #expect((killed.exit, killed.diagnostics) == (2, ["trade.live-date"]))
  }

  @Test("an account that nothing was traded on has nothing that could differ")
  func untouched() throws {
    try signing.approved()
    let result = try trade("reconcile", account: "other")
    #expect(result.exit == 0 && result.json?["differences"] == [] && result.json?["books"] == [], "\(result.out)")
    #expect(try trade("status", account: "other").json?["switch"] == "open")
  }

  @Test("the bridge's script is printed as it is")
  func bridge() throws {
    let result = try signing.run("trade", "bridge")
    #expect(result.exit == 0 && result.out.hasPrefix("#!/usr/bin/env python3"))
    let source = (RepositoryRoot.folder ?? "") + "/Sources/Execution/Bridge/script/qmt_bridge.py"
    #expect(try result.out == FileReader.text(source))
  }

  @Test("feedback of nobody, or of an account that is none, is refused by name")
  func feedback() throws {
    let program = signing.world.program
    #expect(try program.run("feedback", "build", "--output", "f").exit == 2)
    let nobody = try program.run("feedback", "build", "--account", "nobody", "--output", "f")
    #expect(nobody.exit == 2 && nobody.diagnostics == ["account.unknown"], "\(nobody.err)")
    let strategy = try program.run("feedback", "build", "--strategy", "nobody", "--output", "f")
    #expect(strategy.exit == 2 || strategy.exit == 3, "\(strategy.err)")
    #expect(!FileReader.exists(program.path("f")))
  }
}
