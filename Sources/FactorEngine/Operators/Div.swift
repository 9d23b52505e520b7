/// `Div(x,y)`: the quotient, also written `x/y`.
///
/// - Missing values: missing where either side is, and for 0/0; another number over 0 is infinite.
/// - Warm-up: none: each row by itself; rows of two series are aligned by day.
/// - Algorithm: one operation, rounded in the common type: float32 beside float32 or a number is float32. Of whole numbers and comparisons, float64.
/// - Source: `qlib/data/ops.py`, `Div`: `np.divide`.
enum DivOperator {
  @inline(__always)
  static func step<Value: BinaryFloatingPoint>(_ x: Value, _ y: Value) -> Value { x / y }
}
