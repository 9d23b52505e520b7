/// `Gt(x,y)`: whether x is above y, also written `x>y`; 1 or 0.
///
/// - Missing values: never missing: false where either side is.
/// - Warm-up: none: each row by itself. Two series need the same rows: pandas raises else.
/// - Algorithm: compared in the common type: a number beside float32 is rounded to float32 first.
/// - Source: `qlib/data/ops.py`, `Gt`: `np.greater`.
///
/// `Gt(x,y)`：x 是否大于 y，也写作 `x>y`；取 1 或 0。
///
/// - 缺失值：从不缺失：任一侧缺失即为假。
/// - 预热：无，逐行计算；两个序列的行须相同，否则 pandas 报错。
/// - 算法：按共同类型比较：与 float32 并列的数字先舍入为 float32。
/// - 来源：`qlib/data/ops.py` 的 `Gt`：`np.greater`。
enum GtOperator {
  @inline(__always)
  static func step<Value: BinaryFloatingPoint>(_ x: Value, _ y: Value) -> Bool { x > y }
}
