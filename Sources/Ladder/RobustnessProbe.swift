import Metrics
import Primitives
import Reconciliation
import Records
import Simulation
import StrategyEngine

/// Runs that differ from the replay in one assumption: what costs it, and whether a score can wait.
struct RobustnessProbe: Sendable {
  /// By which all costs are multiplied; 1 is the replay itself.
  static let multiples = [0, 0.5, 1, 1.5, 2, 3]
  static let lagDays = 1

  let costs: Robustness.Part<[Robustness.CostStep]>
  let lag: Robustness.Part<Robustness.Lag>

  /// - Throws: damage that only shows in a run; what cannot run is a reason.
  init(_ base: Climbed<ReplayBase>) throws {
    guard let base = base.record else {
      let reason = base.reason ?? .nothingBeside
      (costs, lag) = (.missing(reason), .missing(reason))
      return
    }
    let own = Robustness.Figures(base.run.report)
    let wanted = RobustnessProbe.multiples.filter { $0 != 1 }
    // The lagged run stands last.
    let runs = try Absence.caught {
      try (wanted.map { Optional($0) } + [nil]).concurrentMap { multiple in
        guard let multiple else { return Robustness.Figures(try RobustnessProbe.lagged(base).report) }
        return Robustness.Figures(try RobustnessProbe.run(base, costs: multiple).report)
      }
    }
    guard let made = runs.record, let late = made.last else {
      let reason = runs.reason ?? .nothingBeside
      (costs, lag) = (.missing(reason), .missing(reason))
      return
    }
    let steps = zip(wanted, made).map { Robustness.CostStep(multiple: $0, figures: $1) }
    costs = .made(
      (steps + [Robustness.CostStep(multiple: 1, figures: own)]).sorted { $0.multiple < $1.multiple })
    lag = .made(Robustness.Lag(days: RobustnessProbe.lagDays, without: own, with: late))
  }

  private static func run(_ base: ReplayBase, costs multiple: Double) throws -> SimulationOutcome {
    var backtest = base.plan.backtest
    backtest.exchange.openCost *= multiple
    backtest.exchange.closeCost *= multiple
    backtest.exchange.minCost *= multiple
    backtest.exchange.impactCost *= multiple
    return try QlibSimulation.run(
      strategy: base.plan.strategy.make(), backtest: backtest, on: base.material, following: base.followed)
  }

  /// Nobody is followed: the record decided on other scores.
  private static func lagged(_ base: ReplayBase) throws -> SimulationOutcome {
    try QlibSimulation.run(
      strategy: base.plan.strategy.make(), backtest: base.plan.backtest, on: base.material.lagged(by: lagDays))
  }
}

extension Robustness {
  /// - Parameter run: the one that days of stress are looked up in; nil where none could run.
  init(_ probe: RobustnessProbe, run: Run?, lookAhead: Part<[CutDay]>) {
    let report = run?.report ?? []
    self.init(
      costs: probe.costs, lag: probe.lag,
      stress: StressWindow.all.map { Stress(window: $0, figures: Robustness.figures($0, report)) },
      lookAhead: lookAhead)
  }

  private static func figures(_ window: StressWindow, _ report: [ReportRow]) -> Part<StressFigures> {
    guard let first = report.first?.day, let last = report.last?.day else { return .missing(.nothingBeside) }
    guard first <= window.start, window.end <= last else { return .missing(.notCovered(first, last)) }
    let range = RangeMetrics(report, in: window.start...window.end)
    guard let gain = range.gain else { return .missing(.noDay) }
    return .made(
      StressFigures(
        days: range.days, gain: gain, index: range.index, excess: range.excess,
        worstFall: range.drawdown?.depth ?? 0, trough: range.drawdown?.trough))
  }
}

extension Robustness.Figures {
  init(_ report: [ReportRow]) {
    let excess = report.map(\.excess)
    func known(_ value: Double?) -> Double? { value.flatMap { $0.isFinite ? $0 : nil } }
    self.init(
      annualExcess: known(AnnualizedReturn.value(excess)), informationRatio: known(InformationRatio.value(excess)),
      endAccount: known(report.last?.account))
  }
}

extension Message {
  fileprivate static func notCovered(_ first: TradingDay, _ last: TradingDay) -> Message {
    Message(
      "robustness.not-covered", ["first": .day(first), "last": .day(last)],
      en: "The run covers {first} to {last}, not the whole window.", zh: "本次运行覆盖 {first} 至 {last}，未包含整个区间。")
  }

  fileprivate static let noDay = Message(
    "robustness.no-day", en: "The run has no day in the window.", zh: "本次运行在该区间没有交易日。")
}
