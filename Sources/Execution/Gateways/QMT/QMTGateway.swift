package import Primitives
package import Records

/// An account at a QMT client, through the bridge that runs beside it.
package final class QMTGateway: Gateway {
  package let kind = "qmt"
  private let name: String
  private let number: String
  private let client: BridgeClient
  private let clock: Clock
  /// Instruments that one request may name.
  private static let quotesMax = 400

  /// - Parameters:
  ///   - account: as the configuration names it.
  ///   - number: the account at the broker.
  ///   - bridge: loopback, or an https address.
  package init(account: String, number: String, bridge: String, token: String, clock: Clock) {
    name = account
    self.number = number
    self.clock = clock
    client = BridgeClient(bridge: bridge, token: token, clock: clock)
  }

  package func account() throws(GatewayFailure) -> AccountState {
    let told = try client.get("/v1/account", [("account", number)])
    let held = try client.get("/v1/positions", [("account", number)])
    guard let cash = told["cash"]?.yuan, let frozen = told["frozen"]?.yuan, let total = told["total"]?.yuan,
      let time = told["time"]?.stringValue.flatMap({ MarketTime($0) }), let list = held["positions"]?.arrayValue
    else { throw .away(.damagedAnswer("account")) }
    var positions: [AccountPosition] = []
    for item in list {
      guard let volume = item["volume"]?.intValue, let available = item["available"]?.intValue,
        let name = item["instrument"]?.stringValue ?? item["code"]?.stringValue
      else { throw .away(.damagedAnswer("positions")) }
      guard volume > 0 else { continue }
      positions.append(
        AccountPosition(
          instrument: InstrumentID(name) ?? InstrumentID(canonical: name), volume: Int64(volume),
          available: Int64(available), averagePrice: item["average_cost"]?.yuan,
          marketValue: item["market_value"]?.yuan))
    }
    return AccountState(
      account: name, cash: cash, frozen: frozen, equity: total, positions: positions, time: time)
  }

  package func orders() throws(GatewayFailure) -> [BrokerOrder] {
    let told = try client.get("/v1/orders", [("account", number)])
    guard let list = told["orders"]?.arrayValue else { throw .away(.damagedAnswer("orders")) }
    var orders: [BrokerOrder] = []
    for item in list {
      // What is neither bought nor sold, a subscription say, is none of ours.
      guard let side = item["side"]?.stringValue.flatMap(Direction.init) else { continue }
      guard let order = BrokerOrder(item, side) else { throw .away(.damagedAnswer("orders")) }
      orders.append(order)
    }
    return orders
  }

  package func trades() throws(GatewayFailure) -> [BrokerTrade] {
    let told = try client.get("/v1/trades", [("account", number)])
    guard let list = told["trades"]?.arrayValue else { throw .away(.damagedAnswer("trades")) }
    var trades: [BrokerTrade] = []
    for item in list {
      guard let side = item["side"]?.stringValue.flatMap(Direction.init) else { continue }
      guard let trade = BrokerTrade(item, side) else { throw .away(.damagedAnswer("trades")) }
      trades.append(trade)
    }
    return trades
  }

  package func place(_ request: OrderRequest) throws(GatewayFailure) -> String {
    // The exchange has no order of the closing auction: a limit order that is sent in it is one.
    let priceType = request.priceType == .bestCounterparty ? "best_counterparty" : "limit"
    let told = try client.post(
      "/v1/orders",
      [
        "key": .string(request.key), "account": .string(number), "instrument": .string(request.instrument.name),
        "side": .string(request.side.rawValue), "quantity": .integer(Int(request.volume)),
        "price_type": .string(priceType), "price": request.price.map { .number($0.yuan) } ?? .null, "strategy": .null,
      ])
    switch (told["state"]?.stringValue, told["order_id"]?.stringValue) {
    case ("sent", let order?): return order
    case ("refused", _): throw .refused(.verbatim(told["reason"]?.stringValue ?? "refused"))
    default: throw .unknown(.openOutcome)
    }
  }

  package func cancel(_ orderID: String) throws(GatewayFailure) {
    let told = try client.post("/v1/cancel", ["account": .string(number), "order_id": .string(orderID)])
    switch told["result"]?.stringValue {
    case "asked": return
    case "refused": throw .refused(.verbatim(told["reason"]?.stringValue ?? "refused"))
    default: throw .unknown(.openOutcome)
    }
  }

  package func quotes(of instruments: [InstrumentID]) throws(GatewayFailure) -> [BrokerQuote] {
    var quotes: [BrokerQuote] = []
    let day = MarketTime(clock).day.description
    for start in stride(from: 0, to: instruments.count, by: QMTGateway.quotesMax) {
      let part = instruments[start..<min(instruments.count, start + QMTGateway.quotesMax)]
      let told = try client.get("/v1/quotes", [("symbols", part.map(\.name).joined(separator: ","))])
      guard let list = told["quotes"]?.arrayValue else { throw .away(.damagedAnswer("quotes")) }
      quotes += list.compactMap { BrokerQuote($0, on: day) }
    }
    return quotes
  }
}

