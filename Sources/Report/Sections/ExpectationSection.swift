import Charts
import Metrics
import Primitives
import Records

/// What was executed beside what the backtest of its migration lets expect: return with a band, costs, slippage, orders
/// that dealt. Research learns from it which cost to assume.
///
/// Expected is the mean of the backtest's daily returns after costs times the days, and the band two deviations of
/// them times the root of the days: 19 of 20 paths of independent days lie inside. Nothing is compounded.
struct ExpectationSection: Sendable {
  private let realised: RealisedSide
  private let backtest: [ReportRow]
  private let orders: OrderFate?

  /// Days of a backtest below which its deviation says nothing.
  private static let daysMin = 20
  private static let deviations = 2.0

  /// - Parameter migration: the one that was executed; nil: none is known.
  init(_ realised: RealisedSide, migration: NightResult.Migration?) {
    self.realised = realised
    guard case .judged(let judgement)? = migration?.outcome else {
      (backtest, orders) = ([], nil)
      return
    }
    let isReplayed = !judgement.replayed.isEmpty
    backtest = isReplayed ? judgement.replayed : judgement.recorded
    orders = isReplayed ? judgement.orders : nil
  }

  /// Whether there is anything to compare.
  var isThere: Bool { expected != nil && !realised.netValues.isEmpty }

  /// The values of the template; nil where there is nothing to compare.
  var values: [String: PageValue]? {
    guard let expected, let last = realised.netValues.last else { return nil }
    let days = realised.netValues.count
    let band = expected.band(days)
    let isInside = (band.low...band.high).contains(last - 1)
    return [
      "verdict": .message(.verdict(days, last - 1, expected.mean * Double(days), band, isInside: isInside)),
      "tone": .text(isInside ? "note" : "warn"), "rows": .list(rows(expected)),
      "bandChart": .chart(.half) { chart($0) },
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

  private func rows(_ expected: Expected) -> [[String: PageValue]] {
    let assumed = backtest.last.flatMap { $0.totalTurnover > 0 ? $0.totalCost / $0.totalTurnover : nil }
    func row(_ label: String, _ own: Figure, _ other: Figure) -> [String: PageValue] {
      ["label": .label(label), "realised": .figure(own), "backtest": .figure(other)]
    }
    func rate(_ label: String, _ own: Double?, _ other: Double?, signed: Bool = false) -> [String: PageValue] {
      row(label, Figure(own, .basisPoints, signed: signed), Figure(other, .basisPoints, signed: signed))
    }
    var rows = [
      rate("expectMean", Mean.value(realised.returns), expected.mean, signed: true),
      row(
        "expectDeviation", Figure(StandardDeviation.value(realised.returns), .percent),
        Figure(expected.deviation, .percent)),
      rate("expectCostDay", Mean.value(realised.costs), Mean.value(backtest.map(\.cost).filter(\.isFinite))),
      rate("expectCostTraded", realised.costRate, assumed),
    ]
    if let slippage = realised.slippage {
      // What a backtest assumes beyond its price, qlib's `impact_cost`, is in its cost.
      rows += [
        rate("expectSlippage", slippage, nil, signed: true),
        rate("expectWhole", realised.costRate.map { $0 + slippage }, assumed),
      ]
    }
    return rows + [row("expectFilled", Figure(realised.dealt, .percent), Figure(orders?.ratio, .percent))]
  }

  // MARK: - Chart

  private func chart(_ language: Language) -> ChartSpec? {
    guard let expected, realised.netValues.count > 1 else { return nil }
    let days = realised.netValues.indices.map { $0 + 1 }
    func line(_ label: Message, _ role: ChartRole, _ values: [Double]) -> LineChart.Series {
      LineChart.Series(
        label: label.words(language), role: role, values: values,
        last: Figure(values.last.map { $0 - 1 }, .coarsePercent, signed: true).text(.english))
    }
    return .line(
      LineChart(
        head: ChartHead(
          id: realised.id + "-expected", title: Message.chartTitle.words(language),
          unit: Message.chartUnit.words(language)), unit: .ratio, days: realised.days,
        series: [
          line(.own, .record, realised.netValues),
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
