import Foundation
import FoundationNetworking
package import Primitives
import Synchronization

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
    var last = Message.silent(limits.attempt)
    for attempt in 1...max(1, limits.attempts) {
      let left = limits.total - (clock.now() - begin)
      if left <= 0 { break }
      switch post(request(clock.now()), within: min(limits.attempt, left)) {
      case .taken: return
      case .refused(let reason): throw Diagnostic.undelivered(channel, reason, attempts: attempt)
      case .failed(let reason): last = reason
      }
      guard attempt < limits.attempts, clock.now() - begin + pause < limits.total else {
        throw Diagnostic.undelivered(channel, last, attempts: attempt)
      }
      Thread.sleep(forTimeInterval: pause)
      pause *= 2
    }
    throw Diagnostic.undelivered(channel, last, attempts: limits.attempts)
  }

  private func post(_ request: NotifyRequest, within seconds: Double) -> Answer {
    guard let url = URL(string: request.url), url.host != nil else { return .refused(.noAddress) }
    // Foundation counts whole seconds only, and traps where its own clock runs out during a redirection: the clock
    // below is the one that ends the attempt.
    let behind = seconds.rounded(.up) + 1
    var post = URLRequest(url: url, timeoutInterval: behind)
    post.httpMethod = "POST"
    post.setValue("application/json; charset=utf-8", forHTTPHeaderField: "Content-Type")
    post.httpBody = Data(request.body)
    let configuration = URLSessionConfiguration.ephemeral
    configuration.timeoutIntervalForRequest = behind
    configuration.timeoutIntervalForResource = behind
    let receiver = Receiver(answerMax: limits.answer)
    let session = URLSession(configuration: configuration, delegate: receiver, delegateQueue: nil)
    let task = session.dataTask(with: post)
    task.resume()
    // A service that trickles keeps its connection alive: the clock here ends it.
    let isSilent = receiver.done.wait(timeout: .now() + seconds) == .timedOut
    // Taken before the cancellation, which is told as a failure of its own.
    let state = receiver.state.withLock { $0 }
    receiver.isOver.withLock { $0 = true }
    if isSilent { task.cancel() }
    session.invalidateAndCancel()
    guard let status = state.status else { return .failed(state.failure ?? .silent(seconds)) }
    switch status {
    case 200..<300: return answer(Array(state.body), isWhole: !isSilent && state.failure == nil)
    case 408, 429, 500...: return .failed(.status(status))
    default: return .refused(.status(status))
    }
  }

  /// The services of group chats answer 200 and say in the body whether they took it.
  private func answer(_ body: [UInt8], isWhole: Bool) -> Answer {
    let key: String
    switch channel.kind {
    case .webhook: return .taken
    case .wecom, .dingtalk: key = "errcode"
    case .feishu: key = "code"
    }
    guard isWhole, let json = try? JSONReader.read(body), let code = (json[key] ?? json["StatusCode"])?.intValue else {
      return .failed(.noAnswer)
    }
    return code == 0 ? .taken : .refused(.code(code))
  }

  /// Takes an answer piece by piece, and no more of it than is allowed.
  private final class Receiver: NSObject, URLSessionDataDelegate, Sendable {
    struct State: Sendable {
      var status: Int?
      var body = Data()
      var failure: Message?
    }

    let state = Mutex(State())
    /// Whether nobody waits any more.
    let isOver = Mutex(false)
    let done = DispatchSemaphore(value: 0)
    private let answerMax: Int

    init(answerMax: Int) { self.answerMax = answerMax }

    func urlSession(
      _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
      completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
    ) {
      state.withLock { $0.status = (response as? HTTPURLResponse)?.statusCode ?? 0 }
      completionHandler(.allow)
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
      let isEnough = state.withLock { state in
        state.body.append(data.prefix(answerMax - state.body.count))
        return state.body.count >= answerMax
      }
      if isEnough {
        dataTask.cancel()
        done.signal()
      }
    }

    /// What is sent goes to the address that was configured and nowhere else.
    func urlSession(
      _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
      newRequest request: URLRequest, completionHandler: @escaping (URLRequest?) -> Void
    ) {
      state.withLock { $0.status = response.statusCode }
      // Foundation traps where this reply comes behind a cancellation. Before one it is first in their queue.
      isOver.withLock { if !$0 { completionHandler(nil) } }
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
      if let error { state.withLock { $0.failure = .failure(error) } }
      done.signal()
    }
  }
}

extension Message {
  /// The system's own text is not repeated: it may hold the address, and the address a secret.
  fileprivate static func failure(_ error: any Error) -> Message {
    switch (error as? URLError)?.code {
    case .timedOut: Message("notify.timed-out", en: "The service did not answer in time.", zh: "服务未按时应答。")
    case .cannotConnectToHost:
      Message("notify.refused", en: "Nobody accepts the connection.", zh: "连接被拒绝。")
    case .cannotFindHost, .dnsLookupFailed:
      Message("notify.no-host", en: "There is no such host.", zh: "找不到该主机。")
    case .secureConnectionFailed, .serverCertificateUntrusted, .serverCertificateHasBadDate,
      .serverCertificateHasUnknownRoot, .serverCertificateNotYetValid:
      Message("notify.certificate", en: "The certificate of the host is not trusted.", zh: "主机证书不受信任。")
    default: Message("notify.cut", en: "The connection broke.", zh: "连接中断。")
    }
  }

  fileprivate static func silent(_ seconds: Double) -> Message {
    Message(
      "notify.silent", ["seconds": .count(max(1, Int(seconds.rounded(.up))))],
      en: "There was no whole answer within {seconds} {seconds:second|seconds}.", zh: "{seconds} 秒内没有完整应答。")
  }

  fileprivate static func status(_ status: Int) -> Message {
    Message(
      "notify.status", ["status": .text("\(status)")], en: "The service answers with status {status}.",
      zh: "服务返回状态码 {status}。")
  }

  fileprivate static func code(_ code: Int) -> Message {
    Message(
      "notify.code", ["code": .text("\(code)")], en: "The service did not take the message: code {code}.",
      zh: "服务拒收消息，错误码 {code}。")
  }

  fileprivate static let noAnswer = Message(
    "notify.no-answer", en: "The answer does not say whether the message was taken.", zh: "应答未说明消息是否被接收。")
  fileprivate static let noAddress = Message("notify.no-address", en: "The address has no host.", zh: "地址中没有主机名。")
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
