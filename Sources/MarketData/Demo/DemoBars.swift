/// The daily bars of one stock: raw prices in hundredths of a yuan as the exchange quotes them, and
/// from them the adjusted float32 fields of a qlib provider.
struct DemoBars {
  var open: [Float] = []
  var high: [Float] = []
  var low: [Float] = []
  var close: [Float] = []
  var volume: [Float] = []
  var factor: [Float] = []
  var change: [Float] = []
  /// Raw close per day of the listing, carried through suspensions, hundredths of a yuan.
  var rawCents: [Int] = []
  /// Cumulative adjustment per day of the listing.
  var adjustment: [Double] = []

  init(_ stock: DemoStock, returns: DemoReturns, random: inout DemoRandom) {
    var cents = stock.startPriceCents
    var factor = 1.0
    // How far the stock has run from its sector; it is drawn back by a small part each day.
    var lead = 0.0
    var suspendedFor = 0
    let longSuspension = random.whole(0...39) == 0 ? stock.listed.lowerBound + random.whole(120...600) : -1
    for index in stock.listed {
      let age = index - stock.listed.lowerBound
      // Once a year, in early summer: a cash dividend, now and then with bonus shares.
      var previous = cents
      if age > 0, index % 243 == 110 + stock.sector, random.uniform() < 0.7 {
        let dividend = previous * random.whole(1...4) / 100
        let bonusTenths = random.uniform() < 0.2 ? random.whole(2...5) : 0
        // Ex-right reference price, rounded half up to a hundredth as the exchange does.
        let reference = max(1, (20 * (previous - dividend) + (10 + bonusTenths)) / (2 * (10 + bonusTenths)))
        factor = factor * (Double(previous) / Double(reference))
        previous = reference
      }
      let own = stock.ownDeviation * random.normal() - 0.035 * lead
      lead += own
      let target =
        stock.marketBeta * returns.market[index] + stock.sectorBeta * returns.sectors[stock.sector][index] + own
      let gap = target * (0.2 + 0.4 * random.uniform()) + 0.003 * random.normal()
      let reach = (0.002 + 0.010 * random.uniform(), 0.002 + 0.010 * random.uniform())
      let activity = 0.5 + random.uniform() + 30 * target.magnitude
      if index == longSuspension { suspendedFor = 130 }
      if suspendedFor == 0, age > 20, random.uniform() < 0.0012 { suspendedFor = random.whole(2...25) }
      if suspendedFor > 0 {
        suspendedFor -= 1
        cents = previous
        append(nil, factor: factor, cents: cents)
        continue
      }
      let isFree = age < stock.board.freeDays
      let top = isFree ? previous * 4 : DemoBars.limit(previous, 100 + stock.board.limitPercent)
      let bottom = isFree ? max(1, previous / 4) : DemoBars.limit(previous, 100 - stock.board.limitPercent)
      func quoted(_ change: Double) -> Int {
        let cents = (Double(previous) * (1 + change)).rounded(.toNearestOrAwayFromZero)
        return min(top, max(bottom, max(1, Int(cents))))
      }
      let close = quoted(target)
      let open = quoted(gap)
      let high = max(open, close, quoted(max(target, gap) + reach.0))
      let low = min(open, close, quoted(min(target, gap) - reach.1))
      let lots = (stock.quietVolume * activity / 100).rounded(.down)
      cents = close
      append(
        (open, high, low, close, lots * 100, Double(close) / Double(previous) - 1), factor: factor, cents: cents)
    }
  }

  /// The price limit, rounded half up to a hundredth of a yuan.
  static func limit(_ previous: Int, _ percent: Int) -> Int { max(1, (previous * percent + 50) / 100) }

  private mutating func append(
    _ bar: (open: Int, high: Int, low: Int, close: Int, shares: Double, change: Double)?, factor: Double, cents: Int
  ) {
    rawCents.append(cents)
    adjustment.append(factor)
    guard let bar else {
      for field in [\DemoBars.open, \.high, \.low, \.close, \.volume, \.factor, \.change] {
        self[keyPath: field].append(.nan)
      }
      return
    }
    func adjusted(_ cents: Int) -> Float { Float(Double(cents) / 100 * factor) }
    open.append(adjusted(bar.open))
    high.append(adjusted(bar.high))
    low.append(adjusted(bar.low))
    close.append(adjusted(bar.close))
    volume.append(Float(bar.shares / factor))
    self.factor.append(Float(factor))
    change.append(Float(bar.change))
  }
}
