import Foundation
import GRDB
import Primitives

/// The rows of a table as bytes: those of PostgreSQL's binary `COPY`, in the order of the key. They are what is sent, and
/// what a digest is of.
struct StateRows {
  /// Bytes that are handed over in one piece, at least.
  private static let pieceSize = 1 << 18

  let table: StateTable
  /// Of the file, for messages.
  let path: String

  /// Reads all rows and hands over their bytes; gives their number.
  ///
  /// - Throws: `store.damaged` (exit 3) for a value of another type than its column's.
  @discardableResult
  func read(_ database: GRDB.Database, _ piece: (UnsafeRawBufferPointer) throws -> Void) throws -> Int {
    var writer = PostgreSQLRowWriter(header: [])
    var count = 0
    let cursor = try Row.fetchCursor(database, sql: table.query)
    while let row = try cursor.next() {
      writer.row(fields: table.columns.count)
      for (index, column) in table.columns.enumerated() { try append(row, index, column, to: &writer) }
      count += 1
      if writer.bytes.count >= StateRows.pieceSize {
        try writer.bytes.withUnsafeBytes(piece)
        writer.bytes.removeAll(keepingCapacity: true)
      }
    }
    if !writer.bytes.isEmpty { try writer.bytes.withUnsafeBytes(piece) }
    return count
  }

  private func append(
    _ row: Row, _ index: Int, _ column: StateTable.Column, to writer: inout PostgreSQLRowWriter
  ) throws {
    guard !row.hasNull(atIndex: index) else { return writer.null() }
    switch column.kind {
    case .text, .bytea: try row.withUnsafeData(atIndex: index) { $0?.withUnsafeBytes { writer.field($0) } }
    case .bigint, .double:
      switch (column.kind, (row[index] as DatabaseValue).storage) {
      case (.bigint, .int64(let number)): writer.bigint(number)
      case (.double, .double(let number)): writer.double(number)
      default:
        // Damage: each column of a file has the type that its table says.
        throw StoreFailure.damaged(
          path, .wrongCell("\(row[index] as DatabaseValue)", in: "\(table.name).\(column.name)"))
      }
    }
  }

  /// Digest and number of the rows.
  func sum(_ database: GRDB.Database) throws -> TableSum {
    var sum = TableSum.Hasher(table)
    let count = try read(database) { sum.hasher.update($0) }
    return sum.finish(count)
  }
}

/// How many rows a table has, and SHA-256 over them behind the names and types of its columns.
struct TableSum: Equatable {
  var rows: Int
  var digest: String

  struct Hasher: ~Copyable {
    var hasher = SHA256Hasher()

    init(_ table: StateTable) {
      let head = table.columns.map { "\($0.name)\u{0}\($0.kind.rawValue)\u{0}" }.joined()
      hasher.update(Array(head.utf8))
    }

    consuming func finish(_ rows: Int) -> TableSum { TableSum(rows: rows, digest: hasher.finish().hex) }
  }

  /// SHA-256 over schema steps and tables, a line each.
  static func digest(_ steps: [String], _ sums: [(name: String, sum: TableSum)]) -> String {
    let lines = steps.map { "step \($0)\n" } + sums.map { "table \($0.name) \($0.sum.rows) \($0.sum.digest)\n" }
    return SHA256Digest(hashing: lines.joined()).hex
  }
}
