package import Primitives

/// The standard test set as a file: `instrument,datetime` and the fields, sorted by both, float32, missing empty.
///
/// A row stands for every day on which the market has a row of the instrument, suspended days included: windows count
/// rows. The file is a market of its own, so that both sides of a comparison see the same days and nothing before.
package struct TestSet: Sendable {
  package static let fields = ["open", "close", "high", "low", "volume", "factor", "change"]

  package let choice: TestSetChoice
  package let csv: [UInt8]
  package let rowCount: Int
  package let start: TradingDay
  package let end: TradingDay

  package init(_ market: any Market, choice: TestSetChoice) throws {
    var writer = ByteWriter(capacity: choice.entries.count * choice.window.count * 80)
    writer.text((["instrument", "datetime"] + TestSet.fields).joined(separator: ",") + "\n")
    var rows = 0
    for entry in choice.entries {
      let series = try TestSet.fields.map { try market.series($0, of: entry.instrument) ?? .empty }
      for index in choice.window where series.contains(where: { $0.range.contains(index) }) {
        writer.text(entry.instrument.name)
        writer.comma()
        writer.day(market.calendar[index])
        for field in series {
          writer.comma()
          writer.number(field[index])
        }
        writer.newline()
        rows += 1
      }
    }
    self.choice = choice
    csv = writer.bytes
    rowCount = rows
    start = market.calendar[choice.window.lowerBound]
    end = market.calendar[choice.window.upperBound - 1]
  }

  package var sha256: String { SHA256Digest(hashing: csv).hex }

  /// What the test set is, to be kept beside it and named in every verdict that rests on it.
  package func document(market: String) -> JSONValue {
    [
      "schema": 1, "kind": "test set", "market": .string(market), "sha256": .string(sha256), "rows": .integer(rowCount),
      "start": .optional(start), "end": .optional(end), "fields": .array(TestSet.fields.map { .string($0) }),
      "instruments": .array(
        choice.entries.map { ["instrument": .string($0.instrument.name), "reason": .string($0.reason.rawValue)] }),
    ]
  }

  /// Whether a market is named by a file of this form.
  package static func isFile(_ name: String) -> Bool { name.hasSuffix(".csv") || name.hasSuffix(".csv.gz") }

  /// The market in a file; its calendar are the days that occur in it.
  package static func market(csv path: String) throws -> MemoryMarket {
    let table = try CSVTable(file: path)
    let instrumentColumn = try table.column("instrument")
    let dayColumn = try table.column("datetime", "date")
    let fields = table.columns.indices.filter { $0 != instrumentColumn && $0 != dayColumn }
    var rows: [InstrumentID: [TradingDay: Int]] = [:]
    var days: Set<TradingDay> = []
    for row in 0..<table.rowCount {
      let day = try table.day(row: row, column: dayColumn)
      let instrument = try table.instrument(row: row, column: instrumentColumn)
      days.insert(day)
      if rows[instrument, default: [:]].updateValue(row, forKey: day) != nil {
        throw Diagnostic(
          "test-set.duplicate", .damaged, at: table.place(row: row, column: dayColumn),
          ["instrument": .instrument(instrument), "day": .day(day)],
          (en: "{instrument} has two rows on {day}.", zh: "{instrument} 在 {day} 有两行。"),
          remedy: (en: "Export the test set again.", zh: "请重新导出标准测试集。"))
      }
    }
    guard !days.isEmpty else {
      throw Diagnostic(
        "test-set.empty", .damaged, at: .init(path), (en: "The file has no row.", zh: "文件没有数据行。"),
        remedy: (en: "Export the test set again.", zh: "请重新导出标准测试集。"))
    }
    let calendar = TradingCalendar(days: days.sorted())
    var bars: [InstrumentID: [String: FieldSeries]] = [:]
    var members: [Universe.Member] = []
    for (instrument, places) in rows {
      let indexes = places.keys.compactMap { calendar.index(of: $0) }.sorted()
      guard let first = indexes.first, let last = indexes.last else { continue }
      members.append(.init(instrument: instrument, spans: [.init(start: calendar[first], end: calendar[last])]))
      for column in fields {
        var values = [Float](repeating: .nan, count: last - first + 1)
        for index in indexes {
          guard let row = places[calendar[index]] else { continue }
          values[index - first] = Float(try table.double(row: row, column: column))
        }
        bars[instrument, default: [:]][table.columns[column].lowercased()] = FieldSeries(start: first, values: values)
      }
    }
    return MemoryMarket(
      location: path, calendar: calendar, universes: [Universe(name: "all", members: members)], bars: bars)
  }
}
