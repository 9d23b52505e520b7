import Reconciliation
import Records

extension PlantedCase {
  /// The configuration beside the record says something else than what ran.
  static let ofSettings: [PlantedCase] = [
    setting(
      "topk", "topk: 20", "topk: 25", "2023-07-04 SH600111 positions.amount", .strategy,
      "topk = 20, not 25"),
    setting(
      "n_drop", "n_drop: 3", "n_drop: 4", "2023-07-05 SH600777 positions.amount", .strategy,
      "n_drop = 3, not 4"),
    PlantedCase(
      name: "topk and n_drop", place: "2023-07-04 SH600111 positions.amount", cause: .strategy,
      says: "topk, n_drop = 20, 3, not 30, 4"
    ) {
      try $0.replace("conf.yaml", "topk: 20", "topk: 30")
      try $0.replace("conf.yaml", "n_drop: 3", "n_drop: 4")
    },
    strategy("hold_thresh: 5", "2023-07-05 SZ000089 positions.amount", "hold_thresh = 1, not 5"),
    strategy(
      "only_tradable: true", "2023-11-07 SH688077 positions.amount",
      "only_tradable = false, not true", whole: true),
    strategy(
      "risk_degree: 0.9", "2023-07-04 SH600000 positions.amount", "risk_degree = 0.95, not 0.9"),
    setting(
      "account", "account: 100000000", "account: 50000000", "2023-07-03 - report.account", .account,
      "account = 100000000.0"),
    setting(
      "start positions", "account: 100000000",
      "account: {cash: 100000000, SH600000: {amount: 100, price: 60}}",
      "2023-07-03 SH600000 positions.amount", .account, "start positions = none"),
    setting(
      "deal price open", "deal_price: close", "deal_price: open",
      "2023-07-04 SH600000 positions.amount", .dealPrice,
      "$close/$close, not $open/$open"),
    setting(
      "deal price open for sales", "deal_price: close", "deal_price: [$close, $open]",
      "2023-07-05 SH688039 positions.amount", .dealPrice,
      "$close/$close, not $close/$open"),
    setting(
      "limit threshold", "limit_threshold: 0.095", "limit_threshold: 0.05",
      "2023-07-04 SZ300162 positions.amount", .limit,
      "limit_threshold = 0.095, not 0.05"),
    setting(
      "open cost", "open_cost: 0.0005", "open_cost: 0.0001", "2023-07-04 - report.cost", .fees,
      "it paid 0.0005"),
    setting(
      "close cost", "close_cost: 0.0015", "close_cost: 0.0010",
      "2023-07-05 SZ300392 positions.amount", .fees,
      "0.0005/0.0015/5.0, not 0.0005/0.001/5.0"),
    setting(
      "min cost", "min_cost: 5", "min_cost: 5000", "2023-07-04 - report.cost", .fees,
      "0.0005/0.0015/5.0"),
    exchange(
      "impact_cost: 0.01", "2023-07-04 - report.cost", .volume, "impact_cost = 0.0, not 0.01"),
    exchange(
      "trade_unit: 1", "2023-07-04 SH600000 positions.amount", .lots, "trade_unit = 100.0, not 1.0"),
    exchange(
      "trade_unit: null", "2023-07-04 SH600000 positions.amount", .lots,
      "trade_unit = 100.0, not none"),
    setting(
      "start", "        start_time: 2023-07-03", "        start_time: 2023-08-01",
      "2023-07-03 - datetime", .window,
      "start_time = 2023-07-03"),
    setting(
      "end", "        end_time: 2023-08-31", "        end_time: 2023-08-18",
      "2023-08-21 - datetime", .window,
      "end_time = 2023-08-31"),
    setting(
      "benchmark", "benchmark: &benchmark SH000300", "benchmark: &benchmark SH000905",
      "2023-07-03 - report.bench",
      .benchmark, "benchmark = SH000300, not SH000905"),
    executor(
      "settle_type: cash", "2023-07-05 SH688039 positions.amount", "settle_type = None, not cash"),
    executor(
      "trade_type: parallel", "2023-07-05 SH688039 positions.amount",
      "trade_type = serial, not parallel"),
  ]

  private static func setting(
    _ name: String, _ old: String, _ new: String, _ place: String, _ cause: Cause, _ says: String
  ) -> PlantedCase {
    PlantedCase(name: name, place: place, cause: cause, says: says) {
      try $0.replace("conf.yaml", old, new)
    }
  }

  /// The whole window, where a rule first acts late.
  private static func strategy(_ line: String, _ place: String, _ says: String, whole: Bool = false)
    -> PlantedCase
  {
    var planted = setting(
      line, "n_drop: 3\n", "n_drop: 3\n            \(line)\n", place, .strategy, says)
    if whole { planted.base = .whole }
    return planted
  }

  private static func exchange(_ line: String, _ place: String, _ cause: Cause, _ says: String)
    -> PlantedCase
  {
    setting(line, "min_cost: 5\n", "min_cost: 5\n            \(line)\n", place, cause, says)
  }

  private static func executor(_ line: String, _ place: String, _ says: String) -> PlantedCase {
    setting(
      line, "\ntask:",
      "\n    executor: {class: SimulatorExecutor, module_path: qlib.backtest.executor, kwargs: {\(line)}}\ntask:",
      place, .settlement, says)
  }
}
