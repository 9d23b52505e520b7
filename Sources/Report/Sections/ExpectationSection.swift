import Charts
import Metrics
import Primitives
import Records

/// What a preview did beside what the backtest of its migration lets expect: return with a band, costs, orders that
/// dealt. Research learns from it which cost to assume.
///
/// Expected is the mean of the backtest's daily returns after costs times the days, and the band two deviations of
/// them times the root of the days: 19 of 20 paths of independent days lie inside. Nothing is compounded.
struct ExpectationSection: Sendable {
  private let preview: NightResult.Preview
  private let backtest: [ReportRow]

  /// Days of a backtest below which its deviation says nothing.
  private static let daysMin = 20
  private static let deviations = 2.0

  /// - Parameter migration: the one that the preview was made from; nil: none is known.
  init(_ preview: NightResult.Preview, migration: NightResult.Migration?) {
    self.preview = preview
    guard case .judged(let judgement)? = migration?.outcome else {
      backtest = []
      return
    }
    backtest = judgement.replayed.isEmpty ? judgement.recorded : judgement.replayed
  }

  var isThere: Bool { expected != nil && !preview.accounts.isEmpty }

  var values: [String: PageValue] {
    guard let expected, isThere else { return ["expectations": .list([])] }
    let days = preview.accounts.count
    let realised = (preview.netValues.last ?? .nan) - 1
    let band = expected.band(days)
    let isInside = (band.low...band.high).contains(realised)
    return [
      "expectations": .list([
        [
          "verdict": .message(.verdict(days, realised, expected.mean * Double(days), band, isInside: isInside)),
          "tone": .text(isInside ? "note" : "warn"), "rows": .list(rows(expected)),
          "bandChart": .chart(.half) { chart($0) },
        ]
      ])
    ]
  }

  // MARK: - Figures

  /// Mean and deviation of a backtest's daily returns after costs.
  private struct Expected: Sendable {
    var mean: Double
    var deviation: Double

    func band(_ days: Int) -> (low: Double, high: Double) {
      let middle = mean * Double(days)
      let half = ExpectationSection.deviations * deviation * Double(days).squareRoot()
      return (middle - half, middle + half)
    }
  }

  private var expected: Expected? {
    let returns = backtest.map { $0.returnRate - $0.cost }.filter(\.isFinite)
    guard returns.count >= ExpectationSection.daysMin, let deviation = StandardDeviation.value(returns) else {
      return nil
    }
    return Mean.value(returns).map { Expected(mean: $0, deviation: deviation) }
  }

  /// Daily returns of the preview, and its cost of each day, both of the value at the close before.
  private var realised: (returns: [Double], costs: [Double]) {
    let bases = [preview.strategy.initialCapital] + preview.accounts.dropLast().map(\.totalValue)
    let pairs = zip(bases, preview.accounts).filter { $0.0 > .zero }
    return (pairs.map { $1.dailyPnL.yuan / $0.yuan }, pairs.map { $1.cost.yuan / $0.yuan })
  }

  private func rows(_ expected: Expected) -> [[String: PageValue]] {
    let own = realised
    let costs = backtest.map(\.cost).filter(\.isFinite)
    let traded = preview.trades.reduce(0.0) { $0 + $1.amount.yuan }
    let paid = preview.trades.reduce(0.0) { $0 + $1.cost.yuan }
    let assumed = backtest.last.flatMap { $0.totalTurnover > 0 ? $0.totalCost / $0.totalTurnover : nil }
    let orders = preview.tradeCount + preview.skipCount
    func row(_ label: String, _ own: Figure, _ other: Figure) -> [String: PageValue] {
      ["label": .label(label), "realised": .figure(own), "backtest": .figure(other)]
    }
    return [
      row(
        "expectMean", Figure(Mean.value(own.returns), .basisPoints, signed: true),
        Figure(expected.mean, .basisPoints, signed: true)),
      row(
        "expectDeviation", Figure(StandardDeviation.value(own.returns), .percent), Figure(expected.deviation, .percent)),
      row("expectCostDay", Figure(Mean.value(own.costs), .basisPoints), Figure(Mean.value(costs), .basisPoints)),
      row("expectCostTraded", Figure(traded > 0 ? paid / traded : nil, .basisPoints), Figure(assumed, .basisPoints)),
      row(
        "expectFilled", Figure(orders > 0 ? Double(preview.tradeCount) / Double(orders) : nil, .percent),
        Figure(1, .percent)),
      row("expectSlippage", Figure(nil as Double?, .basisPoints), Figure(0, .basisPoints)),
    ]
  }

  // MARK: - Chart

  private func chart(_ language: Language) -> ChartSpec? {
    guard let expected, preview.accounts.count > 1 else { return nil }
    let days = preview.accounts.indices.map { $0 + 1 }
    func line(_ label: Message, _ role: ChartRole, _ values: [Double]) -> LineChart.Series {
      LineChart.Series(
        label: label.words(language), role: role, values: values,
        last: Figure(values.last.map { $0 - 1 }, .coarsePercent, signed: true).text(.english))
    }
    return .line(
      LineChart(
        head: ChartHead(
          id: "preview-" + Slug.of(preview.strategy.id) + "-expected", title: Message.chartTitle.words(language),
          unit: Message.chartUnit.words(language)), unit: .ratio, days: preview.accounts.map(\.tradingDay),
        series: [
          line(.own, .record, preview.netValues),
          line(.middle, .replay, days.map { 1 + expected.mean * Double($0) }),
          line(.lower, .index, days.map { 1 + expected.band($0).low }),
          line(.upper, .index, days.map { 1 + expected.band($0).high }),
        ], baseline: 1, dayWord: StringTable.require("day", language)))
  }
}

extension Message {
  fileprivate static let chartTitle = Message(
    "chart.expected-title.label", en: "Net value beside what the backtest lets expect", zh: "净值与回测预期")
  fileprivate static let chartUnit = Message("chart.expected-unit.label", en: "1 at the start", zh: "起点为 1")
  fileprivate static let own = Message("chart.expected-own.label", en: "realised", zh: "实际")
  fileprivate static let middle = Message("chart.expected-middle.label", en: "expected", zh: "预期")
  fileprivate static let lower = Message("chart.expected-lower.label", en: "lower bound", zh: "下界")
  fileprivate static let upper = Message("chart.expected-upper.label", en: "upper bound", zh: "上界")

  fileprivate static func verdict(
    _ days: Int, _ realised: Double, _ expected: Double, _ band: (low: Double, high: Double), isInside: Bool
  ) -> Message {
    isInside
      ? Message(
        "report.expected-inside",
        [
          "days": .count(days), "realised": .ratio(realised), "expected": .ratio(expected), "low": .ratio(band.low),
          "high": .ratio(band.high),
        ],
        en:
          "{realised} after {days} {days:day|days}; the backtest lets expect {expected}. It lies inside {low} to {high}.",
        zh: "{days} 个交易日收益 {realised}，回测预期 {expected}，位于 {low} 至 {high} 之内。")
      : Message(
        "report.expected-outside",
        [
          "days": .count(days), "realised": .ratio(realised), "expected": .ratio(expected), "low": .ratio(band.low),
          "high": .ratio(band.high),
        ],
        en:
          "{realised} after {days} {days:day|days}; the backtest lets expect {expected}. It lies outside {low} to {high}.",
        zh: "{days} 个交易日收益 {realised}，回测预期 {expected}，超出 {low} 至 {high}。")
  }
}
