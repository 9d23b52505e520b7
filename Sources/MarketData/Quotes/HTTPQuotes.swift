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
  private let timeout: Double

  /// Bytes of an answer, unpacked: 5,000 stocks take less than a megabyte.
  package static let sizeMax = 16 << 20

  /// - Parameters:
  ///   - stalenessMax: seconds in session.
  ///   - timeout: seconds until the source counts as silent, however it trickles.
  package init(address: String, name: String = "bridge", stalenessMax: Int = 120, timeout: Double = 10) {
    self.address = address
    self.name = name
    self.stalenessMax = stalenessMax
    self.timeout = timeout
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
    if let failure = answer.failure {
      throw Diagnostic(
        "quotes.unreachable", .environment, at: .init(shown), ["reason": .message(failure)],
        (en: "The source does not answer: {reason}", zh: "数据源没有响应：{reason}"),
        remedy: (en: "Start the source, or check its address.", zh: "请启动数据源，或检查其地址。"))
    }
    guard answer.status == 200 else {
      throw Diagnostic(
        "quotes.status", .environment, at: .init(shown), ["status": .text("\(answer.status)")],
        (en: "The source answers with status {status}.", zh: "数据源返回状态码 {status}。"),
        remedy: (en: "Read the log of the source.", zh: "请查看数据源的日志。"))
    }
    if answer.isTooLarge {
      throw Diagnostic(
        "quotes.too-large", .damaged, at: .init(shown), ["most": .count(HTTPQuotes.sizeMax)],
        (en: "The answer is larger than {most} bytes.", zh: "应答超过 {most} 字节。"),
        remedy: (en: "Let the source answer with the asked symbols only.", zh: "请让数据源只返回所请求的代码。"))
    }
    if let type = answer.type, !HTTPQuotes.isText(type) {
      throw Diagnostic(
        "quotes.content-type", .damaged, at: .init(shown), ["type": .text(type)],
        (en: "The answer is of type {type}, not JSON or CSV.", zh: "应答类型为 {type}，不是 JSON 或 CSV。"),
        remedy: (en: "Check that the address is that of the quotes.", zh: "请检查该地址是否为报价地址。"))
    }
    let wanted = Set(instruments)
    return try QuoteFile.parse([UInt8](answer.body), path: shown).filter {
      wanted.contains($0.instrument)
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
    configuration.timeoutIntervalForRequest = timeout
    configuration.timeoutIntervalForResource = timeout
    let receiver = Receiver(sizeMax: HTTPQuotes.sizeMax)
    let session = URLSession(configuration: configuration, delegate: receiver, delegateQueue: nil)
    let task = session.dataTask(with: url)
    task.resume()
    // A source that trickles keeps its connection alive: the clock here ends it.
    let isSilent = receiver.done.wait(timeout: .now() + timeout) == .timedOut
    if isSilent { task.cancel() }
    session.invalidateAndCancel()
    return isSilent ? Answer(failure: .silent(seconds: Int(timeout))) : receiver.answer.withLock { $0 }
  }

  /// What a request came to, handed from the session's thread to ours.
  private struct Answer: Sendable {
    var status = 0
    var type: String?
    var body = Data()
    var isTooLarge = false
    var failure: Message?
  }

  /// Takes an answer piece by piece, and no more of it than is allowed.
  private final class Receiver: NSObject, URLSessionDataDelegate, Sendable {
    let answer = Mutex(Answer())
    let done = DispatchSemaphore(value: 0)
    private let sizeMax: Int

    init(sizeMax: Int) { self.sizeMax = sizeMax }

    func urlSession(
      _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
      completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
    ) {
      let status = (response as? HTTPURLResponse)?.statusCode ?? 0
      answer.withLock {
        $0.status = status
        $0.type = response.mimeType
      }
      completionHandler(status == 200 ? .allow : .cancel)
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
      let isTooLarge = answer.withLock { answer in
        answer.isTooLarge = answer.isTooLarge || answer.body.count + data.count > sizeMax
        if answer.isTooLarge { answer.body = Data() } else { answer.body.append(data) }
        return answer.isTooLarge
      }
      if isTooLarge { dataTask.cancel() }
    }

    func urlSession(
      _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
      newRequest request: URLRequest, completionHandler: @escaping (URLRequest?) -> Void
    ) {
      answer.withLock { $0.status = response.statusCode }
      completionHandler(nil)
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
      answer.withLock { answer in
        // Cancelled by ourselves: the status or the size says why.
        let isOurs = answer.isTooLarge || (answer.status != 0 && answer.status != 200)
        if let error, !isOurs { answer.failure = .verbatim(error.localizedDescription) }
      }
      done.signal()
    }
  }
}

extension Message {
  fileprivate static func silent(seconds: Int) -> Message {
    Message(
      "quotes.silent", ["seconds": .count(seconds)],
      en: "There was no answer within {seconds} {seconds:second|seconds}.",
      zh: "{seconds} 秒内没有应答。")
  }
}
