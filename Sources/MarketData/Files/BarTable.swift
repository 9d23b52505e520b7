import Primitives

/// The rows of a CSV of daily bars by instrument, days ascending.
struct BarTable {
  /// A day, and the row of the file that it stands in.
  struct Row {
    var day: TradingDay
    var row: Int
  }

  let table: CSVTable
  let columns: BarColumns
  private(set) var rows: [(instrument: InstrumentID, rows: [Row])]
  /// Whether rows stood in another order than that of days.
  let isUnsorted: Bool
  /// Whether the last line has no end: a file that was cut inside of a number looks like that.
  let isOpen: Bool

  /// - Parameters:
  ///   - bytes: the file, unpacked.
  ///   - named: the instrument that the file's name says; nil for a long file, which needs a column.
  /// - Throws: what `CSVTable` says of cells, `market.csv-duplicate`, `market.csv-empty`, `market.csv-other-code`.
  init(_ bytes: [UInt8], path: String, of named: InstrumentID? = nil) throws {
    let table = try CSVTable(bytes, path: path)
    let columns = try BarColumns(table)
    guard table.rowCount > 0 else { throw Diagnostic.empty(table.path) }
    let instrumentColumn = named == nil ? try columns.instrument ?? table.column("instrument") : columns.instrument
    var rows: [InstrumentID: [Row]] = [:]
    var (current, pending, before): (InstrumentID?, [Row], ArraySlice<UInt8>) = (named, [], [])
    var isUnsorted = false
    func close() {
      guard let current, !pending.isEmpty else { return }
      if rows[current] == nil {
        rows[current] = pending
      } else {
        rows[current]?.append(contentsOf: pending)
      }
      pending = []
    }
    for row in 0..<table.rowCount {
      if let column = instrumentColumn {
        let cell = table.slice(row: row, column: column)
        // Rows of one instrument follow each other as a rule.
        if !cell.elementsEqual(before) {
          let text = String(decoding: cell, as: UTF8.self)
          if let named {
            try BarTable.check(text, is: named, at: table.place(row: row, column: column))
          } else {
            close()
            current = try table.instrument(row: row, column: column)
          }
          before = cell
        }
      }
      pending.append(Row(day: try BarTable.day(table, row, columns.day), row: row))
    }
    close()
    var sorted: [(instrument: InstrumentID, rows: [Row])] = []
    for (instrument, found) in rows.sorted(by: { $0.key < $1.key }) {
      var found = found
      if !zip(found, found.dropFirst()).allSatisfy({ $0.day < $1.day }) {
        let before = found
        found.sort { ($0.day, $0.row) < ($1.day, $1.row) }
        if zip(found, before).contains(where: { $0.row != $1.row }) { isUnsorted = true }
        for (row, next) in zip(found, found.dropFirst()) where row.day == next.day {
          throw Diagnostic.duplicate(instrument, row.day, at: table.place(row: next.row, column: columns.day))
        }
      }
      sorted.append((instrument, found))
    }
    self.table = table
    self.columns = columns
    self.rows = sorted
    self.isUnsorted = isUnsorted
    isOpen = bytes.last != UInt8(ascii: "\n")
  }

  /// The values of an instrument's fields on a calendar that has all its days.
  ///
  /// - Throws: `csv.number` with file, line and field.
  func series(_ rows: [Row], on calendar: TradingCalendar) throws -> [String: FieldSeries] {
    let places = rows.map { row in
      guard let index = calendar.index(of: row.day) else { preconditionFailure("the calendar has every day") }
      return index
    }
    guard let first = places.first, let last = places.last else { return [:] }
    var series: [String: FieldSeries] = [:]
    for (column, name) in columns.fields {
      var values = [Float](repeating: .nan, count: last - first + 1)
      for (row, place) in zip(rows, places) {
        values[place - first] = Float(try table.float32(row: row.row, column: column))
      }
      series[name] = FieldSeries(start: first, values: values)
    }
    return series
  }

  /// Digits alone are the code of any exchange; the file's name tells which.
  private static func check(_ cell: String, is named: InstrumentID, at place: Diagnostic.Place) throws {
    if InstrumentID(cell) == named || (cell.count == 6 && named.name.hasSuffix(cell)) { return }
    throw Diagnostic(
      "market.csv-other-code", .damaged, at: place, ["cell": .text(cell), "instrument": .instrument(named)],
      (en: "The row is of '{cell}', and the file is named as {instrument}.", zh: "该行属于“{cell}”，而文件名为 {instrument}。"),
      remedy: (
        en: "Write one file a stock, or name a file of many stocks itself as the market.",
        zh: "请每只股票一个文件；含多只股票的文件请直接指定为行情。"
      ))
  }

  /// `2024-01-02`, with a time behind it or not, `20240102`, `2024/01/02`.
  private static func day(_ table: CSVTable, _ row: Int, _ column: Int) throws -> TradingDay {
    let cell = table.slice(row: row, column: column)
    if let day = TradingDay(utf8: cell) { return day }
    var bytes = Array(cell)
    if bytes.count == 8 {
      bytes.insert(UInt8(ascii: "-"), at: 6)
      bytes.insert(UInt8(ascii: "-"), at: 4)
    } else {
      bytes = bytes.map { $0 == UInt8(ascii: "/") ? UInt8(ascii: "-") : $0 }
    }
    return try TradingDay(utf8: bytes[...]) ?? table.day(row: row, column: column)
  }
}

extension Diagnostic {
  fileprivate static func empty(_ path: String) -> Diagnostic {
    Diagnostic(
      "market.csv-empty", .damaged, at: .init(path), (en: "The file has no row.", zh: "文件没有数据行。"),
      remedy: (en: "Export it again.", zh: "请重新导出。"))
  }

  fileprivate static func duplicate(_ instrument: InstrumentID, _ day: TradingDay, at place: Place) -> Diagnostic {
    Diagnostic(
      "market.csv-duplicate", .damaged, at: place, ["instrument": .instrument(instrument), "day": .day(day)],
      (en: "{instrument} has two rows on {day}.", zh: "{instrument} 在 {day} 有两行。"),
      remedy: (en: "Keep one of the two rows.", zh: "请保留其中一行。"))
  }
}
