import Primitives

/// Requests to the bridge beside a QMT client, as its protocol has them (<doc:Bridge>).
struct BridgeClient: Sendable {
  private let bridge: String
  private let token: String
  private let clock: Clock

  /// Errors of status 503 that say that nothing was sent by this request.
  private static let nothingSent: Set = [
    "qmt.away", "qmt.account-away", "qmt.package", "journal.failed", "server.busy",
  ]
  /// Errors that stand against what was asked for itself: the same will be refused again.
  private static let refusals: Set = [
    "request.field", "request.json", "request.large", "order.unknown-number", "order.unknown-key",
    "order.not-found-yet",
  ]

  init(bridge: String, token: String, clock: Clock) {
    self.bridge = bridge.hasSuffix("/") ? String(bridge.dropLast()) : bridge
    self.token = token
    self.clock = clock
  }

  /// What is read changes nothing: a request that fails is a broker that is away. Only the question after a key may be
  /// refused: nothing was ever sent under it.
  func get(_ path: String, _ query: [(String, String)] = []) throws(GatewayFailure) -> JSONValue {
    let parameters = query.map { $0.0 + "=" + BridgeClient.escaped($0.1) }.joined(separator: "&")
    let request = request(.get, path + (parameters.isEmpty ? "" : "?" + parameters), seconds: 20)
    let answer: BoundedRequest.Answer
    do throws(HTTPFailure) { answer = try request.answer() } catch {
      let message = BridgeClient.message(error)
      throw BridgeClient.id(error) == "order.unknown-key" ? .refused(message) : .away(message)
    }
    guard let value = BridgeClient.value(answer.body) else { throw .away(.noJSON) }
    return value
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
      throw failure(error)
    }
    guard let value = BridgeClient.value(answer.body) else { throw .unknown(.noJSON) }
    return value
  }

  /// What a failed request says of what it asked for. A word against the request is taken from the bridge only: what
  /// stands between may have passed the request on before it answered.
  private func failure(_ failure: HTTPFailure) -> GatewayFailure {
    let message = BridgeClient.message(failure)
    switch failure.reason {
    case .address, .noHost, .certificate: return .away(message)
    // Of a host with several addresses one may have refused, and another have taken the request.
    case .refused: return isOneAddress ? .away(message) : .unknown(message)
    default: break
    }
    guard let id = BridgeClient.id(failure), let status = failure.status else { return .unknown(message) }
    if BridgeClient.refusals.contains(id) { return .refused(message) }
    // The key was used with another body, whose order may be there.
    if id == "order.key-reused" { return .unknown(message) }
    return (400..<500).contains(status) || BridgeClient.nothingSent.contains(id) ? .away(message) : .unknown(message)
  }

  /// Whether the host is written as a number.
  private var isOneAddress: Bool {
    let host = bridge.drop { $0 != "/" }.drop { $0 == "/" }.prefix { $0 != "/" }
    return host.hasPrefix("[") || host.prefix { $0 != ":" }.allSatisfy { $0.isASCII && ($0.isNumber || $0 == ".") }
  }

  /// The document; nil for a damaged one, for one that says something twice, and for numbers that JSON does not have.
  private static func value(_ bytes: [UInt8]) -> JSONValue? {
    var (isText, isEscaped) = (false, false)
    for byte in bytes {
      if isText {
        isText = isEscaped || byte != UInt8(ascii: "\"")
        isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
      } else if byte == UInt8(ascii: "\"") {
        isText = true
      } else if byte == UInt8(ascii: "N") || byte == UInt8(ascii: "I") {
        // `NaN` and `Infinity`, which our reader takes for missing.
        return nil
      }
    }
    return try? JSONReader.read(bytes, duplicates: .refused)
  }

  private func request(_ method: BoundedRequest.Method, _ target: String, seconds: Double) -> BoundedRequest {
    var request = BoundedRequest(method, bridge + target)
    request.headers = ["Authorization": "Bearer " + token, "Aistock-Time": MarketTime(clock).description]
    if method == .post { request.headers["Content-Type"] = "application/json" }
    request.limits.seconds = seconds
    return request
  }

  private static func id(_ failure: HTTPFailure) -> String? {
    value(failure.body)?["error"]?["id"]?.stringValue
  }

  /// The bridge's own words where it gave some.
  private static func message(_ failure: HTTPFailure) -> Message {
    guard let error = value(failure.body)?["error"], let id = error["id"]?.stringValue,
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
