import MarketData
package import Primitives

/// Reference values of factors: `instrument,datetime,NAME...`, gzip accepted, rows in any order.
package struct ReferenceValues: Sendable {
  private let table: CSVTable
  private let instruments: [InstrumentID]
  private let days: [TradingDay]

  package init(csv path: String) throws {
    table = try CSVTable(try FileReader.unpacked(path), path: path)
    let instrumentColumn = try table.column("instrument")
    let dayColumn = try table.column("datetime", "date")
    var instruments: [InstrumentID] = []
    var days: [TradingDay] = []
    for row in 0..<table.rowCount {
      instruments.append(try table.instrument(row: row, column: instrumentColumn))
      days.append(try table.day(row: row, column: dayColumn))
    }
    self.instruments = instruments
    self.days = days
  }

  /// Columns with values.
  package var names: [String] { table.columns.filter { !["instrument", "datetime", "date"].contains($0) } }

  /// The instruments and days that must be computed. Values depend on where an expression begins: the
  /// first day of the reference is taken as its query's start unless one is given.
  package func scope(start: TradingDay?) -> FactorScope {
    FactorScope(.instruments(Set(instruments).sorted()), start: start ?? days.min(), end: days.max())
  }

  /// Compares each column of a computed table that the reference has too, in the table's order.
  package func compare(_ computed: FactorTable) throws -> [Alignment] {
    let blocks = Dictionary(computed.blocks.map { ($0.instrument, $0) }, uniquingKeysWith: { first, _ in first })
    let order = days.indices.sorted { (days[$0], instruments[$0]) < (days[$1], instruments[$1]) }
    var places: [(block: FactorBlock, row: Int)?] = []
    for row in order {
      let place = blocks[instruments[row]].flatMap { block in
        computed.calendar.index(of: days[row]).flatMap { block.rows.binarySearch(Int32($0)) }.map { (block, $0) }
      }
      places.append(place)
    }
    var result: [Alignment] = []
    for (column, name) in computed.names.enumerated() {
      guard let source = table.optionalColumn(name) else { continue }
      var cells: [Alignment.Cell] = []
      cells.reserveCapacity(order.count)
      for (row, place) in zip(order, places) {
        let reference = Float(try table.double(row: row, column: source))
        let ours = place.map { $0.block[$0.row, column] } ?? .nan
        cells.append(.init(instrument: instruments[row], day: days[row], ours: ours, reference: reference))
      }
      result.append(Alignment(name: name, cells: cells))
    }
    return result
  }
}
