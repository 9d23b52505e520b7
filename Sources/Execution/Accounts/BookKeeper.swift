package import Primitives
package import Records
import Simulation

/// Keeps a strategy's book by our own fills: cash and holdings at each close, apart from other strategies of the account.
package struct BookKeeper: Sendable {
  /// A stock's close, yuan per share; nil where it had none.
  private let close: @Sendable (InstrumentID) -> Money?
  /// Dividends and splits of a stock behind a day, up to the one that is booked.
  private let reinvestments: @Sendable (InstrumentID, TradingDay) -> [Reinvestment]

  package init(
    close: @escaping @Sendable (InstrumentID) -> Money?,
    reinvestments: @escaping @Sendable (InstrumentID, TradingDay) -> [Reinvestment]
  ) {
    self.close = close
    self.reinvestments = reinvestments
  }

  /// The books after a day.
  ///
  /// - Parameters:
  ///   - before: of the close before; a strategy without one has nothing.
  ///   - fills: of the day, in the order of time. Those without an intent are nobody's and are left out.
  ///   - intents: by id.
  package func books(
    on day: TradingDay, after before: [StrategyBook], fills: [ExecutionFill], intents: [String: TradeIntent]
  ) -> [StrategyBook] {
    var books = Dictionary(
      before.map { ($0.strategyID, opened($0, on: day)) }, uniquingKeysWith: { first, _ in first })
    var done: [String: Int64] = [:]
    for fill in fills {
      guard let id = fill.intent, let intent = intents[id] else { continue }
      let signed = fill.trade.side == .buy ? fill.trade.volume : -fill.trade.volume
      let sum = (done[id] ?? 0) + signed
      // Shares of all fills up to this one less those up to the one before: rounding never adds up.
      let earlier = Dictionary(
        FillShares.split(done[id] ?? 0, among: intent.parts).map { ($0.strategyID, $0.shares) },
        uniquingKeysWith: { first, _ in first })
      done[id] = sum
      let parts = FillShares.split(sum, among: intent.parts).map {
        TradePlan.Part(strategyID: $0.strategyID, shares: $0.shares - (earlier[$0.strategyID] ?? 0))
      }
      for (part, cost) in zip(parts, fill.trade.costs(of: parts, on: day)) where part.shares != 0 {
        let book =
          books[part.strategyID]
          ?? StrategyBook(
            account: fill.account, strategyID: part.strategyID, day: day, cash: .zero, value: .zero, holdings: [])
        books[part.strategyID] = booked(book, part.shares, fill.trade, cost, on: day)
      }
    }
    return books.keys.sorted().compactMap { books[$0].map { marked($0, on: day) } }
  }

  /// A book on the morning of a day: dividends and splits reinvested as the simulation core does it.
  package func opened(_ book: StrategyBook, on day: TradingDay) -> StrategyBook {
    var book = book
    book.holdings = book.holdings.compactMap { holding in
      var next = holding
      for reinvestment in reinvestments(holding.instrument, book.day) {
        let (shares, rest) = reinvestment.applied(to: next.volume)
        next.volume = shares
        next.price = reinvestment.reference
        next.costBasis -= rest
        book.cash += rest
      }
      return next.volume > 0 ? next : nil
    }
    book.day = day
    return book
  }

  private func booked(
    _ book: StrategyBook, _ shares: Int64, _ trade: BrokerTrade, _ cost: Money, on day: TradingDay
  ) -> StrategyBook {
    var book = book
    let value = trade.price * abs(shares)
    let place = book.holdings.firstIndex { $0.instrument == trade.instrument }
    if shares > 0 {
      book.cash -= value + cost
      if let place {
        book.holdings[place].volume += shares
        book.holdings[place].costBasis += value + cost
        book.holdings[place].boughtOn = day
      } else {
        book.holdings.append(
          .init(
            instrument: trade.instrument, volume: shares, costBasis: value + cost, price: trade.price, boughtOn: day))
      }
    } else {
      book.cash += value - cost
      guard let place else { return book }
      let holding = book.holdings[place]
      let left = holding.volume + shares
      if left <= 0 {
        book.holdings.remove(at: place)
      } else {
        book.holdings[place].costBasis -= holding.costBasis.part(-shares, of: holding.volume)
        book.holdings[place].volume = left
      }
    }
    return book
  }

  private func marked(_ book: StrategyBook, on day: TradingDay) -> StrategyBook {
    var book = book
    book.day = day
    book.holdings.sort { $0.instrument < $1.instrument }
    for place in book.holdings.indices {
      if let price = close(book.holdings[place].instrument) { book.holdings[place].price = price }
    }
    book.value = book.holdings.reduce(book.cash) { $0 + $1.price * $1.volume }
    return book
  }
}
