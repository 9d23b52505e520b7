/// Element-wise steps in numpy's types: float32 beside float32 is rounded to float32 at each step, a
/// Python number beside float32 is rounded to float32 first.
enum Elementwise {
  /// One side of a step.
  enum Side {
    case series(Series)
    case number(PythonNumber)

    var series: Series? { if case .series(let series) = self { series } else { nil } }
    var type: ValueType? { series?.type }

    var operand: Operand {
      switch self {
      case .series(let series): .series(series.type)
      case .number(let number): .number(number)
      }
    }

    /// A number as half precision holds it.
    var halved: Side {
      if case .number(let number) = self { .number(.float(HalfPrecision.round(number.double))) } else { self }
    }
  }

  /// - Parameter need: calendar index of the first row that is needed.
  static func binary(
    _ operation: BinaryOperation, _ left: Side, _ right: Side, need: Int, _ library: PowerLibrary = .vector
  ) throws(RowFault) -> Series {
    let (left, right, rows) = try aligned(operation, left, right)
    guard let type = Promotion.arithmetic(operation, left.operand, right.operand) else {
      throw .values(operation.rawValue)
    }
    let shape = Shape(rows: rows, from: min(max(need - rows.range.lowerBound, 0), rows.range.count), of: left, right)
    if operation.isComparison { return comparison(operation, left, right, shape) }
    if operation == .and || operation == .or { return logical(operation, left, right, shape, type) }
    switch type {
    case .float32, .float16: return narrow(operation, left, right, shape, type, library)
    case .bool: return truth(operation, left, right, shape)
    default: return try wide(operation, left, right, shape, type, library)
    }
  }

  /// Rows of a result, of which those from `from` on are made.
  private struct Shape {
    var rows: SeriesRows
    var from: Int
    var pool: ColumnPool

    init(rows: SeriesRows, from: Int, of left: Side, _ right: Side) {
      self.rows = rows
      self.from = from
      pool = left.series?.pool ?? right.series?.pool ?? ColumnPool(rows: 0)
    }

    var made: Range<Int> { from..<rows.range.count }

    func floats(_ type: ValueType, _ fill: (UnsafeMutablePointer<Float>) -> Void) -> Series {
      Series(type, start: rows.range.lowerBound, count: rows.range.count, from: from, in: pool, floats: fill)
        .leavingOut(rows.gaps)
    }

