import MarketData
import Primitives

/// Writes factors as `instrument,datetime,NAME...`, part by part: the shortest text of each float32, missing empty.
package struct FactorCSV {
  private let write: ([UInt8]) throws -> Void

  /// Instruments whose texts are made at one time.
  private static let share = 4

  /// Writes the header.
  package init(_ names: [String], _ write: @escaping ([UInt8]) throws -> Void) throws {
    self.write = write
    var writer = ByteWriter()
    writer.text("instrument,datetime")
    for name in names {
      writer.comma()
      writer.field(name)
    }
    writer.newline()
    try write(writer.bytes)
  }

  /// Writes the rows of a part; parts come in the instruments' order.
  package func add(_ part: FactorTable) throws {
    for from in stride(from: 0, to: part.blocks.count, by: FactorCSV.share) {
      let blocks = part.blocks[from..<min(from + FactorCSV.share, part.blocks.count)]
      for text in Array(blocks).concurrentMap({ FactorCSV.text($0, part) }) { try write(text) }
    }
  }

  private static func text(_ block: FactorBlock, _ table: FactorTable) -> [UInt8] {
    var writer = ByteWriter(capacity: block.rows.count * (20 + table.names.count * 10))
    for (row, index) in block.rows.enumerated() {
      writer.text(block.instrument.name)
      writer.comma()
      writer.day(table.calendar[Int(index)])
      for column in table.names.indices {
        writer.comma()
        writer.number(block[row, column])
      }
      writer.newline()
    }
    return writer.bytes
  }
}
