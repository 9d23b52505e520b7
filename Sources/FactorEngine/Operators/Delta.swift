/// `Delta(x,N)`: the value minus the one N rows earlier, in the operand's type.
///
/// - Missing values: missing where either value is.
/// - Warm-up: the first N rows are missing. qlib loads N-1 rows before the query, one too few: the first row of
///   a query that starts inside the data is missing. N=0 subtracts the first loaded value.
/// - Algorithm: one subtraction a row.
/// - Source: `qlib/data/ops.py`, `Delta`.
enum DeltaOperator {
  static func run(_ x: Series, rows: Int, type: ValueType, need: Int) -> Series {
    let (count, from) = (x.count, x.row(need))
    if let values = x.floats, type == .float32 {
      return Series(
        type, start: x.start, count: count, from: from, in: x.pool,
        floats: { output in
          RefOperator.shift(values, from..<count, rows, .nan, output)
          for row in from..<count { output[row] = values[row] - output[row] }
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
