import MarketData
package import Primitives
package import Records
package import Simulation

/// What a simulated broker sees of the market.
package protocol SimMarket: Sendable {
  /// Nil for a stock that it does not know.
  func quote(of instrument: InstrumentID, at time: MarketTime) -> BrokerQuote?

  /// Shares that one account may trade in a stock on a day; nil where nothing limits it.
  func room(in instrument: InstrumentID, on day: TradingDay) -> Int64?

  /// Dividends and splits of a stock behind a day, up to another one, in their order.
  func reinvestments(of instrument: InstrumentID, after day: TradingDay, through last: TradingDay) -> [Reinvestment]
}

/// A dividend or a split: the close before, and what it comes to afterwards, yuan per share. Data has a factor only, so
/// that a dividend buys shares at the second one, as in the simulation core.
package struct Reinvestment: Equatable, Sendable {
  package var previous: Money
  package var reference: Money

  package init(previous: Money, reference: Money) {
    self.previous = previous
    self.reference = reference
  }

  /// Shares afterwards, and the cash that is left over.
  package func applied(to shares: Int64) -> (shares: Int64, cash: Money) {
    guard reference > .zero else { return (shares, .zero) }
    let worth = previous * shares
    let after = worth.units / reference.units
    return (after, worth - reference * after)
  }
}

/// The bars of a market as quotes: every moment of a day shows the day's close, so that a day of paper trading deals as
/// the backtest under the exchange's rules does.
package struct BarMarket: SimMarket {
  private let quotes: AShareQuotes

  package init(quotes: AShareQuotes) { self.quotes = quotes }

  package func quote(of instrument: InstrumentID, at time: MarketTime) -> BrokerQuote? {
    guard let stock = quotes.number(of: instrument), let index = quotes.calendar.index(of: time.day) else { return nil }
    switch quotes.quote(stock, index) {
    case .failure:
      return BrokerQuote(
        instrument: instrument, last: nil,
        previousClose: quotes.lastClose(stock, onOrBefore: index).map { AShareAccount.value(1, cents: $0.cents) },
        isSuspended: true, time: time)
    case .success(let quote):
      let reference = quote.reference ?? quote.close
      let bounds = quotes.limit(stock, index).bounds(reference: reference)
      func yuan(_ cents: Int64) -> Money { AShareAccount.value(1, cents: cents) }
      return BrokerQuote(
        instrument: instrument, last: yuan(quote.close), previousClose: yuan(reference),
        limitUp: bounds.map { yuan($0.upperBound) }, limitDown: bounds.map { yuan($0.lowerBound) },
        volume: quotes.tradedShares(stock, index), time: time)
    }
  }

  package func reinvestments(
    of instrument: InstrumentID, after day: TradingDay, through last: TradingDay
  ) -> [Reinvestment] {
    quotes.reinvestments(of: instrument, after: day, through: last)
  }

  package func room(in instrument: InstrumentID, on day: TradingDay) -> Int64? {
    guard let stock = quotes.number(of: instrument), let index = quotes.calendar.index(of: day),
      let traded = quotes.tradedShares(stock, index)
    else { return nil }
    return Int64(Double(traded) * AShareRules.participationShare(on: day))
  }
}

extension AShareQuotes {
  /// Dividends and splits of a stock behind a day, up to another one, in their order.
  package func reinvestments(
    of instrument: InstrumentID, after day: TradingDay, through last: TradingDay
  ) -> [Reinvestment] {
    guard let stock = number(of: instrument), let first = calendar.firstIndex(onOrAfter: day.advanced(byDays: 1)),
      let end = calendar.lastIndex(onOrBefore: last), first <= end
    else { return [] }
    return (first...end).compactMap { index in
      guard case .success(let quote) = self.quote(stock, index), let previous = quote.previous,
        let reference = quote.reference, previous != reference
      else { return nil }
      return Reinvestment(
        previous: AShareAccount.value(1, cents: previous), reference: AShareAccount.value(1, cents: reference))
    }
  }
}
