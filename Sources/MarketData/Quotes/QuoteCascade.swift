package import Primitives
package import Records

/// Several sources, asked in the configured order: what the first does not know, the next is asked for.
///
/// Nothing is passed over in silence: a source that fails, or does not answer for a stock, leaves a
/// fall with its reason.
package struct QuoteCascade: Sendable {
  /// A source that did not answer as it should.
  package struct Fall: Hashable, Sendable {
    package var source: String
    package var reason: QuoteFallReason
    /// Stocks that it concerns.
    package var count: Int

    package init(source: String, reason: QuoteFallReason, count: Int) {
      self.source = source
      self.reason = reason
      self.count = count
    }
  }

  package struct Batch: Equatable, Sendable {
    package var time: MarketTime
    package var quotes: [InstrumentID: Quote] = [:]
    /// What every source together does not know, with the last source's refusal.
    package var absences: [InstrumentID: QuoteRefusal] = [:]
    /// In the order of the sources, within one by reason.
    package var falls: [Fall] = []

    package init(time: MarketTime) { self.time = time }
  }

  package let sources: [any QuoteSource]

  package init(_ sources: [any QuoteSource]) { self.sources = sources }

  /// A quote may lie this far ahead: clocks of two machines differ.
  package static let futureSecondsMax = 90
  /// Above it a product of shares and price could leave 64 bits.
  package static let priceMax = 1e7

  /// Asks each source in order for the stocks that no source before it answered; a source that fails ends nothing.
  ///
  /// - Parameter check: what speaks against a quote that is sound by itself; nil: nothing does.
  package func batch(
    of instruments: [InstrumentID], at now: MarketTime, check: (Quote) -> QuoteRefusal? = { _ in nil }
  ) -> Batch {
    var batch = Batch(time: now)
    var open = Set(instruments).sorted()
    for stock in open { batch.absences[stock] = .missing }
    for source in sources where !open.isEmpty {
      let answers: [RawQuote]
      do {
        answers = try source.snapshot(of: open, at: now)
      } catch {
        let why = (error as? any DiagnosableError)?.diagnostic
        batch.falls.append(
          Fall(
            source: source.name, reason: .failure(why?.id ?? "quotes.failed", why?.summary ?? .verbatim("\(error)")),
            count: open.count))
        continue
      }
      var contradicted: Set<InstrumentID> = []
      let byStock = Dictionary(answers.map { ($0.instrument, $0) }) { left, right in
        if !left.says(right) { contradicted.insert(left.instrument) }
        return left
      }
      var refused: [QuoteRefusal: Int] = [:]
      open.removeAll { stock in
        var result = byStock[stock].map { QuoteCascade.judge($0, source, now) } ?? .failure(.missing)
        if contradicted.contains(stock) { result = .failure(.contradicting) }
        if case .success(let quote) = result, let refusal = check(quote) { result = .failure(refusal) }
        switch result {
        case .success(let quote):
          batch.quotes[stock] = quote
          batch.absences[stock] = nil
          return true
        case .failure(let refusal):
          batch.absences[stock] = refusal
          refused[refusal, default: 0] += 1
          return false
        }
      }
      for refusal in QuoteRefusal.allCases {
        guard let count = refused[refusal] else { continue }
        batch.falls.append(Fall(source: source.name, reason: .refusal(refusal), count: count))
      }
    }
    return batch
  }

  /// Whether a source's word is taken: a positive price of today that is not too old.
  package static func judge(_ raw: RawQuote, _ source: any QuoteSource, _ now: MarketTime)
    -> Result<Quote, QuoteRefusal>
  {
    guard !raw.price.isNaN else { return .failure(.noPrice) }
    guard raw.price > 0 else { return .failure(.notPositive) }
    guard raw.price < priceMax, let price = Money(rounding: raw.price), price > .zero else {
      return .failure(.outOfRange)
    }
    guard !(raw.bid > raw.ask && raw.ask > 0) else { return .failure(.crossed) }
    guard raw.time.day >= now.day else { return .failure(.earlierDay) }
    guard raw.time.seconds <= now.seconds + futureSecondsMax else { return .failure(.future) }
    guard age(of: raw.time, at: now) <= source.stalenessMax else { return .failure(.stale) }
    var quote = Quote(
      instrument: raw.instrument, price: price, time: raw.time, source: source.name)
    if raw.volume >= 0, raw.volume < 9e15 { quote.volume = Int64(raw.volume) }
    if raw.reference > 0, raw.reference < priceMax { quote.reference = Money(rounding: raw.reference) }
    return .success(quote)
  }

  /// Seconds in session between two moments of a day: the lunch break does not make a quote older, nor
  /// does the time after the close.
  package static func age(of time: MarketTime, at now: MarketTime) -> Int {
    max(0, TradingSessions.secondsTraded(at: now) - TradingSessions.secondsTraded(at: time))
  }
}
