import FactorEngine
package import MarketData
import Primitives
package import Records

/// Computes features of a day once more on a market that ends with the day: a bit that changes has seen
/// the future.
package struct FutureCutoff: Sendable {
  /// Days that are tried, spread over the test segment, and stocks on each, spread over its members.
  static let dayCount = 3
  static let stockCount = 24

  private let market: any Market

  package init(market: any Market) { self.market = market }

  /// - Parameter raw: features of the handler's whole range, as `DatasetBuilder.raw` gave them.
  package func check(_ config: DatasetConfig, raw: Frame) throws -> ModelEvaluation.LeakCheck {
    if case .combined = config.source {
      return ModelEvaluation.LeakCheck(
        .futureCutoff, .notChecked,
        evidence: "generated factors come from a file: how they were computed is not known here",
        remedy: "Recompute them with `aistock factors verify`, or their code on a market that ends earlier.")
    }
    guard let test = config.segment("test") ?? config.segments.last else {
      return ModelEvaluation.LeakCheck(.futureCutoff, .notChecked, evidence: "the dataset has no segment")
    }
    let keys = raw.keys
    let rows = keys.days.indices.filter { keys.days[$0] >= test.start && keys.days[$0] <= test.end }
    guard let first = rows.first, let last = rows.last else {
      return ModelEvaluation.LeakCheck(.futureCutoff, .notChecked, evidence: "the test segment has no day")
    }
    let days = Set([first, (first + last) / 2, first + (last - first) * 9 / 10]).sorted()
    var cells = 0
    for index in days {
      let (own, found) = try compare(config, raw, day: index)
      cells += own
      if let found { return leak(found, keys.days[index], ahead: try aheadOf(config)) }
    }
    let shown = days.map { keys.days[$0].description }.joined(separator: ", ")
    return ModelEvaluation.LeakCheck(
      .futureCutoff, .clean, days: 0,
      evidence:
        "\(cells) values of \(shown), computed on a market that ends with the day, have the bits of the whole market")
  }

  private struct Changed {
    var feature: String
    var stock: String
    var cut: Float
    var whole: Float
  }

  private func compare(_ config: DatasetConfig, _ raw: Frame, day index: Int) throws -> (Int, Changed?) {
    let day = raw.keys.days[index]
    let rows = raw.keys.rows(ofDay: index)
    let names = raw.names(of: "feature")
    let known = Dictionary(try DatasetBuilder.expressions(config.source).map { ($0.name, $0.expression) }) { first, _ in
      first
    }
    let factors = try names.compactMap { name in try known[name].map { try Factor(name: name, text: $0) } }
    // A cross-section needs all its members; anything else is a stock's own.
    let isAlone = factors.allSatisfy { !$0.needsAllStocks }
    let step = isAlone ? max(1, rows.count / FutureCutoff.stockCount) : 1
    let stocks = stride(from: rows.lowerBound, to: rows.upperBound, by: step).map { raw.keys.instrument(ofRow: $0) }
    let members: FactorScope.Members =
      try isAlone
      ? .instruments(stocks)
      : config.universe.map { .universe(try market.universe($0)) } ?? .instruments(config.instruments)
    let table = try FactorEngine(market: MarketUntil(market, day), factors: factors)
      .compute(FactorScope(members, start: config.start, end: day))
    guard let place = market.calendar.index(of: day).map({ Int32($0) }) else { return (0, nil) }
    var cells = 0
    for row in rows {
      let stock = raw.keys.instrument(ofRow: row)
      guard isAlone == false || stocks.contains(stock) else { continue }
      let block = table.blocks.first { $0.instrument == stock }
      let own = block.flatMap { block in block.rows.binarySearch(place) }
      for (column, factor) in factors.enumerated() {
        let cut = own.flatMap { own in block.map { $0[own, column] } } ?? .nan
        let whole = Float(raw.columns.first { $0.group == "feature" && $0.name == factor.name }?.values[row] ?? .nan)
        cells += 1
        if cut.bitPattern != whole.bitPattern, !(cut.isNaN && whole.isNaN) {
          return (cells, Changed(feature: factor.name, stock: stock.name, cut: cut, whole: whole))
        }
      }
    }
    return (cells, nil)
  }

  private func aheadOf(_ config: DatasetConfig) throws -> String {
    let ahead = try DatasetBuilder.expressions(config.source).filter {
      try Factor(name: $0.name, text: $0.expression).looksAhead
    }
    return ahead.isEmpty ? "" : "; the expressions that look ahead: \(ahead.map(\.name).joined(separator: ", "))"
  }

  private func leak(_ found: Changed, _ day: TradingDay, ahead: String) -> ModelEvaluation.LeakCheck {
    ModelEvaluation.LeakCheck(
      .futureCutoff, .leak, days: 1,
      evidence: .verbatim(
        "\(found.feature) of \(found.stock) on \(day) is \(found.whole), and \(found.cut) on a market that ends with "
          + "the day\(ahead)"),
      consequence: "the model is given prices that were not known on the day: its scores cannot be had in time",
      remedy: "Use positive shifts in features; only a label may look ahead.")
  }
}
