/// Why a request has no answer that may be read.
package struct HTTPFailure: Error, Sendable, Equatable {
  package enum Reason: Sendable, Equatable {
    /// Not an address of `http` or `https` with a host: nothing was sent.
    case address
    /// Nobody accepts the connection: nothing was sent.
    case refused
    /// There is no such host: nothing was sent.
    case noHost
    /// The certificate of the host is not trusted: nothing was sent.
    case certificate
    /// There was no whole answer in so many seconds.
    case timedOut(seconds: Double)
    /// The answer has more bytes than so many.
    case tooLarge(bytes: Int)
    /// What came is not HTTP.
    case notHTTP
    /// The answer ends early or cannot be unpacked.
    case cut
    /// The connection broke in some other way.
    case broken
    /// The answer is of a media type that was not asked for.
    case type(String)
    /// The answer has a status that was not asked for, a redirection among them.
    case status
  }

  package let reason: Reason
  /// What the head of the answer says, where one came; also where the rest of it failed.
  package let status: Int?
  /// The beginning of an answer whose status was not asked for; empty otherwise.
  package let body: [UInt8]

  init(_ reason: Reason, status: Int? = nil, body: [UInt8] = []) {
    self.reason = reason
    self.status = status
    self.body = reason == .status ? body : []
  }

  /// One sentence without the address, which may hold a secret.
  package var message: Message {
    switch reason {
    case .address: .noAddress
    case .refused: .refused
    case .noHost: .noHost
    case .certificate: .certificate
    case .timedOut(let seconds): .timedOut(seconds)
    case .tooLarge(let bytes): .tooLarge(bytes)
    case .notHTTP: .notHTTP
    case .cut: .cut
    case .broken: .broken
    case .type(let type): .type(type)
    case .status: .status(status ?? 0)
    }
  }
}

extension Message {
  fileprivate static let noAddress = Message(
    "http.address", en: "The address is not one of http or https with a host.", zh: "地址不是带主机名的 http 或 https 地址。")
  fileprivate static let refused = Message("http.refused", en: "Nobody accepts the connection.", zh: "连接被拒绝。")
  fileprivate static let noHost = Message("http.no-host", en: "There is no such host.", zh: "找不到该主机。")
  fileprivate static let certificate = Message(
    "http.certificate", en: "The certificate of the host is not trusted.", zh: "主机证书不受信任。")
  fileprivate static let notHTTP = Message("http.not-http", en: "The answer is not HTTP.", zh: "应答不是 HTTP。")
  fileprivate static let cut = Message(
    "http.cut", en: "The answer is cut short or cannot be decoded.", zh: "应答不完整，或无法解码。")
  fileprivate static let broken = Message("http.broken", en: "The connection broke.", zh: "连接中断。")

  fileprivate static func timedOut(_ seconds: Double) -> Message {
    Message(
      "http.timed-out", ["seconds": .count(max(1, Int(min(seconds, 1e9).rounded(.up))))],
      en: "There was no whole answer within {seconds} {seconds:second|seconds}.", zh: "{seconds} 秒内没有完整应答。")
  }

  fileprivate static func tooLarge(_ bytes: Int) -> Message {
    Message(
      "http.too-large", ["most": .count(bytes)], en: "The answer is larger than {most} bytes.",
      zh: "应答超过 {most} 字节。")
  }

  fileprivate static func type(_ type: String) -> Message {
    Message("http.type", ["type": .text(type)], en: "The answer is of type {type}.", zh: "应答类型为 {type}。")
  }

  fileprivate static func status(_ status: Int) -> Message {
    Message(
      "http.status", ["status": .text("\(status)")], en: "The service answers with status {status}.",
      zh: "服务返回状态码 {status}。")
  }
}
