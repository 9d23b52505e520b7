/// Element-wise steps in numpy's types: float32 beside float32 is rounded to float32 at each step, a
/// Python number beside float32 is rounded to float32 first.
enum Elementwise {
  /// One side of a step.
  enum Side {
    case series(Series)
    case number(PythonNumber)

    var type: ValueType? { if case .series(let series) = self { series.type } else { nil } }
  }

  /// - Parameter need: calendar index of the first row that is needed.
  static func binary(
    _ operation: BinaryOperation, _ left: Side, _ right: Side, type: ValueType, need: Int
  )
    throws(RowFault) -> Series
  {
    let (left, right, rows) = try aligned(operation, left, right)
    let shape = Shape(
      range: rows.range, gap: rows.gap, from: min(max(need - rows.range.lowerBound, 0), rows.range.count),
      pool: pool(left, right))
    if operation.isComparison { return comparison(operation, left, right, shape) }
    switch type {
    case .float32: return narrow(operation, left, right, shape)
    case .bool: return logical(operation, left, right, shape)
    default: return wide(operation, left, right, shape, type)
    }
  }

  /// Rows of a result, of which those from `from` on are made.
  private struct Shape {
    var range: Range<Int>
    var gap: Range<Int>?
    var from: Int
    var pool: ColumnPool

    var rows: Range<Int> { from..<range.count }

    func floats(_ type: ValueType, _ fill: (UnsafeMutablePointer<Float>) -> Void) -> Series {
      Series(type, start: range.lowerBound, count: range.count, from: from, in: pool, floats: fill).leavingOut(gap)
    }

    func doubles(_ type: ValueType, _ fill: (UnsafeMutablePointer<Double>) -> Void) -> Series {
      Series(type, start: range.lowerBound, count: range.count, from: from, in: pool, doubles: fill).leavingOut(gap)
    }
  }

  /// One side is a series.
  private static func pool(_ left: Side, _ right: Side) -> ColumnPool {
    if case .series(let series) = left { return series.pool }
    if case .series(let series) = right { return series.pool }
    return ColumnPool(rows: 0)
  }

  private static func number(_ side: Side) -> Double? {
    if case .number(let number) = side { number.double } else { nil }
  }

  // MARK: Rows

  /// Arithmetic aligns by calendar day; comparisons of different rows raise in pandas.
  private static func aligned(_ operation: BinaryOperation, _ left: Side, _ right: Side)
    throws(RowFault) -> (
      Side, Side, SeriesRows
    )
  {
    switch (left, right) {
    case (.series(let first), .series(let second)):
      if first.rows == second.rows { return (left, right, first.rows) }
      if operation.isComparison { throw .differentRows(operation.rawValue, first, second) }
      let rows = try union(first, second)
      return (.series(first.aligned(to: rows.range)), .series(second.aligned(to: rows.range)), rows)
    case (.series(let series), .number), (.number, .series(let series)):
      return (left, right, series.rows)
    case (.number, .number): throw RowFault.noSeries
    }
  }

  /// Days that do not touch stay apart: the days between them are no rows, as in pandas.
  static func union(_ first: Series, _ second: Series) throws(RowFault) -> SeriesRows {
    if first.count == 0 { return second.rows }
    if second.count == 0 { return first.rows }
    guard let rows = first.rows.union(second.rows) else { throw RowFault.noCommonDay }
    return rows
  }

  // MARK: float32

  private static func narrow(
    _ operation: BinaryOperation, _ left: Side, _ right: Side, _ shape: Shape
  ) -> Series {
    let rows = shape.rows
    return shape.floats(.float32) { output in
      switch operation {
      case .add: floats(left, right, rows, output) { AddOperator.step($0, $1) }
      case .subtract: floats(left, right, rows, output) { SubOperator.step($0, $1) }
      case .multiply: floats(left, right, rows, output) { MulOperator.step($0, $1) }
      case .divide: floats(left, right, rows, output) { DivOperator.step($0, $1) }
      case .greater: floats(left, right, rows, output) { GreaterOperator.step($0, $1) }
      case .less: floats(left, right, rows, output) { LessOperator.step($0, $1) }
      default: power(left, right, rows, output)
      }
    }
  }

  @inline(__always)
  private static func floats(
    _ left: Side, _ right: Side, _ rows: Range<Int>, _ output: UnsafeMutablePointer<Float>,
    _ step: (Float, Float) -> Float
  ) {
    switch (left, right) {
    case (.series(let first), .series(let second)):
      guard let a = first.floats, let b = second.floats else { return }
      for row in rows { output[row] = step(a[row], b[row]) }
    case (.series(let first), .number(let number)):
      guard let a = first.floats else { return }
      let b = Float(number.double)
      for row in rows { output[row] = step(a[row], b) }
    case (.number(let number), .series(let second)):
      guard let b = second.floats else { return }
      let a = Float(number.double)
      for row in rows { output[row] = step(a, b[row]) }
    case (.number, .number): return
    }
  }

  private static func power(
    _ left: Side, _ right: Side, _ rows: Range<Int>, _ output: UnsafeMutablePointer<Float>
  ) {
    switch PowerOperator.Exponent(number(right)) {
    case .square: floats(left, right, rows, output) { base, _ in base * base }
    case .itself: floats(left, right, rows, output) { base, _ in base }
    case .root: floats(left, right, rows, output) { base, _ in base.squareRoot() }
    case .general: floats(left, right, rows, output) { PowerOperator.step($0, $1) }
    }
  }

  // MARK: float64

