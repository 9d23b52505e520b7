import Primitives

/// The demo's index universe: the sixty largest stocks, chosen anew each June and December.
enum DemoUniverse {
  static let size = 60

  /// Membership of the stocks, by position in the list of stocks.
  static func spans(_ stocks: [DemoStock], _ bars: [DemoBars], calendar: TradingCalendar) -> [[ClosedRange<Int>]] {
    let reviews = calendar.days.indices.filter { index in
      guard index > 0 else { return true }
      let month = calendar[index].civil.month
      return (month == 6 || month == 12) && calendar[index - 1].civil.month != month
    }
    var result = [[ClosedRange<Int>]](repeating: [], count: stocks.count)
    for (position, start) in reviews.enumerated() {
      let end = position + 1 < reviews.count ? reviews[position + 1] - 1 : calendar.count - 1
      let eligible = stocks.indices.filter { stock in
        let listed = stocks[stock].listed
        return start == 0 ? listed.lowerBound == 0 : listed.lowerBound + 60 <= start && listed.upperBound >= start
      }
      func size(_ stock: Int) -> Double {
        let day = max(0, start - 1 - stocks[stock].listed.lowerBound)
        return Double(bars[stock].rawCents[day]) * stocks[stock].shares
      }
      let ranked = eligible.map { (stock: $0, size: size($0)) }.sorted { ($1.size, $0.stock) < ($0.size, $1.stock) }
      for entry in ranked.prefix(DemoUniverse.size) {
        let span = start...min(end, stocks[entry.stock].listed.upperBound)
        if let last = result[entry.stock].last, last.upperBound + 1 == span.lowerBound {
          result[entry.stock][result[entry.stock].count - 1] = last.lowerBound...span.upperBound
        } else {
          result[entry.stock].append(span)
        }
      }
    }
    return result
  }
}
