package import Primitives

/// Factors of a scope, computed for some of its instruments at a time.
///
/// Whoever uses cells instrument by instrument takes the parts in turn, and no more than one is held. A factor over all
/// instruments of a day needs them all: its own column is made whole before the first part.
package struct FactorParts {
  /// Cells that are held at a time where they are used part by part: 256 MB.
  package static let cellsMax = 64 << 20

  package let names: [String]
  /// Instruments of the scope, whether they have rows or not.
  let memberCount: Int
  /// Cells that an instrument has at most.
  let cellsOfMember: Int
  /// The table of some members, by their places.
  let make: (Range<Int>) throws -> FactorTable
  /// The rows that those tables have, without their cells; instruments without a single row are absent.
  let rows: (Range<Int>) throws -> [FactorRows]

  /// All cells at once.
  package func whole() throws -> FactorTable { try make(0..<memberCount) }

  /// Where all rows are, before any cell is computed.
  package func allRows() throws -> [FactorRows] { try rows(0..<memberCount) }

  /// Hands over the parts in the instruments' order.
  ///
  /// - Parameter cellsMax: cells of a part; a single instrument may have more.
  package func forEach(cellsMax: Int = cellsMax, _ use: (FactorTable) throws -> Void) throws {
    let step = max(1, cellsMax / max(1, cellsOfMember))
    for from in stride(from: 0, to: memberCount, by: step) {
      try use(make(from..<min(from + step, memberCount)))
    }
  }
}

/// The rows of one instrument: calendar indexes, ascending.
package struct FactorRows: Sendable {
  package var instrument: InstrumentID
  package var rows: [Int32]

  package init(instrument: InstrumentID, rows: [Int32]) {
    self.instrument = instrument
    self.rows = rows
  }

  /// The rows that any of several tables has, by instrument.
  static func union(_ lists: [[FactorRows]]) -> [FactorRows] {
    let known = Dictionary(grouping: lists.joined(), by: \.instrument)
    return known.keys.sorted().map { instrument in
      let found = known[instrument] ?? []
      return found.count == 1
        ? found[0] : FactorRows(instrument: instrument, rows: Set(found.flatMap(\.rows)).sorted())
    }
  }
}
