import Primitives
package import Records

/// qlib's order indicators (`qlib/backtest/report.py`, `Indicator`, and `indicator_analysis` of
/// `qlib/contrib/evaluate.py`): fill rate, price advantage and positive rate, each a weighted mean of days.
///
/// A day whose orders are all of amount 0 has no fill rate (0/0) and keeps its weight all the same: it
/// lowers the mean. Prices are those of the day, so the price advantage of every order is 0, and so is the
/// share of orders with a positive one.
package enum OrderIndicators {
  package static let fillFormula = "ffr.count-weighted/2"
  package static let advantageFormula = "pa.count-weighted/1"
  package static let positiveFormula = "pos.count-weighted/1"

  /// What a day counts for.
  package enum Weight: String, Sendable, CaseIterable {
    /// Its number of orders; the one that qlib's record uses.
    case count = "mean"
    case amount = "amount_weighted"
    case value = "value_weighted"
  }

  static func metrics(_ trades: [TradeRow]?) -> [MetricValue] {
    func metric(_ name: String, _ formula: String, _ value: Double?, _ count: Int, _ reason: Message?) -> MetricValue {
      MetricValue(
        name: name, convention: "qlib-count-weighted", formula: formula, value: value, count: count,
        reason: value == nil ? reason : nil)
    }
    guard let trades else {
      let reason = Message.noRecordedOrders
      return [
        metric("1day.ffr", fillFormula, nil, 0, reason), metric("1day.pa", advantageFormula, nil, 0, reason),
        metric("1day.pos", positiveFormula, nil, 0, reason),
      ]
    }
    let fill = fillRate(trades)
    let none = fill == nil ? nil : 0.0
    let reason = Message.noOrder
    return [
      metric("1day.ffr", fillFormula, fill, trades.count, reason),
      metric("1day.pa", advantageFormula, none, trades.count, reason),
      metric("1day.pos", positiveFormula, none, trades.count, reason),
    ]
  }

  /// The mean over days of the mean share of each order that was dealt; nil without a day of weight.
  package static func fillRate(_ trades: [TradeRow], by weight: Weight = .count) -> Double? {
    var weighted = 0.0
    var whole = 0.0
    for day in days(trades) {
      let own =
        switch weight {
        case .count: Double(day.count)
        case .amount: day.reduce(0) { $0 + $1.dealAmount.magnitude }
        case .value: day.reduce(0) { $0 + $1.value.magnitude }
        }
      whole += own
      let rates = day.filter { $0.orderAmount != 0 }.map { $0.dealAmount / $0.orderAmount }
      if let mean = Mean.value(rates) { weighted += mean * own }
    }
    return whole > 0 ? weighted / whole : nil
  }

  private static func days(_ trades: [TradeRow]) -> [ArraySlice<TradeRow>] {
    var days: [ArraySlice<TradeRow>] = []
    var start = trades.startIndex
    while start < trades.endIndex {
      let end = trades[start...].firstIndex { $0.day != trades[start].day } ?? trades.endIndex
      days.append(trades[start..<end])
      start = end
    }
    return days
  }
}

extension Message {
  fileprivate static let noRecordedOrders = Message(
    "metrics.no-recorded-orders", en: "The record holds no orders.", zh: "记录中没有委托。")
  fileprivate static let noOrder = Message("metrics.no-order", en: "There is no order.", zh: "没有委托。")
}
