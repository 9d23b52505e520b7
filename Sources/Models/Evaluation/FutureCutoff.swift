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
        evidence: .generatedFactors, remedy: .recomputeFactors)
    }
    guard let test = config.segment("test") ?? config.segments.last else {
      return ModelEvaluation.LeakCheck(.futureCutoff, .notChecked, evidence: .noSegment)
    }
    let keys = raw.keys
    let rows = keys.days.indices.filter { keys.days[$0] >= test.start && keys.days[$0] <= test.end }
    guard let first = rows.first, let last = rows.last else {
      return ModelEvaluation.LeakCheck(.futureCutoff, .notChecked, evidence: .noTestDay)
    }
    let days = Set([first, (first + last) / 2, first + (last - first) * 9 / 10]).sorted()
    var cells = 0
    for index in days {
      let (own, found) = try compare(config, raw, day: index)
      cells += own
      if let found { return leak(found, keys.days[index], ahead: try aheadOf(config)) }
    }
    return ModelEvaluation.LeakCheck(
      .futureCutoff, .clean, days: 0, evidence: .sameBits(cells, days.map { keys.days[$0] }))
  }

  private struct Changed {
    var feature: String
    var stock: InstrumentID
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
          return (cells, Changed(feature: factor.name, stock: stock, cut: cut, whole: whole))
        }
      }
    }
    return (cells, nil)
  }

  /// Names of the expressions that look ahead.
  private func aheadOf(_ config: DatasetConfig) throws -> [String] {
    let ahead = try DatasetBuilder.expressions(config.source).filter {
      try Factor(name: $0.name, text: $0.expression).looksAhead
    }
    return ahead.map(\.name)
  }

  private func leak(_ found: Changed, _ day: TradingDay, ahead: [String]) -> ModelEvaluation.LeakCheck {
    let changed = Message.changedBits(found.feature, found.stock, day, whole: found.whole, cut: found.cut)
    return ModelEvaluation.LeakCheck(
      .futureCutoff, .leak, days: 1, evidence: ahead.isEmpty ? changed : .lookingAhead(changed, ahead),
      consequence: .pricesNotKnown, remedy: .noNegativeShifts)
  }
}

extension Message {
  fileprivate static let generatedFactors = Message(
    "model.cutoff-generated-factors",
    en: "Generated factors come from a file. How they were computed is not known here.",
    zh: "生成的因子来自文件，此处不知道其计算方式。")
  fileprivate static let recomputeFactors = Message(
    "model.cutoff-recompute",
    en: "Recompute them with `aistock factors verify`, or run their code on a shorter market.",
    zh: "请用 `aistock factors verify` 重新计算，或在更短的行情上运行其代码。")
  fileprivate static let noSegment = Message(
    "model.cutoff-no-segment", en: "The dataset has no segment.", zh: "数据集没有区段。")
  fileprivate static let noTestDay = Message(
    "model.cutoff-no-day", en: "The test segment has no day.", zh: "测试区段没有交易日。")

  fileprivate static func sameBits(_ cells: Int, _ days: [TradingDay]) -> Message {
    Message(
      "model.cutoff-same-bits", ["cells": .count(cells), "days": .list(days.map { .day($0) })],
      en: "{cells} {cells:value|values} of {days} keep their bits on a market that ends with the day.",
      zh: "在截止于当日的行情上重新计算，{days} 的 {cells} 个值逐位不变。")
  }

  fileprivate static func changedBits(
    _ feature: String, _ stock: InstrumentID, _ day: TradingDay, whole: Float, cut: Float
  ) -> Message {
    Message(
      "model.cutoff-changed",
      [
        "feature": .text(feature), "stock": .instrument(stock), "day": .day(day), "whole": .text(whole.description),
        "cut": .text(cut.description),
      ],
      en: "{feature} of {stock} on {day} is {whole}. On a market that ends with the day it is {cut}.",
      zh: "{stock} 在 {day} 的 {feature} 为 {whole}，在截止于当日的行情上为 {cut}。")
  }

  fileprivate static func lookingAhead(_ changed: Message, _ names: [String]) -> Message {
    Message(
      "model.cutoff-looking-ahead", ["changed": .message(changed), "names": .names(names)],
      en: "{changed} Expressions that look ahead: {names}.", zh: "{changed}用到未来数据的表达式：{names}。")
  }

  fileprivate static let pricesNotKnown = Message(
    "model.cutoff-consequence",
    en: "The model is given prices that are not known on the day. Its scores come too late.",
    zh: "模型用到当日尚不可知的价格，得分无法按时得到。")
  fileprivate static let noNegativeShifts = Message(
    "model.cutoff-remedy", en: "Use positive shifts in features. Only a label may look ahead.",
    zh: "特征请使用正的移位，只有标签可以用未来数据。")
}
