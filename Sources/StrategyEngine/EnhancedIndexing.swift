package import Primitives
package import Records

/// qlib's `EnhancedIndexingStrategy` (`qlib/contrib/strategy/signal_strategy.py`): weights of
/// `EnhancedIndexingOptimizer` over the stocks of the day's risk data, turned into orders by `TargetAmounts`.
///
/// A day without risk data skips the optimization, and no order follows. A stock that no share was traded of on the day
/// before keeps its weight, one without a score has the lowest, one without a weight in the index has 0 there.
package struct EnhancedIndexing: Strategy {
  private let parameters: EnhancedIndexingParameters
  private let optimizer: EnhancedIndexingOptimizer

  package init(_ parameters: EnhancedIndexingParameters) {
    self.parameters = parameters
    optimizer = EnhancedIndexingOptimizer(parameters.optimizer)
  }

  package var instruments: [InstrumentID] {
    let all = (parameters.risk?.days.values).map { Set($0.flatMap(\.instruments)) } ?? []
    return all.filter { InstrumentID($0.name) == $0 }.sorted()
  }

  package var fields: [String] { parameters.risk == nil ? [] : [weightField] }

  private var weightField: String { parameters.market + "_weight" }

  package func orders(
    scores: DayScores?, holdings: [Holding], cash: Double, market: some MarketState
  ) -> [Order] {
    var memory = StrategyMemory()
    return orders(scores: scores, holdings: holdings, cash: cash, market: market, memory: &memory)
  }

  package func orders(
    scores: DayScores?, holdings: [Holding], cash: Double, market: some MarketState, memory: inout StrategyMemory
  ) -> [Order] {
    guard let scores, !scores.stocks.isEmpty, let risk = parameters.risk else { return [] }
    guard let before = market.previousDay, let day = risk.days[before] else {
      memory.note(Event.noDay.rawValue)
      return []
    }
    let stocks = day.instruments.map { market.number(of: $0) }
    let index = stocks.map { stock in stock.map { market.previousValue(weightField, $0) ?? .nan } ?? .nan }
    if index.allSatisfy(\.isNaN) { memory.note(Event.noIndex.rawValue) }
    let (weights, outcome) = optimizer.weights(
      known(day, stocks, index, scores: scores, holdings: holdings, cash: cash, market: market))
    switch outcome {
    case .optimal: break
    case .withoutTurnoverLimit: memory.note(Event.withoutTurnoverLimit.rawValue)
    case .unchanged: memory.note(Event.unchanged.rawValue)
    }
    return TargetAmounts.orders(
      of: zip(stocks, weights).compactMap { stock, weight in weight > 0 ? stock.map { ($0, weight) } : nil },
      riskDegree: parameters.riskDegree, holdings: holdings, cash: cash, market: market)
  }

  private func known(
    _ day: RiskData.Day, _ stocks: [Int32?], _ index: [Double], scores: DayScores, holdings: [Holding], cash: Double,
    market: some MarketState
  ) -> EnhancedIndexingOptimizer.Day {
    let account = holdings.reduce(cash) { $0 + $1.amount * $1.lastPrice }
    let held = Dictionary(uniqueKeysWithValues: holdings.map { ($0.stock, $0.amount * $0.lastPrice / account) })
    let lowest = scores.values.reduce(Double.infinity) { $1.isNaN ? $0 : min($0, $1) }
    return EnhancedIndexingOptimizer.Day(
      scores: stocks.map { stock in
        let score = stock.map { scores[$0] } ?? .nan
        return score.isNaN ? lowest : score
      }, exposures: day.exposures, covariance: day.covariance, variances: day.specificRisk.map { $0 * $0 },
      held: stocks.map { stock in (stock.flatMap { held[$0] } ?? 0) / parameters.riskDegree },
      index: index.map { $0.isNaN ? 0 : $0 },
      isKept: stocks.map { stock in !(stock.map { market.hadVolume($0) } ?? false) },
      isLeaving: day.instruments.map { day.blacklist.contains($0) })
  }

  /// What a finding counts.
  private enum Event: String {
    case noDay = "enhanced-indexing.no-day"
    case noIndex = "enhanced-indexing.no-index"
    case withoutTurnoverLimit = "enhanced-indexing.without-turnover-limit"
    case unchanged = "enhanced-indexing.unchanged"
  }

  package func findings(_ memory: StrategyMemory) -> [Finding] {
    guard parameters.risk != nil else { return [.noRiskData(parameters.riskModelRoot)] }
    func days(_ event: Event) -> Int? { memory.events[event.rawValue] }
    return [
      days(.noDay).map { .daysWithoutRisk($0) }, days(.noIndex).map { .noIndexWeights($0, weightField) },
      days(.withoutTurnoverLimit).map { .overTurnover($0) }, days(.unchanged).map { .noWeights($0) },
      .ownSolver,
    ].compactMap(\.self)
  }
}

