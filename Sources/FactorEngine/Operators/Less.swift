/// `Less(x,y)`: the smaller of both.
///
/// - Missing values: missing where either side is.
/// - Warm-up: none: each row by itself; rows of two series are aligned by day.
/// - Algorithm: exact; of equal sides the first.
/// - Source: `qlib/data/ops.py`, `Less`: `np.minimum`.
enum LessOperator {
  @inline(__always)
  static func step<Value: BinaryFloatingPoint>(_ x: Value, _ y: Value) -> Value {
    x <= y || x != x ? x : y
  }
}
