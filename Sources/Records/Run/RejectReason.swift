package import Primitives

/// Why an order does not trade, or trades in part; nil beside an order that is filled.
///
/// On disk it is its code, with its numbers after a blank: `suspended`, `limit-up 12.34`.
package enum RejectReason: Hashable, Sendable {
  /// qlib's exchange: the stock has no close on the day.
  case suspended
  /// The stock has no close on the day: suspended, not listed yet or not any more.
  case noBar
  /// No share changed hands on the day.
  case noVolume
  /// The day has no adjustment factor, so that the real price is not known.
  case noFactor
  /// The code belongs to no board whose rules are known here.
  case unknownBoard
  /// The price stands at the upper limit, which is named where it is known.
  case limitUp(Money? = nil)
  /// The price stands at the lower limit.
  case limitDown(Money? = nil)
  /// T+1: shares of the day's own purchase.
  case boughtToday
  /// The money or the shares make no order; the smallest one and its price where they are known.
  case belowOneLot(SmallestOrder? = nil)
  /// Fewer shares than a lot, of a holding that stays.
  case oddLot
  /// The cash at hand, where it is known.
  case noCash(Money? = nil)
  case notHeld
  /// More than the permitted share of the shares that changed hands, which are counted where they are known.
  case participation(traded: Int64? = nil)
  /// More than the volume limit that a qlib configuration sets.
  case volumeLimit
  /// The day has no predictions that decide it; the day that lacks them.
  case noPredictions(TradingDay? = nil)
  /// What another program or another version wrote.
  case other(String)

  /// The smallest order that the board permits.
  package struct SmallestOrder: Hashable, Sendable {
    package var shares: Int64
    /// Yuan per share.
    package var price: Money

    package init(shares: Int64, price: Money) {
      self.shares = shares
      self.price = price
    }
  }
}

extension RejectReason {
  /// The stable name with its numbers: what files and tables hold.
  package var code: String {
    switch self {
    case .suspended: "suspended"
    case .noBar: "no-bar"
    case .noVolume: "no-volume"
    case .noFactor: "no-factor"
    case .unknownBoard: "unknown-board"
    case .limitUp(let limit): RejectReason.join("limit-up", limit.map(RejectReason.text))
    case .limitDown(let limit): RejectReason.join("limit-down", limit.map(RejectReason.text))
    case .boughtToday: "bought-today"
    case .belowOneLot(let order):
      RejectReason.join("below-one-lot", order.map { "\($0.shares) \(RejectReason.text($0.price))" })
    case .oddLot: "odd-lot"
    case .noCash(let cash): RejectReason.join("no-cash", cash.map(RejectReason.text))
    case .notHeld: "not-held"
    case .participation(let traded): RejectReason.join("participation", traded.map { "\($0)" })
    case .volumeLimit: "volume-limit"
    case .noPredictions(let day): RejectReason.join("no-predictions", day?.description)
    case .other(let text): text
    }
  }

  /// Reads what `code` writes; nil for an empty text, `other` for any text that is no code.
  package init?(code text: String) {
    guard !text.isEmpty else { return nil }
    let parts = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    self = RejectReason.known(parts[0], Array(parts.dropFirst())) ?? .other(text)
  }

  private static func known(_ name: String, _ values: [String]) -> RejectReason? {
    func money() -> Money?? { values.count <= 1 ? optional(values.first) { amount($0) } : nil }
    switch (name, values.count) {
    case ("suspended", 0): return .suspended
    case ("no-bar", 0): return .noBar
    case ("no-volume", 0): return .noVolume
    case ("no-factor", 0): return .noFactor
    case ("unknown-board", 0): return .unknownBoard
    case ("limit-up", _): return money().map { .limitUp($0) }
    case ("limit-down", _): return money().map { .limitDown($0) }
    case ("bought-today", 0): return .boughtToday
    case ("below-one-lot", 0): return .belowOneLot()
    case ("below-one-lot", 2):
      guard let shares = Int64(values[0]), let price = amount(values[1]) else { return nil }
      return .belowOneLot(SmallestOrder(shares: shares, price: price))
    case ("odd-lot", 0): return .oddLot
    case ("no-cash", _): return money().map { .noCash($0) }
    case ("not-held", 0): return .notHeld
    case ("participation", 0...1): return optional(values.first) { Int64($0) }.map { .participation(traded: $0) }
    case ("volume-limit", 0): return .volumeLimit
    case ("no-predictions", 0...1): return optional(values.first) { TradingDay($0) }.map { .noPredictions($0) }
    default: return nil
    }
  }

