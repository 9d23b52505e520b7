import FactorEngine
package import MarketData
import Metrics
package import Primitives
package import Records

/// What predictions still tell after some days: their IC against returns over ever longer holdings.
///
/// Over h days the return is `Ref($close, -(h+1)) / Ref($close, -1) - 1`: bought at the close of the day
/// after the prediction, as qlib's own label, which is h = 1.
package struct PredictionDecay: Sendable {
  package static let note = Message(
    "models.decay-note", en: "The return runs from the close of the next day over so many trading days.",
    zh: "收益率自次日收盘起，持有相应的交易日数。")

  private let market: any Market

  package init(market: any Market) { self.market = market }

  package func horizons(_ predictions: PanelTable) throws -> [PredictionQuality.Horizon] {
    guard let first = predictions.days.first, let last = predictions.days.last else { return [] }
    let factors = try ICDecay.horizons.map {
      try Factor(name: "\($0)", text: "Ref($close, -\($0 + 1))/Ref($close, -1)-1")
    }
    let table = try FactorEngine(market: market, factors: factors)
      .compute(FactorScope(.instruments(predictions.instruments), start: first, end: last))
    let places = places(predictions, table)
    let orders = ICDecay.orders(predictions)
    return Array(factors.indices).concurrentMap { column in
      var outcomes = [Double](repeating: .nan, count: predictions.count)
      for (row, place) in places.enumerated() where place.block >= 0 {
        outcomes[row] = Double(table.blocks[Int(place.block)][Int(place.row), column])
      }
      return ICDecay.horizon(ICDecay.horizons[column], predictions, outcomes: outcomes, orders: orders)
    }
  }

  /// By row of the predictions, where its returns stand; -1 where the market has none.
  private func places(_ predictions: PanelTable, _ table: FactorTable) -> [(block: Int32, row: Int32)] {
    var blocks = [Int](repeating: -1, count: predictions.instruments.count)
    for (index, block) in table.blocks.enumerated() {
      if let code = predictions.instruments.binarySearch(block.instrument) { blocks[code] = index }
    }
    var next = [Int](repeating: 0, count: table.blocks.count)
    var places = [(block: Int32, row: Int32)](repeating: (-1, 0), count: predictions.count)
    for (day, date) in predictions.days.enumerated() {
      guard let index = market.calendar.index(of: date).map({ Int32($0) }) else { continue }
      for row in predictions.rows(ofDay: day) {
        let block = blocks[Int(predictions.codes[row])]
        if block < 0 { continue }
        let rows = table.blocks[block].rows
        while next[block] < rows.count, rows[next[block]] < index { next[block] += 1 }
        if next[block] < rows.count, rows[next[block]] == index { places[row] = (Int32(block), Int32(next[block])) }
      }
    }
    return places
  }
}
