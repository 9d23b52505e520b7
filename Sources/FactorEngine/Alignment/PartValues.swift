import MarketData
import Primitives

/// Values of parts of an expression on one cell.
struct PartValues {
  let market: any Market
  let scope: FactorScope

  /// NaN where a part has no value, or cannot be evaluated on the instrument's rows.
  func values(_ parts: [Expression], _ cell: Alignment.Cell) throws -> [Float] {
    let factors = parts.enumerated().map { Factor(part: $1, name: String($0)) }
    var scope = scope
    // A part over the instruments of a day needs all of them.
    if parts.allSatisfy(\.crossParts.isEmpty) { scope.members = .instruments([cell.instrument]) }
    scope.end = cell.day
    let table = try FactorEngine(market: market, factors: factors).compute(scope)
    guard let block = table.blocks.first(where: { $0.instrument == cell.instrument }),
      let index = table.calendar.index(of: cell.day),
      let row = block.rows.binarySearch(Int32(index))
    else { return parts.map { _ in .nan } }
    return parts.indices.map { block[row, $0] }
  }
}
