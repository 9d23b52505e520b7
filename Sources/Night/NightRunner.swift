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
  package var announce: (_ step: String, _ place: Int, _ count: Int) -> Void = { _, _, _ in }

  package init(database: Database, clock: Clock, day: TradingDay) {
    self.database = database
    self.clock = clock
    self.day = day
  }

  package struct Outcome {
    package var steps: [NightStep] = []
    package var failures: [StepFailure] = []

    package init() {}
  }

  /// Marks the night as running; throws the store's diagnostics.
  package func begin() throws -> NightRecord {
    let night = NightRecord(tradingDay: day, startedAt: clock.timestamp, state: .running)
    try database.save(night)
    return night
  }

  /// Runs the steps that are planned; later ones may be planned from the outcome of earlier ones.
  package func run(_ plan: [PlannedStep], into outcome: inout Outcome) throws {
    for (offset, step) in plan.enumerated() {
      announce(step.name, offset + 1, plan.count)
      let started = clock.now()
      do {
        let digest = try step.digest()
        if let digest, step.isPresent(), try lastDigest(step.name) == digest {
          try record(step.name, .skipped, digest, started, "nothing changed", &outcome)
          continue
        }
        let message = try step.run()
        try record(step.name, .done, digest, started, message, &outcome)
      } catch let error as any DiagnosableError {
        let diagnostic = error.diagnostic
        try record(step.name, .failed, nil, started, "\(diagnostic.id): \(diagnostic.summary)", &outcome)
        outcome.failures.append(StepFailure(step: step.name, diagnostic: diagnostic))
        if step.isVital { throw diagnostic }
      }
    }
  }

  package func finish(_ night: NightRecord, state: NightRecord.State, summary: JSONValue, manifest: String?) throws {
    var night = night
    night.finishedAt = clock.timestamp
    night.state = state
    night.summary = summary
    night.manifestSHA256 = manifest
    try database.save(night)
  }

  /// Of the last night on which the step did its work or had nothing to do.
  private func lastDigest(_ name: String) throws -> String? {
    for night in try database.nights().reversed() {
      guard let step = try database.steps(of: night.tradingDay).first(where: { $0.name == name }) else { continue }
      if step.state == .done || step.state == .skipped { return step.digest }
      if step.state == .failed { return nil }
    }
    return nil
  }

  private func record(
    _ name: String, _ state: NightStep.State, _ digest: String?, _ started: Double, _ message: String,
    _ outcome: inout Outcome
  ) throws {
    let step = NightStep(
      tradingDay: day, name: name, state: state, digest: digest, seconds: clock.now() - started,
      message: message)
    try database.save(step)
    outcome.steps.append(step)
  }
}
