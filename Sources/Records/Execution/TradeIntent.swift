package import Primitives

/// How an order names its price.
package enum PriceType: String, Sendable, CaseIterable {
  /// At this price or better.
  case limit
  /// The best price on the other side, the rest lying there as a limit order.
  case bestCounterparty = "best_counterparty"
  /// In the closing auction, at this price or better.
  case closeAuction = "close_auction"
}

/// One order that we mean to place, from the decision to its end (`trade_intent`; `Contracts.md`, execution layer).
///
/// An intent is stored before the broker is asked and again after. One key has one intent: asking twice for the same
/// gives the first one and sends nothing.
package struct TradeIntent: Equatable, Sendable {
  package enum State: String, Sendable, CaseIterable {
    case created
    /// Our own rules stopped it; it was never sent.
    case riskBlocked = "risk_blocked"
    /// Stored before the broker is asked: whoever finds it so after a restart does not know what became of it.
    case sending
    case submitted
    case partFilled = "part_filled"
    case filled
    case canceled
    case rejected
    /// The broker may have it: a query tells, it is never sent again.
    case unknown

    package var isFinal: Bool {
      switch self {
      case .riskBlocked, .filled, .canceled, .rejected: true
      case .created, .sending, .submitted, .partFilled, .unknown: false
      }
    }

    /// Whether the broker may have the order and it may still trade.
    package var isOpen: Bool {
      switch self {
      case .sending, .submitted, .partFilled, .unknown: true
      case .created, .riskBlocked, .filled, .canceled, .rejected: false
      }
    }

    /// The states that may follow.
    package var next: Set<State> {
      switch self {
      case .created: [.riskBlocked, .sending, .canceled]
      case .sending: [.submitted, .partFilled, .filled, .canceled, .rejected, .unknown, .created]
      case .unknown: [.submitted, .partFilled, .filled, .canceled, .rejected]
      case .submitted: [.partFilled, .filled, .canceled, .rejected, .unknown]
      case .partFilled: [.filled, .canceled, .unknown]
      case .riskBlocked, .filled, .canceled, .rejected: []
      }
    }
  }

  /// What makes an intent the same one: strategy, day, stock, side and the signal it comes from.
  package struct Key: Hashable, Sendable {
    package var strategy: String
    package var day: TradingDay
    package var instrument: InstrumentID
    package var side: Direction
    /// The plan's signal and the slice of it: `9f2c…/3`.
    package var signal: String

    package init(strategy: String, day: TradingDay, instrument: InstrumentID, side: Direction, signal: String) {
      self.strategy = strategy
      self.day = day
      self.instrument = instrument
      self.side = side
      self.signal = signal
    }

    /// `baseline 2026-11-23 SH600000 buy 9f2c…/3`.
    package var text: String { "\(strategy) \(day) \(instrument.name) \(side.rawValue) \(signal)" }

    /// What the broker is told: 24 characters, all that QMT keeps of a remark.
    package var remark: String { String(SHA256Digest(hashing: Array(text.utf8)).hex.prefix(24)) }
  }

  /// The key's digest, 24 characters.
  package var id: String
  package var key: String
  package var account: String
  package var strategyID: String
  package var day: TradingDay
  package var environment: TradingEnvironment
  package var instrument: InstrumentID
  package var side: Direction
  /// Shares: what is asked for, or what our own rules left of it.
  package var quantity: Int64
  package var priceType: PriceType
  /// Yuan per share; nil where the price type names none.
  package var price: Money?
  /// The price at which the decision was made; what slippage is measured against.
  package var decisionPrice: Money?
  /// The price when the order was sent.
  package var arrivalPrice: Money?
  package var state = State.created
  /// The broker's number; nil before it gave one.
  package var orderID: String?
  package var filledQuantity: Int64 = 0
  package var filledAmount = Money.zero
  /// Minute after midnight in China before which it is not sent; 0: at once.
  package var dueMinute = 0
  /// What of it each strategy of the account wants; the fills are shared out by them.
  package var parts: [TradePlan.Part] = []
  /// What stopped or ended it: code of a risk rule, or the broker's own words.
  package var blockReason: String?
  /// `2026-11-23T08:41:33+00:00`.
  package var createdAt: String
  package var updatedAt: String

  package init(
    key: Key, account: String, environment: TradingEnvironment, quantity: Int64, priceType: PriceType, price: Money?,
    decisionPrice: Money?, at timestamp: String
  ) {
    self.init(
      id: key.remark, key: key.text, account: account, strategyID: key.strategy, day: key.day,
      environment: environment, instrument: key.instrument, side: key.side, quantity: quantity, priceType: priceType,
      price: price, decisionPrice: decisionPrice, createdAt: timestamp, updatedAt: timestamp)
  }

  /// As it was stored.
  package init(
    id: String, key: String, account: String, strategyID: String, day: TradingDay, environment: TradingEnvironment,
    instrument: InstrumentID, side: Direction, quantity: Int64, priceType: PriceType, price: Money?,
    decisionPrice: Money?, createdAt: String, updatedAt: String
  ) {
    self.id = id
    self.key = key
    self.account = account
    self.strategyID = strategyID
    self.day = day
    self.environment = environment
    self.instrument = instrument
    self.side = side
    self.quantity = quantity
    self.priceType = priceType
    self.price = price
    self.decisionPrice = decisionPrice
    self.createdAt = createdAt
    self.updatedAt = updatedAt
  }

  /// By which the broker knows the order: what it keeps of a remark.
  package var remark: String { id }

  package var openQuantity: Int64 { state.isFinal ? 0 : quantity - filledQuantity }
}
