import Primitives

/// The embedded demo: an A-share-like market of 120 stocks and four indexes over four years, made from
/// a seed with sums, products and roots only, hence the same bits on every machine.
///
/// Prices are quoted in hundredths of a yuan within their board's daily limit; there are three boards'
/// limits, sectors, suspensions, listings, delistings, dividends and bonus shares. `close = raw price x
/// factor`, as in a real qlib folder; a suspended day is NaN in every field. No company is meant.
package enum DemoMarket {
  package static let seed: UInt64 = 20_260_104

  package static func make(seed: UInt64 = DemoMarket.seed) -> MemoryMarket {
    let calendar = DemoCalendar.make()
    var random = DemoRandom(seed: seed)
    let stocks = DemoStock.all(days: calendar.count, random: &random)
    let returns = DemoReturns(days: calendar.count, random: &random)
    let bars = stocks.map { stock in
      var own = DemoRandom(seed: random.next())
      return DemoBars(stock, returns: returns, random: &own)
    }
    var series: [InstrumentID: [String: FieldSeries]] = [:]
    for (stock, bars) in zip(stocks, bars) {
      func field(_ values: [Float]) -> FieldSeries { FieldSeries(start: stock.listed.lowerBound, values: values) }
      series[stock.instrument] = [
        "open": field(bars.open), "high": field(bars.high), "low": field(bars.low), "close": field(bars.close),
        "volume": field(bars.volume), "factor": field(bars.factor), "change": field(bars.change),
      ]
    }
    let spans = DemoUniverse.spans(stocks, bars, calendar: calendar)
    let indexes = indexes(stocks, bars, spans, calendar)
    for (instrument, index) in indexes { series[instrument] = fields(index) }
    func universe(_ name: String, _ rows: [(InstrumentID, [ClosedRange<Int>])]) -> Universe {
      Universe(
        name: name,
        members: rows.filter { !$0.1.isEmpty }.map { instrument, spans in
          .init(
            instrument: instrument,
            spans: spans.map { .init(start: calendar[$0.lowerBound], end: calendar[$0.upperBound]) })
        })
    }
    let whole = 0...(calendar.count - 1)
    return MemoryMarket(
      location: "demo", calendar: calendar,
      universes: [
        universe("all", stocks.map { ($0.instrument, [$0.listed]) }),
        universe("csi300", zip(stocks, spans).map { ($0.instrument, $1) }),
        universe("index", indexes.map { ($0.0, [whole]) }),
      ], bars: series)
  }

  private static func indexes(
    _ stocks: [DemoStock], _ bars: [DemoBars], _ spans: [[ClosedRange<Int>]], _ calendar: TradingCalendar
  ) -> [(InstrumentID, DemoIndex)] {
    func index(_ code: String, _ base: Double, _ isMember: (Int, Int) -> Bool) -> (InstrumentID, DemoIndex) {
      (
        InstrumentID(canonical: code),
        DemoIndex(stocks, bars, days: calendar.count, base: base, isMember: isMember)
      )
    }
    func isLarge(_ stock: Int, _ day: Int) -> Bool { spans[stock].contains { $0.contains(day) } }
    return [
      index("SH000001", 3400) { stock, _ in stocks[stock].instrument.name.hasPrefix("SH") },
      index("SH000300", 5200, isLarge),
      index("SH000852", 6700) { stock, _ in stocks[stock].board == .chiNext || stocks[stock].board == .star },
      index("SH000905", 6300) { stock, day in !isLarge(stock, day) },
    ]
  }

  private static func fields(_ index: DemoIndex) -> [String: FieldSeries] {
    func field(_ values: [Float]) -> FieldSeries { FieldSeries(start: 0, values: values) }
    return [
      "open": field(index.open), "high": field(index.high), "low": field(index.low), "close": field(index.close),
      "volume": field(index.volume), "change": field(index.change),
      "factor": field([Float](repeating: 1, count: index.close.count)),
    ]
  }
}
