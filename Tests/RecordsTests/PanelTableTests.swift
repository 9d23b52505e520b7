import Primitives
import Records
import TestSupport
import Testing

struct PanelTableTests {
  private func read(_ text: String, value: String = "score") throws -> PanelTable {
    try PanelTable(try CSVTable(Array(text.utf8), path: "pred.csv"), value: value)
  }

  private let sorted = """
    datetime,instrument,score
    2024-01-02,SH600000,0.5
    2024-01-02,SZ000001,-1.0
    2024-01-03,SH600000,

    """

  @Test func rowsAreFoundByDayAndInstrument() throws {
    let table = try read(sorted)
    #expect(table.count == 3)
    #expect(table.days == [day("2024-01-02"), day("2024-01-03")])
    #expect(table.instruments == [code("SH600000"), code("SZ000001")])
    #expect(table.rows(of: day("2024-01-02")) == 0..<2)
    #expect(table.rows(of: day("2024-01-04")).isEmpty)
    #expect(table.value(of: code("SZ000001"), on: day("2024-01-02")) == -1)
    #expect(table.value(of: code("SH600000"), on: day("2024-01-03"))?.isNaN == true)
    #expect(table.value(of: code("SZ000001"), on: day("2024-01-03")) == nil)
    #expect(table.value(of: code("SH601318"), on: day("2024-01-02")) == nil)
  }

  /// Any order of rows and columns, any form of codes and days, is one table.
  @Test(arguments: [
    "datetime,instrument,score\n2024-01-03,SH600000,\n2024-01-02,SZ000001,-1\n2024-01-02,SH600000,0.5\n",
    "score,date,instrument\n-1.0,2024-01-02 00:00:00,000001.SZ\n0.5,2024-01-02,sh600000\nnan,2024-01-03,600000.SH\n",
    "datetime,instrument,score\n2024-01-02,SZ000001,-1\n2024-01-03,SH600000,\n2024-01-02,SH600000,5e-1\n",
  ])
  func orderAndDressDoNotMatter(text: String) throws {
    #expect(String(decoding: try read(text).csv(value: "score"), as: UTF8.self) == sorted)
  }

  @Test func writtenFormReadsBackToTheSameBits() throws {
    var random = SeededRandom(seed: 11)
    let rows = (0..<500).map { index in
      (
        day: day("2024-01-01").advanced(byDays: index / 20),
        instrument: "SH\(600_000 + index % 20)", value: random.uniform() - 0.5
      )
    }
    let table = try PanelTable(rows.shuffled(using: &random))
    let again = try read(String(decoding: table.csv(value: "score"), as: UTF8.self))
    #expect(again.values.map(\.bitPattern) == rows.map(\.value.bitPattern))
    #expect(again.offsets == table.offsets && again.codes == table.codes)
  }

  @Test(arguments: [
    ("2024-01-02,SH600000,1\n2024-01-02,SH600000,1\n", "panel.duplicate", 3),
    (
      "2024-01-02,SH600000,1\n2024-01-03,SH600000,1\n2024-01-02,600000.SH,2\n", "panel.duplicate", 4
    ),
    ("2024-01-02,600000,1\n", "csv.instrument", 2), ("02.01.2024,SH600000,1\n", "csv.day", 2),
    ("2024-01-02,SH600000,high\n", "csv.number", 2),
  ])
  func damageIsNamedWithItsLine(rows: String, id: String, line: Int) {
    let found = diagnostic { _ = try read("datetime,instrument,score\n" + rows) }
    #expect(found?.id == id)
    #expect(found?.place?.line == line)
  }

  @Test func aMissingColumnIsNamed() {
    #expect(diagnostic { _ = try read(sorted, value: "label") }?.id == "csv.column")
    #expect(
      diagnostic { _ = try read("day,instrument,score\n") }?.summary.arguments["names"]
        == "datetime/date")
  }

  @Test func anEmptyTableHasNoDays() throws {
    let table = try read("datetime,instrument,score\n")
    #expect(table.count == 0 && table.days.isEmpty && table.offsets == [0])
  }
}
