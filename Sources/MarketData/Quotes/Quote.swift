package import Primitives

/// What a stock was worth at a moment, as a source says.
package struct Quote: Equatable, Sendable {
  package var instrument: InstrumentID
  /// The last price, yuan per share; above zero.
  package var price: Money
  /// Shares traded today; nil where the source does not say.
  package var volume: Int64?
  /// The close before after today's dividends and splits, yuan; nil where the source does not say.
  package var reference: Money?
  /// When the price was current.
  package var time: MarketTime
  /// The name of the source.
  package var source: String

  package init(
    instrument: InstrumentID, price: Money, volume: Int64? = nil, reference: Money? = nil,
    time: MarketTime, source: String
  ) {
    self.instrument = instrument
    self.price = price
    self.volume = volume
    self.reference = reference
    self.time = time
    self.source = source
  }
}

/// A line of a source before anybody has judged it.
package struct RawQuote: Equatable, Sendable {
  package var instrument: InstrumentID
  /// Yuan; NaN where the source has none.
  package var price: Double
  /// Shares traded today; NaN where the source does not say.
  package var volume: Double
  /// Yuan; NaN where the source does not say.
  package var reference: Double
  /// The best prices offered and asked, yuan; NaN where the source does not say.
  package var bid: Double
  package var ask: Double
  package var time: MarketTime

  package init(
    instrument: InstrumentID, price: Double, volume: Double = .nan, reference: Double = .nan,
    bid: Double = .nan, ask: Double = .nan, time: MarketTime
  ) {
    self.bid = bid
    self.ask = ask
    self.instrument = instrument
    self.price = price
    self.volume = volume
    self.reference = reference
    self.time = time
  }
}

extension RawQuote {
  /// Whether another line says the same; a figure that is missing in both is the same.
  func says(_ other: RawQuote) -> Bool {
    func figures(_ quote: RawQuote) -> [UInt64] {
      [quote.price, quote.volume, quote.reference, quote.bid, quote.ask].map { $0.isNaN ? .max : $0.bitPattern }
    }
    return instrument == other.instrument && time == other.time && figures(self) == figures(other)
  }
}

/// Where quotes come from. One call brings all stocks that are asked for, so that a minute costs one
/// request however many previews run.
package protocol QuoteSource: Sendable {
  /// As the configuration writes it.
  var name: String { get }
  /// Seconds after which a quote of this source is too old to be taken.
  var stalenessMax: Int { get }

  /// What the source knows of some stocks at a moment; stocks it does not know are left out.
  /// Throws a diagnostic where it cannot be asked at all.
  func snapshot(of instruments: [InstrumentID], at now: MarketTime) throws -> [RawQuote]
}
