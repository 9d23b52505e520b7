import CEmbedded
import Mustache
import Primitives

/// The page templates of the binary, rendered so that a name without a value is an error and not a gap.
struct StrictTemplates {
  private let library: MustacheLibrary
  /// The style sheet, inlined into every page so that a page can be sent on its own.
  let style: String
  /// The script of the pages of previews.
  let script: [UInt8]

  init() throws {
    var templates: [String: MustacheTemplate] = [:]
    var style = ""
    var script = ""
    for (name, text) in EmbeddedFiles.templates {
      if name.hasSuffix(".css") { style = text }
      if name.hasSuffix(".js") { script = text }
      guard name.hasSuffix(".mustache") else { continue }
      do {
        // Without its last line end a template can stand inside a sentence.
        let body = text.hasSuffix("\n") ? String(text.dropLast()) : text
        templates[String(name.dropLast(".mustache".count))] = try MustacheTemplate(string: body)
      } catch {
        throw Diagnostic.damagedTemplate(name, "\(error)")
      }
    }
    library = MustacheLibrary(templates: templates)
    self.style = style
    self.script = Array(script.utf8)
  }

  /// Throws `report.value-missing` with the names that the values do not have.
  func render(_ name: String, _ values: [String: PageValue], language: Language) throws -> [UInt8] {
    let root = StrictRoot(values: values.mapValues(\.forMustache), language: language)
    guard let text = library.render(root, withTemplate: name) else { throw Diagnostic.noTemplate(name) }
    let missing = Set(root.missing).sorted()
    guard missing.isEmpty else { throw Diagnostic.missingValues(missing, of: name) }
    return Array((text + "\n").utf8)
  }
}

/// What a template can show.
indirect enum PageValue: Sendable {
  case text(String)
  case flag(Bool)
  case list([[String: PageValue]])

  var forMustache: Any {
    switch self {
    case .text(let text): PageValue.permitted(text)
    case .flag(let flag): flag
    case .list(let rows): rows.map { $0.mapValues(\.forMustache) }
    }
  }
}

extension PageValue {
  /// With U+FFFD for what XML 1.0 (production 2) does not permit: diagnostics quote damaged files.
  fileprivate static func permitted(_ text: String) -> String {
    func isPermitted(_ scalar: Unicode.Scalar) -> Bool {
      switch scalar.value {
      case 0x9, 0xA, 0xD, 0x20...0xFFFD, 0x10000...0x10FFFF: true
      default: false
      }
    }
    guard !text.unicodeScalars.allSatisfy(isPermitted) else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.map { isPermitted($0) ? $0 : "\u{FFFD}" }))
  }
}

extension PageValue: ExpressibleByStringLiteral, ExpressibleByStringInterpolation, ExpressibleByBooleanLiteral {
  init(stringLiteral value: String) { self = .text(value) }
  init(booleanLiteral value: Bool) { self = .flag(value) }
}

/// The outermost scope of a page: its values, then the string table (`t_…` as text, `p_…` as prose); what neither has
/// is noted.
private final class StrictRoot: MustacheParent {
  private let values: [String: Any]
  private let language: Language
  private(set) var missing: [String] = []

  init(values: [String: Any], language: Language) {
    self.values = values
    self.language = language
  }

  func child(named name: String) -> Any? {
    if let value = values[name] { return value }
    if name.hasPrefix("t_"), let text = StringTable.text(String(name.dropFirst(2)), language) { return text }
    if name.hasPrefix("p_"), let text = StringTable.text(String(name.dropFirst(2)), language) {
      return PageValue.prose(.verbatim(text), language).forMustache
    }
    missing.append(name)
    return nil
  }
}

/// Text files compiled into the binary.
enum EmbeddedFiles {
  static var templates: [(name: String, text: String)] {
    (0..<aistock_template_count()).map { index in
      let file = aistock_template_file(index)
      return (
        String(cString: file.name),
        String(decoding: UnsafeBufferPointer(start: file.bytes, count: file.count), as: UTF8.self)
      )
    }
  }
}

extension Diagnostic {
  fileprivate static func damagedTemplate(_ name: String, _ error: String) -> Diagnostic {
    Diagnostic(
      "report.template", .render, at: .init("templates/" + name), ["error": .message(.verbatim(error))],
      (en: "The template cannot be parsed: {error}", zh: "无法解析模板：{error}"),
      remedy: (en: "Repair the template and build again.", zh: "请修复模板后重新构建。"))
  }

  fileprivate static func noTemplate(_ name: String) -> Diagnostic {
    Diagnostic(
      "report.template", .fault, ["name": .text(name)],
      (en: "There is no template `{name}`.", zh: "没有模板 `{name}`。"),
      remedy: (en: "Report this fault of the program.", zh: "这是程序故障，请报告。"))
  }

  fileprivate static func missingValues(_ values: [String], of template: String) -> Diagnostic {
    Diagnostic(
      "report.value-missing", .render, ["template": .text(template), "values": .names(values)],
      (
        en: "The template `{template}` asks for values that the page does not have: {values}.",
        zh: "模板 `{template}` 需要页面没有的值：{values}。"
      ),
      remedy: (
        en: "Give the page a value of that name, or add an entry to the string table.",
        zh: "请为页面提供该名称的值，或在文字表中添加条目。"
      ))
  }
}
