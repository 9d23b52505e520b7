import Primitives

/// Values of one step on consecutive rows of the calendar, in the type numpy would give them.
///
/// float32 and bool (0 and 1) are kept as `Float`, all other types as `Double`. A series belongs to
/// one thread; the widened forms are made when first asked for.
final class Series {
  let type: ValueType
  /// Calendar index of the first row.
  let start: Int
  let count: Int
  /// First row that was made; nobody needs those before it.
  let from: Int
  let pool: ColumnPool
  // Addresses of row 0, which is not there where `from` is later.
  private let narrow: UnsafeMutablePointer<Float>?
  private var widened: UnsafeMutablePointer<Double>?
  private var cleaned: UnsafeMutablePointer<Double>?

  /// Calendar indexes within the range on which there is no row, ascending.
  private(set) var gaps: [Range<Int>] = []

  var range: Range<Int> { start..<(start + count) }
  var rows: SeriesRows { SeriesRows(range: range, gaps: gaps) }

  /// The same series, whose values on some calendar indexes are none.
  func leavingOut(_ gaps: [Range<Int>]) -> Series {
    self.gaps = gaps
    return self
  }

  init(
    _ type: ValueType, start: Int, count: Int, from: Int = 0, in pool: ColumnPool,
    floats fill: (UnsafeMutablePointer<Float>) -> Void
  ) {
    self.type = type
    self.start = start
    self.count = count
    self.from = from
    self.pool = pool
    let values = pool.take(count - from).assumingMemoryBound(to: Float.self) - from
    fill(values)
    narrow = values
  }

  init(
    _ type: ValueType, start: Int, count: Int, from: Int = 0, in pool: ColumnPool,
    doubles fill: (UnsafeMutablePointer<Double>) -> Void
  ) {
    self.type = type
    self.start = start
    self.count = count
    self.from = from
    self.pool = pool
    let values = Series.column(pool, from, count)
    fill(values)
    narrow = nil
    widened = values
  }

  /// Takes over a column made by `column`.
  init(
    _ type: ValueType = .float64, start: Int, count: Int, from: Int, in pool: ColumnPool,
    adopting values: UnsafeMutablePointer<Double>
  ) {
    self.type = type
    self.start = start
    self.count = count
    self.from = from
    self.pool = pool
    narrow = nil
    widened = values
  }

  deinit {
    if let narrow { pool.give(narrow + from, count - from) }
    if let cleaned { pool.give(cleaned + from, count - from) }
    if let widened { pool.give(widened + from, count - from) }
  }

  /// Room for the rows from `from` on, by the address of row 0.
  static func column(_ pool: ColumnPool, _ from: Int, _ count: Int) -> UnsafeMutablePointer<Double> {
    pool.take(count - from).assumingMemoryBound(to: Double.self) - from
  }

  /// The row of a calendar index, at least the first and at most behind the last.
  func row(_ index: Int) -> Int { min(max(index - start, 0), count) }

  /// The values as they are kept; nil where they are wide.
  var floats: UnsafePointer<Float>? { narrow.map { UnsafePointer($0) } }

  /// The values as float64.
  var doubles: UnsafePointer<Double> {
    if let widened { return UnsafePointer(widened) }
    let values = Series.column(pool, from, count)
    if let narrow { for row in from..<count { values[row] = Double(narrow[row]) } }
    widened = values
    return UnsafePointer(values)
  }

  /// What every rolling, expanding and exponential kernel of pandas sees: float64, infinities missing.
  var observations: UnsafePointer<Double> {
    if let cleaned { return UnsafePointer(cleaned) }
    let values = doubles
    if !hasInfinity { return values }
    let copy = Series.column(pool, from, count)
    for row in from..<count { copy[row] = values[row].isInfinite ? .nan : values[row] }
    cleaned = copy
    return UnsafePointer(copy)
  }

  /// The same in float32, where the values are kept so and need no cleaning.
  var narrowObservations: UnsafePointer<Float>? { narrow == nil || hasInfinity ? nil : floats }

  private(set) lazy var hasInfinity: Bool = {
    if let narrow {
      var found: UInt32 = 0
      for row in from..<count {
        found |= narrow[row].bitPattern & 0x7FFF_FFFF == 0x7F80_0000 ? 1 : 0
      }
      return found != 0
    }
    guard let widened else { return false }
    var found: UInt64 = 0
    for row in from..<count { found |= widened[row].magnitude == .infinity ? 1 : 0 }
    return found != 0
  }()

