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

  /// A backtest under qlib's rules; `signal` are the metrics of predictions against labels, where known.
  func qlib(_ plan: BacktestPlan, predictions: PanelTable, signal: [MetricValue] = []) throws -> Run {
    let outcome = try QlibSimulation.run(
      strategy: plan.strategy.strategy, backtest: plan.backtest, predictions: predictions, market: market)
    let exchange = plan.backtest.exchange
    return try run(
      outcome, .qlibRules, plan, predictions, signal,
      fields: ["change"] + [exchange.buyPrice, exchange.sellPrice].map { String($0.dropFirst()) })
  }

  /// A backtest under the exchange's rules, as previews trade.
  func ashare(_ plan: BacktestPlan, predictions: PanelTable, signal: [MetricValue] = []) throws -> Run {
    let outcome = try AShareBacktest.run(
      strategy: plan.strategy.strategy, backtest: plan.backtest, predictions: predictions, market: market)
    return try run(outcome, .ashareRules, plan, predictions, signal, fields: [])
  }

  private func run(
    _ outcome: SimulationOutcome, _ origin: RunDocument.Origin, _ plan: BacktestPlan,
    _ predictions: PanelTable, _ signal: [MetricValue], fields: [String]
  ) throws -> Run {
    let metrics = RunMetrics.portfolio(outcome.report, trades: outcome.trades) + signal
    let standard = StandardMetrics.of(outcome.report, positions: outcome.positions, trials: nil)
    let benchmark = plan.backtest.benchmark.instruments
    let read = Set(["close", "factor", "volume"] + fields).sorted()
    let instruments = Set(try market.universe("all").instruments + benchmark).sorted()
    var document = RunDocument(
      origin: origin, strategy: plan.strategy.json, backtest: plan.backtest.json, configHash: plan.hash,
      dataFingerprint: try fingerprint.of(market, universes: ["all"], fields: read, instruments: instruments),
      modelHash: nil, predictionsHash: predictions.fingerprint,
      versions: ["aistock": ToolVersion.current], seed: plan.seed, start: outcome.report.first?.day,
      end: outcome.report.last?.day, benchmark: benchmark.map(\.name), findings: outcome.findings)
    if let start = document.start, let end = document.end {
      document.windowFingerprint = try fingerprint.of(
        market, window: start...end, fields: read, instruments: instruments)
    }
    return Run(
      document: document, report: outcome.report, positions: outcome.positions, trades: outcome.trades,
      predictions: predictions, results: RunMetrics.asResults(metrics), metrics: metrics + standard)
  }
}
