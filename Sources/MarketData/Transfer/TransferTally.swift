package import Primitives
import Records

/// What a transfer carried over, and what it left out and why.
package struct TransferTally: Sendable {
  package let start: TradingDay?
  package let end: TradingDay?
  package let days: Int
  package internal(set) var fields: [String] = []
  package private(set) var instruments = 0
  /// An instrument and a day.
  package private(set) var rows = 0
  /// Names that are no exchange codes.
  package internal(set) var strangers: [InstrumentID] = []
  /// Instruments without a row in the window.
  package internal(set) var withoutRows: [InstrumentID] = []
  /// Indexes that stood in `all`, and stand in `index` now.
  package internal(set) var moved: [InstrumentID] = []
  /// Values behind the calendar's end, which no day can be given to.
  package internal(set) var surplus = 0

  init(days: [TradingDay]) {
    start = days.first
    end = days.last
    self.days = days.count
  }

  mutating func add(_ instrument: InstrumentID, _ series: [String: FieldSeries]) {
    instruments += 1
    rows += FieldSeries.rows(of: series).count
  }

  package var json: JSONValue {
    func names(_ list: [InstrumentID]) -> JSONValue { .array(list.map { .string($0.name) }) }
    return [
      "instruments": .integer(instruments), "days": .integer(days), "rows": .integer(rows), "start": .optional(start),
      "end": .optional(end), "fields": .array(fields.map { .string($0) }),
      "left_out": [
        "no_exchange_code": names(strangers), "no_rows": names(withoutRows),
        "values_behind_calendar": .integer(surplus),
      ], "indexes_out_of_all": names(moved),
    ]
  }

  /// What was left out or moved, a message each; empty where everything went over as it stood.
  package var remarks: [Message] {
    var remarks: [Message] = []
    if !strangers.isEmpty { remarks.append(.strangers(strangers)) }
    if !withoutRows.isEmpty { remarks.append(.withoutRows(withoutRows)) }
    if !moved.isEmpty { remarks.append(.moved(moved)) }
    if surplus > 0 { remarks.append(.surplus(surplus)) }
    return remarks
  }
}

extension FieldSeries {
  /// Calendar indexes on which any of the fields has a row.
  static func rows(of series: [String: FieldSeries]) -> Range<Int> {
    let ranges = series.values.map(\.range).filter { !$0.isEmpty }
    guard let first = ranges.map(\.lowerBound).min(), let end = ranges.map(\.upperBound).max() else { return 0..<0 }
    return first..<end
  }
}

extension Message {
  fileprivate static func strangers(_ names: [InstrumentID]) -> Message {
    Message(
      "transfer.strangers", ["count": .count(names.count), "names": .sample(names)],
      en: "{count} {count:name is|names are} no exchange code and stayed behind: {names}.",
      zh: "{count} 个名称不是证券代码，未传输：{names}。")
  }

  fileprivate static func withoutRows(_ names: [InstrumentID]) -> Message {
    Message(
      "transfer.without-rows", ["count": .count(names.count), "names": .sample(names)],
      en: "{count} {count:instrument has|instruments have} no row in the window: {names}.",
      zh: "{count} 个证券在区间内没有数据：{names}。")
  }

  fileprivate static func moved(_ names: [InstrumentID]) -> Message {
    Message(
      "transfer.moved", ["count": .count(names.count), "names": .sample(names)],
      en: "{count} {count:index|indexes} stood in 'all' and now {count:stands|stand} in 'index': {names}.",
      zh: "{count} 个指数原在 all 中，现移至 index：{names}。")
  }

  fileprivate static func surplus(_ count: Int) -> Message {
    Message(
      "transfer.surplus", ["count": .count(count)],
      en: "{count} {count:value lies|values lie} behind the calendar's end and stayed behind.",
      zh: "有 {count} 个值位于日历末日之后，未传输。")
  }
}