  private static func wide(
    _ operation: BinaryOperation, _ left: Side, _ right: Side, _ shape: Shape, _ type: ValueType
  ) -> Series {
    let rows = shape.rows
    return shape.doubles(type) { output in
      switch operation {
      case .add: doubles(left, right, rows, output) { AddOperator.step($0, $1) }
      case .subtract: doubles(left, right, rows, output) { SubOperator.step($0, $1) }
      case .multiply: doubles(left, right, rows, output) { MulOperator.step($0, $1) }
      case .divide: doubles(left, right, rows, output) { DivOperator.step($0, $1) }
      case .greater: doubles(left, right, rows, output) { GreaterOperator.step($0, $1) }
      case .less: doubles(left, right, rows, output) { LessOperator.step($0, $1) }
      case .and: doubles(left, right, rows, output) { AndOperator.step($0, $1) }
      case .or: doubles(left, right, rows, output) { OrOperator.step($0, $1) }
      default: power(left, right, rows, output)
      }
    }
  }

  @inline(__always)
  private static func doubles(
    _ left: Side, _ right: Side, _ rows: Range<Int>, _ output: UnsafeMutablePointer<Double>,
    _ step: (Double, Double) -> Double
  ) {
    switch (left, right) {
    case (.series(let first), .series(let second)):
      let (a, b) = (first.doubles, second.doubles)
      for row in rows { output[row] = step(a[row], b[row]) }
    case (.series(let first), .number(let number)):
      let (a, b) = (first.doubles, number.double)
      for row in rows { output[row] = step(a[row], b) }
    case (.number(let number), .series(let second)):
      let (a, b) = (number.double, second.doubles)
      for row in rows { output[row] = step(a, b[row]) }
    case (.number, .number): return
    }
  }

  private static func power(
    _ left: Side, _ right: Side, _ rows: Range<Int>, _ output: UnsafeMutablePointer<Double>
  ) {
    switch PowerOperator.Exponent(number(right)) {
    case .square: doubles(left, right, rows, output) { base, _ in base * base }
    case .itself: doubles(left, right, rows, output) { base, _ in base }
    case .root: doubles(left, right, rows, output) { base, _ in base.squareRoot() }
    case .general: doubles(left, right, rows, output) { PowerOperator.step($0, $1) }
    }
  }

  // MARK: bool

  private static func comparison(
    _ operation: BinaryOperation, _ left: Side, _ right: Side, _ shape: Shape
  )
    -> Series
  {
    let rows = shape.rows
    let narrow =
      !isWide(left) && !isWide(right)
      && (left.type == .float32 || right.type == .float32 || left.type == right.type)
    return shape.floats(.bool) { output in
      switch operation {
      case .gt: compare(narrow, left, right, rows, output, GtOperator.step, GtOperator.step)
      case .ge: compare(narrow, left, right, rows, output, GeOperator.step, GeOperator.step)
      case .lt: compare(narrow, left, right, rows, output, LtOperator.step, LtOperator.step)
      case .le: compare(narrow, left, right, rows, output, LeOperator.step, LeOperator.step)
      case .eq: compare(narrow, left, right, rows, output, EqOperator.step, EqOperator.step)
      default: compare(narrow, left, right, rows, output, NeOperator.step, NeOperator.step)
      }
    }
  }

  private static func isWide(_ side: Side) -> Bool { side.type?.isWide ?? false }

  @inline(__always)
  private static func compare(
    _ narrow: Bool, _ left: Side, _ right: Side, _ rows: Range<Int>,
    _ output: UnsafeMutablePointer<Float>,
    _ single: (Float, Float) -> Bool, _ double: (Double, Double) -> Bool
  ) {
    if narrow { return floats(left, right, rows, output) { single($0, $1) ? 1 : 0 } }
    switch (left, right) {
    case (.series(let first), .series(let second)):
      let (a, b) = (first.doubles, second.doubles)
      for row in rows { output[row] = double(a[row], b[row]) ? 1 : 0 }
    case (.series(let first), .number(let number)):
      let (a, b) = (first.doubles, number.double)
      for row in rows { output[row] = double(a[row], b) ? 1 : 0 }
    case (.number(let number), .series(let second)):
      let (a, b) = (number.double, second.doubles)
      for row in rows { output[row] = double(a, b[row]) ? 1 : 0 }
    case (.number, .number): return
    }
  }

  /// bool with bool: a sum is "or", a product "and"; an absent row is False.
  private static func logical(
    _ operation: BinaryOperation, _ left: Side, _ right: Side, _ shape: Shape
  ) -> Series {
    let rows = shape.rows
    return shape.floats(.bool) { output in
      switch operation {
      case .add, .or, .greater: floats(left, right, rows, output) { OrOperator.step($0, $1) }
      default: floats(left, right, rows, output) { AndOperator.step($0, $1) }
      }
    }
  }

  // MARK: Choice

  static func choice(_ condition: Series, _ left: Side, _ right: Side, type: ValueType, need: Int)
    throws(RowFault)
    -> Series
  {
    for case .series(let branch) in [left, right] where branch.rows != condition.rows {
      throw .differentRows("If", condition, branch)
    }
    let test = condition.doubles
    let shape = Shape(
      range: condition.range, gap: condition.gap, from: condition.row(need), pool: condition.pool)
    if type == .float32 || type == .bool {
      return shape.floats(type) { output in
        for row in shape.rows {
          output[row] = IfOperator.holds(test[row]) ? float(left, row) : float(right, row)
        }
      }
    }
    return shape.doubles(type) { output in
      for row in shape.rows {
        output[row] = IfOperator.holds(test[row]) ? double(left, row) : double(right, row)
      }
    }
  }

  private static func float(_ side: Side, _ row: Int) -> Float {
    switch side {
    case .series(let series): series.float(row)
    case .number(let number): Float(number.double)
    }
  }

  private static func double(_ side: Side, _ row: Int) -> Double {
    switch side {
    case .series(let series): series.doubles[row]
    case .number(let number): number.double
    }
  }
}
