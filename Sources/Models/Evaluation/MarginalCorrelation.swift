package import FactorEngine
package import MarketData
package import Metrics
import Primitives

/// What each of some factors knows beside a set of them, over the days of a scope: `MarginalInformationCoefficient`.
package struct MarginalCorrelation: Sendable {
  /// Columns that are computed at a time, so that the engine's tables stay small.
  private static let batch = 32

  private let market: any Market

  package init(market: any Market) { self.market = market }

  /// Of each member of the set beside the other members, then of each newcomer beside the whole set.
  ///
  /// - Parameter label: the return that the factors are to foretell.
  /// - Throws: what the market says of damage.
  package func outcomes(
    set: [Factor], newcomers: [Factor], label: Factor, _ scope: FactorScope
  ) throws -> [MarginalInformationCoefficient.Outcome] {
    let table = try FactorEngine(market: market, factors: [label]).compute(scope)
    let days = Set(table.blocks.flatMap(\.rows)).sorted()
    let grid = Grid(instruments: table.blocks.map(\.instrument), days: days)
    let labels = grid.cells(of: table, column: 0)
    // A set that leaves no freedom to the fullest day is not made orthogonal in vain.
    let fullest = days.indices.map { day in grid.column(labels, day).count { $0.isFinite } }.max() ?? 0
    guard set.count + 2 <= fullest else {
      let failures: [MarginalInformationCoefficient.Failure: Int] = [.tooFewRows: days.count]
      return (set + newcomers).map { _ in .init(mean: nil, days: 0, failures: failures) }
    }
    let columns = try columns(of: set + newcomers, scope, grid)
    let values = Array(days.indices).concurrentMap { day in
      let cells = columns.map { grid.column($0, day) }
      return MarginalInformationCoefficient.values(
        .init(
          set: Array(cells.prefix(set.count)), newcomers: Array(cells.dropFirst(set.count)),
          label: grid.column(labels, day)))
    }
    return MarginalInformationCoefficient.outcomes(values)
  }

  private func columns(of factors: [Factor], _ scope: FactorScope, _ grid: Grid) throws -> [[Float]] {
    var columns: [[Float]] = []
    for from in stride(from: 0, to: factors.count, by: MarginalCorrelation.batch) {
      let batch = Array(factors[from..<min(from + MarginalCorrelation.batch, factors.count)])
      let table = try FactorEngine(market: market, factors: batch).compute(scope)
      columns += Array(batch.indices).concurrentMap { grid.cells(of: table, column: $0) }
    }
    return columns
  }

  /// Where the cells of every column stand: an instrument that lacks a field has no row in some tables.
  private struct Grid: Sendable {
    private let places: [InstrumentID: Int]
    private let days: [Int32]

    init(instruments: [InstrumentID], days: [Int32]) {
      places = Dictionary(uniqueKeysWithValues: zip(instruments, instruments.indices))
      self.days = days
    }

    /// Day by day within each instrument, NaN where the table has none.
    func cells(of table: FactorTable, column: Int) -> [Float] {
      var cells = [Float](repeating: .nan, count: places.count * days.count)
      for block in table.blocks {
        guard let place = places[block.instrument] else { continue }
        block.withColumn(column) { values in
          for (row, value) in zip(block.rows, values) {
            if let day = days.binarySearch(row) { cells[place * days.count + day] = value }
          }
        }
      }
      return cells
    }

    /// The cells of one day, by instrument.
    func column(_ cells: [Float], _ day: Int) -> [Double] {
      (0..<places.count).map { Double(cells[$0 * days.count + day]) }
    }
  }
}
