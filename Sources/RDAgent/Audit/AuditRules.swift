import CEmbedded
import Primitives

/// What reference code may do: one table, read by this scanner and by the exporter's own.
struct AuditRules {
  /// A finding's identifier.
  typealias Identifier = String

  let allowedModules: Set<String>
  /// Modules, and parts of allowed ones, with a finding of their own.
  let moduleFindings: [String: Identifier]
  /// Of modules that are allowed in part: what of them may be named.
  let partlyAllowedModules: [String: Set<String>]
  /// Modules that others carry inside them, as `pandas.io.common.os`.
  let hiddenModules: Set<String>
  let names: [String: Identifier]
  /// Functions that take a name as text, with its place among the arguments.
  let reflection: [String: Int]
  let attributes: [String: Identifier]
  let calls: [String: Identifier]
  let qualified: [String: Identifier]
  let writers: Set<String>
  /// Writers that return text where no path is given.
  let textWriters: Set<String>
  let permittedOutputs: Set<String>
  let permittedDunders: Set<String>
  /// Functions with a number of days: its place and its name.
  let lookAheadPeriods: [String: (place: Int, word: String)]
  let lookAheadWords: [String: Set<String>]
  let schemes: [String]
  let reasons: [Identifier: Message]

  /// The table compiled into the binary.
  static func embedded() throws -> AuditRules {
    let file = aistock_embedded_audit_rules
    return try AuditRules(JSONReader.read([UInt8](UnsafeBufferPointer(start: file.bytes, count: file.count))))
  }

  init(_ document: JSONValue) throws {
    func member(_ key: String) throws -> JSONValue {
      guard let value = document[key] else {
        throw Diagnostic(
          "audit.rules", .fault, ["key": .text(key)],
          (en: "The table of audit rules has no `{key}`.", zh: "审查规则表中没有 `{key}`。"),
          remedy: (en: "Report this fault.", zh: "请报告这一故障。"))
      }
      return value
    }
    func list(_ value: JSONValue?) -> [String] { value?.arrayValue?.compactMap(\.stringValue) ?? [] }
    func words(_ key: String) throws -> Set<String> { Set(list(try member(key))) }
    func texts(_ key: String) throws -> [String: String] {
      try member(key).objectValue?.compactMapValues(\.stringValue) ?? [:]
    }
    func lists(_ key: String) throws -> [String: Set<String>] {
      try member(key).objectValue?.mapValues { Set(list($0)) } ?? [:]
    }
    allowedModules = try words("allowed_modules")
    moduleFindings = try texts("module_findings")
    partlyAllowedModules = try lists("partly_allowed_modules")
    hiddenModules = try words("hidden_modules")
    names = try texts("names")
    reflection = try member("reflection").objectValue?.compactMapValues(\.intValue) ?? [:]
    attributes = try texts("attributes")
    calls = try texts("calls")
    qualified = try texts("qualified")
    writers = try words("writers")
    textWriters = try words("text_writers")
    permittedOutputs = try words("permitted_outputs")
    permittedDunders = try words("permitted_dunders")
    lookAheadPeriods =
      try member("look_ahead_periods").objectValue?.compactMapValues { value in
        guard let parts = value.arrayValue, parts.count == 2, let place = parts[0].intValue,
          let word = parts[1].stringValue
        else { return nil }
        return (place, word)
      } ?? [:]
    lookAheadWords = try lists("look_ahead_words")
    schemes = list(try member("schemes"))
    reasons = try Dictionary(
      uniqueKeysWithValues: (member("reasons").objectValue ?? [:]).compactMap { id, texts in
        guard var members = texts.objectValue else { return nil }
        members["id"] = .string(id)
        members["arguments"] = [:]
        return Message(.object(members)).map { (id, $0) }
      })
  }

  /// Whether a name is one of Python's own inner ones that is not among the harmless.
  func isForbiddenDunder(_ name: String) -> Bool {
    AuditRules.dunders(in: name) == [name] && !permittedDunders.contains(name)
  }

  /// `__name__` forms in a text, from the left: `__[A-Za-z0-9_]*[A-Za-z0-9]__`.
  static func dunders(in text: String) -> [String] {
    let bytes = Array(text.utf8)
    guard bytes.count > 4 else { return [] }
    func isWord(_ byte: UInt8) -> Bool {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: true
      default: false
      }
    }
    var found: [String] = []
    var place = 0
    while place + 1 < bytes.count {
      guard bytes[place] == 0x5F, bytes[place + 1] == 0x5F else {
        place += 1
        continue
      }
      var end = place
      while end < bytes.count, isWord(bytes[end]) { end += 1 }
      // The longest piece that ends in two underlines behind another character.
      var last = end
      while last - place > 4, !(bytes[last - 1] == 0x5F && bytes[last - 2] == 0x5F && bytes[last - 3] != 0x5F) {
        last -= 1
      }
      if last - place > 4 {
        found.append(String(decoding: bytes[place..<last], as: UTF8.self))
        place = last
      } else {
        place += 1
      }
    }
    return found
  }
}
