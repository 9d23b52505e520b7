/// How far two numbers may lie apart. Two missing values (NaN) agree; one missing value never does.
package enum Tolerance: Sendable {
  case absolute(Double)
  /// A fraction of the larger magnitude.
  case relative(Double)
  /// A fraction of a given magnitude: a part of an account is judged by the account.
  case fraction(Double, of: Double)

  package func accepts(_ left: Double, _ right: Double) -> Bool {
    if left.isNaN || right.isNaN { return left.isNaN && right.isNaN }
    if left == right { return true }
    let distance = (left - right).magnitude
    switch self {
    case .absolute(let limit): return distance <= limit
    case .relative(let limit): return distance <= limit * max(left.magnitude, right.magnitude)
    case .fraction(let limit, let whole): return distance <= limit * whole.magnitude
    }
  }
}

/// Whether two numbers agree within a fraction of the larger magnitude.
package func isNear(_ left: Double, _ right: Double, relative: Double = 1e-12) -> Bool {
  Tolerance.relative(relative).accepts(left, right)
}

/// Like `isNear`; a missing number agrees with none.
package func isNear(_ left: Double?, _ right: Double, relative: Double = 1e-12) -> Bool {
  left.map { isNear($0, right, relative: relative) } ?? false
}
