/// `Div(x,y)`: the quotient, also written `x/y`.
///
/// - Missing values: missing where either side is, and for 0/0; another number over 0 is infinite.
/// - Warm-up: none: each row by itself; rows of two series are aligned by day.
/// - Algorithm: one operation, rounded in the common type: float32 beside float32 or a number is float32. Of whole numbers and comparisons, float64.
/// - Source: `qlib/data/ops.py`, `Div`: `np.divide`.
///
/// `Div(x,y)`：商，也写作 `x/y`。
///
/// - 缺失值：任一侧缺失或 0/0 时为缺失；其他数除以 0 为无穷。
/// - 预热：无，逐行计算；两个序列按日期对齐。
/// - 算法：一次运算，按共同类型舍入：float32 与 float32 或数字得 float32。整数和比较得 float64。
/// - 来源：`qlib/data/ops.py` 的 `Div`：`np.divide`。
enum DivOperator {
  @inline(__always)
  static func step<Value: BinaryFloatingPoint>(_ x: Value, _ y: Value) -> Value { x / y }
}
