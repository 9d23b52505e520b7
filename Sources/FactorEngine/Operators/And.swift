/// `And(x,y)`: both comparisons, also written `x&y`; of whole numbers, their bits.
///
/// - Missing values: comparisons are never missing; a day on one side alone counts as false.
/// - Warm-up: none: each row by itself; rows of two series are aligned by day.
/// - Algorithm: exact. Other operands are refused, as numpy does; it binds tighter than comparisons.
/// - Source: `qlib/data/ops.py`, `And`: `np.bitwise_and`.
enum AndOperator {
  @inline(__always)
  static func step(_ x: Float, _ y: Float) -> Float { x > 0 && y > 0 ? 1 : 0 }

  @inline(__always)
  static func step(_ x: Double, _ y: Double) -> Double { Double(whole(x) & whole(y)) }

  /// int64 values as whole numbers; what pandas filled in for an absent row is 0.
  private static func whole(_ value: Double) -> Int { Int(exactly: value) ?? 0 }
}
