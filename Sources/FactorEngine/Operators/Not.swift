/// `Not(x)`: the opposite of a comparison; of a whole number, its bits turned over (-x-1).
///
/// - Missing values: a comparison is never missing.
/// - Warm-up: none: each row by itself.
/// - Algorithm: exact. Other operands are refused, as numpy does.
/// - Source: `qlib/data/ops.py`, `Not`: `np.bitwise_not`.
enum NotOperator {
  static func run(_ x: Series, type: ValueType, need: Int) -> Series {
    RowByRow.run(x, type: type, need: need, single: { $0 != 0 ? 0 : 1 }, double: { -$0 - 1 })
  }
}
