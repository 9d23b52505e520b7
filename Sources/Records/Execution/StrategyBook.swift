package import Primitives

/// What our own fills make of a strategy's part of an account, at a close: kept apart from what other strategies on the
/// same account hold.
package struct StrategyBook: Equatable, Sendable {
  package struct Holding: Equatable, Sendable {
    package var instrument: InstrumentID
    /// Shares.
    package var volume: Int64
    /// What the shares cost, fees included.
    package var costBasis: Money
    /// The last known price, yuan per share.
    package var price: Money
    /// The day of the last purchase: shares of the day itself may not be sold.
    package var boughtOn: TradingDay

    package init(instrument: InstrumentID, volume: Int64, costBasis: Money, price: Money, boughtOn: TradingDay) {
      self.instrument = instrument
      self.volume = volume
      self.costBasis = costBasis
      self.price = price
      self.boughtOn = boughtOn
    }
  }

  package var account: String
  package var strategyID: String
  package var day: TradingDay
  package var cash: Money
  /// Cash and holdings at their prices.
  package var value: Money
  /// By instrument.
  package var holdings: [Holding]

  package init(
    account: String, strategyID: String, day: TradingDay, cash: Money, value: Money, holdings: [Holding]
  ) {
    self.account = account
    self.strategyID = strategyID
    self.day = day
    self.cash = cash
    self.value = value
    self.holdings = holdings
  }

  /// The book of what an account has beside our strategies: a person's own shares, and cash that no strategy may spend.
  /// No identifier of a strategy can be it.
  package static let outside = "(outside)"

  package init(outsideOf account: String, on day: TradingDay, cash: Money) {
    self.init(account: account, strategyID: StrategyBook.outside, day: day, cash: cash, value: cash, holdings: [])
  }

  /// Shares of a stock; 0 where it holds none.
  package func volume(of instrument: InstrumentID) -> Int64 {
    holdings.first { $0.instrument == instrument }?.volume ?? 0
  }
}

/// A fill with the intent that it belongs to; nil where somebody else placed the order.
package struct ExecutionFill: Equatable, Sendable {
  package var account: String
  package var day: TradingDay
  package var intent: String?
  package var trade: BrokerTrade

  package init(account: String, day: TradingDay, intent: String?, trade: BrokerTrade) {
    self.account = account
    self.day = day
    self.intent = intent
    self.trade = trade
  }
}

/// Whether an account may trade.
package struct TradingSwitch: Equatable, Sendable {
  package enum Position: String, Sendable, CaseIterable {
    case open
    /// A person stopped it: open orders are canceled and nothing is sent.
    case killed
    /// Our book and the broker's statement part: nothing is sent until a person accepts the difference.
    case stopped
  }

  package var account: String
  package var position: Position
  package var reason: String
  /// Who turned it.
  package var person: String
  /// `2026-11-23T08:41:33+00:00`.
  package var time: String

  package init(account: String, position: Position, reason: String, person: String, time: String) {
    self.account = account
    self.position = position
    self.reason = reason
    self.person = person
    self.time = time
  }
}
