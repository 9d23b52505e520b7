import MarketData
import Primitives
import TestSupport
import Testing

/// The demo market keeps the rules of the exchange that it pretends to be.
struct DemoMarketTests {
  private static let market = DemoMarket.make()
  private static let stocks = (try? market.universe("all").instruments) ?? []

  /// One stock's bars in raw prices, from its adjusted fields.
  private struct Bars {
    let fields: [String: FieldSeries]

    init(_ instrument: InstrumentID) {
      var fields: [String: FieldSeries] = [:]
      for name in ["open", "high", "low", "close", "volume", "factor", "change"] {
        fields[name] = DemoMarketTests.market.series(name, of: instrument)
      }
      self.fields = fields
    }

    func value(_ name: String, _ index: Int) -> Double { Double(fields[name]?[index] ?? .nan) }

    /// Hundredths of a yuan, which the factor must lead back to.
    func cents(_ name: String, _ index: Int) -> Double {
      value(name, index) / value("factor", index) * 100
    }
  }

  @Test func theSameSeedIsTheSameBits() throws {
    func digest(_ market: MemoryMarket) throws -> String {
      try market.digest(
        universes: market.universeNames,
        fields: ["open", "high", "low", "close", "volume", "factor", "change"],
        instruments: market.instruments)
    }
    let first = try digest(DemoMarketTests.market)
    #expect(try digest(DemoMarket.make()) == first)
    #expect(try digest(DemoMarket.make(seed: DemoMarket.seed + 1)) != first)
  }

  /// The exchanges had 243, 242, 242 and 242 trading days in 2021 to 2024.
  @Test func calendarHasTheYearsOfTheExchange() {
    let days = DemoMarketTests.market.calendar.days
    let perYear = Dictionary(grouping: days) { $0.civil.year }.mapValues(\.count)
    #expect(perYear == [2021: 243, 2022: 242, 2023: 242, 2024: 242])
    #expect(days.allSatisfy { $0.weekday < 5 })
  }

  @Test func sizeAndUniverses() throws {
    let market = DemoMarketTests.market
    #expect(DemoMarketTests.stocks.count == 120)
    #expect(market.universeNames == ["all", "csi300", "index"])
    #expect(
      try market.universe("index").instruments.map(\.name) == [
        "SH000001", "SH000300", "SH000852", "SH000905",
      ])
    #expect(market.instruments.count == 124)
    #expect(DemoMarketTests.stocks.allSatisfy { $0.isExchangeCode })
    let index = try market.universe("csi300")
    for date in market.calendar.days {
      let members = index.members.count { $0.spans.contains { $0.start <= date && date <= $0.end } }
      try #require((56...60).contains(members), "\(date): \(members)")
    }
  }

  /// Spans are the days of the series; some stocks are listed later, four leave, none after its end.
  @Test func listingsAndDelistings() throws {
    let market = DemoMarketTests.market
    var late = 0
    var left = 0
    for member in try market.universe("all").members {
      let span = try #require(member.spans.first)
      let range = try #require(market.series("close", of: member.instrument)).range
      try #require(member.spans.count == 1)
      #expect(
        market.calendar[range.lowerBound] == span.start
          && market.calendar[range.upperBound - 1] == span.end)
      if range.lowerBound > 0 { late += 1 }
      if range.upperBound < market.calendar.count { left += 1 }
    }
    #expect(late >= 8)
    #expect(left == 4)
  }

  /// A suspended day is missing in every field; a traded one has a sane bar and whole lots.
  @Test func suspensionsAndBars() {
    var suspended = 0
    var bad: [String] = []
    for instrument in DemoMarketTests.stocks {
      let bars = Bars(instrument)
      for index in bars.fields["close"]?.range ?? 0..<0 {
        let values = bars.fields.keys.map { bars.value($0, index) }
        if values.contains(where: \.isNaN) {
          if !values.allSatisfy(\.isNaN) { bad.append("\(instrument) \(index)") }
          suspended += 1
          continue
        }
        let (open, high, low, close) = (
          bars.value("open", index), bars.value("high", index), bars.value("low", index),
          bars.value("close", index)
        )
        if !(low > 0 && low <= min(open, close) && high >= max(open, close)) {
          bad.append("\(instrument) \(index)")
        }
        let lots = bars.value("volume", index) * bars.value("factor", index) / 100
        if !(lots > 0 && (lots - lots.rounded()).magnitude < 1e-6 * lots) {
          bad.append("\(instrument) \(index)")
        }
      }
    }
    #expect(bad == [])
    #expect(suspended > 500)
  }

  /// Raw prices are whole hundredths within the board's limit of the reference price, which is rounded
  /// half up: 10 % on the main boards, 20 % on ChiNext and STAR but for five free days.
  @Test func limitsOfTheBoardsAreKept() {
    var locked = 0
    var bad: [String] = []
    for instrument in DemoMarketTests.stocks {
      let bars = Bars(instrument)
      let wide = instrument.name.hasPrefix("SZ300") || instrument.name.hasPrefix("SH688")
      let percent = wide ? 20 : 10
      let range = bars.fields["close"]?.range ?? 0..<0
      for index in range where !bars.value("close", index).isNaN {
        let close = bars.cents("close", index)
        if !((close - close.rounded()).magnitude < 0.02) { bad.append("\(instrument) \(index)") }
        if wide, index - range.lowerBound < 5 { continue }
        let reference = Int((close / (1 + bars.value("change", index))).rounded())
        let top = (reference * (100 + percent) + 50) / 100
        let bottom = (reference * (100 - percent) + 50) / 100
        let high = Int(bars.cents("high", index).rounded())
        let low = Int(bars.cents("low", index).rounded())
        if !(high <= top && low >= bottom) {
          bad.append("\(instrument) \(index): \(low)...\(high) of \(reference)")
        }
        if Int(close.rounded()) == top || Int(close.rounded()) == bottom { locked += 1 }
      }
    }
    #expect(bad == [])
    #expect(locked > 0)
  }

  /// Dividends move the factor, never down, and leave the adjusted return what `change` says: the price
  /// over the ex-right reference.
  @Test func factorsJumpAndReturnsDoNot() {
    var jumps = 0
    var bad: [String] = []
    for instrument in DemoMarketTests.stocks {
      let bars = Bars(instrument)
      var last: (close: Double, factor: Double)?
      for index in bars.fields["close"]?.range ?? 0..<0 where !bars.value("close", index).isNaN {
        let now = (close: bars.value("close", index), factor: bars.value("factor", index))
        if let last {
          if !(now.factor >= last.factor) { bad.append("\(instrument) \(index)") }
          if now.factor > last.factor { jumps += 1 }
          let difference = now.close / last.close - 1 - bars.value("change", index)
          if !(difference.magnitude < 1e-6) { bad.append("\(instrument) \(index)") }
        }
        last = now
      }
    }
    #expect(bad == [])
    #expect(jumps > 100)
  }

  @Test func indexesHaveEveryDay() throws {
    for instrument in try DemoMarketTests.market.universe("index").instruments {
      let close = try #require(DemoMarketTests.market.series("close", of: instrument))
      #expect(close.range == 0..<DemoMarketTests.market.calendar.count)
      #expect(close.values(in: close.range).allSatisfy { $0 > 0 })
    }
  }
}
