import MarketData
import Metrics
import Primitives
import Reconciliation
import Records
import Simulation
import StrategyEngine

/// The ladder's last rung: what each rule of the exchange that qlib does not know does to the run, each
/// switched on by itself, all of them together, and the run under the exchange's own rule set; and what each
/// quirk of the users' own strategy does, switched off by itself.
///
/// Names are `realistic.<rule>.<metric>`; the delta is against the replay. It is shown, never judged.
enum RealisticRung {
  /// One line of the table.
  private struct Step: Sendable {
    var name: String
    var outcome: SimulationOutcome
  }

  struct Record: Sendable {
    var result: RungResult
    /// Under the exchange's own rule set.
    var run: Run
  }

  static func climb(
    _ base: Climbed<ReplayBase>, runs: RunBuilder, progress: (Message) -> Void
  ) throws -> Climbed<Record> {
    guard let base = base.record else { return .unavailable(base.reason ?? .nothingBeside) }
    progress(.tradingByTheExchangesRules)
    do {
      return .made(try record(base, runs))
    } catch let diagnostic as Diagnostic {
      return .unavailable(diagnostic.summary)
    }
  }

  private static func record(_ base: ReplayBase, _ runs: RunBuilder) throws -> Record {
    let (plan, replayed, market) = (base.plan, base.run, base.market)
    let strategy = plan.strategy.make()
    let real = try base.material.realQuotes(market)
    let rules =
      AShareRule.allCases.map { (name: $0.rawValue, rules: Set([$0])) }
      + [(name: "together", rules: Set(AShareRule.allCases))]
    var steps = try rules.concurrentMap { step in
      Step(
        name: step.name,
        outcome: try QlibSimulation.run(
          strategy: strategy, backtest: plan.backtest, on: base.material, real: real, with: step.rules,
          following: base.followed))
    }
    let exchange = try AShareBacktest.run(
      strategy: strategy, backtest: plan.backtest, predictions: base.predictions, market: market)
    steps.append(Step(name: exchangeName, outcome: exchange))
    steps += try quirks(plan, base.material, following: base.followed)
    let known = numbers(replayed.report, metrics: replayed.metrics) + replayed.metrics
    let beside = Dictionary(known.map { ($0.name, $0) }) { first, _ in first }
    let metrics = steps.flatMap { step in
      let all = portfolio(step.outcome)
      var own = numbers(step.outcome.report, metrics: all)
      // The run that a reader compares with record and replay has every metric that they have.
      if step.name == exchangeName {
        let whole = RunMetrics.portfolio(step.outcome.report, trades: step.outcome.trades)
        own += whole.filter { metric in !own.contains { $0.name == metric.name } }
      }
      return own.map { compared($0, with: beside[$0.name], step.name) }
    }
    let result = RungResult(
      id: .realistic, state: .pass, reason: replayed.ties.isEmpty ? .shown : .shownWithTies(replayed.ties.count),
      metrics: metrics)
    return Record(result: result, run: runs.ashare(exchange, plan, beside: replayed))
  }

  /// Each quirk of the strategy that decided something, switched to the sane behaviour by itself under qlib's
  /// rules alone.
  private static func quirks(
    _ plan: BacktestPlan, _ material: QlibRunMaterial, following followed: FollowedRun?
  ) throws -> [Step] {
    guard case .enhancedTopkDropout(let parameters) = plan.strategy.kind else { return [] }
    let plain = try QlibSimulation.run(
      strategy: plan.strategy.make(), backtest: plan.backtest, on: material, following: followed)
    let acted = Set(plain.findings.map(\.id))
    let quirks = EnhancedTopkDropoutParameters.Quirk.allCases.filter {
      parameters.has($0) && acted.contains("strategy.quirk.\($0.rawValue)")
    }
    return try quirks.concurrentMap { quirk in
      var sane = parameters
      sane.sane.insert(quirk)
      var strategy = plan.strategy
      strategy.kind = .enhancedTopkDropout(sane)
      return Step(
        name: "without_quirk.\(quirk.rawValue)",
        outcome: try QlibSimulation.run(
          strategy: strategy.make(), backtest: plan.backtest, on: material, following: followed))
    }
  }

  private static let exchangeName = "ashare"

  private static func compared(_ own: MetricValue, with before: MetricValue?, _ step: String) -> MetricComparison {
    MetricComparison(
      metric: MetricValue(
        name: "realistic.\(step).\(own.name)", convention: own.convention, formula: own.formula, value: own.value,
        count: own.count, reason: own.reason),
      delta: own.value.flatMap { value in before?.value.map { value - $0 } }, tolerance: nil)
  }

  private static func portfolio(_ outcome: SimulationOutcome) -> [MetricValue] {
    RunMetrics.portfolio(outcome.report, trades: nil)
  }

  /// What is compared: return, deepest fall, costs and the account at the end.
  private static func numbers(_ report: [ReportRow], metrics: [MetricValue]) -> [MetricValue] {
    let wanted = ["annualized_return", "information_ratio", "max_drawdown"]
      .map { "1day.excess_return_with_cost." + $0 }
    let last = report.last
    func final(_ name: String, _ value: Double?) -> MetricValue {
      MetricValue(
        name: name, convention: "yuan at the end", formula: "final/1", value: value, count: report.count,
        reason: value == nil ? .noDay : nil)
    }
    return wanted.compactMap { name in metrics.first { $0.name == name } }
      + [final("account", last?.account), final("total_cost", last?.totalCost)]
  }
}

extension Message {
  fileprivate static let shown = Message(
    "rung.realistic-shown",
    en: "Shown, not judged: each rule by itself over the replay, all together, and the exchange's own rule set.",
    zh: "只展示，不判定：各条规则分别、合并施加于回放，以及完整的交易所规则。")

  fileprivate static func shownWithTies(_ days: Int) -> Message {
    Message(
      "rung.realistic-shown-with-ties", ["shown": .message(.shown), "days": .count(days)],
      en:
        "{shown} Only the exchange's own rule set takes equal scores by code, which matters on {days} {days:day|days}.",
      zh: "{shown}其中只有完整的交易所规则在得分相同时按代码取舍，涉及 {days} 天。")
  }

  fileprivate static let noDay = Message("rung.no-day", en: "There is no day.", zh: "没有交易日。")
}
