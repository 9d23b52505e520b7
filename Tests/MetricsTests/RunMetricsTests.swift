import Metrics
import Primitives
import Records
import TestSupport
import Testing

struct RunMetricsTests {
  private func row(_ index: Int, _ rate: Double, cost: Double = 0, bench: Double = 0) -> ReportRow {
    ReportRow(
      day: day("2024-01-02").advanced(byDays: index), account: 100, returnRate: rate,
      totalTurnover: 0, turnover: 0,
      totalCost: 0, cost: cost, value: 0, cash: 100, bench: bench)
  }

  private func trade(_ index: Int, _ ordered: Double, _ dealt: Double) -> TradeRow {
    TradeRow(
      day: day("2024-01-02").advanced(byDays: index), instrument: code("SH600000"), direction: .buy,
      orderAmount: ordered,
      dealAmount: dealt, price: 10, value: 10 * dealt, cost: 0, status: .filled, reason: nil)
  }

  private func value(_ metrics: [MetricValue], _ name: String) -> MetricValue? {
    metrics.first { $0.name == name }
  }

  /// Returns 0.03 and 0.01, costs 0.01 each, benchmark 0.01 and -0.01.
  @Test func eachBasisTakesItsOwnColumns() {
    let metrics = RunMetrics.portfolio(
      [row(0, 0.03, cost: 0.01, bench: 0.01), row(1, 0.01, cost: 0.01, bench: -0.01)], trades: nil)
    let means = [
      "1day.excess_return_without_cost.mean": 0.02, "1day.excess_return_with_cost.mean": 0.01,
      "1day.return_without_cost.mean": 0.02, "1day.return_with_cost.mean": 0.01,
      "1day.bench.mean": 0,
    ]
    for (name, expected) in means {
      let distance = (value(metrics, name)?.value ?? .nan) - expected
      #expect(distance.magnitude < 1e-15, "\(name)")
    }
    #expect(isNear(value(metrics, "1day.return_without_cost.annualized_return")?.value, 4.76))
    #expect(value(metrics, "1day.bench.mean")?.count == 2)
    #expect(value(metrics, "1day.bench.mean")?.convention == "qlib-sum-238")
  }

  /// A missing benchmark makes the excess missing, with the day; the strategy's own return stays.
  @Test func aMissingDayIsSaid() {
    let metrics = RunMetrics.portfolio(
      [row(0, 0.03), row(1, 0.01, bench: .nan), row(2, 0.02)], trades: nil)
    let excess = value(metrics, "1day.excess_return_with_cost.mean")
    #expect(excess?.value == nil)
    #expect(excess?.count == 2)
    #expect(excess?.reason?.arguments == ["day": .day(day("2024-01-03"))])
    #expect(isNear(value(metrics, "1day.return_with_cost.mean")?.value, 0.02))
  }

  /// Day one: rates 1 and 0.5 of two orders. Day two: rate 1; an order of nothing has no rate but counts
  /// as an order. (0.75 x 2 + 1 x 2) / 4.
  @Test func fillRateIsWeightedByOrders() {
    let metrics = RunMetrics.portfolio(
      [row(0, 0), row(1, 0)],
      trades: [trade(0, 100, 100), trade(0, 100, 50), trade(1, 200, 200), trade(1, 0, 0)])
    #expect(value(metrics, "1day.ffr")?.value == 0.875)
    #expect(value(metrics, "1day.pa")?.value == 0)
    #expect(value(metrics, "1day.pos")?.value == 0)
    #expect(value(metrics, "1day.ffr")?.count == 4)
  }

  @Test func withoutOrdersIndicatorsAreMissingWithAReason() {
    for trades in [nil, []] as [[TradeRow]?] {
      let metrics = RunMetrics.portfolio([row(0, 0), row(1, 0)], trades: trades)
      for name in ["1day.ffr", "1day.pa", "1day.pos"] {
        #expect(value(metrics, name)?.value == nil)
        #expect(value(metrics, name)?.reason?.id == (trades == nil ? "metrics.no-recorded-orders" : "metrics.no-order"))
      }
    }
  }

  @Test func everyMetricHasAFormulaAndAUniqueName() {
    let metrics = RunMetrics.portfolio([row(0, 0.01), row(1, 0.02)], trades: [trade(0, 1, 1)])
    #expect(metrics.count == 28)
    #expect(Set(metrics.map(\.name)).count == metrics.count)
    #expect(metrics.allSatisfy { $0.formula.contains("/") && !$0.convention.isEmpty })
  }

  /// The thirteen names that real qlib 0.9.7 logged for a backtest (PortAnaRecord with indicators).
  @Test func theResultFileHoldsWhatQlibLogsAndNothingElse() {
    let metrics = RunMetrics.portfolio([row(0, 0.01), row(1, 0.02)], trades: [trade(0, 1, 1)])
    let risks = ["annualized_return", "information_ratio", "max_drawdown", "mean", "std"]
    let names =
      risks.map { "1day.excess_return_with_cost." + $0 } + risks.map { "1day.excess_return_without_cost." + $0 }
      + ["1day.ffr", "1day.pa", "1day.pos"]
    #expect(RunMetrics.asResults(metrics).values.keys.sorted() == names)
  }
}
