/// `If(c,x,y)`: x where the condition holds, y elsewhere.
///
/// - Missing values: **a missing condition selects x**; the chosen side keeps its missing values.
/// - Warm-up: none: each row by itself. All series need the same rows: numpy raises else.
/// - Algorithm: exact, in the common type of both sides.
/// - Source: `qlib/data/ops.py`, `If`: `np.where`.
enum IfOperator {
  @inline(__always)
  static func holds(_ condition: Double) -> Bool { condition != 0 }
}
