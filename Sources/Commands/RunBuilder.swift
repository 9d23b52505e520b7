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
    let fields = ["change"] + QuoteExpressions.fields(of: plan.backtest.exchange.expressions)
    return try run(.qlibRules, plan, predictions, signal, fields: fields) {
      try QlibSimulation.run(
        strategy: plan.strategy.strategy, backtest: plan.backtest, predictions: predictions, market: market)
    }
  }

  /// A backtest under the exchange's rules, as previews trade.
  func ashare(_ plan: BacktestPlan, predictions: PanelTable, signal: [MetricValue] = []) throws -> Run {
    try run(.ashareRules, plan, predictions, signal, fields: []) {
      try AShareBacktest.run(
        strategy: plan.strategy.strategy, backtest: plan.backtest, predictions: predictions, market: market)
    }
  }

  /// Simulates on one core while the other hashes what the run stands on.
  private func run(
    _ origin: RunDocument.Origin, _ plan: BacktestPlan, _ predictions: PanelTable, _ signal: [MetricValue],
    fields: [String], simulate: @Sendable () throws -> SimulationOutcome
  ) throws -> Run {
    let benchmark = plan.backtest.benchmark.instruments
    let read = Set(["close", "factor", "volume"] + fields).sorted()
    let (computed, hashes) = try together(
      {
        let outcome = try simulate()
        return (
          outcome, RunMetrics.portfolio(outcome.report, trades: outcome.trades),
          StandardMetrics.of(outcome.report, positions: outcome.positions, trials: nil)
        )
      },
      {
        let instruments = Set(try market.universe("all").instruments + benchmark).sorted()
        return (
          all: try fingerprint.of(market, universes: ["all"], fields: read, instruments: instruments),
          window: try fingerprint.of(
            market, window: plan.backtest.start...plan.backtest.end, fields: read, instruments: instruments),
          predictions: predictions.fingerprint
        )
      })
    let (outcome, qlib, standard) = computed
    let metrics = qlib + signal
    var document = RunDocument(
      origin: origin, strategy: plan.strategy.json, backtest: plan.backtest.json, configHash: plan.hash,
      dataFingerprint: hashes.all, modelHash: nil, predictionsHash: hashes.predictions,
      versions: ["aistock": ToolVersion.current], seed: plan.seed, start: outcome.report.first?.day,
      end: outcome.report.last?.day, benchmark: benchmark.map(\.name), findings: outcome.findings)
    if document.start != nil { document.windowFingerprint = hashes.window }
    return Run(
      document: document, report: outcome.report, positions: outcome.positions, trades: outcome.trades,
      predictions: predictions, results: RunMetrics.asResults(metrics), metrics: metrics + standard)
  }
}