extension JSONValue {
  /// Yuan with at most four decimals, to the unit.
  fileprivate var yuan: Money? { doubleValue.flatMap { Money(rounding: $0) } }
}

extension BrokerOrder {
  fileprivate init?(_ json: JSONValue, _ side: Direction) {
    guard let order = json["order_id"]?.stringValue, let name = json["instrument"]?.stringValue,
      let instrument = InstrumentID(name), let volume = json["quantity"]?.intValue,
      let filled = json["filled"]?.intValue, let time = json["time"]?.stringValue.flatMap({ MarketTime($0) })
    else { return nil }
    self.init(
      orderID: order, key: json["key"]?.stringValue, instrument: instrument, side: side, volume: Int64(volume),
      filledVolume: Int64(filled), price: json["price"]?.yuan, averagePrice: json["average_price"]?.yuan,
      status: json["status"]?.stringValue.flatMap(BrokerOrderStatus.init) ?? .unknown,
      note: json["message"]?.stringValue ?? "", createdAt: time)
  }
}

extension BrokerTrade {
  fileprivate init?(_ json: JSONValue, _ side: Direction) {
    guard let trade = json["trade_id"]?.stringValue, let order = json["order_id"]?.stringValue,
      let instrument = json["instrument"]?.stringValue.flatMap({ InstrumentID($0) }),
      let volume = json["volume"]?.intValue, let price = json["price"]?.yuan,
      let time = json["time"]?.stringValue.flatMap({ MarketTime($0) })
    else { return nil }
    // The bridge's commission leaves out taxes: what an order cost is known at settlement.
    self.init(
      tradeID: trade, orderID: order, instrument: instrument, side: side, volume: Int64(volume), price: price,
      tradedAt: time)
  }
}

extension BrokerQuote {
  /// Limits of another day are not taken.
  fileprivate init?(_ json: JSONValue, on day: String) {
    guard let instrument = json["instrument"]?.stringValue.flatMap({ InstrumentID($0) }),
      let time = json["time"]?.stringValue.flatMap({ MarketTime($0) })
    else { return nil }
    let hasLimits = json["limits_day"]?.stringValue == day
    self.init(
      instrument: instrument, last: json["price"]?.yuan, previousClose: json["reference"]?.yuan,
      limitUp: hasLimits ? json["limit_up"]?.yuan : nil, limitDown: hasLimits ? json["limit_down"]?.yuan : nil,
      bid: json["bid"]?.yuan, ask: json["ask"]?.yuan, volume: json["volume"]?.intValue.map(Int64.init),
      isSuspended: json["suspended"]?.boolValue ?? false, time: time)
  }
}

extension Message {
  fileprivate static let openOutcome = Message(
    "qmt.open-outcome", en: "The bridge does not know yet what became of it.", zh: "桥接服务尚不知其结果。")

  fileprivate static func damagedAnswer(_ route: String) -> Message {
    Message(
      "qmt.damaged-answer", ["route": .text(route)], en: "The bridge's answer on `{route}` cannot be read.",
      zh: "桥接服务对 `{route}` 的应答无法读取。")
  }
}
