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
    let labels = try columns(of: [label], scope)
    // A set that leaves no freedom to the fullest day is not made orthogonal in vain.
    let fullest = labels[0].values.map(\.count).max() ?? 0
    guard set.count + 2 <= fullest else {
      let failures: [MarginalInformationCoefficient.Failure: Int] = [.tooFewRows: labels[0].count]
      return (set + newcomers).map { _ in .init(mean: nil, days: 0, failures: failures) }
    }
    let columns = try columns(of: set + newcomers, scope)
    let days = labels[0].keys.sorted()
    let values = days.concurrentMap { day in
      let label = labels[0][day] ?? []
      let cells = columns.map { ($0[day] ?? []).map { Double($0) } }
      return MarginalInformationCoefficient.values(
        .init(
          set: Array(cells.prefix(set.count)), newcomers: Array(cells.dropFirst(set.count)),
          label: label.map { Double($0) }))
    }
    return MarginalInformationCoefficient.outcomes(values)
  }

  /// The values of each factor by the day's place in the calendar, in the order of the instruments.
  private func columns(of factors: [Factor], _ scope: FactorScope) throws -> [[Int32: [Float]]] {
    var columns: [[Int32: [Float]]] = []
    for from in stride(from: 0, to: factors.count, by: MarginalCorrelation.batch) {
      let batch = Array(factors[from..<min(from + MarginalCorrelation.batch, factors.count)])
      let table = try FactorEngine(market: market, factors: batch).compute(scope)
      columns += Array(batch.indices).concurrentMap { column in
        var days: [Int32: [Float]] = [:]
        for block in table.blocks {
          block.withColumn(column) { cells in
            for (row, value) in zip(block.rows, cells) { days[row, default: []].append(value) }
          }
        }
        return days
      }
    }
    return columns
  }
}
