import Foundation
import FoundationNetworking
package import Primitives
import Synchronization

/// Quotes over HTTP: one `GET` a minute with all symbols.
///
/// The address gets `symbols=SH600000,SZ000001` behind its query; the answer is the JSON or CSV of a dropped file.
/// Nothing is sent but symbols. Only an answer with status 200 and a type of text is read, up to `sizeMax` bytes as
/// they come out of any compression, and the whole exchange ends within the time limit. Redirects are not followed:
/// symbols go to the address that was configured and nowhere else.
package struct HTTPQuotes: QuoteSource {
  package let name: String
  package let stalenessMax: Int
  private let address: String
  private let limits: Limits

  /// What one answer may take.
  package struct Limits: Sendable {
    /// Bytes of an answer, unpacked: 5,000 stocks take less than a megabyte.
    package var size = 16 << 20
    /// Seconds until the source counts as silent, however it trickles.
    package var seconds: Double = 10

    package init() {}
  }

  /// - Parameter stalenessMax: seconds in session.
  package init(address: String, name: String = "bridge", stalenessMax: Int = 120, limits: Limits = Limits()) {
    self.address = address
    self.name = name
    self.stalenessMax = stalenessMax
    self.limits = limits
  }

  package func snapshot(of instruments: [InstrumentID], at now: MarketTime) throws -> [RawQuote] {
    let symbols = instruments.map(\.name).joined(separator: ",")
    guard let url = URL(string: address + (address.contains("?") ? "&" : "?") + "symbols=" + symbols),
      url.scheme == "http" || url.scheme == "https"
    else {
      throw Diagnostic(
        "quotes.address", .usage, at: .init(shown),
        (en: "The address of the quotes is not an http address.", zh: "报价地址不是 http 地址。"),
        remedy: (en: "Write it as `http://host:port/path`.", zh: "请写成 `http://主机:端口/路径`。"))
    }
    let answer = get(url)
    if let refusal = answer.refusal { throw diagnostic(refusal) }
    let wanted = Set(instruments)
    return try QuoteFile.parse([UInt8](answer.body), path: shown).filter {
      wanted.contains($0.instrument)
    }
  }

  private func diagnostic(_ refusal: Refusal) -> Diagnostic {
    switch refusal {
    case .failure(let reason): .unreachable(shown, reason)
    case .status(let status): .status(shown, status)
    case .type(let type): .contentType(shown, type)
    case .size: .tooLarge(shown, limits.size)
    }
  }

  /// Types under which JSON and CSV are sent in practice; none at all is one of them.
  private static func isText(_ type: String) -> Bool {
    ["json", "csv", "text/plain", "octet-stream"].contains { type.lowercased().contains($0) }
  }

  /// Without its query, which may hold a secret.
  private var shown: String { String(address.prefix { $0 != "?" }) }

  private func get(_ url: URL) -> Answer {
    let configuration = URLSessionConfiguration.ephemeral
    // Foundation counts whole seconds only, and traps where its own clock runs out during a redirection: the clock
    // below is the one that ends the exchange.
    configuration.timeoutIntervalForRequest = limits.seconds.rounded(.up) + 1
    configuration.timeoutIntervalForResource = limits.seconds.rounded(.up) + 1
    let receiver = Receiver(limits)
    let session = URLSession(configuration: configuration, delegate: receiver, delegateQueue: nil)
    let task = session.dataTask(with: url)
    task.resume()
    // A source that trickles keeps its connection alive: the clock here ends it.
    let isSilent = receiver.done.wait(timeout: .now() + limits.seconds) == .timedOut
    // Taken before the cancellation, which is told as a failure of its own.
    let answer = receiver.answer.withLock { $0 }
    receiver.isOver.withLock { $0 = true }
    if isSilent { task.cancel() }
    session.invalidateAndCancel()
    // What was refused by its head or its size is refused for that, even where the connection does not end.
    return isSilent && answer.refusal == nil ? Answer(refusal: .failure(.silent(limits.seconds))) : answer
  }

  /// Why an answer is not read.
  private enum Refusal: Sendable {
    case failure(Message), status(Int), type(String), size
  }

  /// What a request came to, handed from the session's thread to ours.
  private struct Answer: Sendable {
    var body = Data()
    var refusal: Refusal?
  }

  /// Takes an answer piece by piece, and no more of it than is allowed.
  private final class Receiver: NSObject, URLSessionDataDelegate, Sendable {
    let answer = Mutex(Answer())
    /// Whether nobody waits any more.
    let isOver = Mutex(false)
    let done = DispatchSemaphore(value: 0)
    private let limits: Limits

    init(_ limits: Limits) { self.limits = limits }

    func urlSession(
      _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
      completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
    ) {
      let refusal = refusal(of: response)
      answer.withLock { $0.refusal = refusal }
      completionHandler(refusal == nil ? .allow : .cancel)
      if refusal != nil { done.signal() }
    }

    /// What the head of an answer alone says.
    private func refusal(of response: URLResponse) -> Refusal? {
      let status = (response as? HTTPURLResponse)?.statusCode ?? 0
      if status != 200 { return .status(status) }
      if let type = response.mimeType, !HTTPQuotes.isText(type) { return .type(type) }
      return response.expectedContentLength > Int64(limits.size) ? .size : nil
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
      let isTooLarge = answer.withLock { answer in
        guard answer.refusal == nil else { return false }
        guard answer.body.count + data.count <= limits.size else {
          answer = Answer(refusal: .size)
          return true
        }
        answer.body.append(data)
        return false
      }
      if isTooLarge {
        dataTask.cancel()
        done.signal()
      }
    }

    func urlSession(
      _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
      newRequest request: URLRequest, completionHandler: @escaping (URLRequest?) -> Void
    ) {
      answer.withLock { $0.refusal = .status(response.statusCode) }
      // Foundation traps where this reply comes behind a cancellation. Before one it is first in their queue.
      isOver.withLock { if !$0 { completionHandler(nil) } }
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
      answer.withLock { answer in
        // Cancelled by ourselves: the refusal that is there says why.
        if let error, answer.refusal == nil { answer.refusal = .failure(.failed(error, within: limits.seconds)) }
      }
      done.signal()
    }
  }
}

