import Primitives
import Records

/// Industries of stocks, as a CSV of `instrument,industry` states them.
enum IndustryTable {
  static func read(_ path: String) throws -> [InstrumentID: String] {
    let table = try CSVTable(FileReader.unpacked(path), path: path)
    let name = try table.column("instrument")
    let industry = try table.column("industry")
    var found: [InstrumentID: String] = [:]
    for row in 0..<table.rowCount {
      guard let stock = InstrumentID(table.text(row: row, column: name)) else {
        throw Diagnostic(
          "trade.industry", .damaged, at: table.place(row: row, column: name),
          (en: "The cell is no stock's code.", zh: "该单元格不是股票代码。"),
          remedy: (en: "Correct the cell.", zh: "请更正该单元格。"))
      }
      found[stock] = table.text(row: row, column: industry)
    }
    return found
  }
}
