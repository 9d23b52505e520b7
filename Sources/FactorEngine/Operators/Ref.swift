/// `Ref(x,N)`: the value N rows of the calendar earlier, later for negative N; a suspended day is a row.
///
/// - Missing values: stay missing; missing where that row is not loaded.
/// - Warm-up: the first N rows are missing. **N=0 is the first loaded value, repeated**: it depends on the
///   query's start.
/// - Algorithm: a copy in the operand's type; a bool becomes an object (missing, then 0 and 1).
/// - Source: `qlib/data/ops.py`, `Ref`.
///
/// `Ref(x,N)`：移位，即N 行日历之前的值，N 为负则取之后；停牌日也算一行。
///
/// - 缺失值：保持缺失；该行未载入时为缺失。
/// - 预热：前 N 行缺失。**N=0 为首个载入的值并重复**，依赖查询起点。
/// - 算法：按操作数类型复制；布尔值变为对象（先缺失，后为 0 与 1）。
/// - 来源：`qlib/data/ops.py` 的 `Ref`。
enum RefOperator {
  static func run(_ x: Series, rows: Int, type: ValueType, need: Int) -> Series {
    let (count, from) = (x.count, x.row(need))
    if let values = x.floats, type == .float32 || type == .bool || type == .float16 {
      return Series(
        type, start: x.start, count: count, from: from, in: x.pool,
        floats: { shift(values, from..<count, rows, .nan, $0) })
    }
    let values = x.doubles
    return Series(
      type, start: x.start, count: count, from: from, in: x.pool,
      doubles: { shift(values, from..<count, rows, .nan, $0) })
  }

  /// - Parameter made: rows that are written; the last one is the series' last.
  @inline(__always)
  static func shift<Value>(
    _ values: UnsafePointer<Value>, _ made: Range<Int>, _ rows: Int, _ missing: Value,
    _ output: UnsafeMutablePointer<Value>
  ) {
    let (from, count) = (made.lowerBound, made.upperBound)
    if made.isEmpty { return }
    if rows == 0 { return (output + from).initialize(repeating: values[0], count: count - from) }
    if rows > 0 {
      let known = min(max(rows, from), count)
      (output + from).initialize(repeating: missing, count: known - from)
      if known < count {
        (output + known).initialize(from: values + (known - rows), count: count - known)
      }
    } else {
      let known = max(count - min(-rows, count), from)
      if known > from {
        (output + from).initialize(from: values + (from - rows), count: known - from)
      }
      (output + known).initialize(repeating: missing, count: count - known)
    }
  }
}
