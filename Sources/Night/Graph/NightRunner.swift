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
  /// Called before a step, with its place and the number of steps.
  package var announce: (_ step: StepID, _ place: Int, _ count: Int) -> Void = { _, _, _ in }

  package init(database: Database, clock: Clock, day: TradingDay) {
    self.database = database
    self.clock = clock
    self.day = day
  }

  package struct Outcome {
    package var steps: [FinishedStep] = []
    package var failures: [StepFailure] = []

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
    var passed: [NightStep] = []
    for (offset, step) in plan.enumerated() {
      announce(step.id, offset + 1, plan.count)
      let started = clock.now()
      func record(_ state: NightStep.State, _ digest: String?, _ result: StepOutcome) -> NightStep {
        let record = NightStep(
          tradingDay: day, name: step.id.name, state: state, digest: digest, seconds: clock.now() - started,
          outcome: result)
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
