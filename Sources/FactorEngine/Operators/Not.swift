/// `Not(x)`: the opposite of a comparison; of a whole number, its bits turned over (-x-1).
///
/// - Missing values: a comparison is never missing.
/// - Warm-up: none: each row by itself.
/// - Algorithm: exact. Other operands are refused, as numpy does.
/// - Source: `qlib/data/ops.py`, `Not`: `np.bitwise_not`.
///
/// `Not(x)`：比较取反；整数则按位取反（-x-1）。
///
/// - 缺失值：比较从不缺失。
/// - 预热：无，逐行计算。
/// - 算法：精确。其他操作数与 numpy 一样拒绝。
/// - 来源：`qlib/data/ops.py` 的 `Not`：`np.bitwise_not`。
enum NotOperator {
  static func run(_ x: Series, type: ValueType, need: Int) -> Series {
    RowByRow.run(x, type: type, need: need, single: { $0 != 0 ? 0 : 1 }, double: { -$0 - 1 })
  }
}
