/// `Sign(x)`: 1, -1 or 0, as float32.
///
/// - Missing values: stay missing; an infinity has a sign.
/// - Warm-up: none: each row by itself.
/// - Algorithm: the operand is cast to float32 first, so what is too small for it has the sign 0.
/// - Source: `qlib/data/ops.py`, `Sign`: `np.sign` of `astype(np.float32)`.
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
