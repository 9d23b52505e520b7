/// `And(x,y)`: both comparisons, also written `x&y`; of whole numbers, their bits.
///
/// - Missing values: comparisons are never missing; a day on one side alone counts as false.
/// - Warm-up: none: each row by itself; rows of two series are aligned by day.
/// - Algorithm: exact. Other operands are refused, as numpy does; it binds tighter than comparisons.
/// - Source: `qlib/data/ops.py`, `And`: `np.bitwise_and`.
///
/// `And(x,y)`：两个比较同时成立，也写作 `x&y`；整数则按位与。
///
/// - 缺失值：比较从不缺失；只在一侧有的日期视为假。
/// - 预热：无，逐行计算；两个序列按日期对齐。
/// - 算法：精确。其他操作数与 numpy 一样拒绝；结合比比较更紧。
/// - 来源：`qlib/data/ops.py` 的 `And`：`np.bitwise_and`。
enum AndOperator {
  @inline(__always)
  static func step(_ x: Float, _ y: Float) -> Float { x > 0 && y > 0 ? 1 : 0 }

  @inline(__always)
  static func step(_ x: Double, _ y: Double) -> Double { Double(whole(x) & whole(y)) }

  /// int64 values as whole numbers; what pandas filled in for an absent row is 0.
  private static func whole(_ value: Double) -> Int { Int(exactly: value) ?? 0 }
}
