package import Primitives

/// What became of an order at the broker.
package enum BrokerOrderStatus: String, Sendable, CaseIterable {
  /// Taken for sending, or lying in the market.
  case accepted
  case partFilled = "part_filled"
  case filled
  case canceled
  /// Canceled with a part of it filled.
  case partCanceled = "part_canceled"
  case rejected
  /// The broker has it and does not say how it stands.
  case unknown

  /// Whether nothing will happen to the order any more.
  package var isFinal: Bool {
    switch self {
    case .filled, .canceled, .partCanceled, .rejected: true
    case .accepted, .partFilled, .unknown: false
    }
  }
}

/// An order as the broker has it (`Contracts.md`, execution layer: Order).
package struct BrokerOrder: Equatable, Sendable {
  package var orderID: String
  /// What we gave it to be known by; nil for an order that somebody else placed.
  package var key: String?
  package var instrument: InstrumentID
  package var side: Direction
  /// Shares.
  package var volume: Int64
  package var filledVolume: Int64
  /// Yuan per share; nil for orders at the market's price.
  package var price: Money?
  /// Of the shares that were filled, yuan per share; nil where none was.
  package var averagePrice: Money?
  package var status: BrokerOrderStatus
  /// What the broker says of a rejection; empty where it says nothing.
  package var note: String
  package var createdAt: MarketTime

  package init(
    orderID: String, key: String?, instrument: InstrumentID, side: Direction, volume: Int64, filledVolume: Int64,
    price: Money?, averagePrice: Money?, status: BrokerOrderStatus, note: String = "", createdAt: MarketTime
  ) {
    self.orderID = orderID
    self.key = key
    self.instrument = instrument
    self.side = side
    self.volume = volume
    self.filledVolume = filledVolume
    self.price = price
    self.averagePrice = averagePrice
    self.status = status
    self.note = note
    self.createdAt = createdAt
  }
}

/// A fill as the broker has it (`Contracts.md`, execution layer: Trade).
package struct BrokerTrade: Equatable, Sendable {
  /// Unique within an order.
  package var tradeID: String
  package var orderID: String
  package var instrument: InstrumentID
  package var side: Direction
  /// Shares.
  package var volume: Int64
  /// Yuan per share.
  package var price: Money
  /// What the broker charged; nil where it says so only at settlement.
  package var cost: Money?
  package var tradedAt: MarketTime

  package init(
    tradeID: String, orderID: String, instrument: InstrumentID, side: Direction, volume: Int64, price: Money,
    cost: Money? = nil, tradedAt: MarketTime
  ) {
    self.tradeID = tradeID
    self.orderID = orderID
    self.instrument = instrument
    self.side = side
    self.volume = volume
    self.price = price
    self.cost = cost
    self.tradedAt = tradedAt
  }

  package var amount: Money { price * volume }
}

/// What the market shows of a stock, as the account's broker sees it.
package struct BrokerQuote: Equatable, Sendable {
  package var instrument: InstrumentID
  /// Yuan per share; nil where nothing was dealt yet today.
  package var last: Money?
  /// After dividends and splits of the day.
  package var previousClose: Money?
  package var limitUp: Money?
  package var limitDown: Money?
  /// Best prices offered and asked; nil on a side where nobody stands.
  package var bid: Money?
  package var ask: Money?
  /// Shares dealt today.
  package var volume: Int64?
  /// Nil where the broker does not say: then it is not traded.
  package var isSuspended: Bool?
  package var time: MarketTime

  package init(
    instrument: InstrumentID, last: Money?, previousClose: Money?, limitUp: Money? = nil, limitDown: Money? = nil,
    bid: Money? = nil, ask: Money? = nil, volume: Int64? = nil, isSuspended: Bool? = false, time: MarketTime
  ) {
    self.instrument = instrument
    self.last = last
    self.previousClose = previousClose
    self.limitUp = limitUp
    self.limitDown = limitDown
    self.bid = bid
    self.ask = ask
    self.volume = volume
    self.isSuspended = isSuspended
    self.time = time
  }
}
