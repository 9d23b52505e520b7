package import Primitives

/// What an account may do at most. Every limit has a value: what nobody sets is the cautious one that stands here.
package struct ExecutionLimits: Equatable, Sendable {
  /// Yuan of one order.
  package var orderValue = Money(yuan: 500_000)
  /// One stock's part of the account's value, a fraction.
  package var stockWeight = 0.1
  /// One industry's part, by the table of `industries`; nil: no table, so nothing is limited and the plan says so.
  package var industryWeight: Double?
  /// All stocks' part.
  package var grossWeight = 0.98
  /// Cash that stays, a fraction of the account's value.
  package var cashRatio = 0.02
  package var stockCount = 100
  /// An order's part of the day's average volume, a fraction.
  package var participation = 0.1
  /// A day's loss at which buying ends, a fraction of the value at the close before.
  package var dailyLoss = 0.03
  /// The fall from the highest close at which buying ends, a fraction.
  package var drawdown = 0.15
  /// An order's price may lie this far from the last one, a fraction; the exchange's limit stands beside it.
  package var priceCollar = 0.02
  /// Seconds after which a quote or an account is too old to act on.
  package var staleness = 60
  /// Trading days since the listing before a stock may be bought.
  package var listingDays = 60
  /// Whether stocks under risk warning may be bought.
  package var allowsST = false
  /// What may never be bought.
  package var blacklist: Set<InstrumentID> = []
  /// Where it is not empty, only these may be bought.
  package var whitelist: Set<InstrumentID> = []

  package init() {}

  package var json: JSONValue {
    [
      "order_value": .string(orderValue.description), "stock_weight": .number(stockWeight),
      "industry_weight": .optional(industryWeight), "gross_weight": .number(grossWeight),
      "cash_ratio": .number(cashRatio), "stock_count": .integer(stockCount), "participation": .number(participation),
      "daily_loss": .number(dailyLoss), "drawdown": .number(drawdown), "price_collar": .number(priceCollar),
      "staleness": .integer(staleness), "listing_days": .integer(listingDays), "allow_st": .bool(allowsST),
      "blacklist": .array(blacklist.sorted().map { .string($0.name) }),
      "whitelist": .array(whitelist.sorted().map { .string($0.name) }),
    ]
  }

  /// SHA-256 of the canonical JSON: what a decision, a ticket and a plan refer to.
  package var digest: String { SHA256Digest(hashing: json.canonical).hex }
}
