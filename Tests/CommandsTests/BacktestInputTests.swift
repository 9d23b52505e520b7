import Foundation
import MarketData
import Primitives
import Records
import TestSupport
import Testing

/// A backtest through the real program on input that is odd or wrong: what is refused has a name and an
/// exit code, what is not is traded in the way that is written here.
@Suite("Backtest input")
struct BacktestInputTests {
  /// Five days; a third stock leaves the market after the second, and on the fourth nobody trades where asked.
  private struct World {
    let program: Program

    init(suspended: Bool = false) throws {
      program = try Program()
      var tiny = TinyMarket(from: "2024-01-01", days: 6)
      let stop: Float = suspended ? .nan : 10
      tiny.add("SH600000", close: [10, 10, 10, stop, 10, 10])
      tiny.add("SZ000001", close: [20, 20, 20, suspended ? .nan : 20, 20, 20])
      tiny.add("SZ000002", close: [5, 5])
      tiny.add("SH000300", close: [100, 101, 102, 103, 104, 105], listed: false)
      let sink = MemorySink()
      try tiny.market.write(to: sink)
      for (path, bytes) in sink.files { try program.temporary.write(bytes, to: "market/" + path) }
    }

    func run(
      pred: String, topk: Int = 1, account: String = "1000000", start: String = "2024-01-02",
      end: String = "2024-01-05",
      cost: String = "0.0005", _ more: String...
    ) throws -> Program.Result {
      try program.temporary.write("datetime,instrument,score\n" + pred, to: "pred.csv")
      try program.temporary.write(
        """
        port_analysis_config:
            strategy:
                class: TopkDropoutStrategy
                kwargs: {topk: \(topk), n_drop: 1}
            backtest:
                start_time: \(start)
                end_time: \(end)
                account: \(account)
                benchmark: SH000300
                exchange_kwargs: {limit_threshold: 0.095, open_cost: \(cost), close_cost: 0.0015, min_cost: 5}

        """, to: "conf.yaml")
      return try program.run(
        ["backtest", "--market", "market", "--conf", "conf.yaml", "--pred", "pred.csv", "--output", "run"] + more)
    }

    func orders() throws -> [TradeRow] { try RunTables.readTrades(program.path("run/trades.csv")) }

    func findings() throws -> [String] {
      let run = try JSONReader.read(file: program.path("run/run.json"), id: "test.json")
      return (run["findings"]?.arrayValue ?? []).compactMap { $0["id"]?.stringValue }
    }
  }

  private func text(_ rows: [TradeRow]) -> [String] {
    rows.map { "\($0.day) \($0.direction.rawValue) \($0.instrument) \($0.status.rawValue)" }
  }

  private let both = "2024-01-01,SH600000,0.9\n2024-01-01,SZ000001,0.5\n"

  @Test("days without scores have no orders, and the run says which")
  func missingDays() throws {
    let world = try World()
    #expect(try world.run(pred: both).exit == 0)
    #expect(text(try world.orders()) == ["2024-01-02 buy SH600000 filled"])
    #expect(try world.findings().contains("predictions.missing-days"))
  }

  @Test("equal scores are taken in the order of codes")
  func ties() throws {
    let world = try World()
    #expect(try world.run(pred: "2024-01-01,SZ000001,0.5\n2024-01-01,SH600000,0.5\n").exit == 0)
    #expect(text(try world.orders()) == ["2024-01-02 buy SH600000 filled"])
  }

  @Test("an infinite score is the best or the worst of all, and the run says so")
  func infinite() throws {
    let world = try World()
    #expect(try world.run(pred: "2024-01-01,SH600000,-inf\n2024-01-01,SZ000001,-9\n").exit == 0)
    #expect(text(try world.orders()) == ["2024-01-02 buy SZ000001 filled"])
    #expect(try world.findings().contains("predictions.infinite"))
    #expect(try world.run(pred: "2024-01-01,SH600000,9\n2024-01-01,SZ000001,inf\n").exit == 0)
    #expect(text(try world.orders()) == ["2024-01-02 buy SZ000001 filled"])
  }

  @Test("a stock that has left the market is wanted and never bought")
  func delisted() throws {
    let world = try World()
    let result = try world.run(pred: "2024-01-03,SZ000002,0.9\n2024-01-03,SH600000,0.5\n", topk: 2)
    #expect(result.exit == 0, "\(result.err)")
    #expect(text(try world.orders()) == ["2024-01-04 buy SH600000 filled"])
  }

