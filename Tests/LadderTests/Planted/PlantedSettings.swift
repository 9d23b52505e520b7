import Primitives
import Reconciliation
import Records
import TestSupport

extension PlantedCase {
  /// The configuration beside the record says something else than what ran.
  static let ofSettings: [PlantedCase] = [
    setting(
      "topk", "topk: 20", "topk: 25", "2023-07-04 SH600111 positions.amount", .strategy,
      ("topk", .count(20), .count(25))),
    setting(
      "n_drop", "n_drop: 3", "n_drop: 4", "2023-07-05 SH600777 positions.amount", .strategy,
      ("n_drop", .count(3), .count(4))),
    PlantedCase(
      name: "topk and n_drop", place: "2023-07-04 SH600111 positions.amount", cause: .strategy,
      says: "trial.setting", arguments: ["key": "topk/n_drop", "tried": "20/3", "configured": "30/4"]
    ) {
      try $0.replace("conf.yaml", "topk: 20", "topk: 30")
      try $0.replace("conf.yaml", "n_drop: 3", "n_drop: 4")
    },
    strategy("hold_thresh: 5", "2023-07-05 SZ000089 positions.amount", ("hold_thresh", .count(1), .count(5))),
    strategy(
      "only_tradable: true", "2023-11-07 SH688077 positions.amount",
      ("only_tradable", "false", "true"), whole: true),
    strategy(
      "risk_degree: 0.9", "2023-07-04 SH600000 positions.amount", ("risk_degree", .exact(0.95), .exact(0.9))),
    setting(
      "account", "account: 100000000", "account: 50000000", "2023-07-03 - report.account", .account,
      ("account", .exact(1e8), .exact(5e7))),
    setting(
      "start positions", "account: 100000000",
      "account: {cash: 100000000, SH600000: {amount: 100, price: 60}}",
      "2023-07-03 SH600000 positions.amount", .account, says: "trial.no-start-positions"),
    setting(
      "deal price open", "deal_price: close", "deal_price: open",
      "2023-07-04 SH600000 positions.amount", .dealPrice,
      ("deal_price", "$close/$close", "$open/$open")),
    setting(
      "deal price open for sales", "deal_price: close", "deal_price: [$close, $open]",
      "2023-07-05 SH688039 positions.amount", .dealPrice,
      ("deal_price", "$close/$close", "$close/$open")),
    setting(
      "limit threshold", "limit_threshold: 0.095", "limit_threshold: 0.05",
      "2023-07-04 SZ300162 positions.amount", .limit,
      ("limit_threshold", .exact(0.095), .exact(0.05))),
    setting(
      "open cost", "open_cost: 0.0005", "open_cost: 0.0001", "2023-07-04 - report.cost", .fees,
      says: "cause.fees-fitted"),
    setting(
      "close cost", "close_cost: 0.0015", "close_cost: 0.0010",
      "2023-07-05 SZ300392 positions.amount", .fees,
      ("open_cost/close_cost/min_cost", "0.0005/0.0015/5.0", "0.0005/0.001/5.0")),
    setting(
      "min cost", "min_cost: 5", "min_cost: 5000", "2023-07-04 - report.cost", .fees,
      ("open_cost/close_cost/min_cost", "0.0005/0.0015/5.0", "0.0005/0.0015/5000.0")),
    exchange(
      "impact_cost: 0.01", "2023-07-04 - report.cost", .volume, ("impact_cost", .exact(0), .exact(0.01))),
    exchange(
      "trade_unit: 1", "2023-07-04 SH600000 positions.amount", .lots, ("trade_unit", .exact(100), .exact(1))),
    exchange(
      "trade_unit: null", "2023-07-04 SH600000 positions.amount", .lots,
      ("trade_unit", .exact(100), nil)),
    setting(
      "start", "        start_time: 2023-07-03", "        start_time: 2023-08-01",
      "2023-07-03 - datetime", .window,
      ("start_time", date("2023-07-03"), date("2023-08-01"))),
    setting(
      "end", "        end_time: 2023-08-31", "        end_time: 2023-08-18",
      "2023-08-21 - datetime", .window,
      ("end_time", date("2023-08-31"), date("2023-08-18"))),
    setting(
      "benchmark", "benchmark: &benchmark SH000300", "benchmark: &benchmark SH000905",
      "2023-07-03 - report.bench",
      .benchmark, ("benchmark", .list([stock("SH000300")]), .list([stock("SH000905")]))),
    executor(
      "settle_type: cash", "2023-07-05 SH688039 positions.amount", ("settle_type", "None", "cash")),
    executor(
      "trade_type: parallel", "2023-07-05 SH688039 positions.amount",
      ("trade_type", "serial", "parallel")),
  ]

  /// A key of the configuration, its value in the record, and its value in the configuration; nil is none.
  private typealias Tried = (key: String, tried: MessageArgument, configured: MessageArgument?)

  private static func date(_ text: String) -> MessageArgument { .day(day(text)) }
  private static func stock(_ name: String) -> MessageArgument { .instrument(code(name)) }

  private static func setting(
    _ name: String, _ old: String, _ new: String, _ place: String, _ cause: Cause, _ tried: Tried? = nil,
    says: String = "trial.setting"
  ) -> PlantedCase {
    var planted = PlantedCase(name: name, place: place, cause: cause, says: says) {
      try $0.replace("conf.yaml", old, new)
    }
    if let tried {
      planted.arguments = ["key": .text(tried.key), "tried": tried.tried]
      planted.arguments["configured"] = tried.configured
    }
    return planted
  }

  /// The whole window, where a rule first acts late.
  private static func strategy(_ line: String, _ place: String, _ tried: Tried, whole: Bool = false) -> PlantedCase {
    var planted = setting(
      line, "n_drop: 3\n", "n_drop: 3\n            \(line)\n", place, .strategy, tried)
    if whole { planted.base = .whole }
    return planted
  }

  private static func exchange(_ line: String, _ place: String, _ cause: Cause, _ tried: Tried) -> PlantedCase {
    setting(line, "min_cost: 5\n", "min_cost: 5\n            \(line)\n", place, cause, tried)
  }

  private static func executor(_ line: String, _ place: String, _ tried: Tried) -> PlantedCase {
    setting(
      line, "\ntask:",
      "\n    executor: {class: SimulatorExecutor, module_path: qlib.backtest.executor, kwargs: {\(line)}}\ntask:",
      place, .settlement, tried)
  }
}
