import Primitives

/// The Jinja that RD-Agent's templates of configurations use, and nothing more.
///
/// `qrun` renders a configuration with variables of the environment before it reads it (`qlib/cli/run.py`,
/// `render_template`). RD-Agent's templates use `{{ name }}`, `{{ name | default("text", true) }}` and
/// `{% if name %}…{% endif %}`; `or`, `{% elif %}`, `{% else %}` and comments are read too. Everything else is
/// refused by name.
package struct ConfigurationTemplate: Sendable {
  /// A rendered text, and where its values come from; names are sorted.
  package struct Rendered: Equatable, Sendable {
    package var text: String
    /// Variables that had a value.
    package var given: [String]
    /// Variables without one: the template's own default stands, or a condition does not hold.
    package var defaults: [String]
  }

  fileprivate indirect enum Part: Sendable {
    case text(String)
    case value(Expression)
    case branches([Branch])
  }

  /// Without a condition: `{% else %}`.
  fileprivate struct Branch: Sendable {
    var condition: Expression?
    var parts: [Part]
  }

  /// What is tried in order; the first that is not empty counts.
  fileprivate struct Expression: Sendable {
    enum Term: Equatable, Sendable {
      case name(String)
      case text(String)
    }
    var terms: [Term]
    var line: Int
  }

  private let path: String
  private let parts: [Part]

  /// Whether a text has any of Jinja's marks.
  package static func isTemplate(_ text: String) -> Bool {
    text.contains("{%") || text.contains("{#") || text.contains("{{") && text.contains("}}")
  }

  /// Throws `template.construct` for Jinja that RD-Agent's templates do not use, `template.open` where one is cut.
  package init(_ text: String, path: String) throws {
    self.path = path
    var scanner = TemplateScanner(bytes: Array(text.utf8), path: path)
    parts = try scanner.parts(depth: 0).parts
  }

  /// Throws `template.unknown-values` where a variable has neither a value nor a default.
  package func render(_ values: [String: String]) throws -> Rendered {
    var rendering = Rendering(values: values)
    rendering.append(parts)
    guard rendering.unknown.isEmpty else {
      throw Diagnostic(
        "template.unknown-values", .absent, at: .init(path, line: rendering.unknownLine),
        ["names": .names(rendering.unknown.sorted())],
        (
          en: "The file is a Jinja template, and nothing says which values it was run with: {names}.",
          zh: "该文件是 Jinja 模板，且无从得知运行时的取值：{names}。"
        ),
        remedy: (
          en: "Render it with the environment of the run, as qrun does, and name the rendered file.",
          zh: "请像 qrun 那样用运行时的环境变量渲染它，再指定渲染后的文件。"
        ))
    }
    return Rendered(
      text: rendering.text, given: rendering.given.sorted(),
      defaults: rendering.defaults.subtracting(rendering.given).sorted())
  }

  private struct Rendering {
    let values: [String: String]
    var text = ""
    var given: Set<String> = []
    var defaults: Set<String> = []
    var unknown: Set<String> = []
    var unknownLine: Int?

    init(values: [String: String]) { self.values = values.filter { !$0.value.isEmpty } }

    mutating func append(_ parts: [Part]) {
      for part in parts {
        switch part {
        case .text(let plain): text += plain
        case .value(let expression): text += value(expression)
        case .branches(let branches):
          if let branch = branches.first(where: { $0.condition.map { holds($0) } ?? true }) { append(branch.parts) }
        }
      }
    }

    private mutating func value(_ expression: Expression) -> String {
      for (place, term) in expression.terms.enumerated() {
        switch term {
        case .text(let text) where !text.isEmpty: return text
        case .text: break
        case .name(let name):
          if let value = values[name] {
            given.insert(name)
            return value
          }
          if expression.terms.count > 1 {
            if place == 0 { defaults.insert(name) }
          } else {
            unknown.insert(name)
            unknownLine = unknownLine ?? expression.line
          }
        }
      }
      return ""
    }

    private mutating func holds(_ condition: Expression) -> Bool {
      condition.terms.contains { term in
        switch term {
        case .text(let text): return !text.isEmpty
        case .name(let name):
          let isGiven = values[name] != nil
          if isGiven { given.insert(name) } else { defaults.insert(name) }
          return isGiven
        }
      }
    }
  }
}

/// Takes a template apart.
private struct TemplateScanner {
  let bytes: [UInt8]
  let path: String
  var index = 0
  var line = 1

  /// Deeper nesting of conditions is refused.
  private static let depthMax = 20

  /// Parts up to the end or to a directive that ends a branch, which is returned.
  mutating func parts(
    depth: Int
  ) throws -> (parts: [ConfigurationTemplate.Part], end: [Substring]?) {
    guard depth <= Self.depthMax else { throw construct("if") }
    var parts: [ConfigurationTemplate.Part] = []
    var plain: [UInt8] = []
    func flushed() -> [ConfigurationTemplate.Part] {
      plain.isEmpty ? [] : [.text(String(decoding: plain, as: UTF8.self))]
    }
    while index < bytes.count {
      let next = index + 1 < bytes.count ? bytes[index + 1] : 0
      guard bytes[index] == UInt8(ascii: "{"), let kind = Mark(rawValue: next) else {
        if bytes[index] == 0x0A { line += 1 }
        plain.append(bytes[index])
        index += 1
        continue
      }
      parts += flushed()
      plain = []
      let start = line
      let inner = try inside(kind)
      switch kind {
      case .comment: break
      case .value: parts.append(.value(try expression(inner, line: start)))
      case .directive:
        let words = inner.split(whereSeparator: \.isWhitespace)
        switch words.first {
        case "if": parts.append(.branches(try branches(inner, depth: depth + 1)))
        case "elif", "else", "endif":
          guard depth > 0 else { throw construct(inner) }
          return (parts, words)
        default: throw construct(inner)
        }
      }
    }
    parts += flushed()
    guard depth == 0 else { throw open() }
    return (parts, nil)
  }

