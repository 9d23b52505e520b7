import CEmbedded
import Primitives

/// What reference code may do: one table, read by this scanner and by the exporter's own.
struct AuditRules {
  /// A finding's identifier.
  typealias Identifier = String

  /// What a finding says.
  struct Reason {
    var severity: AuditFinding.Severity
    var text: Message
    var remedy: Message
  }

  /// Of each allowed module the members that may be named; `A-Z*` stands for all that begin with a capital.
  let modules: [String: Set<String>]
  /// Modules and members with a finding of their own.
  let moduleFindings: [String: Identifier]
  /// Built-in functions that compute.
  let builtins: Set<String>
  let refusedBuiltins: Set<String>
  /// Built-in names with a finding of their own.
  let names: [String: Identifier]
  /// What may stand behind the dot of a value.
  let methods: Set<String>
  /// Names behind a dot with a finding of their own.
  let attributes: [String: Identifier]
  let writers: Set<String>
  /// Writers that return text where no path is given.
  let textWriters: Set<String>
  let readers: Set<String>
  let permittedInputs: Set<String>
  let permittedOutputs: Set<String>
  let refusedKeywords: [String: Identifier]
  /// Methods that find another method by its name as text, and the texts that they may be given.
  let dispatching: Set<String>
  let dispatched: Set<String>
  let decorators: Set<String>
  /// Types that a pattern of `case` may ask for.
  let patternTypes: Set<String>
  let permittedDunders: Set<String>
  let permittedDefinitions: Set<String>
  /// Functions with a number of days: its place and its name.
  let lookAheadPeriods: [String: (place: Int, word: String)]
  let lookAheadWords: [String: Set<String>]
  let schemes: [String]
  let reasons: [Identifier: Reason]

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
    modules = try lists("modules")
    moduleFindings = try texts("module_findings")
    builtins = try words("builtins")
    refusedBuiltins = try words("refused_builtins")
    names = try texts("names")
    methods = try words("methods")
    attributes = try texts("attributes")
    writers = try words("writers")
    textWriters = try words("text_writers")
    readers = try words("readers")
    permittedInputs = try words("permitted_inputs")
    permittedOutputs = try words("permitted_outputs")
    refusedKeywords = try texts("refused_keywords")
    dispatching = try words("dispatching")
    dispatched = try words("dispatched")
    decorators = try words("decorators")
    patternTypes = try words("pattern_types")
    permittedDunders = try words("permitted_dunders")
    permittedDefinitions = try words("permitted_definitions")
    lookAheadPeriods =
      try member("look_ahead_periods").objectValue?.compactMapValues { value in
        guard let parts = value.arrayValue, parts.count == 2, let place = parts[0].intValue,
          let word = parts[1].stringValue
        else { return nil }
        return (place, word)
      } ?? [:]
    lookAheadWords = try lists("look_ahead_words")
    schemes = list(try member("schemes"))
    func message(_ id: String, _ texts: JSONValue?) -> Message? {
      guard let english = texts?["en"], let chinese = texts?["zh"] else { return nil }
      return Message(.object(["id": .string(id), "arguments": [:], "en": english, "zh": chinese]))
    }
    reasons = try (member("reasons").objectValue ?? [:]).reduce(into: [:]) { reasons, entry in
      let (id, texts) = entry
      guard let severity = texts["severity"]?.stringValue.flatMap(AuditFinding.Severity.init),
        let text = message(id, texts), let remedy = message(id + "-remedy", texts["remedy"])
      else { return }
      reasons[id] = Reason(severity: severity, text: text, remedy: remedy)
    }
  }

  /// Whether a member of an allowed module may be named.
  func allows(_ name: String, of module: String) -> Bool {
    guard let members = modules[module], name.first != "_" else { return false }
    return members.contains(name) || (members.contains("A-Z*") && name.first?.isUppercase == true)
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
