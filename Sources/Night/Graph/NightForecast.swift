import Primitives
import Records

/// How long the rest of a night takes: each step as long as it last took when it did its work, corrected by how tonight's
/// steps keep to that. A step that never did its work takes as long as tonight's others of its kind.
struct NightForecast {
  /// Seconds of the last run of each step, by its name.
  let known: [String: Double]
  /// How many reconciliations work abreast.
  private let lanes: Double
  private var foretold = 0.0
  private var taken = 0.0
  private var firsts: [StepID.Kind: (seconds: Double, count: Double)] = [:]

  init(known: [String: Double], lanes: Int = 1) {
    self.known = known
    self.lanes = Double(lanes)
  }

  /// Takes in a step that has come to its end.
  mutating func add(_ step: StepID, seconds: Double) {
    if let before = known[step.name] {
      foretold += before
      taken += seconds
    } else {
      let before = firsts[step.kind] ?? (0, 0)
      firsts[step.kind] = (before.seconds + seconds, before.count + 1)
    }
  }

  /// Seconds of these steps; nil where nothing tells of any.
  func left(of steps: some Sequence<StepID>) -> Double? {
    var (rest, fresh, isKnown) = (0.0, 0.0, false)
    for step in steps {
      let share = step.kind == .reconcile ? lanes : 1
      if let seconds = known[step.name] {
        rest += seconds / share
        isKnown = true
      } else if let alike = firsts[step.kind] {
        fresh += alike.seconds / alike.count / share
        isKnown = true
      }
    }
    guard isKnown else { return nil }
    // What lies ahead weighs as if it went as foretold, so that one quick step does not promise a quick night.
    return rest * (rest > 0 ? (taken + rest) / (foretold + rest) : 1) + fresh
  }
}
