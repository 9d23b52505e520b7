package import Primitives
package import Records

extension PanelTable {
  /// Scores written out in a test: day, instrument, value, in any order.
  package init(_ rows: [(day: TradingDay, instrument: String, value: Double)]) throws {
    var writer = ByteWriter()
    writer.text("datetime,instrument,score\n")
    for row in rows {
      writer.day(row.day)
      writer.text(",\(row.instrument),")
      writer.number(row.value)
      writer.newline()
    }
    try self.init(try CSVTable(writer.bytes, path: "scores"), value: "score")
  }
}
