package import Primitives

/// The judgement on one migration: `comparison.json`, schema 1.
package struct Comparison: Equatable, Sendable {
  package enum Verdict: String, Sendable, CaseIterable {
    case pass = "PASS"
    case passWithExceptions = "PASS WITH EXCEPTIONS"
    case fail = "FAIL"
    case notComparable = "NOT COMPARABLE"
  }

  package var migration: String
  package var verdict: Verdict
  package var summary: Message
  package var findings: [Finding]
  /// All six, in the order of the ladder.
  package var rungs: [RungResult]
  /// The libraries behind the record; empty in comparisons of earlier versions.
  package var versions: [LibraryVersion] = []

  package init(migration: String, verdict: Verdict, summary: Message, findings: [Finding], rungs: [RungResult]) {
    self.migration = migration
    self.verdict = verdict
    self.summary = summary
    self.findings = findings
    self.rungs = rungs
  }
}

/// The six rungs of the ladder: each changes one thing.
package enum Rung: String, Sendable, CaseIterable {
  case reported, recomputed, replayed, reinferred, retrained, realistic
}

/// What one rung of the ladder came to, beside the rung before it.
package struct RungResult: Equatable, Sendable {
  package enum State: String, Sendable {
    case pass, exceptions, fail
    case notAvailable = "not available"
  }

  package var id: Rung
  package var state: State
  /// Why not available, or what the state rests on.
  package var reason: Message?
  /// Named limits in force: `replayed.nav: 1e-12`.
  package var tolerances: [String: Double]
  package var firstDivergence: Divergence?
  package var metrics: [MetricComparison]

  package init(
    id: Rung, state: State, reason: Message? = nil, tolerances: [String: Double] = [:],
    firstDivergence: Divergence? = nil, metrics: [MetricComparison] = []
  ) {
    self.id = id
    self.state = state
    self.reason = reason
    self.tolerances = tolerances
    self.firstDivergence = firstDivergence
    self.metrics = metrics
  }
}

/// The first place where two rungs differ.
package struct Divergence: Equatable, Sendable {
  package var day: TradingDay?
  package var instrument: InstrumentID?
  package var field: String
  /// Shortest exact text of both values; empty is missing. `left` is the rung before.
  package var left: String
  package var right: String
  package var cause: CauseStatement
  /// The state around it.
  package var context: [Message]
  /// What the difference does to the run in money and points; nil in records of earlier versions.
  package var effect: DivergenceEffect?

  package init(
    day: TradingDay?, instrument: InstrumentID?, field: String, left: String, right: String,
    cause: CauseStatement, context: [Message] = [], effect: DivergenceEffect? = nil
  ) {
    self.day = day
    self.instrument = instrument
    self.field = field
    self.left = left
    self.right = right
    self.cause = cause
    self.context = context
    self.effect = effect
  }
}

/// One metric of a rung beside the rung before.
package struct MetricComparison: Equatable, Sendable {
  package var metric: MetricValue
  /// Difference to the nearest rung before that has the value.
  package var delta: Double?
  package var tolerance: Double?

  package init(metric: MetricValue, delta: Double?, tolerance: Double?) {
    self.metric = metric
    self.delta = delta
    self.tolerance = tolerance
  }

  package var exceeds: Bool {
    guard let delta, let tolerance else { return false }
    return !(delta.magnitude <= tolerance)
  }
}