extension Diagnostic {
  fileprivate static func unreachable(_ address: String, _ reason: Message) -> Diagnostic {
    Diagnostic(
      "quotes.unreachable", .environment, at: .init(address), ["reason": .message(reason)],
      (en: "The source does not answer: {reason}", zh: "数据源没有响应：{reason}"),
      remedy: (en: "Start the source, or check its address.", zh: "请启动数据源，或检查其地址。"))
  }

  fileprivate static func status(_ address: String, _ status: Int) -> Diagnostic {
    Diagnostic(
      "quotes.status", .environment, at: .init(address), ["status": .text("\(status)")],
      (en: "The source answers with status {status}.", zh: "数据源返回状态码 {status}。"),
      remedy: (en: "Read the log of the source.", zh: "请查看数据源的日志。"))
  }

  fileprivate static func tooLarge(_ address: String, _ most: Int) -> Diagnostic {
    Diagnostic(
      "quotes.too-large", .damaged, at: .init(address), ["most": .count(most)],
      (en: "The answer is larger than {most} bytes.", zh: "应答超过 {most} 字节。"),
      remedy: (en: "Let the source answer with the asked symbols only.", zh: "请让数据源只返回所请求的代码。"))
  }

  fileprivate static func contentType(_ address: String, _ type: String) -> Diagnostic {
    Diagnostic(
      "quotes.content-type", .damaged, at: .init(address), ["type": .text(type)],
      (en: "The answer is of type {type}, not JSON or CSV.", zh: "应答类型为 {type}，不是 JSON 或 CSV。"),
      remedy: (en: "Check that the address is that of the quotes.", zh: "请检查该地址是否为报价地址。"))
  }
}

extension Message {
  /// The system's text stands only where the kind of failure is none of the usual ones.
  fileprivate static func failed(_ error: any Error, within seconds: Double) -> Message {
    switch (error as? URLError)?.code {
    case .timedOut: silent(seconds)
    case .cannotConnectToHost: Message("quotes.refused", en: "Nobody accepts the connection.", zh: "连接被拒绝。")
    case .cannotFindHost, .dnsLookupFailed: Message("quotes.no-host", en: "There is no such host.", zh: "找不到该主机。")
    // The scheme of the address is known to be http here: what is not supported is the answer.
    case .unsupportedURL: Message("quotes.not-http", en: "The answer is not HTTP.", zh: "应答不是 HTTP。")
    // Foundation has no code of its own for a body that ends early or cannot be unpacked.
    case .unknown, .networkConnectionLost, .zeroByteResource, .badServerResponse, .cannotParseResponse,
      .cannotDecodeRawData, .cannotDecodeContentData:
      Message("quotes.cut", en: "The answer is cut short or cannot be decoded.", zh: "应答不完整，或无法解码。")
    default: .verbatim(error.localizedDescription)
    }
  }

  fileprivate static func silent(_ seconds: Double) -> Message {
    let whole = max(1, Int(seconds.rounded(.up)))
    return Message(
      "quotes.silent", ["seconds": .count(whole)],
      en: "There was no whole answer within {seconds} {seconds:second|seconds}.",
      zh: "{seconds} 秒内没有完整应答。")
  }
}
