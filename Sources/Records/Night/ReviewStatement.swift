package import Primitives

/// One act of a review, in the form that is written and signed.
///
/// Statements of a migration form a chain: each names the digest of the one before it, and its time is
/// not earlier.
package struct ReviewStatement: Equatable, Sendable {
  package enum Act: String, Sendable, CaseIterable {
    case request, approve, reject

    package var isDecision: Bool { self != .request }
  }

  /// A difference or finding that the reviewer accepts for a while.
  package struct Exception: Equatable, Sendable {
    /// A verdict's word, a finding's identifier, or a rung.
    package var subject: String
    package var reason: String
    /// The last day on which it holds.
    package var expires: TradingDay

    package init(subject: String, reason: String, expires: TradingDay) {
      self.subject = subject
      self.reason = reason
      self.expires = expires
    }
  }

  /// Of new statements. Those of earlier schemas are read, and give the bytes that were signed.
  package static let schema = 3

  package let schema: Int
  package var act: Act
  /// Who made the migration.
  package var author: String
  /// Who acts: the principal of the allowed-signers file for a decision, the author for a request.
  package var person: String
  package var note: String
  package var exceptions: [Exception]
  /// `2026-11-23T08:41:33+00:00`.
  package var time: String
  package var subject: ReviewSubject
  /// SHA-256 of the canonical bytes of the statement before; nil for the first.
  package var previous: String?
  /// SHA-256 of the `bundle.json` that an approval was given for; nil where none was frozen, and before schema 3.
  package var bundle: String?

  package init(
    act: Act, author: String, person: String, note: String, exceptions: [Exception], time: String,
    subject: ReviewSubject, previous: String?, bundle: String? = nil, schema: Int = ReviewStatement.schema
  ) {
    self.schema = schema
    self.act = act
    self.author = author
    self.person = person
    self.note = note
    self.exceptions = exceptions.sorted { ($0.subject, $0.expires) < ($1.subject, $1.expires) }
    self.time = time
    self.subject = subject
    self.previous = previous
    self.bundle = bundle
  }

  /// The bytes on disk, which are the bytes that are signed: sorted keys, no blanks.
  package var bytes: [UInt8] { json.canonical }
  package var sha256: String { SHA256Digest(hashing: bytes).hex }

  /// The last day on which all exceptions hold; nil without exceptions.
  package var holdsThrough: TradingDay? { exceptions.map(\.expires).min() }

  /// `20261123T084133Z`, part of the file's name.
  package var compactTime: String { String(time.prefix(19).filter { $0 != "-" && $0 != ":" }) + "Z" }

  package var json: JSONValue {
    var members: [String: JSONValue] = [
      "schema": .integer(schema), "act": .string(act.rawValue),
      "author": .string(author),
      "person": .string(person), "note": .string(note), "time": .string(time),
      "subject": subject.json(schema: schema),
      "previous": .optional(previous),
      "exceptions": .array(exceptions.map(\.json)),
    ]
    if schema >= 3 { members["bundle_sha256"] = .optional(bundle) }
    return .object(members)
  }

  /// Reads a statement whose file holds, to the byte, what is read from it.
  ///
  /// What a signature is verified over and what is believed are one text: a file with an unknown or a repeated
  /// key, with blanks or with another order of keys says more than is read, and is refused.
  /// - Throws: `review.statement` for a file that is no statement of this program.
  package init(file path: String) throws {
    let raw = try FileReader.bytes(path)
    let json: JSONValue
    do { json = try JSONReader.read(raw) } catch {
      throw Diagnostic.noStatement(path, line: error.line, error.message)
    }
    func damaged(_ field: String) -> Diagnostic {
      Diagnostic(
        "review.statement", .damaged, at: .init(path, field: field),
        (en: "The statement cannot be read.", zh: "无法读取该声明。"),
        remedy: (
          en: "Restore the file from a copy: statements are never written anew.", zh: "从副本恢复该文件：声明从不重写。"
        ))
    }
    func text(_ field: String) throws -> String {
      guard let text = json[field]?.stringValue else { throw damaged(field) }
      return text
    }
    guard let schema = json["schema"]?.intValue, (1...ReviewStatement.schema).contains(schema) else {
      throw damaged("schema")
    }
    guard let act = Act(rawValue: try text("act")) else { throw damaged("act") }
    guard let subject = json["subject"].flatMap({ ReviewSubject($0) }) else {
      throw damaged("subject")
    }
    let time = try text("time")
    guard ReviewStatement.isTime(time) else { throw damaged("time") }
    let exceptions = try (json["exceptions"]?.arrayValue ?? []).map { item in
      guard let name = item["subject"]?.stringValue, let reason = item["reason"]?.stringValue,
        let expires = item["expires"]?.stringValue.flatMap({ TradingDay($0) })
      else { throw damaged("exceptions") }
      return Exception(subject: name, reason: reason, expires: expires)
    }
    self.init(
      act: act, author: try text("author"), person: try text("person"), note: try text("note"),
      exceptions: exceptions, time: time, subject: subject, previous: json["previous"]?.stringValue,
      bundle: json["bundle_sha256"]?.stringValue, schema: schema)
    guard bytes == raw else { throw Diagnostic.notCanonical(path) }
  }

  /// Times are compared as text, which is right only in this one form.
  static func isTime(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard bytes.count == 25, text.hasSuffix("+00:00"), TradingDay(String(text.prefix(10))) != nil
    else { return false }
    for (index, byte) in bytes.enumerated() where index > 9 && index < 19 {
      switch index {
      case 10: if byte != UInt8(ascii: "T") { return false }
      case 13, 16: if byte != UInt8(ascii: ":") { return false }
      default: if !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { return false }
      }
    }
    return true
  }
}

extension ReviewStatement.Exception {
  package var json: JSONValue {
    ["subject": .string(subject), "reason": .string(reason), "expires": .string(expires.description)]
  }

  /// `FAIL until 2026-12-31: reason`, as pages and the terminal repeat it beside the verdict.
  package var line: Message {
    guard !reason.isEmpty else {
      return Message(
        "review.exception-until", ["subject": .text(subject), "expires": .day(expires)],
        en: "{subject} until {expires}", zh: "{subject}，至 {expires}")
    }
    return Message(
      "review.exception-until-reason",
      ["subject": .text(subject), "expires": .day(expires), "reason": .message(.verbatim(reason))],
      en: "{subject} until {expires} — {reason}", zh: "{subject}，至 {expires}——{reason}")
  }
}

extension Diagnostic {
  fileprivate static func noStatement(_ path: String, line: Int, _ problem: Message) -> Diagnostic {
    Diagnostic(
      "review.statement", .damaged, at: .init(path, line: line), ["problem": .message(problem)],
      (en: "The statement is not valid JSON. {problem}", zh: "声明不是有效的 JSON。{problem}"),
      remedy: (en: "Restore the file from a copy: statements are never written anew.", zh: "从副本恢复该文件：声明从不重写。"))
  }

  fileprivate static func notCanonical(_ path: String) -> Diagnostic {
    Diagnostic(
      "review.statement", .damaged, at: .init(path),
      (
        en: "The file is not byte for byte the statement that is read from it.",
        zh: "文件与从中读出的声明并非逐字节相同。"
      ),
      remedy: (en: "Restore the file from a copy: statements are never written anew.", zh: "从副本恢复该文件：声明从不重写。"))
  }
}
