/// `Delta(x,N)`: the value minus the one N rows earlier, in the operand's type.
///
/// - Missing values: missing where either value is.
/// - Warm-up: the first N rows are missing. qlib loads N-1 rows before the query, one too few: the first row of
///   a query that starts inside the data is missing. N=0 subtracts the first loaded value.
/// - Algorithm: one subtraction a row.
/// - Source: `qlib/data/ops.py`, `Delta`.
///
/// `Delta(x,N)`：差分，即当前值减去 N 行之前的值，保持操作数类型。
///
/// - 缺失值：任一值缺失则为缺失。
/// - 预热：前 N 行缺失。qlib 在查询之前只载入 N-1 行，少一行：查询始于数据中间时首行缺失。N=0 减去首个载入的值。
/// - 算法：每行一次减法。
/// - 来源：`qlib/data/ops.py` 的 `Delta`。
enum DeltaOperator {
  static func run(_ x: Series, rows: Int, type: ValueType, need: Int) -> Series {
    let (count, from) = (x.count, x.row(need))
    if let values = x.floats, type == .float32 || type == .float16 {
      return Series(
        type, start: x.start, count: count, from: from, in: x.pool,
        floats: { output in
          RefOperator.shift(values, from..<count, rows, .nan, output)
          for row in from..<count { output[row] = values[row] - output[row] }
          if type == .float16 { HalfPrecision.round(output, from..<count) }
        })
    }
    let values = x.doubles
    return Series(
      type, start: x.start, count: count, from: from, in: x.pool,
      doubles: { output in
        RefOperator.shift(values, from..<count, rows, .nan, output)
        for row in from..<count { output[row] = values[row] - output[row] }
      })
  }
}
