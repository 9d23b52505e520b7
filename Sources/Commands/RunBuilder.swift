import MarketData
import Metrics
import Primitives
import Records
import Simulation
import StrategyEngine

/// Turns a configuration, predictions and a market into a run in the one form of all runs.
struct RunBuilder {
  let market: any Market
  let fingerprint: MarketFingerprint

  /// A backtest under qlib's rules; `signal` are the metrics of predictions against labels, where known.
  func qlib(
    _ configuration: QrunConfiguration, strategy: StrategyConfig, backtest: BacktestConfig, predictions: PanelTable,
    signal: [MetricValue] = []
  ) throws -> Run {
    let outcome = try QlibSimulation.run(
      strategy: strategy.strategy, backtest: backtest, predictions: predictions, market: market)
    let metrics = RunMetrics.portfolio(outcome.report, trades: outcome.trades) + signal
    let fields = Set(
      ["close", "change", "factor", "volume"]
        + [backtest.exchange.buyPrice, backtest.exchange.sellPrice].map { String($0.dropFirst()) })
    let universe = try market.universe("all")
    let instruments = Set(universe.instruments + backtest.benchmark.instruments).sorted()
    var document = RunDocument(
      origin: .qlibRules, strategy: strategy.json, backtest: backtest.json,
      configHash: configuration.hash,
      dataFingerprint: try fingerprint.of(
        market, universes: ["all"], fields: fields.sorted(),
        instruments: instruments),
      modelHash: nil, predictionsHash: predictions.fingerprint,
      versions: ["aistock": ToolVersion.current], seed: configuration.seed, start: outcome.report.first?.day,
      end: outcome.report.last?.day, benchmark: backtest.benchmark.instruments.map(\.name),
      findings: outcome.findings)
    if let start = document.start, let end = document.end {
      document.windowFingerprint = try fingerprint.of(
        market, window: start...end, fields: fields.sorted(), instruments: instruments)
    }
    return Run(
      document: document, report: outcome.report, positions: outcome.positions, trades: outcome.trades,
      predictions: predictions, results: RunMetrics.asResults(metrics), metrics: metrics)
  }
}
