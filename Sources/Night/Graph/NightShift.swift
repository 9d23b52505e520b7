import Primitives
import Records
import Store

/// One plan of a night while it is run: what was done before, what works, what came out.
struct NightShift {
  private let runner: NightRunner
  /// All steps of the night in order.
  private let night: [StepID]
  /// The newest record of each step, by its name.
  private let before: [String: NightStep]
  private var forecast: NightForecast
  private let lanes: NightLanes
  /// Those that work abreast and have not come to their end.
  private var begun: [StepID: Begun] = [:]
  /// Passed over and not yet stored.
  private var passed: [NightStep] = []
  /// Of the plans before this one.
  private let earlier: (steps: Int, failures: Int)
  private(set) var outcome: NightRunner.Outcome

  private struct Begun {
    var step: PlannedStep
    var digest: String?
    var started: Double
  }

  /// Throws the store's diagnostics.
  init(_ runner: NightRunner, _ plan: [PlannedStep], _ outcome: NightRunner.Outcome) throws {
    self.runner = runner
    self.outcome = outcome
    earlier = (outcome.steps.count, outcome.failures.count)
    night = runner.night.isEmpty ? plan.map(\.id) : runner.night
    before = try runner.database.newestSteps()
    forecast = NightForecast(known: try runner.database.stepSeconds(), lanes: runner.lanes)
    for step in outcome.steps { forecast.add(step.id, seconds: step.record.seconds) }
    lanes = NightLanes(clock: runner.clock)
  }

  /// Throws the diagnostic of a vital step, and the store's; nothing works any more then.
  mutating func run(_ plan: [PlannedStep]) throws {
    do {
      for step in plan { try take(step) }
      try takeIn(until: 0)
      try store()
    } catch {
      while lanes.next() != nil {}
      throw error
    }
    let places = Dictionary(plan.enumerated().map { ($0.element.id, $0.offset) }) { first, _ in first }
    func place(_ step: StepID) -> Int { places[step] ?? 0 }
    outcome.steps[earlier.steps...].sort { place($0.id) < place($1.id) }
    outcome.failures[earlier.failures...].sort { place($0.step) < place($1.step) }
  }

  private mutating func take(_ step: PlannedStep) throws {
    switch step.work {
    case .alone: try takeIn(until: 0)
    case .abreast: try takeIn(until: runner.lanes - 1)
    }
    let place = night.firstIndex(of: step.id) ?? 0
    runner.announce(step.id, place + 1, night.count, forecast.left(of: night[place...]))
    let started = runner.clock.now()
    let digest: String?
    do { digest = try step.digest() } catch { return try close(step, since: started, nil, .failure(error)) }
    if let digest, isDone(step, digest) {
      passed.append(record(step.id, .skipped, since: started, digest, .message(.nothingChanged)))
      return
    }
    if step.isDeferrable, !isReachable(step.id, night[(place + 1)...]) {
      outcome.unreached.append(step.id)
      return
    }
    switch step.work {
    case .alone(let run): try close(step, since: started, digest, Result { try run() })
    case .abreast(let prepare):
      do {
        lanes.begin(step.id, try prepare())
        begun[step.id] = Begun(step: step, digest: digest, started: started)
      } catch { try close(step, since: started, digest, .failure(error)) }
    }
  }

  private func isDone(_ step: PlannedStep, _ digest: String) -> Bool {
    (NightRunner.trusted(before[step.id.name]) == digest || step.isTrusted(digest)) && step.isPresent(digest)
  }

  /// Whether a step, and what must follow it, end before the deadline. The first one that has to do its work begins
  /// whatever it took before, if time is left at all: it waited longest, and would otherwise never be done.
  private func isReachable(_ step: StepID, _ later: ArraySlice<StepID>) -> Bool {
    guard let deadline = runner.deadline else { return true }
    let needed = later.filter { $0.kind != step.kind }.reduce(0) { $0 + (forecast.known[$1.name] ?? 0) }
    let isFirst =
      outcome.unreached.isEmpty && !begun.keys.contains { $0.kind == step.kind }
      && !outcome.steps.contains { $0.id.kind == step.kind && $0.record.state != .skipped }
    let own = isFirst ? 0 : forecast.known[step.name] ?? 0
    return deadline.leaves(own + needed, at: runner.clock.now())
  }

  /// Takes in what has worked abreast until no more than so many still work.
  private mutating func takeIn(until count: Int) throws {
    while lanes.count > count, let ended = lanes.next() {
      guard let begun = begun.removeValue(forKey: ended.step) else { continue }
      try close(begun.step, since: begun.started, begun.digest, ended.result, at: ended.moment)
    }
  }

  // MARK: - Records

  /// A step that did its work, or failed; throws where it is vital.
  private mutating func close(
    _ step: PlannedStep, since started: Double, _ digest: String?, _ result: Result<Message, any Error>,
    at moment: Double? = nil
  ) throws {
    switch result {
    case .success(let message):
      try store(record(step.id, .done, since: started, digest, .message(message), at: moment))
    case .failure(let error):
      // What no reader foresaw is of this step alone too.
      let diagnostic = (error as? any DiagnosableError)?.diagnostic ?? .stepStopped(step.id, error)
      try store(record(step.id, .failed, since: started, nil, .failure(diagnostic), at: moment))
      outcome.failures.append(StepFailure(step: step.id, diagnostic: diagnostic))
      if step.isVital { throw diagnostic }
    }
  }

  private mutating func record(
    _ step: StepID, _ state: NightStep.State, since started: Double, _ digest: String?, _ result: StepOutcome,
    at moment: Double? = nil
  ) -> NightStep {
    let record = NightStep(
      tradingDay: runner.day, name: step.name, state: state, digest: digest,
      seconds: max(0, (moment ?? runner.clock.now()) - started), outcome: result)
    forecast.add(step, seconds: record.seconds)
    outcome.steps.append(FinishedStep(id: step, record: record))
    return record
  }

  /// With what was passed over before it.
  private mutating func store(_ record: NightStep? = nil) throws {
    try runner.database.save(passed + [record].compactMap(\.self))
    passed = []
  }
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
