import Ladder
import MarketData
import Models
import Primitives
import Records
import Simulation
import StrategyEngine
import TestSupport
import Testing

/// What the ladder says of the assumptions of a result, on the demo market.
struct RobustnessProbeTests {
  private func climb(_ workspace: PlantedWorkspace, rungs: [Rung] = Rung.allCases) throws -> Reconciler.Outcome {
    try Reconciler(market: PlantedMarket.demo, marketDigest: MarketDigest(), runtime: .ofThisProcess)
      .reconcile(.init(id: "robust", workspace: workspace.folder, rungs: rungs))
  }

  @Test func costsOfOneAreTheReplayAndMoreCostsLess() throws {
    let outcome = try climb(PlantedWorkspace(.short), rungs: [.replayed])
    let steps = try #require(outcome.robustness?.costs.value)
    let replayed = try #require(outcome.replayed)
    #expect(steps.map(\.multiple) == [0, 0.5, 1, 1.5, 2, 3])
    #expect(steps[2].figures.endAccount == replayed.report.last?.account)
    let excess = replayed.metrics.first { $0.name == "1day.excess_return_with_cost.annualized_return" }
    #expect(steps[2].figures.annualExcess == excess?.value && excess?.value != nil)
    let ends = steps.compactMap(\.figures.endAccount)
    #expect(ends.count == 6)
    #expect(zip(ends, ends.dropFirst()).allSatisfy { $0 > $1 })
  }

  @Test func oneDayOfDelayIsTheRunOnPredictionsOfTheDayBefore() throws {
    let workspace = try PlantedWorkspace(.short)
    let outcome = try climb(workspace, rungs: [.replayed])
    let lag = try #require(outcome.robustness?.lag.value)
    let predictions = try PanelTable(csv: workspace.folder + "/pred.csv", value: "score")
    let calendar = PlantedMarket.demo.calendar
    let later = predictions.days.compactMap { day in calendar.index(of: day).map { calendar[$0 + 1] } }
    #expect(later.count == predictions.days.count)
    let shifted = PanelTable(
      instruments: predictions.instruments, days: later, offsets: predictions.offsets, codes: predictions.codes,
      values: predictions.values)
    let plan = try BacktestPlan(
      QrunConfiguration(file: workspace.folder + "/conf.yaml"), predictions: predictions, calendar: calendar)
    let own = try QlibSimulation.run(
      strategy: plan.strategy.make(), backtest: plan.backtest, predictions: shifted, market: PlantedMarket.demo)
    #expect(lag.days == 1 && lag.with.endAccount == own.report.last?.account)
    #expect(lag.without.endAccount == outcome.replayed?.report.last?.account)
    #expect(lag.with != lag.without)
  }

  @Test func windowsOutsideTheRunAreNamed() throws {
    let robustness = try #require(try climb(PlantedWorkspace(.whole), rungs: [.replayed]).robustness)
    let covered = robustness.stress.filter { $0.figures.value != nil }
    #expect(covered.map(\.window.id) == ["2024-small-caps"])
    #expect(robustness.stress.allSatisfy { $0.figures.value != nil || $0.figures.reason != nil })
    let figures = try #require(covered.first?.figures.value)
    #expect(figures.worstFall <= 0 && figures.days > 15 && figures.index != nil)
  }

  @Test func withoutAReplayEverythingHasAReason() throws {
    let workspace = try PlantedWorkspace(.short)
    try workspace.remove("pred.csv")
    let outcome = try climb(workspace, rungs: [.reported, .recomputed])
    let robustness = try #require(outcome.robustness)
    #expect(robustness.costs.reason != nil && robustness.lag.reason != nil && robustness.lookAhead.reason != nil)
    #expect(robustness.stress.allSatisfy { $0.figures.reason != nil } && outcome.realistic == nil)
  }

  @Test(.enabled(if: DemoResult.hasLightGBM)) func scoresKeepTheirBitsOnACutMarket() throws {
    let outcome = try climb(PlantedWorkspace(.short), rungs: [.replayed, .reinferred])
    let days = try #require(outcome.robustness?.lookAhead.value)
    #expect(!days.isEmpty && days.allSatisfy { $0.changed == 0 && $0.scores > 0 })
  }

  /// The run folder of the exchange's own rules lies beside the others, and adds nothing to the verdict.
  @Test func realisticRunIsWrittenBesideTheReplay() throws {
    let workspace = try PlantedWorkspace(.short)
    let outcome = try climb(workspace, rungs: [.replayed, .realistic])
    let files = MemorySink()
    try outcome.write(to: files)
    for name in ["run.json", "report.csv", "positions.csv", "trades.csv", "metrics.json"] {
      #expect(files.files["realistic/" + name] != nil, "\(name)")
    }
    #expect(files.files["realistic/predictions.csv"] == nil && files.files["robustness.json"] != nil)
    let end = outcome.comparison.rungs.last?.metrics.first { $0.metric.name == "realistic.ashare.account" }
    #expect(end?.metric.value == outcome.realistic?.report.last?.account && end?.metric.value != nil)
    #expect(outcome.realistic?.document.origin == .ashareRules)
    #expect(try climb(workspace, rungs: [.replayed]).comparison.verdict == outcome.comparison.verdict)
  }
}
