import Foundation
package import Primitives

/// Sends one request, again where that can help, and comes to an end in time.
package struct Delivery {
  /// What sending may take.
  package struct Limits: Sendable {
    package var attempts = 3
    /// Of one attempt, seconds.
    package var attempt = 6.0
    /// Of all together, pauses included.
    package var total = 20.0
    /// Before the second attempt; before each further one twice as long.
    package var pause = 1.0
    /// Bytes of an answer that are read.
    package var answer = 64 << 10

    package init() {}
  }

  /// What became of one attempt.
  private enum Answer: Equatable {
    case taken
    /// The service says no: another attempt would be told the same.
    case refused(Message)
    /// It may be well the next time.
    case failed(Message)
  }

  private let channel: NotifyChannel
  private let limits: Limits
  private let clock: Clock

  package init(channel: NotifyChannel, limits: Limits = Limits(), clock: Clock) {
    self.channel = channel
    self.limits = limits
    self.clock = clock
  }

  /// - Parameter request: made for each attempt, since a signature grows old.
  /// - Throws: `notify.undelivered` (a warning): the night goes on without it.
  package func send(_ request: (_ seconds: Double) -> NotifyRequest) throws {
    let begin = clock.now()
    var pause = limits.pause
    var attempt = 0
    while true {
      attempt += 1
      let left = limits.total - (clock.now() - begin)
      switch post(request(clock.now()), within: min(limits.attempt, left)) {
      case .taken: return
      case .refused(let reason): throw Diagnostic.undelivered(channel, reason, attempts: attempt)
      case .failed(let reason):
        guard attempt < limits.attempts, clock.now() - begin + pause < limits.total else {
          throw Diagnostic.undelivered(channel, reason, attempts: attempt)
        }
      }
      Thread.sleep(forTimeInterval: pause)
      pause *= 2
    }
  }

  private func post(_ news: NotifyRequest, within seconds: Double) -> Answer {
    var request = BoundedRequest(.post, news.url)
    request.headers = ["Content-Type": "application/json; charset=utf-8"]
    request.body = news.body
    request.limits.seconds = seconds
    request.limits.size = limits.answer
    do throws(HTTPFailure) { return answer(try request.answer().body) } catch {
      switch (error.reason, error.status) {
      case (.address, _): return .refused(error.message)
      case (.status, let status):
        let reason = said(error.body).map { Message.code($0.code, $0.text) } ?? error.message
        return [408, 429].contains(status) || (status ?? 0) >= 500 ? .failed(reason) : .refused(reason)
      // It was taken, and the rest of what the service says comes late or never.
      case (_, .some): return channel.kind == .webhook ? .taken : .failed(.noAnswer)
      case (_, nil): return .failed(error.message)
      }
    }
  }

  /// The services of group chats answer 200 and say in the body whether they took it.
  private func answer(_ body: [UInt8]) -> Answer {
    guard channel.kind != .webhook else { return .taken }
    guard let said = said(body) else { return .failed(.noAnswer) }
    return said.code == 0 ? .taken : .refused(.code(said.code, said.text))
  }

  /// The code of a group chat's service and its words; nil where the body is none of theirs.
  private func said(_ body: [UInt8]) -> (code: Int, text: String?)? {
    let keys: (code: [String], text: String)
    switch channel.kind {
    case .webhook: return nil
    case .wecom, .dingtalk: keys = (["errcode"], "errmsg")
    case .feishu: keys = (["code", "StatusCode"], "msg")
    }
    guard let json = try? JSONReader.read(body), let code = keys.code.lazy.compactMap({ json[$0]?.intValue }).first
    else { return nil }
    let text = json[keys.text]?.stringValue.map { String($0.prefix(Delivery.wordsMax)) }
    return (code, text?.isEmpty == true ? nil : text)
  }

  /// Characters of a service's own words that are told.
  private static let wordsMax = 120
}

extension Message {
  fileprivate static func code(_ code: Int, _ words: String?) -> Message {
    guard let words else {
      return Message(
        "notify.code", ["code": .text("\(code)")], en: "The service did not take the message: code {code}.",
        zh: "服务拒收消息，错误码 {code}。")
    }
    return Message(
      "notify.code-and-words", ["code": .text("\(code)"), "words": .text(words)],
      en: "The service did not take the message: code {code}, '{words}'.", zh: "服务拒收消息，错误码 {code}：“{words}”。")
  }

  fileprivate static let noAnswer = Message(
    "notify.no-answer", en: "The answer does not say whether the message was taken.", zh: "应答未说明消息是否被接收。")
}

extension Diagnostic {
  fileprivate static func undelivered(_ channel: NotifyChannel, _ reason: Message, attempts: Int) -> Diagnostic {
    Diagnostic(
      "notify.undelivered", .environment,
      [
        "kind": .text(channel.kind.rawValue), "address": .text(channel.shown), "reason": .message(reason),
        "attempts": .count(attempts),
      ],
      (
        en: "The night was not told to {kind} at {address} in {attempts} {attempts:attempt|attempts}. {reason}",
        zh: "未能把本夜通知到 {address} 的 {kind}，尝试 {attempts} 次。{reason}"
      ),
      remedy: (
        en: "Check the address and the secret under `notify`, then run `aistock nightly` again.",
        zh: "请检查 `notify` 下的地址与密钥，再运行 `aistock nightly`。"
      ), severity: .warning)
  }
}
