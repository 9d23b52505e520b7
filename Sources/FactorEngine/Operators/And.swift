/// `And(x,y)`: both comparisons, also written `x&y`; of whole numbers, their bits.
///
/// - Missing values: a comparison is never missing; a shifted one is false where it is missing. A day that only the
///   right side has is false, and on a day that only the left side has the right side counts as false.
/// - Warm-up: none: each row by itself; rows of two series are aligned by day.
/// - Algorithm: exact. What stands on the left decides: beside a comparison a price is true unless it is 0 or missing;
///   with a price on the left pandas raises. It binds tighter than comparisons.
/// - Source: `qlib/data/ops.py`, `And`: `np.bitwise_and`; `pandas/core/ops/array_ops.py`, `logical_op`.
///
/// `And(x,y)`：两个比较同时成立，也写作 `x&y`；整数则按位与。
///
/// - 缺失值：比较从不缺失；移位后的比较缺失时视为假。只有右侧有的日期为假，只有左侧有的日期右侧视为假。
/// - 预热：无，逐行计算；两个序列按日期对齐。
/// - 算法：精确。由左侧决定：左侧为比较时，右侧的价格除 0 与缺失外均为真；左侧为价格时 pandas 报错。结合比比较更紧。
/// - 来源：`qlib/data/ops.py` 的 `And`：`np.bitwise_and`；`pandas/core/ops/array_ops.py` 的 `logical_op`。
enum AndOperator {
  @inline(__always)
  static func step(_ x: Int, _ y: Int) -> Int { x & y }
}