  @Test("an account that buys no lot gives an order of nothing, as qlib does")
  func tinyAccount() throws {
    let world = try World()
    #expect(try world.run(pred: both, account: "900").exit == 0)
    let orders = try world.orders()
    #expect(orders.map(\.orderAmount) == [0] && orders.map(\.status) == [.rejected])
    #expect(orders.map(\.reason) == [.belowOneLot()])
  }

  @Test("more places than stocks: every stock is bought")
  func largeTopk() throws {
    let world = try World()
    #expect(try world.run(pred: both, topk: 50).exit == 0)
    #expect(text(try world.orders()) == ["2024-01-02 buy SH600000 filled", "2024-01-02 buy SZ000001 filled"])
  }

  @Test("a day on which everything is suspended has no orders, and prices stand")
  func allSuspended() throws {
    let world = try World(suspended: true)
    let pred = "2024-01-02,SH600000,0.9\n2024-01-02,SZ000001,0.5\n2024-01-03,SH600000,0.1\n2024-01-03,SZ000001,0.9\n"
    #expect(try world.run(pred: pred).exit == 0)
    #expect(text(try world.orders()) == ["2024-01-03 buy SH600000 filled"])
    let report = try RunTables.readReport(world.program.path("run/report.csv"))
    #expect(report[1].account == report[2].account)
  }

