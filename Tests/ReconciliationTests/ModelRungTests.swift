import Metrics
import Primitives
import Reconciliation
import Records
import TestSupport
import Testing

/// What the rungs with a model make of scores that only rounding moves.
@Suite struct ModelRungTests {
  /// The tiny run, with a model that gives every stock its recorded score but one, which is off.
  private func input(
    off: Double = 0, scores: [String: Double]? = nil, rounding: Double? = nil, environment: Double?? = nil
  ) throws -> LadderInput {
    var input = try TinyRun.input()
    let predictions = try TinyRun.predictions(scores ?? ["SH600002": 0.7 + off])
    // The run on moved scores is another one: it follows from them and proves nothing.
    var run = TinyRun.run
    run.report[2].returnRate += 0.001
    var scored = ScoredRun(
      predictions: predictions,
      measured: MeasuredRun(run, metrics: RunMetrics.portfolio(run.report, trades: run.trades)),
      note: .verbatim("Scored."))
    scored.rounding = rounding.map { constant($0, over: predictions) }
    if let environment {
      let table = environment.map { constant($0, over: predictions) }
      scored.unpromised = ScoredRun.Unpromised(processor: "TanhProcess") { table }
    }
    input.reinferred = .made(scored)
    return input
  }

  private func constant(_ value: Double, over table: PanelTable) -> PanelTable {
    PanelTable(
      instruments: table.instruments, days: table.days, offsets: table.offsets, codes: table.codes,
      values: table.values.map { _ in value })
  }

  @Test func aDifferenceWithinTheBoundOfItsSumPasses() throws {
    let comparison = LadderJudgement.compare(try input(off: 1e-8, rounding: 2e-8))
    let rung = comparison.rung(.reinferred)
    #expect(comparison.verdict == .pass && rung?.state == .pass)
    #expect(rung?.reason?.id == "rung.reinferred-rounding")
    #expect(rung?.tolerances["reinferred.rounding"] == 1)
    #expect(rung?.metrics.isEmpty == false && rung?.metrics.allSatisfy { $0.tolerance == nil } == true)
  }

  @Test func aDifferenceBeyondTheBoundFails() throws {
    let comparison = LadderJudgement.compare(try input(off: 3e-8, rounding: 2e-8))
    #expect(comparison.verdict == .fail && comparison.cause(.reinferred) == .features)
    #expect(comparison.rung(.reinferred)?.firstDivergence?.instrument == code("SH600002"))
    #expect(LadderJudgement.compare(try input(off: 1e-8)).verdict == .fail)
  }

  /// A multiple of 0 asks for the bits.
  @Test func theMultipleOfTheBoundCanBeNamed() throws {
    var wide = try input(off: 3e-8, rounding: 2e-8)
    wide.tolerances = try Tolerances(overriding: ["reinferred.rounding": 2])
    #expect(LadderJudgement.compare(wide).verdict == .pass)
    var strict = try input(off: 1e-8, rounding: 2e-8)
    strict.tolerances = try Tolerances(overriding: ["reinferred.rounding": 0])
    #expect(LadderJudgement.compare(strict).verdict == .fail)
  }

  @Test func aFunctionThatNumpyRoundsOtherwiseIsAHarmlessCause() throws {
    let comparison = LadderJudgement.compare(try input(off: 1e-8, environment: .some(2e-8)))
    #expect(comparison.verdict == .passWithExceptions)
    #expect(comparison.cause(.reinferred) == .referenceEnvironment)
    #expect(comparison.rung(.reinferred)?.firstDivergence?.cause.proof.isConclusive == true)
    #expect(comparison.statement(.reinferred)?.arguments["count"] == .count(5))
  }

  @Test func whatTheFunctionCannotMoveFails() throws {
    let beyond = LadderJudgement.compare(try input(off: 3e-8, environment: .some(2e-8)))
    #expect(beyond.verdict == .fail && beyond.cause(.reinferred) == .features)
    // Without a bound the function is the likely cause, and no proof.
    let unknown = LadderJudgement.compare(try input(off: 3e-8, environment: .some(nil)))
    #expect(unknown.verdict == .fail && unknown.cause(.reinferred) == .referenceEnvironment)
    #expect(unknown.rung(.reinferred)?.firstDivergence?.cause.proof == CauseStatement.Proof.none)
  }

