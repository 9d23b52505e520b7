import FactorEngine
package import MarketData
import Primitives
package import Records

/// Scores of a few days computed once more on a market that ends with the day: a bit that changes has seen the future.
///
/// Processors keep what they learned; whether they learned from later days is another check (`LeakChecks`).
package struct ScoreCutoff: Sendable {
  /// Days that are tried, and stocks on each where a score is a stock's own.
  package static let dayCount = 3
  static let stockCount = 24

  private let market: any Market
  private let config: DatasetConfig
  private let chain: ProcessorChain
  private let weights: any ModelWeights
  private let runtime: ModelRuntime

  package init(
    market: any Market, config: DatasetConfig, views: DatasetViews, weights: any ModelWeights, runtime: ModelRuntime
  ) {
    self.market = market
    self.config = config
    chain = views.inferenceChain
    self.weights = weights
    self.runtime = runtime
  }

  /// Compares the scores of seeded days with those on the whole market.
  ///
  /// - Parameters:
  ///   - whole: the scores made on the whole market.
  ///   - seed: a digest; days and stocks follow from it.
  package func check(_ whole: PanelTable, seed: String) throws -> Robustness.Part<[Robustness.CutDay]> {
    if case .combined = config.source { return .missing(.generatedFactors) }
    let days = ScoreCutoff.days(whole, seed: seed)
    guard !days.isEmpty else { return .missing(.noScore) }
    // A model that looks back sees a stock on the days of its membership only.
    let isAlone = try config.steps == nil && isStocksOwn()
    return .made(
      try days.map { index in
        try day(whole, index, stride: isAlone ? max(1, whole.rows(ofDay: index).count / ScoreCutoff.stockCount) : 1)
      })
  }

  /// Whether the score of a stock depends on no other stock of the day.
  private func isStocksOwn() throws -> Bool {
    guard !chain.processors.contains(where: \.needsWholeDay) else { return false }
    return try DatasetBuilder.needed(config).allSatisfy {
      try !Factor(name: $0.name, text: $0.expression).needsAllStocks
    }
  }

  private func day(_ whole: PanelTable, _ index: Int, stride step: Int) throws -> Robustness.CutDay {
    let day = whole.days[index]
    let rows = Swift.stride(
      from: whole.rows(ofDay: index).lowerBound, to: whole.rows(ofDay: index).upperBound, by: step)
    let stocks = rows.map { whole.instruments[Int(whole.codes[$0])] }
    var config = config
    if step > 1 {
      config.universe = nil
      config.instruments = stocks
    }
    let input = try DatasetBuilder(market: MarketUntil(market, day)).input(config, on: day...day) {
      try chain.apply(to: $0)
    }
    let cut = try weights.predictions(of: input, runtime)
    var changes: [Robustness.CutDay.Change] = []
    for (row, stock) in zip(rows, stocks) {
      let (before, after) = (whole.values[row], cut.value(of: stock, on: day) ?? .nan)
      if before.bitPattern != after.bitPattern, !(before.isNaN && after.isNaN) {
        changes.append(.init(instrument: stock, whole: before, cut: after))
      }
    }
    return Robustness.CutDay(day: day, scores: stocks.count, changed: changes.count, first: changes.first)
  }

  /// Places of days that have scores, ascending: a third each of the seed's digits.
  private static func days(_ whole: PanelTable, seed: String) -> [Int] {
    let known = whole.days.indices.filter { !whole.rows(ofDay: $0).isEmpty }
    guard !known.isEmpty else { return [] }
    let digits = Array(SHA256Digest(hashing: seed).hex.utf8)
    let width = digits.count / dayCount
    let drawn = (0..<dayCount).map { part in
      digits[part * width..<(part + 1) * width].reduce(0) { ($0 * 31 + Int($1)) % known.count }
    }
    return Set(drawn).sorted().map { known[$0] }
  }
}

extension Message {
  fileprivate static let generatedFactors = Message(
    "robustness.generated-factors",
    en: "Not run: generated factors come from a file. How they were computed is not known here.",
    zh: "未运行：生成的因子来自文件，此处不知道其计算方式。")
  fileprivate static let noScore = Message(
    "robustness.no-score", en: "Not run: no day has a score.", zh: "未运行：没有任何一天有得分。")
}
