import Foundation
import Primitives

/// Delivers a folder of LiveFeedback documents to research over HTTP, each once.
///
/// 1. What was accepted is written down beside the documents and not sent again: `pushed.json`, by address and content.
/// 2. A document that only was built again, with the same figures, is the same one.
/// 3. Each carries its digest as `Idempotency-Key`, so that a service that took it and whose answer was lost knows it.
package struct FeedbackPush {
  package static let ledger = "pushed.json"

  /// What sending may take.
  package struct Limits: Sendable {
    /// For one document.
    package var attempts = 3
    /// Of one attempt, seconds.
    package var seconds = 10.0
    /// Before the second attempt; before each further one twice as long.
    package var pause = 1.0

    package init() {}
  }

  package struct Outcome: Equatable, Sendable {
    /// Names of documents: sent now, and accepted before.
    package var sent: [String] = []
    package var known: [String] = []
  }

  private let address: String
  private let limits: Limits

  package init(address: String, limits: Limits = Limits()) {
    self.address = address
    self.limits = limits
  }

  /// Sends what was not yet accepted, oldest name first.
  ///
  /// - Throws: `feedback.no-folder` and `feedback.damaged` (exit 3), `feedback.undelivered` (exit 4) with the documents that
  ///   are left; those before them are sent and written down.
  package func push(_ folder: String) throws -> Outcome {
    guard FileReader.isFolder(folder) else { throw Diagnostic.noFolder(folder) }
    let names = try FileReader.names(in: folder).filter {
      $0.hasSuffix(".json") && !$0.hasPrefix(".") && ![FeedbackPush.ledger, "index.json"].contains($0)
        && !$0.hasSuffix(".schema.json")
    }.sorted()
    let documents = try names.map { (name: $0, bytes: try FileReader.bytes(Path.join(folder, $0))) }
      .map { (name: $0.name, bytes: $0.bytes, digest: try digest($0.bytes, Path.join(folder, $0.name))) }
    let path = Path.join(folder, FeedbackPush.ledger)
    var accepted = try FeedbackPush.accepted(path)
    var outcome = Outcome()
    var left: [String] = []
    var reason: Message?
    for document in documents {
      let key = String(SHA256Digest(hashing: Array((address + "\n" + document.digest).utf8)).hex)
      if accepted.contains(key) {
        outcome.known.append(document.name)
        continue
      }
      // A service that is away is not asked for the others.
      if let failure = reason == nil ? send(document.bytes, document.digest) : reason {
        reason = failure
        left.append(document.name)
        continue
      }
      accepted.insert(key)
      outcome.sent.append(document.name)
      let list = JSONValue.array(accepted.sorted().map { .string($0) })
      try FileWriter.write((["schema": 1, "accepted": list] as JSONValue).pretty, to: path)
    }
    if let reason { throw Diagnostic.undelivered(left, outcome.sent.count, shown, reason) }
    return outcome
  }

  /// Of the document without the moment at which it was made.
  private func digest(_ bytes: [UInt8], _ path: String) throws -> String {
    guard let json = try? JSONReader.read(bytes), var members = json.objectValue,
      members["strategy_instance_id"]?.stringValue != nil
    else { throw Diagnostic.noDocument(path) }
    members["generated_at_utc"] = nil
    return SHA256Digest(hashing: JSONValue.object(members).canonical).hex
  }

  private static func accepted(_ path: String) throws -> Set<String> {
    guard FileReader.exists(path) else { return [] }
    let json = try JSONReader.read(file: path, id: "feedback.damaged")
    guard json["schema"]?.intValue == 1, let list = json["accepted"]?.arrayValue else {
      throw Diagnostic.noDocument(path)
    }
    return Set(list.compactMap(\.stringValue))
  }

  /// Nil: it was taken.
  private func send(_ bytes: [UInt8], _ digest: String) -> Message? {
    var request = BoundedRequest(.post, address)
    request.headers = ["Content-Type": "application/json; charset=utf-8", "Idempotency-Key": digest]
    request.body = bytes
    request.limits.seconds = limits.seconds
    request.limits.size = 64 << 10
    var pause = limits.pause
    for attempt in 1...max(1, limits.attempts) {
      do throws(HTTPFailure) {
        _ = try request.answer()
        return nil
      } catch {
        // It knows the document: an answer was lost before.
        if error.status == 409 { return nil }
        let isTaken = error.status.map { (200..<300).contains($0) } ?? false
        if isTaken { return nil }
        let passes = error.status.map { [408, 429].contains($0) || $0 >= 500 } ?? (error.reason != .address)
        if !passes || attempt >= limits.attempts { return error.message }
      }
      Thread.sleep(forTimeInterval: pause)
      pause *= 2
    }
    return nil
  }

  /// Scheme and host, the only parts without a secret.
  private var shown: String {
    let parts = address.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
    guard parts.count > 2, parts[0].hasSuffix(":"), parts[1].isEmpty else { return "rdagent.feedback" }
    let host = parts[2].prefix { $0 != "?" && $0 != "#" }.split(separator: "@").last ?? ""
    return "\(parts[0])//\(host)"
  }
}

extension Diagnostic {
  fileprivate static func noFolder(_ folder: String) -> Diagnostic {
    Diagnostic(
      "feedback.no-folder", .absent, at: .init(folder), (en: "There is no such folder.", zh: "没有该目录。"),
      remedy: (
        en: "Write documents first: `aistock feedback build --output DIR`.",
        zh: "先写出文档：`aistock feedback build --output DIR`。"
      ))
  }

  fileprivate static func noDocument(_ path: String) -> Diagnostic {
    Diagnostic(
      "feedback.damaged", .damaged, at: .init(path),
      (en: "The file is no LiveFeedback document.", zh: "该文件不是 LiveFeedback 文档。"),
      remedy: (
        en: "Take the file away, or build the document again. Nothing was sent.", zh: "移走该文件，或重新生成文档。未发送任何内容。"
      ))
  }

  fileprivate static func undelivered(
    _ left: [String], _ sent: Int, _ address: String, _ reason: Message
  ) -> Diagnostic {
    Diagnostic(
      "feedback.undelivered", .environment,
      [
        "count": .count(left.count), "sent": .count(sent), "names": .names(left), "address": .text(address),
        "reason": .message(reason),
      ],
      (
        en: "{count} {count:document is|documents are} left for {address}, {sent} were sent. {reason} Left: {names}.",
        zh: "{address} 尚有 {count} 份文档未送达，已送 {sent} 份。{reason}未送达：{names}。"
      ),
      remedy: (
        en: "Check `rdagent.feedback` and the service, then push again: what was accepted is not sent twice.",
        zh: "检查 `rdagent.feedback` 与该服务后重新推送；已接收的不会重发。"
      ))
  }
}
