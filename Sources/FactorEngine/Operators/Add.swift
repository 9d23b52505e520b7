/// `Add(x,y)`: the sum, also written `x+y`.
///
/// - Missing values: missing where either side is.
/// - Warm-up: none: each row by itself; rows of two series are aligned by day.
/// - Algorithm: one operation, rounded in the common type: float32 beside float32 or a number is float32. Of two comparisons, it is "or".
/// - Source: `qlib/data/ops.py`, `Add`: `np.add`.
enum AddOperator {
  @inline(__always)
  static func step<Value: BinaryFloatingPoint>(_ x: Value, _ y: Value) -> Value { x + y }
}