extension Finding {
  fileprivate static func noRiskData(_ root: String) -> Finding {
    Finding(
      "strategy.no-risk-data", .warning, ["root": .text(root)], title: (en: "No risk data", zh: "没有风险数据"),
      evidence: (
        en: "The folder '{root}' of `riskmodel_root` is not here or has no day. qlib then logs \"skip optimization\".",
        zh: "`riskmodel_root` 的文件夹“{root}”不存在或没有日期，qlib 此时每天记录“skip optimization”。"
      ), consequence: (en: "The strategy gives no orders, as in qlib.", zh: "策略不下任何委托，与 qlib 一致。"),
      remedy: (
        en: "Write it there with `aistock models risk`, or use TopkDropoutStrategy.",
        zh: "请用 `aistock models risk` 写入该处，或改用 TopkDropoutStrategy。"
      ))
  }

  fileprivate static func daysWithoutRisk(_ days: Int) -> Finding {
    Finding(
      "strategy.days-without-risk", .warning, ["days": .count(days)],
      title: (en: "Days without risk data", zh: "部分交易日没有风险数据"),
      evidence: (
        en: "{days} {days:day|days} with scores had no risk data of the trading day before.",
        zh: "有得分的交易日中，{days} 天缺少前一交易日的风险数据。"
      ), consequence: (en: "No order was given there, as in qlib.", zh: "与 qlib 一致，这些日没有委托。"),
      remedy: (
        en: "Add a folder for each trading day with `aistock models risk`.",
        zh: "请用 `aistock models risk` 为每个交易日补上文件夹。"
      ))
  }

  fileprivate static func noIndexWeights(_ days: Int, _ field: String) -> Finding {
    Finding(
      "strategy.no-index-weights", .serious, ["days": .count(days), "field": .text(field)],
      title: (en: "No weights of the index", zh: "没有指数权重"),
      evidence: (
        en: "On {days} {days:day|days} no stock had a weight in the field '{field}'.",
        zh: "有 {days} 天字段“{field}”没有任何股票的权重。"
      ), consequence: (en: "The optimizer takes them as 0, as in qlib.", zh: "与 qlib 一致，优化器将其视为 0。"),
      remedy: (en: "Write the field into the market.", zh: "请在行情中写入该字段。"))
  }

  fileprivate static func overTurnover(_ days: Int) -> Finding {
    Finding(
      "strategy.over-turnover", .note, ["days": .count(days)],
      title: (en: "Days without the limit of turnover", zh: "部分交易日放弃换手限制"),
      evidence: (
        en: "On {days} {days:day|days} no weights satisfied all limits. The limit of turnover was left out.",
        zh: "有 {days} 天没有满足全部限制的权重，因而放弃换手限制。"
      ), consequence: (en: "More is traded than `delta`, as in qlib.", zh: "与 qlib 一致，交易超过 `delta`。"),
      remedy: (en: "Allow a greater `delta` or `b_dev`.", zh: "请放宽 `delta` 或 `b_dev`。"))
  }

  fileprivate static func noWeights(_ days: Int) -> Finding {
    Finding(
      "strategy.no-weights", .warning, ["days": .count(days)],
      title: (en: "Days without a solution", zh: "部分交易日无解"),
      evidence: (
        en: "On {days} {days:day|days} no weights satisfied the limits of the optimizer.",
        zh: "有 {days} 天没有满足优化器限制的权重。"
      ), consequence: (en: "The holdings stayed as they were, as in qlib.", zh: "与 qlib 一致，持仓保持不变。"),
      remedy: (en: "Allow a greater `b_dev` or `f_dev`.", zh: "请放宽 `b_dev` 或 `f_dev`。"))
  }

  fileprivate static let ownSolver = Finding(
    "strategy.own-solver", .note, title: (en: "Weights of another solver", zh: "权重来自另一求解器"),
    evidence: (
      en: "qlib solves the weights with ECOS, up to 1e-8 of the objective. Here an interior point method does.",
      zh: "qlib 用 ECOS 求解权重，目标精度约 1e-8；此处用内点法求解。"
    ),
    consequence: (
      en: "Weights differ by about 1e-6, and an order by a lot where it stands between two lots.",
      zh: "权重相差约 1e-6，介于两手之间的委托可能相差一手。"
    ), remedy: (en: "Judge by the report rather than order by order.", zh: "请以报告为准，而非逐笔委托。"))
}
