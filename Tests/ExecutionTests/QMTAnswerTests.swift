import Execution
import Primitives
import Records
import TestSupport
import Testing

/// Answers of a bridge that must never pass for an account: each is a failure with a name.
@Suite struct QMTAnswerTests {
  private static let stocks = [Tiny.stock("SH600000"), Tiny.stock("SZ000001"), Tiny.stock("DAILY_ALL")]

  @Test("a sound account is read with what is no stock in it, and without what was sold")
  func soundAccount() throws {
    let bridge = try ScriptedBridge.sound()
    let state = try bridge.gateway().account()
    #expect(state.cash == Money(yuan: 890_000) && state.frozen == Money(yuan: 10_000))
    #expect(state.equity == Money(yuan: 1_000_000))
    #expect(state.positions.map(\.instrument.name) == ["888888.XX", "SH600000"])
    #expect(state.positions.last?.available == 7000)
    #expect(state.positions.last?.averagePrice == Money(units: -15_000))
    #expect(bridge.server.heads.allSatisfy { $0.contains("Authorization: Bearer \(ScriptedBridge.token)") })
  }

  @Test("sound orders, fills and quotes are read; what belongs to no stock of ours is left out")
  func soundLists() throws {
    let bridge = try ScriptedBridge.sound()
    #expect(try bridge.gateway().orders().map(\.orderID) == ["7001"])
    #expect(try bridge.gateway().trades().map(\.amount) == [Money(yuan: 1051)])
    let quotes = try bridge.gateway().quotes(of: QMTAnswerTests.stocks)
    #expect(quotes.map(\.instrument.name) == ["SH600000"])
    #expect(quotes.first?.isSuspended == false && quotes.first?.limitUp == Money(units: 114_400))
  }

  struct Damage: Sendable, CustomTestStringConvertible {
    var route: String
    var text: String
    var other: String
    var failure = "qmt.damaged-answer"
    var testDescription: String { "\(route): \(other)" }
  }

