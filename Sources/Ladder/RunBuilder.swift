package import MarketData
import Metrics
import Primitives
package import Records
package import Simulation
import StrategyEngine

/// Turns a plan, predictions and a market into a run in the one form of all runs.
package struct RunBuilder {
  package let market: any Market
  package let digest: MarketDigest

  package init(market: any Market, digest: MarketDigest) {
    self.market = market
    self.digest = digest
  }

  /// A backtest under qlib's rules; `signal` are the metrics of predictions against labels, where known.
  package func qlib(_ plan: BacktestPlan, predictions: PanelTable, signal: [MetricValue] = []) throws -> Run {
    try run(.qlibRules, plan, predictions, signal) {
      try QlibSimulation.run(
        strategy: plan.strategy.make(), backtest: plan.backtest, predictions: predictions, market: market)
    }
  }

  /// A backtest under the exchange's rules, as previews trade.
  package func ashare(_ plan: BacktestPlan, predictions: PanelTable, signal: [MetricValue] = []) throws -> Run {
    try run(.ashareRules, plan, predictions, signal) {
      try AShareBacktest.run(
        strategy: plan.strategy.make(), backtest: plan.backtest, predictions: predictions, market: market)
    }
  }

  /// Simulates on one core while the other hashes what the run stands on.
  private func run(
    _ origin: RunDocument.Origin, _ plan: BacktestPlan, _ predictions: PanelTable, _ signal: [MetricValue],
    simulate: @Sendable () throws -> SimulationOutcome
  ) throws -> Run {
    let (computed, hashes) = try together(
      {
        let outcome = try simulate()
        return (outcome, RunBuilder.metrics(outcome))
      }, { try self.hashes(origin, plan, predictions.digest) })
    return run(computed.0, origin, plan, predictions, hashes, computed.1.qlib, signal, computed.1.standard)
  }

  /// The run of an outcome that was simulated elsewhere, on predictions of a known digest.
  package func run(
    _ outcome: SimulationOutcome, _ origin: RunDocument.Origin, _ plan: BacktestPlan, _ predictions: PanelTable,
    digest: String
  ) throws -> Run {
    let metrics = RunBuilder.metrics(outcome)
    return run(
      outcome, origin, plan, predictions, try hashes(origin, plan, digest), metrics.qlib, [], metrics.standard)
  }

  private static func metrics(_ outcome: SimulationOutcome) -> (qlib: [MetricValue], standard: [MetricValue]) {
    (
      RunMetrics.portfolio(outcome.report, trades: outcome.trades),
      StandardMetrics.of(outcome.report, positions: outcome.positions, trials: nil)
    )
  }

  private struct Hashes: Sendable {
    var all: String
    var window: String
    var predictions: String
  }

  private func hashes(
    _ origin: RunDocument.Origin, _ plan: BacktestPlan, _ predictions: String
  ) throws -> Hashes {
    let own =
      origin == .ashareRules ? [] : ["change"] + QuoteExpressions.fields(of: plan.backtest.exchange.expressions)
    let fields = Set(["close", "factor", "volume"] + own).sorted()
    let instruments = Set(try market.universe("all").instruments + plan.backtest.benchmark.instruments).sorted()
    return Hashes(
      all: try digest.of(market, universes: ["all"], fields: fields, instruments: instruments),
      window: try digest.of(
        market, window: plan.backtest.start...plan.backtest.end, fields: fields, instruments: instruments),
      predictions: predictions)
  }

  private func run(
    _ outcome: SimulationOutcome, _ origin: RunDocument.Origin, _ plan: BacktestPlan, _ predictions: PanelTable,
    _ hashes: Hashes, _ qlib: [MetricValue], _ signal: [MetricValue], _ standard: [MetricValue]
  ) -> Run {
    let metrics = qlib + signal
    var document = RunDocument(
      origin: origin, strategy: plan.strategy.json, backtest: plan.backtest.json, configurationDigest: plan.hash,
      dataDigest: hashes.all, modelDigest: nil, predictionsDigest: hashes.predictions,
      versions: ["aistock": ToolVersion.current], seed: plan.seed, start: outcome.report.first?.day,
      end: outcome.report.last?.day, benchmark: plan.backtest.benchmark.instruments.map(\.name),
      findings: outcome.findings)
    if document.start != nil { document.windowDigest = hashes.window }
    return Run(
      document: document, report: outcome.report, positions: outcome.positions, trades: outcome.trades,
      predictions: predictions, results: RunMetrics.asResults(metrics), metrics: metrics + standard)
  }
}
