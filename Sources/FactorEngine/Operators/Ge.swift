/// `Ge(x,y)`: whether x is not below y, also written `x>=y`; 1 or 0.
///
/// - Missing values: never missing: false where either side is.
/// - Warm-up: none: each row by itself. Two series need the same rows: pandas raises else.
/// - Algorithm: compared in the common type: a number beside float32 is rounded to float32 first.
/// - Source: `qlib/data/ops.py`, `Ge`: `np.greater_equal`.
enum GeOperator {
  @inline(__always)
  static func step<Value: BinaryFloatingPoint>(_ x: Value, _ y: Value) -> Bool { x >= y }
}
