import Execution
import Primitives
import Records
import TestSupport
import Testing

/// What becomes of an order whose answer is lost, wrong or of another order; a request goes out once.
@Suite struct QMTOrderTests {
  private static let request = OrderRequest(
    key: "aaaaaaaaaaaaaaaaaaaaaaaa", instrument: Tiny.stock("SH600000"), side: .buy, volume: 200, priceType: .limit,
    price: Money(units: 105_200))

  enum End: Equatable, Sendable { case number(String), refused, away, unknown }

  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var reply: ScriptedBridge.Reply
    /// What the bridge says of the key afterwards; nil: the question is not asked.
    var query: ScriptedBridge.Reply?
    var end: End

    init(_ description: String, _ reply: ScriptedBridge.Reply, asked query: ScriptedBridge.Reply? = nil, _ end: End) {
      testDescription = description
      self.reply = reply
      self.query = query
      self.end = end
    }
  }

  private static func order(_ text: String = "", _ other: String = "") -> ScriptedBridge.Reply {
    .init(body: text.isEmpty ? ScriptedBridge.sent : ScriptedBridge.sent.replacing(text, with: other))
  }

  private static let open = order(#""sent""#, #""unknown""#)
  private static let absent = order(#""sent""#, #""absent""#)
  private static let refused = order(#""sent""#, #""refused""#)
  private static let cut = ScriptedBridge.Reply(body: ScriptedBridge.sent, missing: 30)
  private static let never = ScriptedBridge.error(404, "order.unknown-key")

  static let cases: [Case] = [
    Case("sent", order(), .number("7001")),
    Case("refused by the broker", refused, .refused),
    Case("open, then found", open, asked: order(), .number("7001")),
    Case("open, then refused", open, asked: refused, .refused),
    Case("open, and still open", open, asked: open, .unknown),
    Case("open, and not in the list", open, asked: absent, .unknown),
    Case("open, and the bridge is away", open, asked: ScriptedBridge.error(503, "qmt.away"), .unknown),
    Case("cut, then found", cut, asked: order(), .number("7001")),
    Case("cut, and the key is not known yet", cut, asked: never, .unknown),
    Case("cut twice", cut, asked: cut, .unknown),
    Case("fault of the bridge", ScriptedBridge.error(500, "bridge.fault"), asked: order(), .number("7001")),
    Case("something between", .init(status: 502, body: "<p>no</p>"), asked: order(), .number("7001")),
    Case("something between says 404", .init(status: 404, body: "<p>no</p>"), asked: never, .unknown),
    Case("no JSON", .init(body: "ok"), asked: order(), .number("7001")),
    Case("key of another body", ScriptedBridge.error(409, "order.key-reused"), asked: order(), .number("7001")),
    Case(
      "key of another body, whose quantity differs", ScriptedBridge.error(409, "order.key-reused"),
      asked: order("200", "300"), .unknown),
    Case("of another key", order("aaaaaaaa", "bbbbbbbb"), asked: order(), .number("7001")),
    Case("of another account", order("10001234", "10001235"), asked: open, .unknown),
    Case("of another stock", order("SH600000", "SH600001"), asked: open, .unknown),
    Case("of the other side", order(#""buy""#, #""sell""#), asked: open, .unknown),
    Case("of another day", order("11-23T10:00:00.250", "11-20T10:00:00.250"), asked: open, .unknown),
    Case("without a number", order(#""7001""#, "null"), asked: open, .unknown),
    Case("with a number that is none", order(#""7001""#, #""-1""#), asked: open, .unknown),
    Case("a state that nobody knows", order(#""sent""#, #""maybe""#), asked: open, .unknown),
    // Nothing was sent, and the order itself is sound: it may be asked again.
    Case("broker away", ScriptedBridge.error(503, "qmt.away"), .away),
    Case("wrong token", ScriptedBridge.error(401, "token.wrong"), .away),
    Case("clocks apart", ScriptedBridge.error(412, "clock.skew"), .away),
    Case("kill switch of the bridge", ScriptedBridge.error(423, "trading.killed"), .away),
    Case("busy", ScriptedBridge.error(503, "server.busy"), .away),
    // The order itself is refused.
    Case("damaged order", ScriptedBridge.error(400, "request.field"), .refused),
  ]

  private func end(_ gateway: QMTGateway, _ request: OrderRequest = request) -> End {
    do throws(GatewayFailure) { return .number(try gateway.place(request)) } catch {
      switch error {
      case .refused: return .refused
      case .away: return .away
      case .unknown: return .unknown
      }
    }
  }

  @Test("an order is asked for once, and what is not known is asked after by its key", arguments: cases)
  func outcome(_ item: Case) throws {
    let bridge = try ScriptedBridge.sound { replies in
      replies["/v1/orders"] = [item.reply]
      replies["/v1/order"] = [item.query ?? .init(body: "not to be asked")]
    }
    #expect(end(bridge.gateway()) == item.end)
    #expect(bridge.asked == ["POST /v1/orders"] + (item.query == nil ? [] : ["GET /v1/order"]))
  }

  @Test("a number that was another order's today is not believed")
  func reusedNumber() throws {
    let second = ScriptedBridge.sent.replacing("aaaaaaaa", with: "bbbbbbbb")
    let bridge = try ScriptedBridge.sound { replies in
      replies["/v1/orders"] = [.init(body: ScriptedBridge.sent), .init(body: second)]
      replies["/v1/order"] = [.init(body: second)]
    }
    let gateway = bridge.gateway()
    #expect(end(gateway) == .number("7001"))
    var other = QMTOrderTests.request
    other.key = "bbbbbbbbbbbbbbbbbbbbbbbb"
    #expect(end(gateway, other) == .unknown)
  }

  @Test("nobody there means that nothing was sent; with a host of several addresses it is asked after")
  func nobodyThere() throws {
    let address = try LocalServer { _ in }.address
    func gateway(_ bridge: String) -> QMTGateway {
      QMTGateway(
        account: "main", number: "1", bridge: bridge, token: ScriptedBridge.token, clock: SteppedClock().clock)
    }
    #expect(end(gateway(address)) == .away)
    #expect(end(gateway(address.replacing("127.0.0.1", with: "localhost"))) == .unknown)
  }

  @Test("an order that a host of several addresses took before the answer was cut is found again")
  func cutBehindAName() throws {
    let bridge = try ScriptedBridge.sound { $0["/v1/orders"] = [.init(body: ScriptedBridge.sent, missing: 400)] }
    #expect(end(bridge.gateway(host: "localhost")) == .number("7001"))
    #expect(bridge.asked == ["POST /v1/orders", "GET /v1/order"])
  }

  @Test("an order that is only missing may still arrive: the bridge says when it is sure")
  func neverHad() throws {
    func isSure(_ reply: ScriptedBridge.Reply) throws(GatewayFailure) -> Bool? {
      let bridge = try? ScriptedBridge.sound { $0["/v1/order"] = [reply] }
      return try bridge?.gateway().neverHad(QMTOrderTests.request.key)
    }
    #expect(try isSure(QMTOrderTests.never) == true)
    #expect(try isSure(QMTOrderTests.absent) == true)
    #expect(try isSure(QMTOrderTests.refused) == true)
    #expect(try isSure(QMTOrderTests.open) == false)
    #expect(try isSure(QMTOrderTests.order()) == false)
    for reply in [QMTOrderTests.cut, QMTOrderTests.order("10001234", "9"), ScriptedBridge.error(401, "token.wrong")] {
      #expect(throws: GatewayFailure.self) { try isSure(reply) }
    }
  }

  @Test("a cancellation that is answered for another order is not known")
  func cancellation() throws {
    func cancel(_ body: String, _ status: Int = 200) throws {
      let bridge = try ScriptedBridge.sound { $0["/v1/cancel"] = [.init(status: status, body: body)] }
      try bridge.gateway().cancel("7001")
    }
    try cancel(#"{"account": "10001234", "order_id": "7001", "result": "asked", "reason": null}"#)
    for body in [
      #"{"account": "10001234", "order_id": "7002", "result": "asked", "reason": null}"#,
      #"{"account": "10001235", "order_id": "7001", "result": "asked", "reason": null}"#,
      #"{"account": "10001234", "order_id": "7001", "result": "unknown", "reason": null}"#, "{}", "[",
    ] {
      #expect(throws: GatewayFailure.self) { try cancel(body) }
    }
    #expect(throws: GatewayFailure.self) {
      try cancel(#"{"account": "10001234", "order_id": "7001", "result": "refused", "reason": "closed"}"#)
    }
  }
}
