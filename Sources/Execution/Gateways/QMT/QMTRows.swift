import Primitives
import Records

extension BrokerOrder {
  /// Nil for what is neither bought nor sold, and for what a person ordered of no stock: none of ours.
  init?(_ row: BridgeAnswer, on day: TradingDay) throws(GatewayFailure) {
    guard let (side, instrument) = try row.subject() else { return nil }
    // A person's order for the next day, given in the evening, stands among today's; one of ours never does.
    if try row.optionalText("key") == nil, let time = try row.optionalTime("time"), time.day > day { return nil }
    let volume = try row.shares("quantity", from: 1)
    guard let status = BrokerOrderStatus(rawValue: try row.text("status")) else { throw row.damaged("status") }
    self.init(
      orderID: try row.number("order_id"), key: try row.optionalText("key"), instrument: instrument, side: side,
      volume: volume, filledVolume: try row.shares("filled", to: volume), price: try row.optionalPrice("price"),
      averagePrice: try row.optionalPrice("average_price"), status: status,
      note: try row.optionalText("message") ?? "", createdAt: try row.time("time", on: day))
  }
}

extension BrokerTrade {
  init?(_ row: BridgeAnswer, on day: TradingDay) throws(GatewayFailure) {
    guard let (side, instrument) = try row.subject() else { return nil }
    // The bridge's commission leaves out taxes: what an order cost is known at settlement.
    self.init(
      tradeID: try row.text("trade_id"), orderID: try row.number("order_id"), instrument: instrument, side: side,
      volume: try row.shares("volume", from: 1), price: try row.price("price"),
      tradedAt: try row.time("time", on: day))
  }
}

extension BridgeAnswer {
  /// What is bought or sold; nil for other things that an account may do.
  fileprivate func subject() throws(GatewayFailure) -> (Direction, InstrumentID)? {
    let word = try text("side")
    if word == "other" { return nil }
    guard let side = Direction(rawValue: word) else { throw damaged("side") }
    if try optionalText("instrument") == nil {
      _ = try text("code")
      guard try optionalText("key") == nil else { throw damaged("instrument") }
      return nil
    }
    return (side, try instrument("instrument"))
  }
}

extension AccountPosition {
  /// Nil for what was sold today: no share is left of it.
  init?(_ row: BridgeAnswer) throws(GatewayFailure) {
    let volume = try row.shares("volume")
    let available = try row.shares("available", to: volume)
    let value = try row.optionalMoney("market_value")
    let average = try row.optionalMoney("average_cost", mayBeNegative: true)
    let name = try row.optionalText("instrument")
    // What is no stock stays under the broker's own name, so that nobody takes the account for less than it is.
    let instrument = try name == nil ? InstrumentID(canonical: row.text("code")) : row.instrument("instrument")
    guard volume > 0 else { return nil }
    self.init(
      instrument: instrument, volume: volume, available: available, averagePrice: average, marketValue: value)
  }
}

extension BrokerQuote {
  /// Nil where the broker does not say of when the price is. Limits of another day are not taken.
  init?(_ row: BridgeAnswer, on day: TradingDay) throws(GatewayFailure) {
    let limitsDay = try row.optionalText("limits_day")
    let (upper, lower) = (try row.optionalPrice("limit_up"), try row.optionalPrice("limit_down"))
    if let upper, let lower, upper < lower { throw row.damaged("limit_up") }
    let hasLimits = limitsDay == day.description
    let volume = try row.optionalShares("volume")
    let isSuspended = try row.optionalFlag("suspended")
    let last = try row.optionalPrice("price")
    let previous = try row.optionalPrice("reference")
    let (bid, ask) = (try row.optionalPrice("bid"), try row.optionalPrice("ask"))
    let instrument = try row.instrument("instrument")
    guard let time = try row.optionalTime("time") else { return nil }
    self.init(
      instrument: instrument, last: last, previousClose: previous, limitUp: hasLimits ? upper : nil,
      limitDown: hasLimits ? lower : nil, bid: bid, ask: ask, volume: volume, isSuspended: isSuspended, time: time)
  }
}
