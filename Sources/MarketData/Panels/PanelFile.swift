package import Primitives

/// Fields beside the market's own, such as RD-Agent's `db_*`, `mf_*` and static factors, from a CSV file.
///
/// The form is `instrument,datetime,FIELD...` (`date` is accepted, a leading `$` of a field is
/// dropped), rows in any order, gzip accepted, missing empty. Parquet and HDF5 are turned into it by
/// the exporter's script.
package struct PanelFile: Sendable {
  package let path: String
  /// Lower case, in the file's order.
  package let fields: [String]
  /// One row of the file, its values in the order of `fields`.
  struct Row: Sendable {
    var day: TradingDay
    var values: [Float]
  }
  /// By instrument, days ascending.
  let rows: [InstrumentID: [Row]]

  /// Sorted.
  package var instruments: [InstrumentID] { rows.keys.sorted() }

  package init(csv path: String) throws {
    try self.init(try CSVTable(file: path))
  }

  package init(_ table: CSVTable) throws {
    path = table.path
    let instrumentColumn = try table.column("instrument")
    let dayColumn = try table.column("datetime", "date")
    let columns = table.columns.indices.filter { $0 != instrumentColumn && $0 != dayColumn }
    fields = columns.map { table.columns[$0].drop { $0 == "$" }.lowercased() }
    try PanelFile.check(fields, table)
    var rows: [InstrumentID: [Row]] = [:]
    for row in 0..<table.rowCount {
      let instrument = try table.instrument(row: row, column: instrumentColumn)
      let day = try table.day(row: row, column: dayColumn)
      let values = try columns.map { Float(try table.double(row: row, column: $0)) }
      rows[instrument, default: []].append(Row(day: day, values: values))
    }
    for instrument in rows.keys.sorted() {
      let sorted = (rows[instrument] ?? []).sorted { $0.day < $1.day }
      rows[instrument] = sorted
      for (row, next) in zip(sorted, sorted.dropFirst()) where row.day == next.day {
        throw Diagnostic(
          "panel.duplicate", .damaged, at: .init(path),
          ["instrument": .instrument(instrument), "day": .day(row.day)],
          (en: "{instrument} has two rows on {day}.", zh: "{instrument} 在 {day} 有两行。"),
          remedy: (en: "Keep one of the two rows.", zh: "请保留其中一行。"))
      }
    }
    self.rows = rows
  }

  private static func check(_ fields: [String], _ table: CSVTable) throws {
    guard !fields.isEmpty else {
      throw Diagnostic(
        "panel.empty", .damaged, at: .init(table.path), (en: "The panel has no field.", zh: "面板没有字段。"),
        remedy: (
          en: "Export instrument,datetime,FIELD... with a row a day.", zh: "请导出 instrument,datetime,FIELD...，每日一行。"
        ))
    }
    guard table.rowCount > 0 else {
      throw Diagnostic(
        "panel.empty", .damaged, at: .init(table.path), (en: "The panel has no row.", zh: "面板没有数据行。"),
        remedy: (
          en: "Export instrument,datetime,FIELD... with a row a day.", zh: "请导出 instrument,datetime,FIELD...，每日一行。"
        ))
    }
    var seen: Set<String> = []
    for field in fields {
      guard !field.isEmpty, field.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) else {
        throw Diagnostic(
          "panel.field-name", .damaged, at: .init(table.path, line: 1), ["field": .text(field)],
          (en: "'{field}' cannot be the name of a field.", zh: "“{field}”不能用作字段名。"),
          remedy: (en: "Use letters, digits and underscores.", zh: "请使用字母、数字与下划线。"))
      }
      if !seen.insert(field).inserted {
        throw Diagnostic(
          "panel.field-twice", .damaged, at: .init(table.path, line: 1), ["field": .text(field)],
          (en: "The field '{field}' occurs twice.", zh: "字段“{field}”出现两次。"),
          remedy: (en: "Keep one of the two columns.", zh: "请保留其中一列。"))
      }
    }
  }
}
