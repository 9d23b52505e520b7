/// `Ne(x,y)`: whether both differ, also written `x!=y`; 1 or 0.
///
/// - Missing values: never missing: true where either side is.
/// - Warm-up: none: each row by itself. Two series need the same rows: pandas raises else.
/// - Algorithm: compared in the common type: a number beside float32 is rounded to float32 first.
/// - Source: `qlib/data/ops.py`, `Ne`: `np.not_equal`.
enum NeOperator {
  @inline(__always)
  static func step<Value: BinaryFloatingPoint>(_ x: Value, _ y: Value) -> Bool { x != y }
}
