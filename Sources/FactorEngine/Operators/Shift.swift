/// `Ref(x,N)`: the value N rows of the calendar earlier, later for negative N; a suspended day is a row.
///
/// Missing where that row is not loaded. **N=0 is the first loaded value, repeated**: it depends on
/// the query's start. The operand's type is kept; a bool becomes an object (missing, then 0 and 1).
enum RefOperator {
  static func run(_ x: Series, rows: Int, type: ValueType) -> Series {
    let count = x.count
    if let values = x.floats, type == .float32 || type == .bool || type == .float16 {
      return Series(type, start: x.start, count: count, floats: { shift(values, count, rows, .nan, $0) })
    }
    let values = x.doubles
    return Series(type, start: x.start, count: count, doubles: { shift(values, count, rows, .nan, $0) })
  }

  @inline(__always)
  static func shift<Value>(
    _ values: UnsafePointer<Value>, _ count: Int, _ rows: Int, _ missing: Value, _ output: UnsafeMutablePointer<Value>
  ) {
    if rows == 0 { return output.initialize(repeating: count > 0 ? values[0] : missing, count: count) }
    let gap = min(abs(rows), count)
    if rows > 0 {
      output.initialize(repeating: missing, count: gap)
      (output + gap).initialize(from: values, count: count - gap)
    } else {
      output.initialize(from: values + gap, count: count - gap)
      (output + (count - gap)).initialize(repeating: missing, count: gap)
    }
  }
}

/// `Delta(x,N)`: the value minus the one N rows earlier, in the operand's type.
///
/// qlib loads N-1 rows before the query for it, one too few: the first row of a query that starts inside
/// the data is missing. N=0 subtracts the first loaded value.
enum DeltaOperator {
  static func run(_ x: Series, rows: Int, type: ValueType) -> Series {
    let count = x.count
    if let values = x.floats, type == .float32 {
      return Series(type, start: x.start, count: count, floats: { output in
        RefOperator.shift(values, count, rows, .nan, output)
        for row in 0..<count { output[row] = values[row] - output[row] }
      })
    }
    let values = x.doubles
    return Series(type, start: x.start, count: count, doubles: { output in
      RefOperator.shift(values, count, rows, .nan, output)
      for row in 0..<count { output[row] = values[row] - output[row] }
    })
  }
}
