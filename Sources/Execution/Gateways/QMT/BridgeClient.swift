import Primitives

/// Requests to the bridge beside a QMT client, as its protocol has them (<doc:Bridge>).
struct BridgeClient: Sendable {
  private let bridge: String
  private let token: String
  private let clock: Clock

  /// Errors of an order that say that nothing was sent under its key by this request.
  private static let nothingSent: Set = [
    "qmt.away", "qmt.account-away", "qmt.package", "journal.failed", "server.busy",
  ]

  init(bridge: String, token: String, clock: Clock) {
    self.bridge = bridge.hasSuffix("/") ? String(bridge.dropLast()) : bridge
    self.token = token
    self.clock = clock
  }

  /// What is read changes nothing: a request that fails is a broker that is away.
  func get(_ path: String, _ query: [(String, String)] = []) throws(GatewayFailure) -> JSONValue {
    let parameters = query.map { $0.0 + "=" + BridgeClient.escaped($0.1) }.joined(separator: "&")
    let request = request(.get, path + (parameters.isEmpty ? "" : "?" + parameters), seconds: 20)
    let answer: BoundedRequest.Answer
    do throws(HTTPFailure) { answer = try request.answer() } catch { throw .away(BridgeClient.message(error)) }
    do { return try JSONReader.read(answer.body) } catch { throw .away(.noJSON) }
  }

  /// What is asked for may have been done where the answer is lost.
  func post(_ path: String, _ body: JSONValue) throws(GatewayFailure) -> JSONValue {
    var request = request(.post, path, seconds: 30)
    request.body = body.canonical
    request.statuses = [200, 202]
    let answer: BoundedRequest.Answer
    do throws(HTTPFailure) {
      answer = try request.answer()
    } catch {
      let id = BridgeClient.id(error)
      let message = BridgeClient.message(error)
      if [.address, .refused, .noHost, .certificate].contains(error.reason) { throw .away(message) }
      if let status = error.status, (400..<500).contains(status) { throw .refused(message) }
      if let id, BridgeClient.nothingSent.contains(id) { throw .away(message) }
      throw .unknown(message)
    }
    do { return try JSONReader.read(answer.body) } catch { throw .unknown(.noJSON) }
  }

  private func request(_ method: BoundedRequest.Method, _ target: String, seconds: Double) -> BoundedRequest {
    var request = BoundedRequest(method, bridge + target)
    request.headers = ["Authorization": "Bearer " + token, "Aistock-Time": MarketTime(clock).description]
    if method == .post { request.headers["Content-Type"] = "application/json" }
    request.limits.seconds = seconds
    return request
  }

  private static func id(_ failure: HTTPFailure) -> String? {
    (try? JSONReader.read(failure.body))?["error"]?["id"]?.stringValue
  }

  /// The bridge's own words where it gave some.
  private static func message(_ failure: HTTPFailure) -> Message {
    guard let error = (try? JSONReader.read(failure.body))?["error"], let id = error["id"]?.stringValue,
      let text = error["message"]?.stringValue
    else { return failure.message }
    return .bridge(id, text)
  }

  private static func escaped(_ text: String) -> String {
    text.utf8.map { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E, 0x2C: String(UnicodeScalar(byte))
      default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }.joined()
  }
}

extension Message {
  fileprivate static let noJSON = Message("qmt.no-json", en: "The bridge's answer is no JSON.", zh: "桥接服务的应答不是 JSON。")

  fileprivate static func bridge(_ id: String, _ text: String) -> Message {
    Message(
      "qmt.error", ["id": .text(id), "text": .text(text)], en: "The bridge says {id}: {text}", zh: "桥接服务报告 {id}：{text}")
  }
}
