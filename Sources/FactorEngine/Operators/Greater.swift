/// `Greater(x,y)`: the larger of both.
///
/// - Missing values: missing where either side is. Shifted comparisons are Python objects: there a missing side gives
///   the right one.
/// - Warm-up: none: each row by itself; rows of two series are aligned by day.
/// - Algorithm: exact; of equal sides the first.
/// - Source: `qlib/data/ops.py`, `Greater`: `np.maximum`.
///
/// `Greater(x,y)`：两者中较大的值。
///
/// - 缺失值：任一侧缺失则为缺失。移位后的比较是 Python 对象：任一侧缺失时取右侧。
/// - 预热：无，逐行计算；两个序列按日期对齐。
/// - 算法：精确；相等时取第一个。
/// - 来源：`qlib/data/ops.py` 的 `Greater`：`np.maximum`。
enum GreaterOperator {
  @inline(__always)
  static func step<Value: BinaryFloatingPoint>(_ x: Value, _ y: Value) -> Value {
    x >= y || x != x ? x : y
  }

  /// Of Python objects the second where they do not compare: a missing left side gives the right one.
  @inline(__always)
  static func object(_ x: Double, _ y: Double) -> Double { x >= y ? x : y }
}
