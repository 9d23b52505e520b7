import Primitives
import Records

/// Stocks under risk warning (ST, *ST), as a CSV of `instrument,start,end` states them: both days included, an empty end
/// for a warning that stands.
enum RiskWarningTable {
  /// The stocks under warning on a day. Throws `trade.risk-warning` (exit 3) with the cell that cannot be read.
  static func read(_ path: String, on day: TradingDay) throws -> Set<InstrumentID> {
    let table = try CSVTable(FileReader.unpacked(path), path: path)
    let columns = try (table.column("instrument"), table.column("start"), table.column("end"))
    var found: Set<InstrumentID> = []
    for row in 0..<table.rowCount {
      func cell<Value>(_ column: Int, _ read: (String) -> Value?) throws -> Value {
        guard let value = read(table.text(row: row, column: column)) else {
          throw Diagnostic.damagedWarning(at: table.place(row: row, column: column))
        }
        return value
      }
      let stock = try cell(columns.0) { InstrumentID($0) }
      let start = try cell(columns.1) { TradingDay($0) }
      let end = try cell(columns.2) { $0.isEmpty ? .some(nil) : TradingDay($0).map(Optional.some) }
      if start <= day, end.map({ day <= $0 }) ?? true { found.insert(stock) }
    }
    return found
  }
}

extension Diagnostic {
  fileprivate static func damagedWarning(at place: Place) -> Diagnostic {
    Diagnostic(
      "trade.risk-warning", .damaged, at: place,
      (en: "The cell is neither a stock's code nor a day.", zh: "该单元格既非股票代码，也非日期。"),
      remedy: (en: "Write `SH600000,2024-05-06,` with an empty end.", zh: "写作 `SH600000,2024-05-06,`，结束日可空。"))
  }
}