  /// Nil where there is a text that cannot be read; an empty value where there is no text.
  private static func optional<Value>(_ text: String?, _ read: (String) -> Value?) -> Value?? {
    guard let text else { return .some(nil) }
    return read(text).map { .some($0) }
  }

  private static func join(_ name: String, _ value: String?) -> String { value.map { name + " " + $0 } ?? name }

  /// Yuan with two decimals, with four where it has parts of a hundredth.
  private static func text(_ money: Money) -> String {
    money.units % 100 == 0 ? String(money.description.dropLast(2)) : money.description
  }

  private static func amount(_ text: String) -> Money? {
    NumberReader.double(text).flatMap { $0.isFinite ? Money(rounding: $0) : nil }
  }
}

extension RejectReason {
  /// One sentence for a reader.
  package var message: Message {
    switch self {
    case .suspended:
      Message("reject.suspended", en: "The stock is suspended: it has no close on this day.", zh: "停牌：当日无收盘价。")
    case .noBar:
      Message(
        "reject.no-bar", en: "The stock is suspended or not listed: it has no close on this day.",
        zh: "停牌或未上市：当日无收盘价。")
    case .noVolume:
      Message(
        "reject.no-volume", en: "The stock is suspended: no shares changed hands on this day.", zh: "停牌：当日无成交。")
    case .noFactor:
      Message(
        "reject.no-factor", en: "The real price is unknown: the day has no adjustment factor.",
        zh: "当日无复权因子，真实价格未知。")
    case .unknownBoard:
      Message("reject.unknown-board", en: "The code belongs to no board known here.", zh: "代码不属于任何已知板块。")
    case .limitUp(nil):
      Message("reject.locked-up", en: "The stock is locked at the upper price limit.", zh: "涨停封板。")
    case .limitUp(let limit?):
      Message(
        "reject.limit-up", ["price": .money(limit.yuan)],
        en: "The stock is locked at the upper price limit of {price}.", zh: "涨停封板，涨停价 {price}。")
    case .limitDown(nil):
      Message("reject.locked-down", en: "The stock is locked at the lower price limit.", zh: "跌停封板。")
    case .limitDown(let limit?):
      Message(
        "reject.limit-down", ["price": .money(limit.yuan)],
        en: "The stock is locked at the lower price limit of {price}.", zh: "跌停封板，跌停价 {price}。")
    case .boughtToday:
      Message(
        "reject.bought-today", en: "The shares were bought today; T+1 permits their sale from the next trading day on.",
        zh: "T+1：当日买入，次一交易日起可卖。")
    case .belowOneLot(nil): Message("reject.below-one-lot", en: "The order is below one lot.", zh: "不足一手。")
    case .belowOneLot(let order?):
      Message(
        "reject.smallest-order", ["shares": .count(Int(order.shares)), "price": .money(order.price.yuan)],
        en: "The money is below the smallest order: {shares} shares at {price}.",
        zh: "资金不足最小申报数量：{shares} 股，每股 {price}。")
    case .oddLot:
      Message(
        "reject.odd-lot", en: "An odd lot is sold only together with the whole holding.", zh: "零股只能与全部持仓一并卖出。")
    case .noCash(nil): Message("reject.no-cash", en: "The cash does not suffice.", zh: "现金不足。")
    case .noCash(let cash?):
      Message(
        "reject.cash-at-hand", ["cash": .money(cash.yuan)], en: "The cash does not suffice: {cash} is at hand.",
        zh: "现金不足：可用 {cash}。")
    case .notHeld: Message("reject.not-held", en: "The account does not hold the stock.", zh: "未持有。")
    case .participation(nil):
      Message(
        "reject.participation", en: "The order exceeds the permitted share of the day's volume.", zh: "超出当日成交占比上限。")
    case .participation(let traded?):
      Message(
        "reject.participation-of", ["traded": .count(Int(traded))],
        en: "The order exceeds the permitted share of the {traded} shares that changed hands on this day.",
        zh: "超出成交占比上限：当日成交 {traded} 股。")
    case .volumeLimit:
      Message(
        "reject.volume-limit", en: "The order exceeds the volume limit of the configuration.", zh: "超出配置的成交量限制。")
    case .noPredictions(nil):
      Message(
        "reject.no-predictions", en: "No predictions decide this day: there are no orders.", zh: "没有决定当日的预测，不下单。")
    case .noPredictions(let day?):
      Message(
        "reject.no-predictions-of", ["day": .day(day)], en: "There are no predictions of {day}: there are no orders.",
        zh: "没有 {day} 的预测，不下单。")
    case .other(let text): .verbatim(text)
    }
  }
}
