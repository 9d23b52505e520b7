package import Primitives
package import Records
package import Store

/// Runs the steps of a night in order, records each, and passes over those whose inputs have not changed.
///
/// A night that was interrupted is resumed by running it again: what was done is done.
package struct NightRunner {
  package let database: Database
  package let clock: Clock
  package let day: TradingDay
  /// Called before a step, with its place, the number of steps and the seconds that are left where they are known.
  package var announce: (_ step: StepID, _ place: Int, _ count: Int, _ left: Double?) -> Void = { _, _, _, _ in }
  /// All steps of the night in order, where plans are run one after another: places and the time left are of them.
  package var night: [StepID] = []
  /// Deferrable steps that would not end before it are passed by; nil: none is.
  package var deadline: NightDeadline?

  package init(database: Database, clock: Clock, day: TradingDay) {
    self.database = database
    self.clock = clock
    self.day = day
  }

  package struct Outcome {
    package var steps: [FinishedStep] = []
    package var failures: [StepFailure] = []
    /// Steps that the deadline left to the next night; no step is recorded of them.
    package var unreached: [StepID] = []

    package init() {}

    package func failure(of step: StepID) -> Diagnostic? { failures.first { $0.step == step }?.diagnostic }
  }

  /// Marks the night as running; throws the store's diagnostics.
  package func begin() throws -> NightRecord {
    let night = NightRecord(tradingDay: day, startedAt: clock.timestamp, state: .running)
    try database.save(night)
    return night
  }

  /// Runs the steps that are planned; later ones may be planned from the outcome of earlier ones.
  ///
  /// A step that did its work is stored at once; those that were passed over are stored together, since there
  /// is nothing of them to resume.
  package func run(_ plan: [PlannedStep], into outcome: inout Outcome) throws {
    let before = try database.newestSteps()
    let night = self.night.isEmpty ? plan.map(\.id) : self.night
    var forecast = NightForecast(known: try database.stepSeconds())
    for step in outcome.steps { forecast.add(step.id, seconds: step.record.seconds) }
    var passed: [NightStep] = []
    for step in plan {
      let place = night.firstIndex(of: step.id) ?? 0
      announce(step.id, place + 1, night.count, forecast.left(of: night[place...]))
      let started = clock.now()
      func record(_ state: NightStep.State, _ digest: String?, _ result: StepOutcome) -> NightStep {
        let record = NightStep(
          tradingDay: day, name: step.id.name, state: state, digest: digest, seconds: max(0, clock.now() - started),
          outcome: result)
        forecast.add(step.id, seconds: record.seconds)
        outcome.steps.append(FinishedStep(id: step.id, record: record))
        return record
      }
      do {
        let digest = try step.digest()
        if let digest, NightRunner.trusted(before[step.id.name]) == digest || step.isTrusted(digest),
          step.isPresent(digest)
        {
          passed.append(record(.skipped, digest, .message(.nothingChanged)))
          continue
        }
        if step.isDeferrable, !isReachable(step.id, night[(place + 1)...], forecast, outcome) {
          outcome.unreached.append(step.id)
          continue
        }
        let message = try step.run()
        try database.save(passed + [record(.done, digest, .message(message))])
        passed = []
      } catch let error as any DiagnosableError {
        let diagnostic = error.diagnostic
        try database.save(passed + [record(.failed, nil, .failure(diagnostic))])
        passed = []
        outcome.failures.append(StepFailure(step: step.id, diagnostic: diagnostic))
        if step.isVital { throw diagnostic }
      } catch {
        // What no reader foresaw is of this step alone too.
        let diagnostic = Diagnostic.stepStopped(step.id, error)
        try database.save(passed + [record(.failed, nil, .failure(diagnostic))])
        passed = []
        outcome.failures.append(StepFailure(step: step.id, diagnostic: diagnostic))
        if step.isVital { throw diagnostic }
      }
    }
    try database.save(passed)
  }

  /// Whether a step, and what must follow it, end before the deadline. The first one that has to do its work begins
  /// whatever it took before, if time is left at all: it waited longest, and would otherwise never be done.
  private func isReachable(
    _ step: StepID, _ later: ArraySlice<StepID>, _ forecast: NightForecast, _ outcome: Outcome
  ) -> Bool {
    guard let deadline else { return true }
    let needed = later.filter { $0.kind != step.kind }.reduce(0) { $0 + (forecast.known[$1.name] ?? 0) }
    let isFirst = !outcome.steps.contains { $0.id.kind == step.kind && $0.record.state != .skipped }
    let own = isFirst && outcome.unreached.isEmpty ? 0 : forecast.known[step.name] ?? 0
    return deadline.leaves(own + needed, at: clock.now())
  }

  /// Ends a night's record with its state, its summary and the digest of its manifest.
  package func finish(_ night: NightRecord, state: NightRecord.State, summary: JSONValue, manifest: String?) throws {
    var night = night
    night.finishedAt = clock.timestamp
    night.state = state
    night.summary = summary
    night.manifestSHA256 = manifest
    try database.save(night)
  }

  /// The inputs of a step's last run; nil where it failed: what it left is not trusted.
  static func trusted(_ step: NightStep?) -> String? { step?.state == .failed ? nil : step?.digest }
}

extension Message {
  fileprivate static let nothingChanged = Message("night.nothing-changed", en: "Nothing changed.", zh: "没有变化。")
}

extension Diagnostic {
  /// An error that is no diagnostic: the inputs of a migration are to blame, of another step the program.
  fileprivate static func stepStopped(_ step: StepID, _ error: any Error) -> Diagnostic {
    Diagnostic(
      "night.step-stopped", step.kind == .reconcile ? .damaged : .fault,
      ["step": .text(step.name), "error": .text("\(error)")],
      (en: "The step '{step}' stopped: {error}.", zh: "步骤“{step}”中止：{error}。"),
      remedy: (
        en: "Look at the files that the step reads, then run `aistock nightly` again.",
        zh: "请检查该步骤读取的文件，再运行 `aistock nightly`。"
      ))
  }
}