  @Test("dates between trading days move inwards")
  func weekends() throws {
    let world = try World()
    #expect(try world.run(pred: both, start: "2023-12-30", end: "2024-01-07").exit == 0)
    let report = try RunTables.readReport(world.program.path("run/report.csv"))
    #expect(
      report.map(\.day) == ["2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04", "2024-01-05"].map { day($0) })
  }

  /// The first score is that of 2024-01-01; the market's days are 2024-01-01 to 2024-01-05 and 2024-01-08.
  @Test(
    "the run says which days it took where the configuration writes others or none",
    arguments: [
      ("2023-12-30", "2024-01-05", "2024-01-01", "2024-01-05", ["backtest.start-before-calendar"]),
      ("2024-01-06", "2024-01-08", "2024-01-08", "2024-01-08", ["backtest.moved-start"]),
      ("2024-01-02", "2024-01-07", "2024-01-02", "2024-01-05", ["backtest.moved-end"]),
      ("2024-01-02", "2024-01-04", "2024-01-02", "2024-01-04", []),
      ("null", "null", "2024-01-01", "2024-01-02", ["backtest.open-end", "backtest.open-start"]),
      ("2024-01-02", "~", "2024-01-02", "2024-01-02", ["backtest.open-end"]),
    ] as [(String, String, String, String, [String])])
  func statedWindow(start: String, end: String, first: String, last: String, ids: [String]) throws {
    let world = try World()
    let result = try world.run(
      pred: both + "2024-01-03,SH600000,0.4\n" + (start == "2024-01-06" ? "2024-01-05,SH600000,1\n" : ""), start: start,
      end: end, "--rules", end == "2024-01-08" ? "ashare" : "qlib")
    #expect(result.exit == 0, "\(result.err)")
    #expect(try world.findings().filter { $0.hasPrefix("backtest.") }.sorted() == ids)
    let report = try RunTables.readReport(world.program.path("run/report.csv"))
    #expect(report.first?.day == day(first) && report.last?.day == day(last))
    let run = try JSONReader.read(file: world.program.path("run/run.json"), id: "test.json")
    #expect(run["window"] == ["start": .string(first), "end": .string(last)])
    if let id = ids.first { #expect(result.err.contains("finding \(id): ")) }
  }

  @Test("days on which all scores are equal are a finding, serious where all days are so")
  func equalScores() throws {
    let world = try World()
    #expect(try world.run(pred: "2024-01-01,SZ000001,0.5\n2024-01-01,SH600000,0.5\n").exit == 0)
    let run = try JSONReader.read(file: world.program.path("run/run.json"), id: "test.json")
    let finding = run["findings"]?.arrayValue?.first { $0["id"] == "predictions.equal-scores" }
    #expect(finding?["severity"] == "serious")
    #expect(try world.run(pred: both + "2024-01-02,SZ000001,0.5\n2024-01-02,SH600000,0.5\n").exit == 0)
    #expect(try world.findings().contains("predictions.equal-scores"))
    #expect(try world.run(pred: both).exit == 0)
    #expect(try !world.findings().contains("predictions.equal-scores"))
  }

  @Test("a time with a zone decides the day in China")
  func zones() throws {
    let world = try World()
    #expect(try world.run(pred: "2023-12-31T16:00:00Z,SH600000,0.9\n2023-12-31T16:00:00Z,SZ000001,0.5\n").exit == 0)
    #expect(text(try world.orders()) == ["2024-01-02 buy SH600000 filled"])
  }

  struct Refusal: CustomTestStringConvertible, Sendable {
    var id: String
    var what: String
    var run: @Sendable (BacktestInputTests) throws -> Program.Result
    var testDescription: String { what }
  }

  static let refusals = [
    Refusal(id: "backtest.window", what: "the last day of the calendar, where qlib fails") {
      try World().run(pred: $0.both, end: "2024-01-08")
    },
    Refusal(id: "backtest.window", what: "a start behind the calendar") {
      try World().run(pred: $0.both, start: "2025-01-01", end: "2025-02-01")
    },
    Refusal(id: "config.value", what: "a negative cost") { try World().run(pred: $0.both, cost: "-0.0005") },
    Refusal(id: "config.value", what: "no account") { try World().run(pred: $0.both, account: "0") },
    Refusal(id: "panel.duplicate", what: "a score that stands twice") {
      try World().run(pred: $0.both + "2024-01-01,SH600000,1\n")
    },
    Refusal(id: "csv.number", what: "a score that is no number") {
      try World().run(pred: $0.both + "2024-01-02,SH600000,high\n")
    },
    Refusal(id: "predictions.empty", what: "no score at all") { _ in try World().run(pred: "") },
    Refusal(id: "predictions.all-missing", what: "scores that are all missing") { _ in
      try World().run(pred: "2024-01-01,SH600000,\n2024-01-01,SZ000001,nan\n")
    },
    Refusal(id: "predictions.other-days", what: "scores behind the window") { _ in
      try World().run(pred: "2024-01-05,SH600000,1\n")
    },
    Refusal(id: "predictions.unknown-stock", what: "wrong codes that stand twice") { _ in
      try World().run(pred: "2024-01-01,SH688888,1\n2024-01-01,SH688888,1\n")
    },
    Refusal(id: "csv.number", what: "a word for a missing score") {
      try World().run(pred: $0.both + "2024-01-02,SH600000,N/A\n")
    },
    Refusal(id: "csv.number", what: "a number beyond every double") {
      try World().run(pred: $0.both + "2024-01-02,SH600000,1e400\n")
    },
    Refusal(id: "csv.day", what: "a time in UTC without its zone") {
      try World().run(pred: $0.both + "2024-01-02 16:00:00,SH600000,1\n")
    },
    Refusal(id: "csv.after-quote", what: "text behind a closing quote") {
      try World().run(pred: $0.both + "2024-01-02,SH600000,\"0.4\"5\n")
    },
    Refusal(id: "config.window", what: "a window that ends before it starts") {
      try World().run(pred: $0.both, start: "2024-01-05", end: "2024-01-02")
    },
    Refusal(id: "config.quoted-number", what: "a number in quotes") {
      try World().run(pred: $0.both, account: "\"1000000\"")
    },
  ]

  @Test("what cannot mean anything is refused by name, and nothing is written", arguments: refusals)
  func refused(_ refusal: Refusal) throws {
    let result = try refusal.run(self)
    #expect(result.exit == 3, "\(result.err)")
    #expect(result.diagnostics == [refusal.id])
    #expect(result.err.contains("remedy: "))
  }

  @Test("the exchange's own rules end on the last day of the calendar, and name the rules they followed")
  func lastDayUnderAShareRules() throws {
    let world = try World()
    let result = try world.run(pred: both, end: "2024-01-08", "--rules", "ashare")
    #expect(result.exit == 0, "\(result.err)")
    let rules = try JSONReader.read(file: world.program.path("run/rules.json"), id: "test.json")
    let entries = try #require(rules["rules"]?.arrayValue)
    #expect(
      entries.contains { $0["id"] == "limit.st" && $0["state"] == "not applied" && $0["reason"]?["id"] != nil }
    )
    #expect(entries.allSatisfy { ($0["source"]?.stringValue ?? "").isEmpty == false && $0["from"] != nil })
  }

  @Test("risk and holding rules of a strategy of this program's form act, and say how often")
  func holdingRules() throws {
    let world = try World()
    try world.program.temporary.write(
      """
      {"class": "TopkDropoutStrategy", "rebalance_days": 2,
       "rules": {"max_positions": null, "max_single_weight": 0.1, "max_single_loss": null, "max_drawdown": null,
                 "min_hold_days": null, "max_hold_days": null},
       "parameters": {"topk": 1, "n_drop": 1, "hold_thresh": 1, "only_tradable": false,
                      "forbid_all_trade_at_limit": true, "risk_degree": 0.95}}
      """, to: "strategy.json")
    try world.program.temporary.write("datetime,instrument,score\n" + days, to: "pred.csv")
    let result = try world.program.run(
      "backtest", "--market", "market", "--strategy", "strategy.json", "--pred", "pred.csv", "--output", "run")
    #expect(result.exit == 0, "\(result.err)")
    let orders = try world.orders()
    // A tenth of 100 million at 10 yuan; the second day with scores is passed over.
    #expect(orders.map(\.dealAmount) == [1_000_000])
    #expect(try world.findings().contains("strategy.rule.max_single_weight"))
  }

  @Test(
    "what a strategy of this program's form may not hold is refused",
    arguments: [
      #"{"class": "TopkDropoutStrategy", "parameters": {"topk": 1}}"#,
      #"{"class": "NoSuchStrategy", "parameters": {}}"#, "[]", "{",
    ])
  func badStrategy(_ text: String) throws {
    let world = try World()
    try world.program.temporary.write(text, to: "strategy.json")
    try world.program.temporary.write("datetime,instrument,score\n" + days, to: "pred.csv")
    let result = try world.program.run(
      "backtest", "--market", "market", "--strategy", "strategy.json", "--pred", "pred.csv", "--output", "run")
    #expect(result.exit == 3, "\(result.err)")
    #expect(result.diagnostics.first == "strategy.damaged")
  }

  // MARK: - Sweeps

  private let days =
    "2024-01-01,SH600000,0.9\n2024-01-01,SZ000001,0.5\n2024-01-02,SH600000,0.1\n2024-01-02,SZ000001,0.5\n"

  @Test("a sweep writes a folder a point, each the run that the same settings give alone")
  func sweep() throws {
    let world = try World()
    let result = try world.run(pred: days, "--sweep", "topk=1,2", "--sweep", "open_cost=0,0.0005")
    #expect(result.exit == 0, "\(result.err)")
    let table = try CSVTable(file: world.program.path("run/sweep.csv"))
    let points = try (0..<table.rowCount).map { table.text(row: $0, column: try table.column("point")) }
    #expect(
      points == ["topk=1,open_cost=0", "topk=1,open_cost=5e-4", "topk=2,open_cost=0", "topk=2,open_cost=5e-4"]
        || points == ["topk=1,open_cost=0", "topk=1,open_cost=0.0005", "topk=2,open_cost=0", "topk=2,open_cost=0.0005"])
    let files = try world.program.bytes(below: "run")
    let document = try JSONReader.read(file: world.program.path("run/sweep.json"), id: "test.json")
    let hash = try #require(document["predictions_digest"]?.stringValue)
    #expect(files["run/predictions/\(hash).csv"] != nil)
    #expect(files.keys.filter { $0.hasSuffix("predictions.csv") }.isEmpty)
    let alone = try World()
    #expect(try alone.run(pred: days, topk: 2).exit == 0)
    let single = try alone.program.bytes(below: "run")
    #expect(files["run/\(points[3])/trades.csv"] == single["run/trades.csv"])
    #expect(files["run/\(points[3])/report.csv"] == single["run/report.csv"])
    #expect(files["run/\(points[0])/report.csv"] != single["run/report.csv"])
  }

  @Test(
    "what a sweep does not understand is exit 2, and a value that a setting does not take exit 3",
    arguments: [
      ("topk", Int32(2), "sweep.option"), ("topk=", 2, "sweep.option"), ("topk=1,1", 2, "sweep.option"),
      ("topk=many", 2, "sweep.option"), ("topc=1,2", 2, "sweep.setting"), ("open_cost=-1,0", 3, "backtest.damaged"),
      ("topk=0,1", 3, "strategy.damaged"), ("topk=1.5", 3, "strategy.damaged"),
    ])
  func badSweep(option: String, exit: Int32, id: String) throws {
    let world = try World()
    let result = try world.run(pred: days, "--sweep", option)
    #expect(result.exit == exit, "\(result.err)")
    #expect(result.diagnostics == [id])
    #expect(!FileReader.exists(world.program.path("run")))
    if id == "sweep.setting" { #expect(result.err.contains("Did you mean 'topk'?")) }
  }
}
