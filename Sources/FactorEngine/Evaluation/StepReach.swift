/// Which rows of its operands a step looks at.
enum StepReach: Equatable, Sendable {
  /// So many rows before the row itself, and nothing of what it made before.
  case back(Int)
  /// It carries sums from row to row, and takes out what lies so many rows back.
  case running(Int)
  /// All rows from the first loaded one on.
  case whole

  static func of(_ kind: Plan.Kind) -> StepReach {
    guard case .operation(let operation) = kind else { return .back(0) }
    switch operation {
    case .shift(let rows), .delta(let rows): return rows == 0 ? .whole : .back(max(rows, 0))
    case .window(let window, let rows): return rows <= 0 ? .whole : of(window, rows)
    case .quantile(let rows, _), .rolling(_, let rows): return rows == 0 ? .whole : .back(rows - 1)
    case .pair(_, let rows): return rows == 0 ? .whole : .running(rows)
    case .exponential(let rows, .slope), .exponential(let rows, .residual): return .running(max(0, Int(rows)))
    case .exponential: return .running(0)
    case .unary, .binary, .conditional, .field, .pointInTime, .period, .number, .instrument, .cross:
      return .back(0)
    }
  }

  private static func of(_ window: WindowOperation, _ rows: Int) -> StepReach {
    switch window {
    case .sum, .mean, .std, .variance, .skew, .kurt, .slope, .rsquare, .residual: .running(rows)
    case .exponentialMean: .running(0)
    case .max, .min, .indexOfMax, .indexOfMin, .median, .meanDeviation, .rank, .count,
      .weightedMean:
      .back(rows - 1)
    }
  }

  /// Of several members of a family, the one that looks back farthest.
  func joined(_ other: StepReach) -> StepReach {
    switch (self, other) {
    case (.back(let left), .back(let right)): .back(max(left, right))
    case (.running(let left), .running(let right)): .running(max(left, right))
    default: .whole
    }
  }
}
