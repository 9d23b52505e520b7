package import MarketData
package import Primitives

/// Factors of one instrument: a column of float32 for each expression, NaN is missing.
package final class FactorBlock: @unchecked Sendable {
  // @unchecked: written by the one task that makes it, read only afterwards.
  package let instrument: InstrumentID
  /// Calendar indexes of the rows, ascending.
  package let rows: [Int32]
  package let columnCount: Int
  private let values: UnsafeMutablePointer<Float>

  init(instrument: InstrumentID, rows: [Int32], columnCount: Int) {
    self.instrument = instrument
    self.rows = rows
    self.columnCount = columnCount
    values = .allocate(capacity: max(rows.count * columnCount, 1))
  }

  deinit { values.deallocate() }

  func fill(_ column: Int, _ series: Series?) {
    let output = values + column * rows.count
    guard let series else { return output.initialize(repeating: .nan, count: rows.count) }
    let (start, count) = (series.start, series.count)
    for (place, index) in rows.enumerated() {
      let row = Int(index) - start
      output[place] = row >= 0 && row < count ? series.float(row) : .nan
    }
  }

  package subscript(row: Int, column: Int) -> Float { values[column * rows.count + row] }

  package func withColumn<R>(_ column: Int, _ body: (UnsafeBufferPointer<Float>) throws -> R) rethrows -> R {
    try body(UnsafeBufferPointer(start: values + column * rows.count, count: rows.count))
  }

  /// A number over all bits, each missing value counting the same; order matters.
  var checksum: UInt64 {
    var lanes = SIMD4<UInt64>(1, 2, 3, 4)
    let total = rows.count * columnCount
    var index = 0
    while index + 4 <= total {
      let bits = SIMD4<UInt64>(
        FactorBlock.bits(values[index]), FactorBlock.bits(values[index + 1]), FactorBlock.bits(values[index + 2]),
        FactorBlock.bits(values[index + 3]))
      lanes = (lanes ^ bits) &* 0x9E37_79B9_7F4A_7C15
      lanes = lanes ^ (lanes &>> 29)
      index += 4
    }
    var hash = UInt64(total)
    while index < total {
      hash = FactorTable.mix(hash, FactorBlock.bits(values[index]))
      index += 1
    }
    for lane in 0..<4 { hash = FactorTable.mix(hash, lanes[lane]) }
    for byte in instrument.name.utf8 { hash = FactorTable.mix(hash, UInt64(byte)) }
    for row in rows { hash = FactorTable.mix(hash, UInt64(row)) }
    return hash
  }

  @inline(__always)
  private static func bits(_ value: Float) -> UInt64 { value == value ? UInt64(value.bitPattern) : 0x7FC0_0000 }
}

/// Factors of many instruments, sorted by instrument, each with its days ascending.
package struct FactorTable: Sendable {
  /// An expression that has no values on an instrument, because qlib raises an error there.
  package struct Failure: Equatable, Sendable {
    package var instrument: InstrumentID
    package var column: Int
    package var reason: String
  }

  package let names: [String]
  package let calendar: TradingCalendar
  /// Instruments without a single row are absent.
  package let blocks: [FactorBlock]
  /// Sorted by instrument and column.
  package let failures: [Failure]

  package var rowCount: Int { blocks.reduce(0) { $0 + $1.rows.count } }
  package var cellCount: Int { rowCount * names.count }

  /// Over instruments, days and the bits of all values, as 16 hexadecimal digits.
  package var checksum: String {
    let hash = blocks.reduce(UInt64(names.count)) { FactorTable.mix($0, $1.checksum) }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  static func mix(_ hash: UInt64, _ value: UInt64) -> UInt64 {
    let product = (hash ^ value) &* 0xBF58_476D_1CE4_E5B9
    return product ^ (product >> 31)
  }

  /// `instrument,datetime,NAME...`, shortest text of each float32, missing empty.
  package func csv(_ write: ([UInt8]) throws -> Void) throws {
    var writer = ByteWriter()
    writer.text("instrument,datetime")
    for name in names {
      writer.comma()
      writer.field(name)
    }
    writer.newline()
    try write(writer.bytes)
    for block in blocks {
      var writer = ByteWriter(capacity: block.rows.count * (20 + names.count * 10))
      for (row, index) in block.rows.enumerated() {
        writer.text(block.instrument.name)
        writer.comma()
        writer.day(calendar[Int(index)])
        for column in names.indices {
          writer.comma()
          writer.number(block[row, column])
        }
        writer.newline()
      }
      try write(writer.bytes)
    }
  }
}
