/// `If(c,x,y)`: x where the condition holds, y elsewhere.
///
/// - Missing values: **a missing condition selects x**; the chosen side keeps its missing values.
/// - Warm-up: none: each row by itself. All series need the same rows: numpy raises else.
/// - Algorithm: exact, in the common type of both sides.
/// - Source: `qlib/data/ops.py`, `If`: `np.where`.
///
/// `If(c,x,y)`：条件成立取 x，否则取 y。
///
/// - 缺失值：**条件缺失时取 x**；所选一侧的缺失保持缺失。
/// - 预热：无，逐行计算；所有序列的行须相同，否则 numpy 报错。
/// - 算法：精确，取两侧的共同类型。
/// - 来源：`qlib/data/ops.py` 的 `If`：`np.where`。
enum IfOperator {
  @inline(__always)
  static func holds(_ condition: Double) -> Bool { condition != 0 }
}