  /// Puts values back on the rows before one, the last on the row just before it.
  func restore(_ tail: [Double], before row: Int) {
    guard let widened else { return }
    for place in max(from, row - tail.count)..<max(row, from) where place < count {
      widened[place] = tail[tail.count - (row - place)]
    }
  }

  /// The last values, as many as there are of those wanted.
  func tail(_ wanted: Int) -> [Double] {
    let values = doubles
    return (max(from, count - wanted)..<count).map { values[$0] }
  }

  /// The value on a row as the answer holds it: one cast to float32 at the very end.
  func float(_ row: Int) -> Float {
    if let narrow { return narrow[row] }
    return widened.map { Float($0[row]) } ?? .nan
  }

  /// Writes the values of calendar indexes, missing where there is no row.
  func cast(_ indexes: Range<Int>, into output: UnsafeMutablePointer<Float>) {
    defer {
      for gap in gaps {
        for index in gap.clamped(to: indexes) { output[index - indexes.lowerBound] = .nan }
      }
    }
    let known = indexes.clamped(to: range)
    var place = 0
    while place < indexes.count, indexes.lowerBound + place < known.lowerBound || known.isEmpty {
      output[place] = .nan
      place += 1
    }
    if !known.isEmpty {
      let row = known.lowerBound - start
      if let narrow {
        (output + place).update(from: narrow + row, count: known.count)
      } else if let widened {
        let values = widened + row
        let target = output + place
        for index in 0..<known.count { target[index] = Float(values[index]) }
      }
      place += known.count
    }
    while place < indexes.count {
      output[place] = .nan
      place += 1
    }
  }

  /// The rows of a wider range, missing where there is none (pandas' alignment by index).
  ///
  /// A comparison that lacks a row becomes an object, and a whole number a float64: neither has a missing value.
  func aligned(to rows: SeriesRows) -> Series {
    if rows == self.rows { return self }
    let range = rows.range
    let kept = count == 0 ? range.lowerBound : start + from
    let first = from == 0 ? 0 : min(max(kept - range.lowerBound, 0), range.count)
    let places = self.rows.runs.map { ($0.lowerBound - range.lowerBound)..<($0.upperBound - range.lowerBound) }
      .map { max($0.lowerBound, first)..<max($0.upperBound, first) }
    let shift = range.lowerBound - start
    func fill<Value>(_ output: UnsafeMutablePointer<Value>, _ missing: Value, _ values: UnsafePointer<Value>) {
      (output + first).initialize(repeating: missing, count: range.count - first)
      for run in places where !run.isEmpty {
        (output + run.lowerBound).update(from: values + run.lowerBound + shift, count: run.count)
      }
    }
    if let narrow, type != .bool {
      return Series(
        type, start: range.lowerBound, count: range.count, from: first, in: pool,
        floats: { fill($0, .nan, UnsafePointer(narrow)) }
      ).leavingOut(rows.gaps)
    }
    let values = doubles
    return Series(
      type == .bool ? .object : type == .int64 ? .float64 : type, start: range.lowerBound, count: range.count,
      from: first, in: pool, doubles: { fill($0, .nan, values) }
    ).leavingOut(rows.gaps)
  }
}

/// The calendar indexes on which a series has rows: a range, within which others may be left out.
struct SeriesRows: Equatable {
  var range: Range<Int>
  var gaps: [Range<Int>] = []

  /// How many rows there are.
  var count: Int { gaps.reduce(range.count) { $0 - $1.count } }

  /// Ascending ranges that do not touch.
  var runs: [Range<Int>] {
    var (runs, next) = ([Range<Int>](), range.lowerBound)
    for gap in gaps {
      runs.append(next..<gap.lowerBound)
      next = gap.upperBound
    }
    return runs + [next..<range.upperBound]
  }

  /// pandas' union of two indexes.
  func union(_ other: SeriesRows) -> SeriesRows {
    if other.count == 0 { return self }
    if count == 0 { return other }
    let merged = RowIndex.merged(runs + other.runs)
    guard let first = merged.first, let last = merged.last else { return self }
    return SeriesRows(
      range: first.lowerBound..<last.upperBound,
      gaps: zip(merged, merged.dropFirst()).map { $0.upperBound..<$1.lowerBound })
  }

  /// Whether pandas takes both for one index; two without a row are.
  func isSame(as other: SeriesRows) -> Bool { self == other || (count == 0 && other.count == 0) }
}

