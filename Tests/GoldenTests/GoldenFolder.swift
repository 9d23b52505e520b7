import Metrics
import Primitives
import Records
import Simulation
import TestSupport
import Testing

/// A golden run of `Tests/Oracle`: the orders that reached qlib's account, and its report.
struct GoldenFolder {
  let path: String
  let json: JSONValue

  /// - Parameter name: below `Tests/Oracle`.
  init(_ name: String) throws {
    path = try #require(RepositoryRoot.folder) + "/Tests/Oracle/" + name
    json = try JSONReader.read(file: path + "/case.json", id: "test.json")
  }

  /// - Parameter isLeftOut: rows of the record that have no order here.
  func check(
    _ outcome: SimulationOutcome, orders atLeast: Int, without isLeftOut: (TradeRow) -> Bool = { _ in false }
  ) throws {
    let table = try CSVTable(file: path + "/trades.csv.gz")
    try #require(table.rowCount == json["orders"]?.intValue && table.rowCount >= atLeast)
    let recorded = try (0..<table.rowCount).map { row in
      TradeRow(
        day: try table.day(row: row, column: 0),
        instrument: InstrumentID(canonical: table.text(row: row, column: 1)),
        direction: try #require(Direction(rawValue: table.text(row: row, column: 2))),
        orderAmount: try table.double(row: row, column: 3), dealAmount: try table.double(row: row, column: 4),
        price: 0, value: 0, cost: 0, status: .filled, reason: nil)
    }
    let here = outcome.trades.map { row in
      var row = row
      (row.price, row.value, row.cost) = (0, 0, 0)
      return row
    }
    #expect(FirstDifference.trades(here, recorded.filter { !isLeftOut($0) }) == nil)
    let report = try CSVTable(file: path + "/report.csv.gz")
    try #require(report.rowCount == outcome.report.count)
    for (row, ours) in outcome.report.enumerated() {
      let mine = [ours.account, ours.totalTurnover, ours.totalCost, ours.cash, ours.value]
      let first = try report.double(row: row, column: 1)
      for (column, value) in mine.enumerated() {
        let other = try report.double(row: row, column: column + 1)
        try #require(
          Tolerance.fraction(1e-12, of: max(other.magnitude, first)).accepts(value, other), "\(ours.day) \(column)")
      }
    }
  }
}
