/// `Add(x,y)`: the sum, also written `x+y`.
///
/// - Missing values: missing where either side is.
/// - Warm-up: none: each row by itself; rows of two series are aligned by day.
/// - Algorithm: one operation, rounded in the common type: float32 beside float32 or a number is float32. Of two comparisons, it is "or".
/// - Source: `qlib/data/ops.py`, `Add`: `np.add`.
///
/// `Add(x,y)`：和，也写作 `x+y`。
///
/// - 缺失值：任一侧缺失则为缺失。
/// - 预热：无，逐行计算；两个序列按日期对齐。
/// - 算法：一次运算，按共同类型舍入：float32 与 float32 或数字得 float32。两个比较相加即“或”。
/// - 来源：`qlib/data/ops.py` 的 `Add`：`np.add`。
enum AddOperator {
  @inline(__always)
  static func step<Value: BinaryFloatingPoint>(_ x: Value, _ y: Value) -> Value { x + y }
}
