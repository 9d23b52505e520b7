import Primitives
import TestSupport
import Testing

struct CSVTableTests {
  private func table(_ text: String) throws -> CSVTable {
    try CSVTable(Array(text.utf8), path: "t.csv")
  }

  @Test(arguments: [
    "a,b\n1,2\n3,4\n", "a,b\n1,2\n3,4", "a,b\r\n1,2\r\n3,4\r\n", "\u{FEFF}a,b\n1,2\n3,4\n",
    "a,b\n\n1,2\n\n3,4\n\n",
    "\"a\",\"b\"\n\"1\",2\n3,\"4\"\n", "\"a\",\"b\"\r\n\"1\",\"2\"\r\n\"3\",\"4\"\r\n",
  ])
  func readsEveryDress(text: String) throws {
    let table = try table(text)
    #expect(table.columns == ["a", "b"])
    #expect(table.rowCount == 2)
    let cells = try (0..<2).map { row in try (0..<2).map { try table.double(row: row, column: $0) }
    }
    #expect(cells == [[1, 2], [3, 4]])
  }

  @Test func quotedFieldsHoldCommasQuotesAndLines() throws {
    let table = try table("name,text\nx,\"a,b\"\ny,\"say \"\"hi\"\"\"\nz,\"two\nlines\"\nw,\n")
    #expect(table.rowCount == 4)
    #expect(
      (0..<4).map { table.text(row: $0, column: 1) } == ["a,b", "say \"hi\"", "two\nlines", ""])
  }

  @Test func whatTheWriterQuotesTheReaderReads() throws {
    let texts = ["", "a", ",", "\"", "\"\"", "a\"b,c\nd", "中文，", "end\""]
    var writer = ByteWriter()
    writer.text("n,t\n")
    for (index, text) in texts.enumerated() {
      writer.number(index)
      writer.comma()
      writer.field(text)
      writer.newline()
    }
    let table = try CSVTable(writer.bytes, path: "t.csv")
    #expect((0..<table.rowCount).map { table.text(row: $0, column: 1) } == texts)
  }

  @Test func emptyCellsAreMissing() throws {
    let table = try table("a,b,c\n,,\n1,,nan\n")
    #expect(table.rowCount == 2)
    #expect(try table.double(row: 0, column: 2).isNaN)
    #expect(try table.double(row: 1, column: 1).isNaN)
    #expect(try table.double(row: 1, column: 2).isNaN)
  }

  @Test(
    arguments: [
      ("", "csv.empty", nil), ("a,b\n1,2\n3\n", "csv.width", 3), ("a,b\n1,2,3\n", "csv.width", 2),
      ("a,b\n1,\"2\n3,4\n", "csv.quote", 2), ("a,b\n\"x\ny\",2\n3\n", "csv.width", 4),
      ("a,b\n1,\"2\"3\n", "csv.after-quote", 2), ("a,b\n\"x\ny\" ,2\n", "csv.after-quote", 3),
      ("a,b\n1,2\"3\n", "csv.stray-quote", 2), ("a,b\r1,2\r", "csv.carriage-return", 1),
      ("a,b\n\"1\"\r2,3\n", "csv.carriage-return", 2), ("a;b\n1;2\n", "csv.separator", 1),
      ("a\tb\n1\t2\n", "csv.separator", 1), ("a,b,a\n1,2,3\n", "csv.column-twice", 1),
    ] as [(String, String, Int?)])
  func damageIsNamedWithItsLine(text: String, id: String, line: Int?) {
    let found = diagnostic { _ = try table(text) }
    #expect(found?.id == id)
    #expect(found?.place?.line == line)
    #expect(found?.place?.file == "t.csv")
    #expect(found?.exit == .input)
  }

  @Test func cellsOfAnotherKindAreNamedWithLineAndField() throws {
    let table = try table(
      "datetime,instrument,score\n2024-01-02,SH600000,1.5\n2024-13-02,600000,x\n")
    let found = [
      diagnostic { _ = try table.day(row: 1, column: 0) },
      diagnostic { _ = try table.instrument(row: 1, column: 1) },
      diagnostic { _ = try table.double(row: 1, column: 2) },
      diagnostic { _ = try table.int(row: 0, column: 2) },
    ]
    #expect(found.map { $0?.id } == ["csv.day", "csv.instrument", "csv.number", "csv.integer"])
    #expect(found.map { $0?.place?.line } == [3, 3, 3, 2])
    #expect(found.map { $0?.place?.field } == ["datetime", "instrument", "score", "score"])
    #expect(found[2]?.summary.english.contains("'x'") == true)
  }

  @Test func lineOfACellCountsTheLinesInsideQuotesToo() throws {
    let table = try table("a,b\n\"x\ny\",1\n\nz,q\n")
    #expect(diagnostic { _ = try table.double(row: 1, column: 1) }?.place?.line == 5)
  }

  @Test func columnsAreFoundByAnyOfTheirNames() throws {
    let table = try table("date,instrument\n2024-01-02,SH600000\n")
    #expect(try table.column("datetime", "date") == 0)
    #expect(table.optionalColumn("score") == nil)
    let found = diagnostic { _ = try table.column("score") }
    #expect(found?.id == "csv.column")
    #expect(found?.summary.english.contains("date, instrument") == true)
  }

  @Test func packedFilesAreReadByContent() throws {
    let folder = try TemporaryFolder()
    let packed = try Gzip.pack(Array("a\n7\n".utf8))
    let path = try folder.write(packed, to: "named-as-plain.csv")
    #expect(try CSVTable(file: path).double(row: 0, column: 0) == 7)
  }
}
