import Execution
import Primitives
import Records
import Synchronization
import TestSupport

/// A bridge that answers with whatever a test says, and whatever was asked for.
final class ScriptedBridge: Sendable {
  struct Reply: Sendable {
    var status = 200
    var body: String
    /// Bytes of the body that are held back: the answer is cut.
    var missing = 0
  }

  static let number = "10001234"
  static let token = "a-token-of-the-tests-0123456789"

  private final class State: Sendable {
    let replies: Mutex<[String: [Reply]]>
    let server = Mutex<LocalServer?>(nil)
    init(_ replies: [String: [Reply]]) { self.replies = Mutex(replies) }

    /// The next answer on a route; the last one is given again and again.
    func next(_ route: String) -> Reply {
      replies.withLock { replies in
        guard var list = replies[route], let first = list.first else { return Reply(status: 404, body: "<p>none</p>") }
        if list.count > 1 { list.removeFirst() }
        replies[route] = list
        return first
      }
    }
  }

  private let state: State
  let server: LocalServer

  /// - Parameter replies: by route, `/v1/account`, in the order in which they are given.
  init(_ replies: [String: [Reply]]) throws {
    let state = State(replies)
    self.state = state
    server = try LocalServer { connection in
      let line = state.server.withLock { $0?.requests.last } ?? ""
      let target = line.split(separator: " ").dropFirst().first ?? ""
      let reply = state.next(String(target.prefix { $0 != "?" }))
      let bytes = Array(reply.body.utf8)
      connection.send(
        "HTTP/1.1 \(reply.status) X\r\nContent-Type: application/json\r\nContent-Length: \(bytes.count)\r\n"
          + "Connection: close\r\n\r\n")
      connection.send(Array(bytes.dropLast(reply.missing)))
    }
    state.server.withLock { $0 = server }
  }

  deinit { state.server.withLock { $0 = nil } }

  func gateway(_ clock: Clock = SteppedClock().clock, host: String = "127.0.0.1") -> QMTGateway {
    let address = server.address.replacing("127.0.0.1", with: host)
    return QMTGateway(
      account: "main", number: ScriptedBridge.number, bridge: address, token: ScriptedBridge.token, clock: clock)
  }

  /// Requests by method and route.
  var asked: [String] {
    server.requests.map { $0.split(separator: " ").prefix(2).joined(separator: " ") }
      .map { String($0.prefix { $0 != "?" }) }
  }

  // MARK: - Sound answers of one account with 900,000 yuan and two holdings

  static let account = #"""
    {"account": "10001234", "cash": 890000.0, "frozen": 10000.0, "market_value": 100000.0, "total": 1000000.0,
     "time": "2026-11-23T10:00:00.250+08:00"}
    """#

  static let positions = #"""
    {"account": "10001234", "time": "2026-11-23T10:00:00.500+08:00", "positions": [
     {"instrument": "SH600000", "code": "600000.SH", "name": null, "volume": 8000, "available": 7000, "frozen": 0,
      "on_road": 0, "yesterday": 8000, "average_cost": -1.5, "price": 10.0, "market_value": 80000.0},
     {"instrument": null, "code": "888888.XX", "name": "rights", "volume": 100, "available": 0, "frozen": 0,
      "on_road": 0, "yesterday": 100, "average_cost": null, "price": null, "market_value": 20000.0},
     {"instrument": "SZ000001", "code": "000001.SZ", "name": null, "volume": 0, "available": 0, "frozen": 0,
      "on_road": 0, "yesterday": 100, "average_cost": 0, "price": null, "market_value": 0.0}]}
    """#

  static let orders = #"""
    {"account": "10001234", "time": "2026-11-23T10:00:00.250+08:00", "orders": [
     {"account": "10001234", "order_id": "7001", "exchange_id": null, "key": "k1", "remark": "aq1", "strategy": null,
      "instrument": "SH600000", "code": "600000.SH", "side": "buy", "quantity": 200, "filled": 100, "price": 10.52,
      "average_price": 10.51, "status": "part_filled", "status_code": 55, "open": true, "cancel_pending": false,
      "message": "", "time": "2026-11-23T09:31:00+08:00"},
     {"account": "10001234", "order_id": "7002", "exchange_id": null, "key": null, "remark": "", "strategy": null,
      "instrument": null, "code": "131810.XX", "side": "sell", "quantity": 10, "filled": 0, "price": null,
      "average_price": null, "status": "accepted", "status_code": 50, "open": true, "cancel_pending": false,
      "message": "", "time": "2026-11-23T09:31:00+08:00"}]}
    """#

  static let trades = #"""
    {"account": "10001234", "time": "2026-11-23T10:00:00.250+08:00", "trades": [
     {"account": "10001234", "trade_id": "0000123", "order_id": "7001", "exchange_id": null, "key": "k1",
      "remark": "aq1", "instrument": "SH600000", "code": "600000.SH", "side": "buy", "volume": 100, "price": 10.51,
      "amount": 1051.0, "commission": null, "time": "2026-11-23T09:31:02+08:00"}]}
    """#

  static let quotes = #"""
    {"time": "2026-11-23T10:00:00.250+08:00", "unknown": ["SZ000001"], "quotes": [
     {"instrument": "SH600000", "price": 10.52, "reference": 10.4, "open": 10.41, "high": 10.55, "low": 10.38,
      "volume": 18234500, "amount": 190876543.0, "limit_up": 11.44, "limit_down": 9.36, "limits_day": "2026-11-23",
      "bid": 10.51, "ask": 10.52, "bids": [[10.51, 12300]], "asks": [[10.52, 4100]], "suspended": false,
      "phase": "continuous", "time": "2026-11-23T09:59:57+08:00"}]}
    """#

  static let sent = #"""
    {"key": "aaaaaaaaaaaaaaaaaaaaaaaa", "remark": "aq1", "account": "10001234", "instrument": "SH600000",
     "side": "buy", "quantity": 200, "price_type": "limit", "price": 10.52, "strategy": null, "state": "sent",
     "order_id": "7001", "reason": null, "replayed": false, "asked_at": "2026-11-23T10:00:00.250+08:00",
     "answered_at": "2026-11-23T10:00:00.291+08:00", "searched_at": null}
    """#

  static func error(_ status: Int, _ id: String) -> Reply {
    Reply(status: status, body: #"{"error": {"id": "\#(id)", "message": "It is so.", "remedy": "Change it."}}"#)
  }

  /// A sound bridge, with some answers in another form.
  static func sound(_ change: (inout [String: [Reply]]) -> Void = { _ in }) throws -> ScriptedBridge {
    var replies: [String: [Reply]] = [
      "/v1/account": [.init(body: account)], "/v1/positions": [.init(body: positions)],
      "/v1/orders": [.init(body: orders)], "/v1/trades": [.init(body: trades)], "/v1/quotes": [.init(body: quotes)],
      "/v1/order": [.init(body: sent)],
    ]
    change(&replies)
    return try ScriptedBridge(replies)
  }
}
