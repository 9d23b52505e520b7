import Foundation
import FoundationNetworking
package import Primitives
import Synchronization

/// Quotes over HTTP: one `GET` a minute with all symbols.
///
/// The address gets `symbols=SH600000,SZ000001` behind its query; the answer is the JSON of a dropped
/// file. Nothing is sent but symbols, and only answers with status 200 are read.
package struct HTTPQuotes: QuoteSource {
  package let name: String
  package let stalenessMax: Int
  private let address: String
  private let timeout: Double

  /// - Parameters:
  ///   - stalenessMax: seconds in session.
  ///   - timeout: seconds until the source counts as silent.
  package init(address: String, name: String = "bridge", stalenessMax: Int = 120, timeout: Double = 10) {
    self.address = address
    self.name = name
    self.stalenessMax = stalenessMax
    self.timeout = timeout
  }

  /// What a request came to, handed from the session's thread to ours.
  private struct Answer: Sendable {
    var status = 0
    var body = Data()
    var failure: Message?
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
    let wanted = Set(instruments)
    return try QuoteFile.parse([UInt8](answer.body), path: shown).filter {
      wanted.contains($0.instrument)
    }
  }

  /// Without its query, which may hold a secret.
  private var shown: String { String(address.prefix { $0 != "?" }) }

  private func get(_ url: URL) -> Answer {
    let configuration = URLSessionConfiguration.ephemeral
    configuration.timeoutIntervalForRequest = timeout
    let session = URLSession(configuration: configuration)
    defer { session.finishTasksAndInvalidate() }
    let box = AnswerBox()
    let done = DispatchSemaphore(value: 0)
    let task = session.dataTask(with: url) { body, response, error in
      box.value.withLock {
        $0.status = (response as? HTTPURLResponse)?.statusCode ?? 0
        $0.body = body ?? Data()
        $0.failure = error.map { .verbatim($0.localizedDescription) }
      }
      done.signal()
    }
    task.resume()
    if done.wait(timeout: .now() + timeout + 1) == .timedOut {
      task.cancel()
      return Answer(failure: .silent(seconds: Int(timeout)))
    }
    return box.value.withLock { $0 }
  }

  private final class AnswerBox: Sendable {
    let value = Mutex(Answer())
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
