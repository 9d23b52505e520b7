import Primitives
import Records
import Simulation

/// Limits on a purchase's size: what is above them is cut off in whole lots, and what is left below one lot is blocked.
extension RiskService {
  static let caps: [@Sendable (Facts) -> Cap?] = [
    orderValue, stockWeight, industryWeight, stockCount, grossWeight, cashRatio, participation,
  ]

  private static func yuan(_ value: Double) -> Money { Money(rounding: value) ?? .zero }

  private static func orderValue(_ facts: Facts) -> Cap? {
    guard let price = facts.price else { return nil }
    let limit = facts.context.limits.orderValue
    let value = price * facts.order.volume
    return Cap(
      rule: "order-value", room: limit, value: value.yuan, limit: limit.yuan, message: .orderValue(value, limit))
  }

  private static func stockWeight(_ facts: Facts) -> Cap? {
    let limit = facts.context.limits.stockWeight
    let held = facts.context.exposure(facts.order.instrument)
    return weightCap("stock-weight", held, limit, facts) { .stockWeight($0, limit) }
  }

  private static func industryWeight(_ facts: Facts) -> Cap? {
    guard let limit = facts.context.limits.industryWeight else { return nil }
    guard let industry = facts.context.industries?[facts.order.instrument] else {
      return Cap(rule: "unknown-industry", room: .zero, value: .nan, limit: limit, message: .unknownIndustry)
    }
    let held = facts.context.stocks.reduce(Money.zero) { sum, stock in
      facts.context.industries?[stock] == industry ? sum + facts.context.exposure(stock) : sum
    }
    return weightCap("industry-weight", held, limit, facts) { .industryWeight(industry, $0, limit) }
  }

  private static func stockCount(_ facts: Facts) -> Cap? {
    let stocks = facts.context.stocks
    let limit = facts.context.limits.stockCount
    guard !stocks.contains(facts.order.instrument), stocks.count >= limit else { return nil }
    return Cap(
      rule: "stock-count", room: .zero, value: Double(stocks.count + 1), limit: Double(limit),
      message: .stockCount(limit))
  }

  private static func grossWeight(_ facts: Facts) -> Cap? {
    let limit = facts.context.limits.grossWeight
    return weightCap("gross-weight", facts.context.gross, limit, facts) { .grossWeight($0, limit) }
  }

  private static func cashRatio(_ facts: Facts) -> Cap? {
    let limit = facts.context.limits.cashRatio
    guard let price = facts.price, let board = facts.board else { return nil }
    let value = price * facts.order.volume
    let fees = AShareFees().cost(
      .buy, value: value, shares: facts.order.volume, board: board, on: facts.context.now.day)
    let room = facts.context.freeCash - yuan(facts.equity * limit) - fees.total
    let left = facts.equity > 0 ? (facts.context.freeCash - value - fees.total).yuan / facts.equity : .nan
    return Cap(rule: "cash-ratio", room: room, value: left, limit: limit, message: .cashRatio(left, limit))
  }

  private static func participation(_ facts: Facts) -> Cap? {
    guard let price = facts.price, let volume = facts.context.averageVolume[facts.order.instrument] else { return nil }
    let limit = facts.context.limits.participation
    let before = facts.context.purchases(of: facts.order.instrument)
    let room = price * (Int64((Double(volume) * limit).rounded(.down)) - before)
    let part = volume > 0 ? Double(before + facts.order.volume) / Double(volume) : .infinity
    return Cap(rule: "participation", room: room, value: part, limit: limit, message: .participation(part, limit))
  }

  /// Room under a part of the account's value.
  ///
  /// - Parameters:
  ///   - held: yuan that count already.
  ///   - message: with the part that the order would lead to.
  private static func weightCap(
    _ rule: String, _ held: Money, _ limit: Double, _ facts: Facts, _ message: (Double) -> Message
  ) -> Cap? {
    guard let price = facts.price else { return nil }
    let after = facts.equity > 0 ? (held + price * facts.order.volume).yuan / facts.equity : .nan
    return Cap(
      rule: rule, room: yuan(facts.equity * limit) - held, value: after, limit: limit, message: message(after))
  }
}

extension Message {
  fileprivate static let unknownIndustry = Message(
    "risk.unknown-industry", en: "The table of industries does not have the stock.", zh: "行业表中没有该股票。")

  fileprivate static func orderValue(_ value: Money, _ limit: Money) -> Message {
    Message(
      "risk.order-value", ["value": .money(value.yuan), "limit": .money(limit.yuan)],
      en: "The order costs {value}; one order may cost {limit}.", zh: "该委托金额 {value}，单笔上限 {limit}。")
  }
  fileprivate static func stockWeight(_ weight: Double, _ limit: Double) -> Message {
    Message(
      "risk.stock-weight", ["weight": .ratio(weight), "limit": .ratio(limit)],
      en: "The stock would be {weight} of the account; {limit} is the limit.", zh: "该股票将占账户 {weight}，上限 {limit}。")
  }
  fileprivate static func industryWeight(_ industry: String, _ weight: Double, _ limit: Double) -> Message {
    Message(
      "risk.industry-weight", ["industry": .text(industry), "weight": .ratio(weight), "limit": .ratio(limit)],
      en: "{industry} would be {weight} of the account; {limit} is the limit.",
      zh: "{industry} 将占账户 {weight}，上限 {limit}。")
  }
  fileprivate static func stockCount(_ limit: Int) -> Message {
    Message(
      "risk.stock-count", ["limit": .count(limit)], en: "The account may hold {limit} {limit:stock|stocks}.",
      zh: "账户最多持有 {limit} 只股票。")
  }
  fileprivate static func grossWeight(_ weight: Double, _ limit: Double) -> Message {
    Message(
      "risk.gross-weight", ["weight": .ratio(weight), "limit": .ratio(limit)],
      en: "All stocks would be {weight} of the account; {limit} is the limit.", zh: "全部股票将占账户 {weight}，上限 {limit}。")
  }
  fileprivate static func cashRatio(_ left: Double, _ limit: Double) -> Message {
    Message(
      "risk.cash-ratio", ["left": .ratio(left), "limit": .ratio(limit)],
      en: "Cash of {left} would be left; {limit} must stay.", zh: "将剩余现金 {left}，须保留 {limit}。")
  }
  fileprivate static func participation(_ part: Double, _ limit: Double) -> Message {
    Message(
      "risk.participation", ["part": .ratio(part), "limit": .ratio(limit)],
      en: "Today's purchases would be {part} of an average day's volume; {limit} is the limit.",
      zh: "当日买入将占日均成交量 {part}，上限 {limit}。")
  }
}
