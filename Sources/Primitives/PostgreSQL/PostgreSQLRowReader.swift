/// Reads rows in the form of a binary `COPY` (PostgreSQL's manual, COPY, binary format), piece by piece as they come.
package struct PostgreSQLRowReader {
  /// A field in its binary form, valid while its row is handed over; nil for NULL.
  package typealias Field = UnsafeRawBufferPointer?

  private let place: Diagnostic.Place
  private var hasBegun = false
  private var fields: [Field]

  package init(columns: Int, table: String, location: String) {
    fields = [Field](repeating: nil, count: columns)
    place = .init(location, field: table)
  }

  /// Hands over each row of a piece, which holds whole rows: the server sends one a message.
  ///
  /// - Throws: `postgresql.form` (exit 4) for bytes of another form, and what `row` throws.
  package mutating func read(_ piece: UnsafeRawBufferPointer, _ row: ([Field]) throws -> Void) throws {
    var offset = 0
    if !hasBegun {
      // Flags, and the length of an extension of the header.
      guard piece.starts(with: PostgreSQLRowWriter.signature), let extra = PostgreSQLRowReader.word(piece, 15),
        extra >= 0
      else { throw Diagnostic.form(place) }
      offset = 19 + Int(extra)
      hasBegun = true
    }
    while offset + 2 <= piece.count {
      let count = Int16(bitPattern: UInt16(bigEndian: piece.loadUnaligned(fromByteOffset: offset, as: UInt16.self)))
      offset += 2
      // The end of all rows.
      if count == -1 { return }
      guard Int(count) == fields.count else { throw Diagnostic.form(place) }
      for index in fields.indices { fields[index] = try field(piece, &offset) }
      try row(fields)
    }
  }

  private func field(_ piece: UnsafeRawBufferPointer, _ offset: inout Int) throws -> Field {
    guard let word = PostgreSQLRowReader.word(piece, offset) else { throw Diagnostic.form(place) }
    offset += 4
    guard word >= 0 else { return nil }
    let size = Int(word)
    guard size <= piece.count - offset else { throw Diagnostic.form(place) }
    defer { offset += size }
    return UnsafeRawBufferPointer(rebasing: piece[offset..<(offset + size)])
  }

  private static func word(_ piece: UnsafeRawBufferPointer, _ offset: Int) -> Int32? {
    guard offset + 4 <= piece.count else { return nil }
    return Int32(bigEndian: piece.loadUnaligned(fromByteOffset: offset, as: Int32.self))
  }
}

extension UnsafeRawBufferPointer {
  /// Of a field of four bytes, `integer` or `date`; nil where it has another size.
  package var postgreSQLInteger: Int32? {
    count == 4 ? Int32(bigEndian: loadUnaligned(as: Int32.self)) : nil
  }

  /// Of a field of eight bytes, `bigint` or the bits of a `double precision`; nil where it has another size.
  package var postgreSQLBigint: Int64? {
    count == 8 ? Int64(bigEndian: loadUnaligned(as: Int64.self)) : nil
  }
}

extension Diagnostic {
  fileprivate static func form(_ place: Place) -> Diagnostic {
    Diagnostic(
      "postgresql.form", .environment, at: place,
      (en: "The server answers a COPY in another form than PostgreSQL's.", zh: "服务器对 COPY 的应答不是 PostgreSQL 的形式。"),
      remedy: (en: "Name a PostgreSQL server of version 14 or newer.", zh: "请指定 PostgreSQL 14 或更新版本的服务器。"))
  }
}
