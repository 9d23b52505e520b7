package import Primitives

/// The batch of orders that takes an account to what its strategies want: everything a person reads before anything
/// is sent.
package struct TradePlan: Equatable, Sendable {
  /// A strategy that has a part of the account.
  package struct Share: Equatable, Sendable {
    package var strategyID: String
    /// Its part of the account's value, a fraction.
    package var weight: Double
    /// The day whose scores decided; nil: none, so that nothing is wanted.
    package var decidedOn: TradingDay?
    /// SHA-256 of the statement that approved it; nil in a plan that cannot be sent.
    package var approval: String?
    /// What the strategy remembers after the decision; nil for one without memory.
    package var memory: String?

    package init(
      strategyID: String, weight: Double, decidedOn: TradingDay?, approval: String?, memory: String? = nil
    ) {
      self.strategyID = strategyID
      self.weight = weight
      self.decidedOn = decidedOn
      self.approval = approval
      self.memory = memory
    }
  }

  /// When a part of an order is to be sent.
  package struct Slice: Equatable, Sendable {
    /// Minutes after midnight in China.
    package var minute: Int
    package var shares: Int64

    package init(minute: Int, shares: Int64) {
      self.minute = minute
      self.shares = shares
    }
  }

  /// One order.
  package struct Line: Equatable, Sendable {
    package var instrument: InstrumentID
    package var side: Direction
    package var shares: Int64
    package var priceType: PriceType
    /// Yuan per share; nil where the price type names none.
    package var price: Money?
    /// What the order is sized and judged at: the last price when the plan was made.
    package var decisionPrice: Money
    /// Shares times the decision price.
    package var amount: Money
    package var commission: Money
    package var stampTax: Money
    package var transferFee: Money
    /// Of the account, before and after; and what the strategies want, fractions.
    package var weightBefore: Double
    package var weightAfter: Double
    package var targetWeight: Double
    /// Shares of it that each strategy wants, signed by its own side: they net to the order.
    package var parts: [Part]
    package var slices: [Slice]
    package var reason: Message

    package init(
      instrument: InstrumentID, side: Direction, shares: Int64, priceType: PriceType, price: Money?,
      decisionPrice: Money, amount: Money, commission: Money, stampTax: Money, transferFee: Money,
      weightBefore: Double, weightAfter: Double, targetWeight: Double, parts: [Part], slices: [Slice],
      reason: Message
    ) {
      self.instrument = instrument
      self.side = side
      self.shares = shares
      self.priceType = priceType
      self.price = price
      self.decisionPrice = decisionPrice
      self.amount = amount
      self.commission = commission
      self.stampTax = stampTax
      self.transferFee = transferFee
      self.weightBefore = weightBefore
      self.weightAfter = weightAfter
      self.targetWeight = targetWeight
      self.parts = parts
      self.slices = slices
      self.reason = reason
    }

    package var fees: Money { commission + stampTax + transferFee }
  }

  /// What of an order a strategy wants: below zero it sells.
  package struct Part: Equatable, Sendable {
    package var strategyID: String
    package var shares: Int64

    package init(strategyID: String, shares: Int64) {
      self.strategyID = strategyID
      self.shares = shares
    }
  }

  /// What is wanted and cannot be done, or not wholly.
  package struct Undone: Equatable, Sendable {
    package var instrument: InstrumentID
    package var side: Direction
    package var shares: Int64
    /// Code of the rule, with its numbers: what scripts steer by.
    package var code: String
    package var reason: Message

    package init(instrument: InstrumentID, side: Direction, shares: Int64, code: String, reason: Message) {
      self.instrument = instrument
      self.side = side
      self.shares = shares
      self.code = code
      self.reason = reason
    }
  }

  package static let schema = 1

  package var account: String
  package var environment: TradingEnvironment
  /// The trading day the orders are for.
  package var day: TradingDay
  /// When the account and the prices were read.
  package var time: MarketTime
  package var strategies: [Share]
  /// In the order of sending: sells, then buys.
  package var lines: [Line]
  package var undone: [Undone]
  package var cashBefore: Money
  /// Where every order deals at its decision price, fees paid.
  package var cashAfter: Money
  package var equity: Money
  /// Half the sum of |weight after - target weight| over all stocks and cash: 0 reaches the target.
  package var trackingError: Double
  /// Of the limits that it was made under.
  package var limits: String

  package init(
    account: String, environment: TradingEnvironment, day: TradingDay, time: MarketTime, strategies: [Share],
    lines: [Line], undone: [Undone], cashBefore: Money, cashAfter: Money, equity: Money, trackingError: Double,
    limits: String
  ) {
    self.account = account
    self.environment = environment
    self.day = day
    self.time = time
    self.strategies = strategies
    self.lines = lines
    self.undone = undone
    self.cashBefore = cashBefore
    self.cashAfter = cashAfter
    self.equity = equity
    self.trackingError = trackingError
    self.limits = limits
  }

  package var fees: Money { lines.reduce(.zero) { $0 + $1.fees } }

  /// What a person types who lets it be sent with real money: account, orders, yuan that are traded and the limits.
  package var confirmation: String {
    let amount = lines.reduce(Money.zero) { $0 + $1.amount }
    return "\(account) \(lines.count) \(amount.units / Money.unitsPerYuan) \(limits.prefix(8))"
  }

  /// What makes the same decision the same: account, day, strategies and the shares that they want. A plan that is made
  /// again on the same day of the same scores has the same one, whatever the prices are by then.
  package var signal: String {
    let strategies = strategies.map {
      "\($0.strategyID) \($0.decidedOn?.description ?? "") \($0.approval ?? "")"
    }
    return String(
      SHA256Digest(
        hashing: Array(([account, environment.rawValue, day.description] + strategies).joined(separator: "\n").utf8)
      )
      .hex.prefix(16))
  }
}