extension Series {
  /// The rows moved together over the gaps, so that a window counts rows as pandas does; nil where rows are not made.
  func compact() -> Series? {
    if gaps.isEmpty { return self }
    guard from == 0 else { return nil }
    let runs = rows.runs
    let total = rows.count
    return copied(start: start + count - total, count: total) { output, values in
      var place = 0
      for run in runs {
        output.copy(run.count, to: place, from: values, at: run.lowerBound - start)
        place += run.count
      }
    }
  }

  /// What `compact` moved together, apart again.
  func expanded(around rows: SeriesRows) -> Series {
    if rows.gaps.isEmpty { return self }
    let runs = rows.runs
    return copied(start: rows.range.lowerBound, count: rows.range.count) { output, values in
      output.clear()
      var place = 0
      for run in runs {
        output.copy(run.count, to: run.lowerBound - rows.range.lowerBound, from: values, at: place)
        place += run.count
      }
    }.leavingOut(rows.gaps)
  }

  /// A part of the rows, of a series without gaps all of whose rows are made.
  func cut(to range: Range<Int>) -> Series {
    if range == self.range { return self }
    return copied(start: range.lowerBound, count: range.count) { output, values in
      if !range.isEmpty { output.copy(range.count, to: 0, from: values, at: range.lowerBound - start) }
    }
  }

  /// A column that is filled run by run, in the type of the values.
  private enum Target {
    case floats(UnsafeMutablePointer<Float>, Int)
    case doubles(UnsafeMutablePointer<Double>, Int)

    func clear() {
      switch self {
      case .floats(let output, let count): output.initialize(repeating: .nan, count: count)
      case .doubles(let output, let count): output.initialize(repeating: .nan, count: count)
      }
    }

    func copy(_ count: Int, to place: Int, from source: Series, at row: Int) {
      switch self {
      case .floats(let output, _):
        if let values = source.floats { (output + place).update(from: values + row, count: count) }
      case .doubles(let output, _): (output + place).update(from: source.doubles + row, count: count)
      }
    }
  }

  private func copied(start: Int, count: Int, _ fill: (Target, Series) -> Void) -> Series {
    if floats != nil {
      return Series(type, start: start, count: count, in: pool, floats: { fill(.floats($0, count), self) })
    }
    return Series(type, start: start, count: count, in: pool, doubles: { fill(.doubles($0, count), self) })
  }
}

/// Why a step cannot be evaluated on the rows or values an instrument has; qlib raises an error there too.
struct RowFault: Error, Equatable {
  var reason: Message

  static func differentRows(_ name: String, _ left: Series, _ right: Series) -> RowFault {
    RowFault(reason: .differentRows(name, left.rows.count, right.rows.count))
  }

  /// What an operator does not take, and only the rows tell: a comparison that lacks days is an object.
  static func values(_ name: String) -> RowFault { RowFault(reason: .noSuchValues(name)) }

  static let divisionByZero = RowFault(reason: .objectByZero)
  static let noFirstRow = RowFault(reason: .noFirstRow)
  /// A query that begins between two rows, as a fractional window makes it.
  static let fractionalStart = RowFault(reason: .fractionalStart)
  /// A plan that asks a step for what it does not make.
  static let noSeries = RowFault(reason: .noSeries)
}

extension Message {
  fileprivate static func differentRows(_ name: String, _ left: Int, _ right: Int) -> Message {
    Message(
      "factor.different-rows", ["name": .text(name), "left": .count(left), "right": .count(right)],
      en: "{name} needs both sides on the same days. They have {left} and {right} rows.",
      zh: "{name} 的两侧须为相同的日期，现为 {left} 行与 {right} 行。")
  }

  fileprivate static func noSuchValues(_ name: String) -> Message {
    Message(
      "factor.values-of-rows", ["name": .text(name)],
      en: "{name} is not defined for the values that these days give.", zh: "{name} 不适用于这些日期的值。")
  }

  fileprivate static let objectByZero = Message(
    "factor.object-by-zero", en: "Python divides a shifted comparison by zero.", zh: "Python 以 0 除移位后的比较。")
  fileprivate static let noFirstRow = Message(
    "factor.no-first-row", en: "Delta with N=0 needs a first row, and there is none.", zh: "N=0 的 Delta 需要首行，而此处没有。")
  fileprivate static let fractionalStart = Message(
    "factor.fractional-start", en: "A fractional window makes qlib read from between two rows.",
    zh: "小数窗口使 qlib 从两行之间开始读取。")
  fileprivate static let noSeries = Message(
    "factor.no-series", en: "A part of the expression has no rows.", zh: "表达式的某一部分没有行。")
}
