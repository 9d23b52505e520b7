import Primitives
import TestSupport
import Testing

/// Rows of a binary `COPY`: the bytes of PostgreSQL's manual, and what is none of them.
@Suite("Rows of a binary COPY") struct PostgreSQLRowTests {
  private func read(_ bytes: [UInt8], columns: Int) throws -> [[[UInt8]?]] {
    var rows: [[[UInt8]?]] = []
    var reader = PostgreSQLRowReader(columns: columns, table: "t", location: "here")
    try bytes.withUnsafeBytes { try reader.read($0) { fields in rows.append(fields.map { $0.map { Array($0) } }) } }
    return rows
  }

  private static let stream: [UInt8] = {
    var writer = PostgreSQLRowWriter()
    writer.row(fields: 3)
    writer.bigint(-2)
    writer.text("价")
    writer.null()
    writer.row(fields: 3)
    writer.double(-1.5)
    writer.integer(7)
    writer.day(TradingDay(daysSince1970: 10_958))
    writer.end()
    return writer.bytes
  }()

  @Test("fields are written in network order, behind the signature, each behind its length")
  func form() throws {
    let head: [UInt8] = [0x50, 0x47, 0x43, 0x4F, 0x50, 0x59, 0x0A, 0xFF, 0x0D, 0x0A, 0x00, 0, 0, 0, 0, 0, 0, 0, 0]
    let first: [UInt8] =
      [0, 3, 0, 0, 0, 8] + [UInt8](repeating: 0xFF, count: 7) + [0xFE, 0, 0, 0, 3, 0xE4, 0xBB, 0xB7]
      + [0xFF, 0xFF, 0xFF, 0xFF]
    let second: [UInt8] =
      [0, 3, 0, 0, 0, 8, 0xBF, 0xF8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 7, 0, 0, 0, 4, 0, 0, 0, 1]
    #expect(Self.stream == head + first + second + [0xFF, 0xFF])
    let rows = try read(Self.stream, columns: 3)
    #expect(rows.count == 2 && rows[0][2] == nil && rows[0][1] == Array("价".utf8))
    #expect(rows[1][1]?.withUnsafeBytes { $0.postgreSQLInteger } == 7)
    #expect(rows[0][0]?.withUnsafeBytes { $0.postgreSQLBigint } == -2)
    #expect(rows[0][0]?.withUnsafeBytes { $0.postgreSQLInteger } == nil)
  }

  @Test("a piece that is cut anywhere, or has other columns, gives whole rows or a diagnostic")
  func cut() throws {
    for count in 0..<Self.stream.count {
      let found = diagnostic {
        let rows = try read(Array(Self.stream.prefix(count)), columns: 3)
        #expect(rows.count == (count >= Self.stream.count - 2 ? 2 : count >= 44 ? 1 : 0), "\(count)")
      }
      #expect(found == nil || (found?.id == "postgresql.form" && found?.exit == .environment), "\(count)")
    }
    for columns in [2, 4] {
      #expect(diagnostic { _ = try read(Self.stream, columns: columns) }?.id == "postgresql.form")
    }
    #expect(diagnostic { _ = try read(Array("<html>no server</html>".utf8), columns: 3) }?.id == "postgresql.form")
  }
}
