/// `Abs(x)`: the value without its sign.
///
/// - Missing values: stay missing.
/// - Warm-up: none: each row by itself.
/// - Algorithm: exact, in the operand's type.
/// - Source: `qlib/data/ops.py`, `Abs`: `np.abs`.
///
/// `Abs(x)`：绝对值。
///
/// - 缺失值：保持缺失。
/// - 预热：无，逐行计算。
/// - 算法：精确，保持操作数类型。
/// - 来源：`qlib/data/ops.py` 的 `Abs`：`np.abs`。
enum AbsOperator {
  static func run(_ x: Series, type: ValueType, need: Int) -> Series {
    RowByRow.run(x, type: type, need: need, single: { abs($0) }, double: { abs($0) })
  }
}

/// Operators of one series and of each row by itself.
enum RowByRow {
  @inline(__always)
  static func run(
    _ x: Series, type: ValueType, need: Int, single: (Float) -> Float, double: (Double) -> Double
  ) -> Series {
    let (count, from) = (x.count, x.row(need))
    if let values = x.floats {
      return Series(
        type, start: x.start, count: count, from: from, in: x.pool,
        floats: { output in for row in from..<count { output[row] = single(values[row]) } })
    }
    let values = x.doubles
    return Series(
      type, start: x.start, count: count, from: from, in: x.pool,
      doubles: { output in for row in from..<count { output[row] = double(values[row]) } })
  }
}
