package import MarketData
import Metrics
import Primitives
package import Records
package import Simulation
import StrategyEngine

/// Turns a plan, predictions and a market into a run in the one form of all runs.
package struct RunBuilder: Sendable {
  package let market: any Market
  package let digest: MarketDigest
  private let shared: SharedWork?

  /// - Parameter shared: by the reconciliations of this market; nil shares nothing.
  package init(market: any Market, digest: MarketDigest, shared: SharedWork? = nil) {
    self.market = market
    self.digest = digest
    self.shared = shared
  }

  /// A backtest under qlib's rules.
  ///
  /// - Parameters:
  ///   - quality: the metrics of predictions against labels, where known.
  ///   - followed: the record whose choice among equal scores is taken.
  package func qlib(
    _ plan: BacktestPlan, predictions: PanelTable, quality: [MetricValue] = [], following followed: FollowedRun? = nil
  ) throws -> Run {
    func simulated() throws -> Run {
      try run(.qlibRules, plan, predictions, quality) {
        try QlibSimulation.run(
          strategy: plan.strategy.make(), backtest: plan.backtest, predictions: predictions, market: market,
          following: followed)
      }
    }
    guard let shared else { return try simulated() }
    let key = SharedWork.key(
      plan.identity, .string(predictions.digest), .array(quality.map(\.json)), .string(followed?.digest ?? ""))
    return try shared.runs.value(key, make: simulated)
  }

  /// A backtest under the exchange's rules, as previews trade.
  package func ashare(_ plan: BacktestPlan, predictions: PanelTable, quality: [MetricValue] = []) throws -> Run {
    try run(.ashareRules, plan, predictions, quality) {
      try AShareBacktest.run(
        strategy: plan.strategy.make(), backtest: plan.backtest, predictions: predictions, market: market)
    }
  }

  /// The run of an outcome under the exchange's rules over another run's market, days and predictions: what that run
  /// read holds all that these rules read. The predictions stay with it.
  func ashare(_ outcome: SimulationOutcome, _ plan: BacktestPlan, beside run: Run) -> Run {
    let metrics = RunBuilder.metrics(outcome)
    var document = run.document
    document.origin = .ashareRules
    document.start = outcome.report.first?.day
    document.end = outcome.report.last?.day
    document.findings =
      [market.fallback].compactMap(\.self) + plan.findings
      + MovedWindow.findings(plan.backtest, outcome.report, market.calendar) + outcome.findings
    return Run(
      document: document, report: outcome.report, positions: outcome.positions, trades: outcome.trades,
      predictions: nil, results: RunMetrics.asResults(metrics.portfolio), metrics: metrics.portfolio + metrics.standard)
  }

  /// Simulates on one core while the other digests what the run stands on.
  private func run(
    _ origin: RunDocument.Origin, _ plan: BacktestPlan, _ predictions: PanelTable, _ quality: [MetricValue],
    simulate: @Sendable () throws -> SimulationOutcome
  ) throws -> Run {
    let (computed, digests) = try together(
      {
        let outcome = try simulate()
        return (outcome, RunBuilder.metrics(outcome))
      }, { try self.digests(origin, plan, predictions.digest) })
    return run(computed.0, origin, plan, predictions, digests, computed.1.portfolio, quality, computed.1.standard)
  }

  /// The run of an outcome that was simulated elsewhere, on predictions of a known digest.
  package func run(
    _ outcome: SimulationOutcome, _ origin: RunDocument.Origin, _ plan: BacktestPlan, _ predictions: PanelTable,
    digest: String
  ) throws -> Run {
    let metrics = RunBuilder.metrics(outcome)
    return run(
      outcome, origin, plan, predictions, try digests(origin, plan, digest), metrics.portfolio, [], metrics.standard)
  }

  private static func metrics(_ outcome: SimulationOutcome) -> (portfolio: [MetricValue], standard: [MetricValue]) {
    (
      RunMetrics.portfolio(outcome.report, trades: outcome.trades),
      StandardMetrics.of(outcome.report, positions: outcome.positions, trials: nil)
    )
  }

  private struct Digests: Sendable {
    var all: String
    var window: String
    var predictions: String
  }

  private func digests(
    _ origin: RunDocument.Origin, _ plan: BacktestPlan, _ predictions: String
  ) throws -> Digests {
    let own =
      origin == .ashareRules ? [] : ["change"] + QuoteExpressions.fields(of: plan.backtest.exchange.expressions)
    let fields = Set(["close", "factor", "volume"] + own).sorted()
    var universes = ["all"]
    if case .universe(let name) = plan.backtest.exchange.codes, name != "all", origin != .ashareRules {
      universes.append(name)
    }
    let instruments = Set(
      try universes.flatMap { try market.universe($0).instruments } + plan.backtest.benchmark.instruments
    ).sorted()
    return Digests(
      all: try digest.of(market, universes: universes, fields: fields, instruments: instruments),
      window: try digest.of(
        market, window: plan.backtest.start...plan.backtest.end, fields: fields, instruments: instruments),
      predictions: predictions)
  }

  private func run(
    _ outcome: SimulationOutcome, _ origin: RunDocument.Origin, _ plan: BacktestPlan, _ predictions: PanelTable,
    _ digests: Digests, _ portfolio: [MetricValue], _ quality: [MetricValue], _ standard: [MetricValue]
  ) -> Run {
    let metrics = portfolio + quality
    var document = RunDocument(
      origin: origin, strategy: plan.strategy.json, backtest: plan.backtest.json, configurationDigest: plan.digest,
      dataDigest: digests.all, modelDigest: nil, predictionsDigest: digests.predictions,
      versions: ["aistock": ToolVersion.current], seed: plan.seed, start: outcome.report.first?.day,
      end: outcome.report.last?.day, benchmark: plan.backtest.benchmark.instruments.map(\.name),
      findings: [market.fallback].compactMap(\.self) + plan.findings
        + MovedWindow.findings(plan.backtest, outcome.report, market.calendar) + outcome.findings)
    if document.start != nil { document.windowDigest = digests.window }
    var run = Run(
      document: document, report: outcome.report, positions: outcome.positions, trades: outcome.trades,
      predictions: predictions, results: RunMetrics.asResults(metrics), metrics: metrics + standard)
    run.ties = outcome.ties
    return run
  }
}

extension Run {
  /// The metrics of the daily report and the orders under qlib's names, without those of the predictions and the
  /// published figures.
  var portfolioMetrics: [MetricValue] {
    metrics.filter { ![RunMetrics.qualityConvention, StandardMetrics.convention].contains($0.convention) }
  }
}
