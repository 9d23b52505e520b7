package import Primitives
package import Records

/// The row keys of a table: one row a day and instrument, sorted by both, as qlib's handlers keep
/// them.
package struct RowKeys: Equatable, Sendable {
  /// Sorted, distinct.
  package let instruments: [InstrumentID]
  /// Sorted, distinct; every day has at least one row.
  package let days: [TradingDay]
  /// The rows of `days[i]` are `offsets[i]..<offsets[i + 1]`.
  package let offsets: [Int]
  /// Position in `instruments`, ascending within a day.
  package let codes: [Int32]

  package var count: Int { codes.count }

  /// Keys already in this form. Throws `model.rows` where they are not sorted and distinct.
  package init(
    instruments: [InstrumentID], days: [TradingDay], offsets: [Int], codes: [Int32]
  ) throws {
    self.init(sorted: instruments, days: days, offsets: offsets, codes: codes)
    guard offsets.count == days.count + 1, offsets.first == 0, offsets.last == codes.count,
      RowKeys.ascends(days), RowKeys.ascends(instruments)
    else { throw RowKeys.unsorted(.notAscending) }
    for (index, day) in days.enumerated() {
      guard offsets[index] < offsets[index + 1] else { throw RowKeys.unsorted(.noRow(on: day)) }
      let rows = codes[offsets[index]..<offsets[index + 1]]
      guard RowKeys.ascends(rows), rows.allSatisfy({ instruments.indices.contains(Int($0)) }) else {
        throw RowKeys.unsorted(.notAscending(on: day))
      }
    }
  }

  /// Keys from one day and instrument a row, which must be ascending. Throws `model.rows`.
  package init(rows: [(day: TradingDay, instrument: InstrumentID)]) throws {
    let instruments = Set(rows.map(\.instrument)).sorted()
    var positions: [InstrumentID: Int32] = [:]
    for (position, instrument) in instruments.enumerated() {
      positions[instrument] = Int32(position)
    }
    var days: [TradingDay] = []
    var offsets: [Int] = []
    var codes: [Int32] = []
    codes.reserveCapacity(rows.count)
    for (index, row) in rows.enumerated() {
      if days.last != row.day {
        days.append(row.day)
        offsets.append(index)
      }
      codes.append(positions[row.instrument] ?? 0)
    }
    offsets.append(rows.count)
    try self.init(instruments: instruments, days: days, offsets: offsets, codes: codes)
  }

  private init(
    sorted instruments: [InstrumentID], days: [TradingDay], offsets: [Int], codes: [Int32]
  ) {
    self.instruments = instruments
    self.days = days
    self.offsets = offsets
    self.codes = codes
  }

  package func rows(ofDay index: Int) -> Range<Int> { offsets[index]..<offsets[index + 1] }

  package func instrument(ofRow row: Int) -> InstrumentID { instruments[Int(codes[row])] }

  /// The day of a row, by bisection.
  package func day(ofRow row: Int) -> TradingDay {
    var low = 0
    var high = days.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if offsets[middle] <= row { low = middle } else { high = middle }
    }
    return days[low]
  }

  /// The rows from the first to the last day, both included.
  package func rows(from start: TradingDay, through end: TradingDay) -> Range<Int> {
    let first = days.firstIndex { $0 >= start } ?? days.count
    let last = days.lastIndex { $0 <= end }.map { $0 + 1 } ?? 0
    guard first < last else { return 0..<0 }
    return offsets[first]..<offsets[last]
  }

  /// The keys of some rows, given ascending.
  package func selecting(_ rows: [Int]) -> RowKeys {
    var kept: [TradingDay] = []
    var starts: [Int] = []
    var selected: [Int32] = []
    selected.reserveCapacity(rows.count)
    var day = 0
    var keptDay = -1
    for row in rows {
      while offsets[day + 1] <= row { day += 1 }
      if keptDay != day {
        kept.append(days[day])
        starts.append(selected.count)
        keptDay = day
      }
      selected.append(codes[row])
    }
    starts.append(selected.count)
    return RowKeys(sorted: instruments, days: kept, offsets: starts, codes: selected)
  }

  private static func ascends(_ items: some Collection<some Comparable>) -> Bool {
    zip(items, items.dropFirst()).allSatisfy { $0 < $1 }
  }

  private static func unsorted(_ problem: Message) -> Diagnostic {
    Diagnostic(
      "model.rows", .unsupported, ["problem": .message(problem)],
      (
        en: "The rows of a table are not sorted by day and instrument. {problem}", zh: "表格的行没有按日期和证券排序。{problem}"
      ),
      remedy: (
        en: "Sort the table by datetime and instrument, without duplicates.", zh: "请按日期和证券排序，并去除重复行。"
      ))
  }
}

extension PanelTable {
  /// One value a row, in the rows' order.
  package init(keys: RowKeys, values: [Double]) {
    self.init(
      instruments: keys.instruments, days: keys.days, offsets: keys.offsets, codes: keys.codes, values: values)
  }
}

extension Message {
  fileprivate static let notAscending = Message(
    "model.rows-not-ascending", en: "The days or the instruments are not ascending.", zh: "日期或证券不是升序。")

  fileprivate static func noRow(on day: TradingDay) -> Message {
    Message("model.rows-none", ["day": .day(day)], en: "{day} has no row.", zh: "{day} 没有行。")
  }

  fileprivate static func notAscending(on day: TradingDay) -> Message {
    Message(
      "model.rows-of-day", ["day": .day(day)], en: "The instruments of {day} are not ascending.", zh: "{day} 的证券不是升序。")
  }
}
