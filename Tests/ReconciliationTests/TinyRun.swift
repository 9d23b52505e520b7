import Metrics
import Primitives
import Reconciliation
import Records
import TestSupport

/// Four days of a run, small enough to be calculated on paper.
///
/// Returns before cost are 1 %, 3 %, -2 %, 2 %; costs 0.1 %, 0, 0.1 %, 0. Two stocks are held from the
/// first day on; on the third day `SH600002` takes the place of `SH600001`.
enum TinyRun {
  static let days = ["2024-01-02", "2024-01-03", "2024-01-04", "2024-01-05"].map { day($0) }
  static let returns = [0.01, 0.03, -0.02, 0.02]
  static let costs = [0.001, 0, 0.001, 0]

  static var run: ComparedRun {
    ComparedRun(report: report, positions: positions, trades: trades)
  }

  private static let accounts = [1_009_000.0, 1_039_270, 1_017_445.33, 1_037_794.2366]

  static var report: [ReportRow] {
    days.indices.map { index in
      ReportRow(
        day: days[index], account: accounts[index], returnRate: returns[index],
        totalTurnover: index < 2 ? 20_000 : 40_000, turnover: [0.02, 0, 20_000 / 1_039_270, 0][index],
        totalCost: index < 2 ? 1000 : 2039.27, cost: costs[index], value: 20_000,
        cash: accounts[index] - 20_000,
        bench: [0, 0.01, 0, 0.01][index])
    }
  }

  static var positions: [PositionRow] {
    days.indices.flatMap { index in
      let second = index < 2 ? "SH600001" : "SH600002"
      return [
        PositionRow(
          day: days[index], instrument: code("SH600000"), amount: 1000, price: 10,
          weight: 10_000 / accounts[index],
          countDay: index + 1),
        PositionRow(
          day: days[index], instrument: code(second), amount: 500, price: 20,
          weight: 10_000 / accounts[index],
          countDay: index < 2 ? index + 1 : index - 1),
      ]
    }
  }

  static var trades: [TradeRow] {
    [
      trade(0, "SH600000", .buy, 1000, 10), trade(0, "SH600001", .buy, 500, 20),
      trade(2, "SH600001", .sell, 500, 20), trade(2, "SH600002", .buy, 500, 20),
    ]
  }

  static func trade(
    _ index: Int, _ name: String, _ direction: Direction, _ amount: Double, _ price: Double
  ) -> TradeRow {
    TradeRow(
      day: days[index], instrument: code(name), direction: direction, orderAmount: amount,
      dealAmount: amount,
      price: price, value: amount * price, cost: 5, status: .filled, reason: nil)
  }

  /// What the record claims, from the returns above. Without cost: mean 0.04 / 4, annual 238 times
  /// that, ratio √(3/14 · 238) = √51, and the running sum falls from 0.04 to 0.02. With cost the
  /// daily values are 0.009, 0.03, -0.021, 0.02: mean 0.038 / 4, fall 0.021.
  static let claims: [String: Double] = [
    "1day.return_without_cost.mean": 0.01, "1day.return_without_cost.annualized_return": 2.38,
    "1day.return_without_cost.information_ratio": 51.0.squareRoot(),
    "1day.return_without_cost.max_drawdown": -0.02,
    "1day.return_with_cost.mean": 0.0095, "1day.return_with_cost.annualized_return": 2.261,
    "1day.return_with_cost.max_drawdown": -0.021,
    // Orders were filled in full; an execution at the close has no advantage over it.
    "1day.ffr": 1, "1day.pa": 0, "1day.pos": 0,
  ]

  /// Scores of four stocks on each day and on the day before the first, all distinct.
  static func predictions(_ scores: [String: Double] = [:]) throws -> PanelTable {
    let standard = ["SH600000": 0.9, "SH600001": 0.8, "SH600002": 0.7, "SH600003": 0.1]
    return try PanelTable(
      ([day("2023-12-29")] + days).flatMap { day in
        standard.keys.sorted().map { (day, $0, scores[$0] ?? standard[$0] ?? 0) }
      })
  }

  /// The comparison of two equal runs whose record claims the right numbers; each test changes one thing.
  static func input() throws -> LadderInput {
    LadderInput(
      migration: "tiny", reported: .made(QlibResults(values: claims)), recomputed: measured(run),
      replayed: measured(run), reinferred: .unavailable(.verbatim("no factors")),
      retrained: .unavailable(.verbatim("no training")), realistic: .unavailable(.verbatim("no rules")),
      predictions: try predictions(), labels: nil, exchange: ExchangeConfig(), strategy: nil,
      tolerances: Tolerances(), findings: [], state: { _, _ in [] })
  }

  /// A run with its numbers; without one, a rung that could not run.
  static func measured(_ run: ComparedRun?) -> Climbed<MeasuredRun> {
    run.map { MeasuredRun($0, metrics: RunMetrics.portfolio($0.report, trades: $0.trades)) }
      .orUnavailable(.verbatim("no run"))
  }
}

/// What tests change one thing of: the numbers follow from the days, as where a run is made.
extension LadderInput {
  var recorded: ComparedRun? {
    get { recomputed.record?.run }
    set { recomputed = TinyRun.measured(newValue) }
  }

  var replay: ComparedRun? {
    get { replayed.record?.run }
    set { replayed = TinyRun.measured(newValue) }
  }

  var claims: QlibResults? {
    get { reported.record }
    set { reported = newValue.orUnavailable(.verbatim("no numbers")) }
  }
}

extension Comparison {
  func rung(_ id: Rung) -> RungResult? { rungs.first { $0.id == id } }

  /// The cause of the catalogue that a rung's divergence names.
  func cause(_ id: Rung) -> Cause? { rung(id)?.firstDivergence?.cause.cause }

  /// What is said of it.
  func statement(_ id: Rung) -> Message? { rung(id)?.firstDivergence?.cause.statement }
}