    func doubles(_ type: ValueType, _ fill: (UnsafeMutablePointer<Double>) -> Void) -> Series {
      Series(type, start: rows.range.lowerBound, count: rows.range.count, from: from, in: pool, doubles: fill)
        .leavingOut(rows.gaps)
    }
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
      if first.rows.isSame(as: second.rows) { return (left, right, first.rows) }
      if operation.isComparison { throw .differentRows(operation.rawValue, first, second) }
      let rows = first.rows.union(second.rows)
      return (.series(first.aligned(to: rows)), .series(second.aligned(to: rows)), rows)
    case (.series(let series), .number), (.number, .series(let series)):
      return (left, right, series.rows)
    case (.number, .number): throw RowFault.noSeries
    }
  }

  // MARK: float32

  /// Half precision is calculated in float32 and rounded, as numpy does; numbers beside it are rounded first.
  private static func narrow(
    _ operation: BinaryOperation, _ left: Side, _ right: Side, _ shape: Shape, _ type: ValueType,
    _ library: PowerLibrary
  ) -> Series {
    let rows = shape.made
    let (left, right) = type == .float16 ? (left.halved, right.halved) : (left, right)
    return shape.floats(type) { output in
      switch operation {
      case .add: floats(left, right, rows, output) { AddOperator.step($0, $1) }
      case .subtract: floats(left, right, rows, output) { SubOperator.step($0, $1) }
      case .multiply: floats(left, right, rows, output) { MulOperator.step($0, $1) }
      case .divide: floats(left, right, rows, output) { DivOperator.step($0, $1) }
      case .greater: floats(left, right, rows, output) { GreaterOperator.step($0, $1) }
      case .less: floats(left, right, rows, output) { LessOperator.step($0, $1) }
      default: power(left, right, rows, output, library)
      }
      if type == .float16 { HalfPrecision.round(output, rows) }
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
    _ left: Side, _ right: Side, _ rows: Range<Int>, _ output: UnsafeMutablePointer<Float>,
    _ library: PowerLibrary
  ) {
    switch PowerOperator.Exponent(number(right)) {
    case .square: floats(left, right, rows, output) { base, _ in base * base }
    case .itself: floats(left, right, rows, output) { base, _ in base }
    case .root: floats(left, right, rows, output) { base, _ in base.squareRoot() }
    case .reciprocal: floats(left, right, rows, output) { base, _ in 1 / base }
    case .general where library == .c: floats(left, right, rows, output) { PowerOperator.library($0, $1) }
    case .general: floats(left, right, rows, output) { PowerOperator.step($0, $1) }
    }
  }

  // MARK: float64

  private static func wide(
    _ operation: BinaryOperation, _ left: Side, _ right: Side, _ shape: Shape, _ type: ValueType,
    _ library: PowerLibrary
  ) throws(RowFault) -> Series {
    let rows = shape.made
    if type.isObject { try checkObject(operation, left, right, rows) }
    return shape.doubles(type) { output in
      switch operation {
      case .add: doubles(left, right, rows, output) { AddOperator.step($0, $1) }
      case .subtract: doubles(left, right, rows, output) { SubOperator.step($0, $1) }
      case .multiply: doubles(left, right, rows, output) { MulOperator.step($0, $1) }
      case .divide: doubles(left, right, rows, output) { DivOperator.step($0, $1) }
      case .greater where type.isObject: doubles(left, right, rows, output) { GreaterOperator.object($0, $1) }
      case .less where type.isObject: doubles(left, right, rows, output) { LessOperator.object($0, $1) }
      case .greater: doubles(left, right, rows, output) { GreaterOperator.step($0, $1) }
      case .less: doubles(left, right, rows, output) { LessOperator.step($0, $1) }
      default: power(left, right, rows, output, type == .float64 ? library : nil)
      }
    }
  }

  /// Python's own arithmetic raises where numpy's gives an infinity.
  private static func checkObject(
    _ operation: BinaryOperation, _ left: Side, _ right: Side, _ rows: Range<Int>
  ) throws(RowFault) {
    switch operation {
    case .divide: if rows.contains(where: { double(right, $0) == 0 }) { throw .divisionByZero }
    case .power:
      if rows.contains(where: { double(left, $0) == 0 && double(right, $0) < 0 }) { throw .divisionByZero }
    default: break
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
    _ left: Side, _ right: Side, _ rows: Range<Int>, _ output: UnsafeMutablePointer<Double>,
    _ library: PowerLibrary?
  ) {
    // Python's own numbers and numpy's whole ones.
    guard let library else { return doubles(left, right, rows, output) { PowerOperator.library($0, $1) } }
    switch PowerOperator.Exponent(number(right)) {
    case .square: doubles(left, right, rows, output) { base, _ in base * base }
    case .itself: doubles(left, right, rows, output) { base, _ in base }
    case .root: doubles(left, right, rows, output) { base, _ in base.squareRoot() }
    case .reciprocal: doubles(left, right, rows, output) { base, _ in 1 / base }
    case .general where library == .c: doubles(left, right, rows, output) { PowerOperator.library($0, $1) }
    case .general: doubles(left, right, rows, output) { PowerOperator.step($0, $1) }
    }
  }

  // MARK: bool

  private static func comparison(
    _ operation: BinaryOperation, _ left: Side, _ right: Side, _ shape: Shape
  )
    -> Series
  {
    let rows = shape.made
    let isHalf = left.type == .float16 || right.type == .float16
    let narrow =
      !isWide(left) && !isWide(right)
      && (isHalf || left.type == .float32 || right.type == .float32 || left.type == right.type)
    let (left, right) = isHalf ? (left.halved, right.halved) : (left, right)
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

  /// bool with bool: a sum and the larger is "or", a product and the smaller "and".
  private static func truth(_ operation: BinaryOperation, _ left: Side, _ right: Side, _ shape: Shape) -> Series {
    let rows = shape.made
    return shape.floats(.bool) { output in
      switch operation {
      case .add, .greater: floats(left, right, rows, output) { $0 > 0 || $1 > 0 ? 1 : 0 }
      default: floats(left, right, rows, output) { $0 > 0 && $1 > 0 ? 1 : 0 }
      }
    }
  }

  /// pandas' `logical_op`: a missing value on the left is false, whatever stands on the right; one on the right counts
  /// as false. Beside a comparison, all but 0 and what is missing is true.
  private static func logical(
    _ operation: BinaryOperation, _ left: Side, _ right: Side, _ shape: Shape, _ type: ValueType
  ) -> Series {
    let rows = shape.made
    let (first, second) = left.series == nil ? (right, left) : (left, right)
    // A number beside an object that has missing values counts by its truth.
    let asTruth =
      second.series == nil ? first.type == .object : first.type == .bool && second.type != .int64
    func bits(_ side: Side, _ row: Int, asTruth: Bool) -> Int {
      let value = double(side, row)
      if asTruth { return value != 0 && !value.isNaN ? 1 : 0 }
      return Int(exactly: value) ?? 0
    }
    // With None beside them pandas takes all rows for missing, and those for false.
    let isNone = number(second)?.isNaN ?? false
    let combine = operation == .and ? AndOperator.step : OrOperator.step
    if type == .int64 {
      return shape.doubles(type) { output in
        for row in rows {
          output[row] = Double(combine(bits(first, row, asTruth: false), bits(second, row, asTruth: asTruth)))
        }
      }
    }
    return shape.floats(.bool) { output in
      for row in rows {
        let isTrue = combine(bits(first, row, asTruth: false), bits(second, row, asTruth: asTruth)) != 0
        output[row] = isTrue && !double(first, row).isNaN && !isNone ? 1 : 0
      }
    }
  }

  // MARK: Choice

  /// `np.where` knows no days: sides of the condition's length count by their places, and a single row stands for all.
  static func choice(_ condition: Series, _ left: Side, _ right: Side, need: Int) throws(RowFault) -> Series {
    let branches = [left.series, right.series].compactMap { $0 }
    if branches.allSatisfy({ $0.rows.isSame(as: condition.rows) }) {
      return try chosen(condition, left, right, need: need)
    }
    for branch in branches where branch.rows.count != condition.rows.count && branch.rows.count != 1 {
      throw .differentRows("If", condition, branch)
    }
    func placed(_ side: Side) throws(RowFault) -> Side {
      guard let series = side.series else { return side }
      guard let compact = series.compact() else { throw .noSeries }
      return .series(compact)
    }
    guard let compact = condition.compact() else { throw .noSeries }
    return try chosen(compact, try placed(left), try placed(right), need: 0).expanded(around: condition.rows)
  }

  private static func chosen(_ condition: Series, _ left: Side, _ right: Side, need: Int) throws(RowFault) -> Series {
    guard let type = Promotion.choice(left.operand, right.operand) else { throw .values("If") }
    let test = condition.doubles
    let shape = Shape(rows: condition.rows, from: condition.row(need), of: .series(condition), left)
    if type == .float32 || type == .bool || type == .float16 {
      let (left, right) = type == .float16 ? (left.halved, right.halved) : (left, right)
      return shape.floats(type) { output in
        for row in shape.made {
          output[row] = IfOperator.holds(test[row]) ? float(left, row) : float(right, row)
        }
      }
    }
    return shape.doubles(type) { output in
      for row in shape.made {
        output[row] = IfOperator.holds(test[row]) ? double(left, row) : double(right, row)
      }
    }
  }

  private static func float(_ side: Side, _ row: Int) -> Float {
    switch side {
    case .series(let series): series.float(series.count == 1 ? 0 : row)
    case .number(let number): Float(number.double)
    }
  }

  private static func double(_ side: Side, _ row: Int) -> Double {
    switch side {
    case .series(let series): series.doubles[series.count == 1 ? 0 : row]
    case .number(let number): number.double
    }
  }
}
