/// `Sub(x,y)`: the difference, also written `x-y`.
///
/// - Missing values: missing where either side is.
/// - Warm-up: none: each row by itself; rows of two series are aligned by day.
/// - Algorithm: one operation, rounded in the common type: float32 beside float32 or a number is float32. Two comparisons are refused, as numpy does.
/// - Source: `qlib/data/ops.py`, `Sub`: `np.subtract`.
enum SubOperator {
  @inline(__always)
  static func step<Value: BinaryFloatingPoint>(_ x: Value, _ y: Value) -> Value { x - y }
}
