import Primitives
import Records

/// qlib's order indicators (`qlib/backtest/report.py`, `Indicator`): fill rate, price advantage and
/// positive rate, each the mean of the days weighted by their number of orders.
///
/// Orders of amount 0 have no fill rate (0/0). Prices are those of the day, so the price advantage of
/// every order is 0, and so is the share of orders with a positive one.
package enum OrderIndicators {
  package static let fillFormula = "ffr.count-weighted/1"
  package static let advantageFormula = "pa.count-weighted/1"
  package static let positiveFormula = "pos.count-weighted/1"

  static func metrics(_ trades: [TradeRow]?) -> [MetricValue] {
    func metric(_ name: String, _ formula: String, _ value: Double?, _ count: Int, _ reason: String?) -> MetricValue {
      MetricValue(
        name: name, convention: "qlib-count-weighted", formula: formula, value: value, count: count,
        reason: value == nil ? reason : nil)
    }
    guard let trades else {
      let reason = "the record holds no orders"
      return [
        metric("1day.ffr", fillFormula, nil, 0, reason), metric("1day.pa", advantageFormula, nil, 0, reason),
        metric("1day.pos", positiveFormula, nil, 0, reason),
      ]
    }
    var weighted = 0.0
    var weight = 0.0
    for day in days(trades) {
      let rates = day.filter { $0.orderAmount != 0 }.map { $0.dealAmount / $0.orderAmount }
      guard let mean = Mean.value(rates) else { continue }
      weighted += mean * Double(day.count)
      weight += Double(day.count)
    }
    let fill = weight > 0 ? weighted / weight : nil
    let none = fill == nil ? nil : 0.0
    let reason = "there is no order"
    return [
      metric("1day.ffr", fillFormula, fill, trades.count, reason),
      metric("1day.pa", advantageFormula, none, trades.count, reason),
      metric("1day.pos", positiveFormula, none, trades.count, reason),
    ]
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
