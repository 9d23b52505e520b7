/// Daily returns of the market and its sectors, with clustered volatility and a weak persistence in
/// the sectors, so that there is something for a model to find.
struct DemoReturns {
  /// By calendar index.
  let market: [Double]
  /// By sector and calendar index.
  let sectors: [[Double]]

  init(days: Int, random: inout DemoRandom) {
    var market: [Double] = []
    var variance = 0.0001
    for _ in 0..<days {
      let value = 0.0002 + variance.squareRoot() * random.normal()
      market.append(value)
      variance = 0.000004 + 0.07 * value * value + 0.90 * variance
    }
    var sectors: [[Double]] = []
    for _ in 0..<DemoStock.sectorCount {
      var last = 0.0
      var own: [Double] = []
      for _ in 0..<days {
        last = 0.30 * last + 0.006 * random.normal()
        own.append(last)
      }
      sectors.append(own)
    }
    self.market = market
    self.sectors = sectors
  }
}
