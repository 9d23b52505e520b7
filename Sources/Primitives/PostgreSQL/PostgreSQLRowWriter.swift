/// Rows in the form of a binary `COPY` (PostgreSQL's manual, COPY, binary format), field by field.
package struct PostgreSQLRowWriter {
  /// Days from 1970-01-01 to 2000-01-01, where PostgreSQL counts from.
  package static let epoch: Int32 = 10_957
  /// The signature, no flags, no extension.
  package static let header: [UInt8] = signature + [UInt8](repeating: 0, count: 8)
  static let signature = Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0x00]

  package var bytes: [UInt8]

  /// - Parameter header: empty for rows that follow others, or that are only digested.
  package init(header: [UInt8] = header) { bytes = header }

  /// A row; as many fields follow.
  package mutating func row(fields: Int) { append(UInt16(fields)) }

  package mutating func null() { append(UInt32.max) }

  package mutating func text(_ text: String) {
    append(UInt32(text.utf8.count))
    bytes += text.utf8
  }

  /// A `bytea`, or a text in UTF-8; any field in its binary form.
  package mutating func field(_ field: UnsafeRawBufferPointer) {
    append(UInt32(field.count))
    bytes += field
  }

  /// A `date`.
  package mutating func day(_ day: TradingDay) { integer(day.daysSince1970 - PostgreSQLRowWriter.epoch) }

  /// An `integer`.
  package mutating func integer(_ number: Int32) {
    append(UInt32(4))
    append(UInt32(bitPattern: number))
  }

  /// A `bigint`.
  package mutating func bigint(_ number: Int64) {
    append(UInt32(8))
    append(UInt64(bitPattern: number))
  }

  /// A `real`.
  package mutating func real(_ number: Float) {
    append(UInt32(4))
    append(number.bitPattern)
  }

  /// A `double precision`.
  package mutating func double(_ number: Double) {
    append(UInt32(8))
    append(number.bitPattern)
  }

  /// The end of all rows.
  package mutating func end() { append(UInt16.max) }

  private mutating func append<Number: FixedWidthInteger>(_ number: Number) {
    withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
  }
}
