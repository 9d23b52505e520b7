package import Primitives
package import Records
package import Store

/// Runs the steps of a night in order, records each, and passes over those whose inputs have not changed. Steps that do
/// not rest on each other work abreast.
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
  /// How many steps work abreast where they can.
  package var lanes = 1

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
    var shift = try NightShift(self, plan, outcome)
    defer { outcome = shift.outcome }
    try shift.run(plan)
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
