import MarketData
import Primitives
import Records

/// A broker's quotes as a source that orders are sized at.
struct GatewayQuotes: QuoteSource {
  let name = "broker"
  let stalenessMax = 60
  private let quotes: [InstrumentID: BrokerQuote]

  static func cascade(_ quotes: [BrokerQuote]) -> QuoteCascade {
    QuoteCascade([
      GatewayQuotes(
        quotes: Dictionary(quotes.map { ($0.instrument, $0) }, uniquingKeysWith: { first, _ in first }))
    ])
  }

  func snapshot(of instruments: [InstrumentID], at now: MarketTime) throws -> [RawQuote] {
    instruments.compactMap { stock in
      guard let quote = quotes[stock], let last = quote.last else { return nil }
      return RawQuote(
        instrument: stock, price: last.yuan, volume: quote.volume.map(Double.init) ?? .nan,
        reference: quote.previousClose?.yuan ?? .nan, bid: quote.bid?.yuan ?? .nan, ask: quote.ask?.yuan ?? .nan,
        time: quote.time)
    }
  }
}
