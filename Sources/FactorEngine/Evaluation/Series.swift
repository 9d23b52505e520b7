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

  /// Calendar indexes within the range on which there is no row.
  private(set) var gap: Range<Int>?

  var range: Range<Int> { start..<(start + count) }
  var rows: SeriesRows { SeriesRows(range: range, gap: gap) }

  /// The same series, whose values on some calendar indexes are none.
  func leavingOut(_ gap: Range<Int>?) -> Series {
    self.gap = gap
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
      for index in (gap ?? 0..<0).clamped(to: indexes) { output[index - indexes.lowerBound] = .nan }
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
  func aligned(to range: Range<Int>) -> Series {
    if range == self.range, gap == nil { return self }
    let absent = gap ?? 0..<0
    let kept = count == 0 ? range.lowerBound : start + from
    let first = min(max(kept - range.lowerBound, 0), range.count)
    if let narrow {
      return Series(
        type, start: range.lowerBound, count: range.count, from: from == 0 ? 0 : first, in: pool,
        floats: { output in
          for place in (from == 0 ? 0 : first)..<range.count {
            let row = range.lowerBound + place - start
            output[place] = row >= 0 && row < count && !absent.contains(row + start) ? narrow[row] : .nan
          }
        })
    }
    let values = doubles
    return Series(
      type, start: range.lowerBound, count: range.count, from: from == 0 ? 0 : first, in: pool,
      doubles: { output in
        for place in (from == 0 ? 0 : first)..<range.count {
          let row = range.lowerBound + place - start
          output[place] = row >= 0 && row < count && !absent.contains(row + start) ? values[row] : .nan
        }
      })
  }
}

/// The calendar indexes on which a series has rows: a range, within which others may be left out.
struct SeriesRows: Equatable {
  var range: Range<Int>
  var gap: Range<Int>?

  /// One run of rows, or two.
  private var runs: [Range<Int>] {
    gap.map { [range.lowerBound..<$0.lowerBound, $0.upperBound..<range.upperBound] } ?? [range]
  }

  /// pandas' union of two indexes; nil where it falls into more than two runs.
  func union(_ other: SeriesRows) -> SeriesRows? {
    let merged = RowIndex.merged(runs + other.runs)
    guard let first = merged.first, let last = merged.last else { return self }
    if merged.count > 2 { return nil }
    return SeriesRows(
      range: first.lowerBound..<last.upperBound,
      gap: merged.count == 2 ? first.upperBound..<last.lowerBound : nil)
  }
}

extension Series {
  /// The rows moved together over the gap, so that a window counts rows as pandas does; nil where rows are not made.
  func compact() -> Series? {
    guard let gap, from == 0 else { return nil }
    let before = gap.lowerBound - start
    return copied(start: start + gap.count, count: count - gap.count) { row in row < before ? row : row + gap.count }
  }

  /// What `compact` moved together, apart again.
  func expanded(around gap: Range<Int>) -> Series {
    let start = start - gap.count
    let before = gap.lowerBound - start
    return copied(start: start, count: count + gap.count) { row in
      row < before ? row : max(row - gap.count, min(before, self.count - 1))
    }.leavingOut(gap)
  }

  private func copied(start: Int, count: Int, _ row: (Int) -> Int) -> Series {
    if let floats {
      return Series(
        type, start: start, count: count, in: pool,
        floats: { output in for place in 0..<count { output[place] = floats[row(place)] } })
    }
    let values = doubles
    return Series(
      type, start: start, count: count, in: pool,
      doubles: { output in for place in 0..<count { output[place] = values[row(place)] } })
  }
}

/// Why a step cannot be evaluated on the rows an instrument has; qlib raises an error there too.
struct RowFault: Error, Equatable {
  var reason: Message

  static func differentRows(_ name: String, _ left: Series, _ right: Series) -> RowFault {
    RowFault(reason: .differentRows(name, left.count, right.count))
  }

  static let noCommonDay = RowFault(reason: .noCommonDay)
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

  fileprivate static let noCommonDay = Message(
    "factor.no-common-day", en: "The sides have no common day, and their days lie too far apart for one column.",
    zh: "各部分没有共同的日期，且日期相隔过远，无法合为一列。")
  fileprivate static let noSeries = Message(
    "factor.no-series", en: "A part of the expression has no rows.", zh: "表达式的某一部分没有行。")
}
