import MarketData
import Metrics
import Primitives
import Records
import Simulation
import StrategyEngine

/// Turns a plan, predictions and a market into a run in the one form of all runs.
struct RunBuilder {
  let market: any Market
  let fingerprint: MarketFingerprint

  /// A backtest under qlib's rules; with labels also the metrics of the signal.
  func qlib(_ plan: BacktestPlan, predictions: PanelTable, labels: PanelTable? = nil) throws -> Run {
    let outcome = try QlibSimulation.run(
      strategy: plan.strategy.strategy, backtest: plan.backtest, predictions: predictions, market: market)
    let exchange = plan.backtest.exchange
    return try run(
      outcome, .qlibRules, plan, predictions, labels,
      fields: ["change"] + [exchange.buyPrice, exchange.sellPrice].map { String($0.dropFirst()) })
  }

  /// A backtest under the exchange's rules, as previews trade.
  func ashare(_ plan: BacktestPlan, predictions: PanelTable, labels: PanelTable? = nil) throws -> Run {
    let outcome = try AShareBacktest.run(
      strategy: plan.strategy.strategy, backtest: plan.backtest, predictions: predictions, market: market)
    return try run(outcome, .ashareRules, plan, predictions, labels, fields: [])
  }

  private func run(
    _ outcome: SimulationOutcome, _ origin: RunDocument.Origin, _ plan: BacktestPlan,
    _ predictions: PanelTable, _ labels: PanelTable?, fields: [String]
  ) throws -> Run {
    let metrics = RunBuilder.metrics(outcome.report, outcome.trades, predictions, labels)
    let standard = StandardMetrics.of(outcome.report, positions: outcome.positions, trials: nil)
    let benchmark = plan.backtest.benchmark.instruments
    let document = RunDocument(
      origin: origin, strategy: plan.strategy.json, backtest: plan.backtest.json, configHash: plan.hash,
      dataFingerprint: try fingerprint.of(
        market, universes: ["all"], fields: Set(["close", "factor", "volume"] + fields).sorted(),
        instruments: Set(try market.universe("all").instruments + benchmark).sorted()),
      modelHash: nil, predictionsHash: predictions.fingerprint,
      versions: ["aistock": ToolVersion.current], seed: plan.seed, start: outcome.report.first?.day,
      end: outcome.report.last?.day, benchmark: benchmark.map(\.name), findings: outcome.findings)
    return Run(
      document: document, report: outcome.report, positions: outcome.positions, trades: outcome.trades,
      predictions: predictions, results: RunMetrics.asResults(metrics), metrics: metrics + standard)
  }

  static func metrics(
    _ report: [ReportRow], _ trades: [TradeRow]?, _ predictions: PanelTable?, _ labels: PanelTable?
  ) -> [MetricValue] {
    var metrics = RunMetrics.portfolio(report, trades: trades)
    if let predictions, let labels { metrics += RunMetrics.signal(predictions: predictions, labels: labels) }
    return metrics
  }
}