  private enum Mark: UInt8 {
    case value = 0x7B
    case directive = 0x25
    case comment = 0x23

    /// `}}`, `%}`, `#}`.
    var closing: UInt8 { self == .value ? 0x7D : rawValue }
  }

  /// The text between two marks, both passed; blanks that a dash would trim are refused.
  private mutating func inside(_ mark: Mark) throws -> String {
    let start = index + 2
    var end = start
    var quote: UInt8?
    while end + 1 < bytes.count {
      let byte = bytes[end]
      if let open = quote {
        if byte == open { quote = nil }
      } else if mark != .comment, byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      } else if byte == mark.closing, bytes[end + 1] == UInt8(ascii: "}") {
        let text = String(decoding: bytes[start..<end], as: UTF8.self)
        index = end + 2
        guard text.first != "-", text.first != "+", text.last != "-" else { throw construct(text) }
        line += bytes[start..<end].count { $0 == 0x0A }
        return text
      }
      end += 1
    }
    throw open()
  }

  private mutating func branches(_ directive: String, depth: Int) throws -> [ConfigurationTemplate.Branch] {
    var branches: [ConfigurationTemplate.Branch] = []
    var condition: ConfigurationTemplate.Expression? = try expression(
      String(directive.drop { $0.isWhitespace }.dropFirst("if".count)), line: line)
    while true {
      let (inner, end) = try parts(depth: depth)
      branches.append(.init(condition: condition, parts: inner))
      switch (end?.first, end?.count) {
      case ("endif", 1): return branches
      case ("else", 1) where condition != nil: condition = nil
      case ("elif", .some) where condition != nil:
        condition = try expression(end?.dropFirst().joined(separator: " ") ?? "", line: line)
      default: throw construct(end?.joined(separator: " ") ?? "")
      }
    }
  }

  /// `name`, `name or "text"`, `name | default("text", true)`.
  private func expression(_ text: String, line: Int) throws -> ConfigurationTemplate.Expression {
    var rest = text[...]
    func skip() { rest = rest.drop { $0.isWhitespace } }
    func take(_ token: String) -> Bool {
      skip()
      guard rest.hasPrefix(token) else { return false }
      rest = rest.dropFirst(token.count)
      return true
    }
    func term() throws -> ConfigurationTemplate.Expression.Term {
      skip()
      guard let first = rest.first else { throw construct(text) }
      if first == "\"" || first == "'" {
        guard let end = rest.dropFirst().firstIndex(of: first) else { throw construct(text) }
        let inner = rest[rest.index(after: rest.startIndex)..<end]
        rest = rest[rest.index(after: end)...]
        guard !inner.contains("\\") else { throw construct(text) }
        return .text(String(inner))
      }
      let word = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "." || $0 == "-") }
      rest = rest.dropFirst(word.count)
      if YAMLValue.scalar(String(word), quoted: false, line: 0).number != nil { return .text(String(word)) }
      guard let head = word.first, head.isLetter || head == "_", !word.contains("."), !word.contains("-") else {
        throw construct(text)
      }
      // Jinja's own constants are written as Python writes them; `null` is a variable that nobody sets.
      switch word {
      case "none", "None": return .text("None")
      case "true", "True": return .text("True")
      case "false", "False": return .text("")
      default: return .name(String(word))
      }
    }
    var terms = [try term()]
    while true {
      skip()
      if rest.isEmpty { return .init(terms: terms, line: line) }
      if rest.hasPrefix("or"), rest.dropFirst(2).first?.isWhitespace == true {
        rest = rest.dropFirst(2)
        terms.append(try term())
      } else if take("|"), take("default"), take("(") {
        terms.append(try term())
        if take(",") { _ = try term() }
        guard take(")") else { throw construct(text) }
      } else {
        throw construct(text)
      }
    }
  }

  private func construct(_ text: String) -> Diagnostic {
    Diagnostic(
      "template.construct", .unsupported, at: .init(path, line: line),
      ["text": .text(String(text.drop { $0.isWhitespace }.prefix(60)))],
      (
        en: "The file is a Jinja template with '{text}', which RD-Agent's own templates do not use.",
        zh: "该文件是 Jinja 模板，其中的“{text}”不见于 RD-Agent 自己的模板。"
      ),
      remedy: (
        en: "Render it with the environment of the run, as qrun does, and name the rendered file.",
        zh: "请像 qrun 那样用运行时的环境变量渲染它，再指定渲染后的文件。"
      ))
  }

  private func open() -> Diagnostic {
    Diagnostic(
      "template.open", .damaged, at: .init(path, line: line),
      (en: "The file is a Jinja template that ends inside a construct.", zh: "该文件是 Jinja 模板，但在某个结构中途结束。"),
      remedy: (en: "Copy or export the file again.", zh: "请重新复制或导出文件。"))
  }
}
