/// An index of the demo: the value of its members' shares, chained from day to day over the stocks
/// that are members on the day and were listed the day before.
struct DemoIndex {
  var close: [Float] = []
  var open: [Float] = []
  var high: [Float] = []
  var low: [Float] = []
  var volume: [Float] = []
  var change: [Float] = []

  /// - Parameter isMember: by position of the stock and calendar index.
  init(
    _ stocks: [DemoStock], _ bars: [DemoBars], days: Int, base: Double, isMember: (Int, Int) -> Bool
  ) {
    var level = base
    for index in 0..<days {
      var before = 0.0
      var now = 0.0
      var shares = 0.0
      for stock in stocks.indices where isMember(stock, index) {
        let day = index - stocks[stock].listed.lowerBound
        guard day >= 0, index <= stocks[stock].listed.upperBound else { continue }
        if !bars[stock].volume[day].isNaN { shares += Double(bars[stock].volume[day]) }
        guard day >= 1 else { continue }
        let weight = stocks[stock].shares
        before += weight * Double(bars[stock].rawCents[day - 1]) * bars[stock].adjustment[day - 1]
        now += weight * Double(bars[stock].rawCents[day]) * bars[stock].adjustment[day]
      }
      let previous = level
      if before > 0 { level = previous * (now / before) }
      open.append(Float(previous))
      close.append(Float(level))
      high.append(Float(max(previous, level)))
      low.append(Float(min(previous, level)))
      volume.append(Float(shares))
      change.append(index == 0 ? .nan : Float(level / previous - 1))
    }
  }
}
