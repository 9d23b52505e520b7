/// `Sign(x)`: 1, -1 or 0, as float32.
///
/// - Missing values: stay missing; an infinity has a sign.
/// - Warm-up: none: each row by itself.
/// - Algorithm: the operand is cast to float32 first, so what is too small for it has the sign 0.
/// - Source: `qlib/data/ops.py`, `Sign`: `np.sign` of `astype(np.float32)`.
///
/// `Sign(x)`：符号，即1、-1 或 0，类型为 float32。
///
/// - 缺失值：保持缺失；无穷有符号。
/// - 预热：无，逐行计算。
/// - 算法：先转为 float32，因此过小的值符号为 0。
/// - 来源：`qlib/data/ops.py` 的 `Sign`：对 `astype(np.float32)` 取 `np.sign`。
enum SignOperator {
  static func run(_ x: Series, need: Int) -> Series {
    let (count, from) = (x.count, x.row(need))
    return Series(
      .float32, start: x.start, count: count, from: from, in: x.pool,
      floats: { output in
        for row in from..<count {
          let value = x.float(row)
          output[row] = value > 0 ? 1 : value < 0 ? -1 : value
        }
      })
  }
}
