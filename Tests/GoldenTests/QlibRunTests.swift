import Metrics
import Primitives
import Records
import Simulation
import StrategyEngine
import TestSupport
import Testing

/// Backtests of real qlib over the real market, replayed: orders, curve, holdings, indicators, metrics.
@Suite(.requiresShared)
struct QlibRunTests {
  static let folders = [
    "baseline", "variant_b", "variant_c", "mini/m01_forbid_false", "mini/m02_impact_volume",
    "mini/m03_volume_dict", "mini/m04_limit_expr", "mini/m05_trade_unit_none", "mini/m06_price_pair",
    "mini/m07_defaults",
    "mini/m08_risk_degree", "mini/m09_bench_list", "mini/m10_bench_none", "mini/m11_parallel",
    "mini/m12_settle_cash",
    "mini/m13_init_position", "mini/m14_tiny_cash", "mini/m15_hold10", "mini/m16_risk_degree_1",
    "mini/m17_n_drop_0", "mini/m18_overfull", "mini/m19_overfull_tradable",
  ]

  @Test(arguments: folders)
  func replaysTheRecord(folder: String) throws {
    let recorded = try GoldenMaterial.oracle(folder)
    let outcome = try recorded.replayed(
      GoldenMaterial.predictions.get(), on: GoldenMaterial.market.get())
    let trades = try #require(recorded.trades)
    try #require(!trades.isEmpty && !recorded.positions.isEmpty)
    #expect(FirstDifference.trades(outcome.trades, trades) == nil)
    #expect(FirstDifference.reports(outcome.report, recorded.report) == nil)
    #expect(FirstDifference.positions(outcome.positions, recorded.positions) == nil)
    #expect(
      try DailyIndicators.firstDifference(outcome.trades, recorded.folder + "/indicators_1day.csv")
        == nil)

    let metrics = RunMetrics.portfolio(outcome.report, trades: outcome.trades)
    let results = try recorded.results()
    let names = results.keys.filter { $0.hasPrefix("1day.") }.sorted()
    try #require(names.count >= 13)
    #expect(FirstDifference.metrics(metrics, results, names: names, within: 1e-10) == nil)
  }

  /// The comparison can fail: a fee of one basis point more on sales shows on the day of the first sale.
  @Test func noticesAChangedFee() throws {
    let recorded = try GoldenMaterial.oracle("mini/m01_forbid_false")
    var backtest = try recorded.configuration.backtest()
    backtest.exchange.closeCost += 0.0001
    let outcome = try QlibSimulation.run(
      strategy: try recorded.configuration.strategy().make(), backtest: backtest,
      predictions: GoldenMaterial.predictions.get(), market: GoldenMaterial.market.get())
    let difference = try #require(FirstDifference.reports(outcome.report, recorded.report))
    let sale = try #require(recorded.trades?.first { $0.direction == .sell && $0.dealAmount > 0 })
    #expect(difference.hasPrefix("\(sale.day)  "))
  }
}

/// qlib's daily order indicators from our orders (`qlib/backtest/report.py`).
enum DailyIndicators {
  static func firstDifference(_ trades: [TradeRow], _ path: String) throws -> String? {
    let table = try CSVTable(file: path)
    let byDay = Dictionary(grouping: trades, by: \.day)
    let fields = ["count", "deal_amount", "value"]
    for row in 0..<table.rowCount {
      let day = try table.day(row: row, column: try table.column("datetime", "date"))
      let orders = byDay[day] ?? []
      let here = [
        Double(orders.count), orders.reduce(0) { $0 + $1.dealAmount.magnitude },
        orders.reduce(0) { $0 + $1.value.magnitude },
      ]
      for (name, mine) in zip(fields, here) {
        let other = try table.double(row: row, column: try table.column(name))
        if !isNear(mine, other, relative: 1e-12) {
          return "\(day) \(name): \(mine) here, \(other) recorded"
        }
      }
    }
    return nil
  }
}
