package import Records

/// How a metric gets from the reported value to the last rung's, one step a rung.
///
/// Invariant: first value + all steps = last value, exactly. Values are rounded once to 1e-12 (a
/// hundredth of the tightest tolerance) and steps are differences of whole numbers of that unit, so
/// that no sum of rounded differences is left with a remainder.
package struct Waterfall: Equatable, Sendable {
  package struct Step: Equatable, Sendable {
    package var rung: Rung
    /// In `unit`.
    package var units: Int
    /// Rungs without a value that this step includes.
    package var includes: [Rung]

    package var delta: Double { Waterfall.value(units) }
  }

  /// One metric; `name` as qlib writes it.
  package var name: String
  package var firstRung: Rung
  /// In `unit`.
  package var first: Int
  package var steps: [Step]

  package var last: Int { steps.reduce(first) { $0 + $1.units } }

  package static let unitsPerOne = 1e12
  package static func value(_ units: Int) -> Double { Double(units) / unitsPerOne }

  /// Metrics that two rungs or more have, by name.
  package static func all(_ comparison: Comparison) -> [Waterfall] {
    var values: [String: [Rung: Int]] = [:]
    for rung in comparison.rungs where rung.state != .notAvailable {
      for metric in rung.metrics {
        guard let value = metric.metric.value, let units = units(value) else { continue }
        values[metric.metric.name, default: [:]][rung.id] = units
      }
    }
    return values.sorted { $0.key < $1.key }.compactMap { make($0.key, $0.value) }
  }

  private static func make(_ name: String, _ values: [Rung: Int]) -> Waterfall? {
    var rungs = Rung.allCases.drop { values[$0] == nil }
    guard let firstRung = rungs.popFirst(), let first = values[firstRung] else { return nil }
    var steps: [Step] = []
    var before = first
    var passed: [Rung] = []
    for rung in rungs {
      guard let value = values[rung] else {
        passed.append(rung)
        continue
      }
      steps.append(Step(rung: rung, units: value - before, includes: passed))
      (before, passed) = (value, [])
    }
    return steps.isEmpty
      ? nil : Waterfall(name: name, firstRung: firstRung, first: first, steps: steps)
  }

  /// Nil for a value too large for the unit (beyond a million), which no metric of returns is.
  private static func units(_ value: Double) -> Int? {
    guard value.isFinite, value.magnitude < 1e6 else { return nil }
    return Int((value * unitsPerOne).rounded(.toNearestOrAwayFromZero))
  }
}