  static let damages: [Damage] = [
    // Another account, another day, nothing at all.
    .init(route: "account", text: #""10001234""#, other: #""10001235""#, failure: "qmt.other-account"),
    .init(route: "positions", text: #""10001234""#, other: #""10001235""#, failure: "qmt.other-account"),
    .init(
      route: "orders", text: #"{"account": "10001234", "order_id": "7001""#,
      other: #"{"account": "10001235", "order_id": "7001""#, failure: "qmt.other-account"),
    .init(
      route: "trades", text: #"{"account": "10001234", "trade_id""#, other: #"{"account": "9", "trade_id""#,
      failure: "qmt.other-account"),
    .init(route: "account", text: "2026-11-23T10", other: "2026-11-22T10", failure: "qmt.other-day"),
    .init(route: "positions", text: "2026-11-23T10", other: "2026-11-22T10", failure: "qmt.other-day"),
    .init(route: "orders", text: "2026-11-23T09:31:00", other: "2026-11-20T09:31:00", failure: "qmt.other-day"),
    .init(route: "trades", text: "2026-11-23T09:31:02", other: "2026-11-20T09:31:02", failure: "qmt.other-day"),
    .init(route: "trades", text: "2026-11-23T10:00:00", other: "2026-11-20T10:00:00", failure: "qmt.other-day"),
    .init(route: "account", text: ScriptedBridge.account, other: "[]"),
    .init(route: "account", text: ScriptedBridge.account, other: "null"),
    .init(route: "account", text: ScriptedBridge.account, other: "", failure: "qmt.no-json"),
    .init(route: "account", text: ScriptedBridge.account, other: "<p>Sign in</p>", failure: "qmt.no-json"),
    .init(route: "positions", text: "]}", other: "", failure: "qmt.no-json"),
    .init(route: "positions", text: #""positions": ["#, other: #""others": ["#),
    .init(route: "orders", text: #""orders": ["#, other: #""orders": null, "x": ["#),
    .init(route: "trades", text: #""trades": ["#, other: #""trades": [null, "#),
    // Numbers that are none.
    .init(route: "account", text: "890000.0", other: "NaN", failure: "qmt.no-json"),
    .init(route: "account", text: "890000.0", other: "Infinity", failure: "qmt.no-json"),
    .init(route: "account", text: "890000.0", other: "null"),
    .init(route: "account", text: "890000.0", other: #""890000.0""#),
    .init(route: "account", text: "890000.0", other: "-0.01"),
    .init(route: "account", text: "890000.0", other: "1e300"),
    .init(route: "account", text: #""cash": 890000.0, "#, other: ""),
    .init(route: "account", text: #""frozen": 10000.0"#, other: #""frozen": -1"#),
    .init(route: "account", text: #""total": 1000000.0"#, other: #""total": 0"#),
    .init(route: "account", text: #""cash": 890000.0"#, other: #""cash": 1, "cash": 890000.0"#, failure: "qmt.no-json"),
    .init(route: "positions", text: #""volume": 8000"#, other: #""volume": -8000"#),
    .init(route: "positions", text: #""volume": 8000"#, other: #""volume": 8000.5"#),
    .init(route: "positions", text: #""volume": 8000"#, other: #""volume": "8000""#),
    .init(route: "positions", text: #""volume": 8000"#, other: #""volume": null"#),
    .init(route: "positions", text: #""volume": 8000"#, other: #""volume": 9000000000000000000"#),
    .init(route: "positions", text: #""available": 7000"#, other: #""available": 8001"#),
    .init(route: "positions", text: #""available": 7000"#, other: #""available": -1"#),
    .init(route: "positions", text: #""average_cost": -1.5"#, other: #""average_cost": "x""#),
    .init(route: "positions", text: #""market_value": 80000.0"#, other: #""market_value": -80000.0"#),
    // A list that ends early, and one that says a stock twice.
    .init(
      route: "positions", text: #""market_value": 80000.0"#, other: #""market_value": 60000.0"#,
      failure: "qmt.partial-positions"),
    .init(
      route: "positions", text: #""instrument": "SZ000001", "code": "000001.SZ", "name": null, "volume": 0"#,
      other: #""instrument": "SH600000", "code": "600000.SH", "name": null, "volume": 5"#, failure: "qmt.contradiction"),
    // Orders and fills.
    .init(route: "orders", text: #""quantity": 200"#, other: #""quantity": 0"#),
    .init(route: "orders", text: #""filled": 100"#, other: #""filled": 300"#),
    .init(route: "orders", text: #""filled": 100"#, other: #""filled": -1"#),
    .init(route: "orders", text: #""price": 10.52"#, other: #""price": 0"#),
    .init(route: "orders", text: #""average_price": 10.51"#, other: #""average_price": -10.51"#),
    .init(route: "orders", text: #""part_filled""#, other: #""done""#),
    .init(route: "orders", text: #""side": "buy""#, other: #""side": "BUY""#),
    .init(route: "orders", text: #""order_id": "7001""#, other: #""order_id": 7001"#),
    .init(route: "orders", text: #""order_id": "7001""#, other: #""order_id": """#),
    .init(route: "orders", text: #""instrument": "SH600000""#, other: #""instrument": null"#),
    .init(route: "trades", text: #""volume": 100"#, other: #""volume": 0"#),
    .init(route: "trades", text: #""price": 10.51"#, other: #""price": 0"#),
    .init(route: "trades", text: #""price": 10.51"#, other: #""price": null"#),
    .init(route: "trades", text: #""trade_id": "0000123""#, other: #""trade_id": """#),
    // Quotes.
    .init(route: "quotes", text: #""price": 10.52"#, other: #""price": 0"#),
    .init(route: "quotes", text: #""price": 10.52"#, other: #""price": "10.52""#),
    .init(route: "quotes", text: #""limit_up": 11.44"#, other: #""limit_up": -11.44"#),
    .init(route: "quotes", text: #""limit_up": 11.44"#, other: #""limit_up": 9.0"#),
    .init(route: "quotes", text: #""volume": 18234500"#, other: #""volume": -1"#),
    .init(route: "quotes", text: #""suspended": false"#, other: #""suspended": "no""#),
    .init(route: "quotes", text: #""suspended": false,"#, other: ""),
    .init(route: "quotes", text: #""unknown": ["SZ000001"]"#, other: #""unknown": []"#),
    .init(
      route: "quotes", text: #""instrument": "SH600000""#, other: #""instrument": "SH600001""#,
      failure: "qmt.contradiction"),
    .init(route: "quotes", text: "T09:59:57", other: "T25:59:57"),
  ]

  private func read(_ route: String, _ gateway: QMTGateway) throws(GatewayFailure) {
    switch route {
    case "orders": _ = try gateway.orders()
    case "trades": _ = try gateway.trades()
    case "quotes": _ = try gateway.quotes(of: QMTAnswerTests.stocks)
    default: _ = try gateway.account()
    }
  }

  /// Why a route is taken for away; nil where it is read, or fails in another way.
  private func absence(_ route: String, _ gateway: QMTGateway) -> Message? {
    do throws(GatewayFailure) { try read(route, gateway) } catch {
      if case .away(let message) = error { return message }
    }
    return nil
  }

  @Test("a damaged answer is a failure with a name, never an account", arguments: damages)
  func isNamed(_ damage: Damage) throws {
    let bridge = try ScriptedBridge.sound { replies in
      let body = replies["/v1/" + damage.route]?[0].body ?? ""
      #expect(body.contains(damage.text))
      replies["/v1/" + damage.route] = [
        .init(body: body.replacing(damage.text, with: damage.other, maxReplacements: 1))
      ]
    }
    let message = try #require(absence(damage.route, bridge.gateway()))
    #expect(message.id == damage.failure, "\(message.english)")
  }

  struct Word: Sendable {
    var reply: ScriptedBridge.Reply
    var id: String
  }

  @Test(
    "a bridge without its broker, or behind a wrong token, is away",
    arguments: [
      Word(reply: ScriptedBridge.error(503, "qmt.away"), id: "qmt.error"),
      Word(reply: ScriptedBridge.error(503, "qmt.inconsistent"), id: "qmt.error"),
      Word(reply: ScriptedBridge.error(401, "token.wrong"), id: "qmt.error"),
      Word(reply: ScriptedBridge.error(403, "account.unknown"), id: "qmt.error"),
      Word(reply: .init(status: 502, body: "<p>Bad gateway</p>"), id: "http.status"),
      Word(reply: .init(body: ScriptedBridge.account, missing: 20), id: "http.cut"),
    ])
  func absence(_ word: Word) throws {
    let bridge = try ScriptedBridge.sound { replies in
      for route in ["account", "positions", "orders", "trades", "quotes"] { replies["/v1/" + route] = [word.reply] }
    }
    for route in ["account", "orders", "trades", "quotes"] {
      let message = try #require(absence(route, bridge.gateway()))
      #expect(message.id == word.id)
      #expect(!message.english.contains(ScriptedBridge.token))
    }
  }

  @Test("the same order or fill told twice is one; one number of two orders, and two orders of one key, stop it")
  func repeats() throws {
    let bridge = try ScriptedBridge.sound()
    let order = ScriptedBridge.orders.split(separator: "\n").dropFirst().prefix(4).joined()
    func orders(_ other: String) throws -> [BrokerOrder] {
      let body = ScriptedBridge.orders.replacing(#""orders": ["#, with: #""orders": ["# + other)
      let bridge = try ScriptedBridge.sound { $0["/v1/orders"] = [.init(body: body)] }
      return try bridge.gateway().orders()
    }
    #expect(try bridge.gateway().orders().count == 1)
    #expect(try orders(order).map(\.orderID) == ["7001", "7001"])
    #expect(throws: GatewayFailure.self) { try orders(order.replacing(#""k1""#, with: #""k2""#)) }
    #expect(throws: GatewayFailure.self) { try orders(order.replacing("7001", with: "7009")) }
    #expect(throws: GatewayFailure.self) { try orders(order.replacing("SH600000", with: "SH600001")) }
  }

  @Test("what the broker does not say of a suspension is not known; a price without its time is no quote")
  func silence() throws {
    func quote(_ text: String, _ other: String) throws -> BrokerQuote? {
      let body = ScriptedBridge.quotes.replacing(text, with: other)
      let bridge = try ScriptedBridge.sound { $0["/v1/quotes"] = [.init(body: body)] }
      return try bridge.gateway().quotes(of: QMTAnswerTests.stocks).first
    }
    let unknown = try #require(try quote(#""suspended": false"#, #""suspended": null"#))
    #expect(unknown.isSuspended == nil)
    #expect(try quote(#""time": "2026-11-23T09:59:57+08:00""#, #""time": null"#) == nil)
    #expect(try quote(#""limits_day": "2026-11-23""#, #""limits_day": "2026-11-20""#)?.limitUp == nil)
  }
}
