package import Primitives
package import Records
import Synchronization

/// An account at a QMT client, through the bridge that runs beside it.
///
/// An answer that is damaged, of another account or of another day, or that contradicts itself, is a failure with a name:
/// it is never taken for an account, nor for the absence of one.
package final class QMTGateway: Gateway {
  package let kind = "qmt"
  private let name: String
  private let number: String
  private let client: BridgeClient
  private let clock: Clock
  /// Key by day and order number: a broker gives no number twice on a day.
  private let keys = Mutex<[String: String]>([:])
  /// Instruments that one request may name.
  private static let quotesMax = 400
  /// Part of the account's market value that its list of positions must come to: prices move between two requests.
  private static let listedPart = 0.9

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

  private var today: TradingDay { MarketTime(clock).day }

  package func account() throws(GatewayFailure) -> AccountState {
    let told = try answer("account")
    let held = try answer("positions")
    let cash = try told.money("cash")
    let frozen = try told.money("frozen")
    let equity = try told.money("total")
    let marketValue = try told.optionalMoney("market_value")
    let times = [try told.time("time", on: today), try held.time("time", on: today)]
    var positions: [AccountPosition] = []
    for row in try held.rows("positions") {
      guard let position = try AccountPosition(row) else { continue }
      if positions.contains(where: { $0.instrument == position.instrument }) {
        throw held.contradicts(position.instrument.name)
      }
      positions.append(position)
    }
    let listed = positions.reduce(Money.zero) { $0 + ($1.marketValue ?? .zero) }
    if equity < cash { throw told.damaged("total") }
    // A holding without a value says nothing of what is missing.
    if let marketValue, positions.allSatisfy({ $0.marketValue != nil }),
      listed.yuan < marketValue.yuan * QMTGateway.listedPart - 1000
    {
      throw .away(.partialPositions(listed, of: marketValue))
    }
    return AccountState(
      account: name, cash: cash, frozen: frozen, equity: equity, positions: positions, time: times.min() ?? times[0])
  }

  package func orders() throws(GatewayFailure) -> [BrokerOrder] {
    let told = try answer("orders")
    let day = today
    _ = try told.time("time", on: day)
    var orders: [String: BrokerOrder] = [:]
    var numbers: [String: String] = [:]
    var list: [BrokerOrder] = []
    for row in try told.rows("orders", of: number) {
      guard let order = try BrokerOrder(row, on: day) else { continue }
      // The same number may be told twice, but only of one order; and a key has one order.
      if let before = orders.updateValue(order, forKey: order.orderID), !before.isSameOrder(as: order) {
        throw told.contradicts(order.orderID)
      }
      if let key = order.key, let before = numbers.updateValue(order.orderID, forKey: key), before != order.orderID {
        throw .away(.twoOrders(before, order.orderID))
      }
      list.append(order)
    }
    return list
  }

  package func trades() throws(GatewayFailure) -> [BrokerTrade] {
    let told = try answer("trades")
    let day = today
    _ = try told.time("time", on: day)
    var known: [String: BrokerTrade] = [:]
    var trades: [BrokerTrade] = []
    for row in try told.rows("trades", of: number) {
      guard let trade = try BrokerTrade(row, on: day) else { continue }
      if let before = known.updateValue(trade, forKey: BrokerReport.key(trade)), before != trade {
        throw told.contradicts(trade.tradeID)
      }
      trades.append(trade)
    }
    return trades
  }

  package func place(_ request: OrderRequest) throws(GatewayFailure) -> String {
    // The exchange has no order of the closing auction: a limit order that is sent in it is one.
    let priceType = request.priceType == .bestCounterparty ? "best_counterparty" : "limit"
    let body: JSONValue = [
      "key": .string(request.key), "account": .string(number), "instrument": .string(request.instrument.name),
      "side": .string(request.side.rawValue), "quantity": .integer(Int(request.volume)),
      "price_type": .string(priceType), "price": request.price.map { .number($0.yuan) } ?? .null, "strategy": .null,
    ]
    let told: JSONValue
    do throws(GatewayFailure) {
      told = try client.post("/v1/orders", body)
    } catch .unknown(let message) {
      return try outcome(of: request, after: message)
    }
    do throws(GatewayFailure) {
      return try order(told, request)
    } catch .unknown(let message) {
      return try outcome(of: request, after: message)
    }
  }

  package func cancel(_ orderID: String) throws(GatewayFailure) {
    let told = try client.post("/v1/cancel", ["account": .string(number), "order_id": .string(orderID)])
    guard told["account"]?.stringValue == number, told["order_id"]?.stringValue == orderID else {
      throw .unknown(.openOutcome)
    }
    switch told["result"]?.stringValue {
    case "asked": return
    case "refused": throw .refused(.verbatim(told["reason"]?.stringValue ?? "refused"))
    default: throw .unknown(.openOutcome)
    }
  }

  package func neverHad(_ key: String) throws(GatewayFailure) -> Bool {
    let told: JSONValue
    do throws(GatewayFailure) { told = try client.get("/v1/order", [("key", key)]) } catch .refused { return true }
    guard told["key"]?.stringValue == key, told["account"]?.stringValue == number else { throw .away(.otherOrder) }
    // The bridge looked for it in the broker's whole list, a minute after it was asked for; or the broker refused it.
    return ["absent", "refused"].contains(told["state"]?.stringValue)
  }

  package func quotes(of instruments: [InstrumentID]) throws(GatewayFailure) -> [BrokerQuote] {
    var quotes: [BrokerQuote] = []
    let day = today
    // The bridge refuses a request for what is no code of an exchange, or twice the same.
    let asked = Set(instruments.filter(\.isExchangeCode)).sorted()
    for start in stride(from: 0, to: asked.count, by: QMTGateway.quotesMax) {
      let part = asked[start..<min(asked.count, start + QMTGateway.quotesMax)]
      let told = try BridgeAnswer(
        try client.get("/v1/quotes", [("symbols", part.map(\.name).joined(separator: ","))]), "quotes")
      var open = Set(part)
      for row in try told.rows("quotes") {
        let instrument = try row.instrument("instrument")
        guard open.remove(instrument) != nil else { throw told.contradicts(instrument.name) }
        if let quote = try BrokerQuote(row, on: day) { quotes.append(quote) }
      }
      for item in try told.list("unknown") {
        guard let stock = item.stringValue.flatMap({ InstrumentID($0) }), open.remove(stock) != nil else {
          throw told.damaged("unknown")
        }
      }
      if let left = open.min() { throw told.damaged(left.name) }
    }
    return quotes
  }

  // MARK: - Answers

  /// The answer on a route of the account.
  private func answer(_ route: String) throws(GatewayFailure) -> BridgeAnswer {
    let told = try BridgeAnswer(try client.get("/v1/" + route, [("account", number)]), route)
    try told.check(account: number)
    return told
  }

  /// Asks once what became of a key whose answer is lost; nothing is sent by it.
  private func outcome(of request: OrderRequest, after message: Message) throws(GatewayFailure) -> String {
    let told: JSONValue
    do throws(GatewayFailure) {
      told = try client.get("/v1/order", [("key", request.key)])
    } catch {
      // An unknown key says so only of this moment: the first request may still be on its way.
      throw .unknown(message)
    }
    return try order(told, request)
  }

  /// The number of an order that stands for a request, as it was asked for.
  private func order(_ told: JSONValue, _ request: OrderRequest) throws(GatewayFailure) -> String {
    guard told["key"]?.stringValue == request.key, told["account"]?.stringValue == number,
      told["instrument"]?.stringValue == request.instrument.name, told["side"]?.stringValue == request.side.rawValue,
      told["quantity"]?.intValue == Int(request.volume),
      told["asked_at"]?.stringValue.flatMap({ MarketTime($0) })?.day == today
    else { throw .unknown(.otherOrder) }
    switch told["state"]?.stringValue {
    case "sent":
      guard let number = told["order_id"]?.stringValue, !number.isEmpty,
        number.utf8.allSatisfy({ (0x30...0x39).contains($0) })
      else { throw .unknown(.openOutcome) }
      let first = keys.withLock { keys in
        let place = "\(today) \(number)"
        let first = keys[place] ?? request.key
        keys[place] = first
        return first
      }
      guard first == request.key else { throw .unknown(.reusedNumber(number)) }
      return number
    case "refused": throw .refused(.verbatim(told["reason"]?.stringValue ?? "refused"))
    default: throw .unknown(.openOutcome)
    }
  }
}