  /// A model and a training that agree speak against the recorded predictions, not against the features.
  @Test func predictionsThatModelAndTrainingContradictAreStale() throws {
    let all = ["SH600000": 0.95, "SH600001": 0.85, "SH600002": 0.75, "SH600003": 0.15]
    var input = try input(scores: all)
    input.retrained = input.reinferred
    let stale = LadderJudgement.compare(input)
    #expect(stale.cause(.reinferred) == .otherPredictions)
    #expect(stale.statement(.reinferred)?.arguments == ["rows": .count(20), "all": .count(20)])
    input.retrained = try self.input(off: 0.2).reinferred
    #expect(LadderJudgement.compare(input).cause(.reinferred) == .features)
    // The data of one stock can be restated after a run.
    var single = try self.input(off: 0.1)
    single.retrained = single.reinferred
    #expect(LadderJudgement.compare(single).cause(.reinferred) == .features)
  }

  /// Scores of one stock that are another on every day: under other dates they are those of the day beside.
  @Test func scoresUnderOtherDatesAreTold() throws {
    func cause(movedBy count: Int, _ change: (Int) -> Double = { _ in 0 }) throws -> Cause? {
      var input = try input()
      let recorded = try #require(input.predictions)
      func table(_ score: (Int) -> Double) -> PanelTable {
        var values = recorded.values
        for day in recorded.days.indices {
          for row in recorded.rows(ofDay: day) { values[row] += score(day) }
        }
        return PanelTable(
          instruments: recorded.instruments, days: recorded.days, offsets: recorded.offsets, codes: recorded.codes,
          values: values)
      }
      input.predictions = table { 0.001 * Double(($0 + count) * ($0 + count)) + change($0) }
      var scored = try #require(input.reinferred.record)
      scored.predictions = table { 0.001 * Double($0 * $0) }
      input.reinferred = .made(scored)
      let rung = LadderJudgement.compare(input).rung(.reinferred)
      #expect(rung?.state == .fail)
      return rung?.firstDivergence?.cause.cause
    }
    #expect(try cause(movedBy: 1) == .shiftedPredictions)
    #expect(try cause(movedBy: -1) == .shiftedPredictions)
    #expect(try cause(movedBy: 2) != .shiftedPredictions)
    #expect(try cause(movedBy: 1) { $0 == 2 ? 0.1 : 0 } != .shiftedPredictions)
  }

  private func retrained(off: Double, resolution: Double) throws -> RungResult? {
    var input = try TinyRun.input()
    var scored = ScoredRun(
      predictions: try TinyRun.predictions(["SH600002": 0.7 + off]),
      measured: MeasuredRun(TinyRun.run, metrics: RunMetrics.portfolio(TinyRun.report, trades: TinyRun.trades)),
      isSameModel: false, isSeeded: false, note: .verbatim("Trained."))
    scored.resolution = resolution
    input.retrained = .made(scored)
    return LadderJudgement.compare(input).rung(.retrained)
  }

  /// The scores 0.1, 0.7, 0.8 and 0.9 deviate by 0.31; a score in four that is off by 0.02 moves them by 0.01.
  @Test func aTrainingIsJudgedByWhatItLeavesOpen() throws {
    #expect(try retrained(off: 0.02, resolution: 0)?.state == .fail)
    let inside = try retrained(off: 0.02, resolution: 0.02)
    #expect(inside?.state == .pass && inside?.reason?.id == "rung.retrained-resolution")
    let limit = inside?.tolerances["retrained.scores"] ?? 0
    #expect(limit > 0.05 && limit < 0.08)
    #expect(try retrained(off: 0.2, resolution: 0.02)?.state == .fail)
    #expect(try retrained(off: 1e-4, resolution: 0)?.reason?.id == "rung.retrained-equal-scores")
  }

  @Test func aTrainingThatLeavesEverythingOpenProvesNothing() throws {
    let open = try retrained(off: 0.02, resolution: 0.5)
    #expect(open?.state == .notAvailable && open?.reason?.id == "rung.retrained-left-open")
    // Beyond even that it is another model.
    #expect(try retrained(off: 3, resolution: 0.5)?.state == .fail)
  }
}