extension BrokerOrder {
  /// Whether two reports can be of one order.
  fileprivate func isSameOrder(as other: BrokerOrder) -> Bool {
    guard key == other.key, instrument == other.instrument else { return false }
    return side == other.side && volume == other.volume
  }
}

extension Message {
  fileprivate static let openOutcome = Message(
    "qmt.open-outcome", en: "The bridge does not know yet what became of it.", zh: "桥接服务尚不知其结果。")
  fileprivate static let otherOrder = Message(
    "qmt.other-order", en: "The bridge's answer is of another order.", zh: "桥接服务的应答属于另一委托。")

  fileprivate static func reusedNumber(_ number: String) -> Message {
    Message(
      "qmt.reused-number", ["order": .text(number)], en: "The bridge gives the number {order} to two orders.",
      zh: "桥接服务将委托号 {order} 用于两笔委托。")
  }

  fileprivate static func twoOrders(_ first: String, _ second: String) -> Message {
    Message(
      "qmt.two-orders", ["first": .text(first), "second": .text(second)],
      en: "The broker has two orders under one key: {first} and {second}.", zh: "券商在同一键下有两笔委托：{first} 与 {second}。")
  }

  fileprivate static func partialPositions(_ listed: Money, of value: Money) -> Message {
    Message(
      "qmt.partial-positions", ["listed": .money(listed.yuan), "value": .money(value.yuan)],
      en: "The positions come to {listed}, the account's market value to {value}.", zh: "持仓合计 {listed}，账户市值为 {value}。")
  }
}
