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
        templates[String(name.dropLast(".mustache".count))] = try MustacheTemplate(string: text)
      } catch {
        throw Diagnostic(
          "report.template", "the template cannot be parsed: \(error)", at: .init("templates/" + name),
          remedy: "Repair the template and build again.", exit: .render)
      }
    }
    library = MustacheLibrary(templates: templates)
    self.style = style
    self.script = Array(script.utf8)
  }

  /// Throws `report.value-missing` with the names that the values do not have.
  func render(_ name: String, _ values: [String: PageValue], language: Language) throws -> [UInt8] {
    let root = StrictRoot(values: values.mapValues(\.forMustache), language: language)
    guard let text = library.render(root, withTemplate: name) else {
      throw Diagnostic("report.template", "there is no template '\(name)'", remedy: "Report this.", exit: .fault)
    }
    let missing = Set(root.missing).sorted()
    guard missing.isEmpty else {
      throw Diagnostic(
        "report.value-missing", "template '\(name)' asks for \(missing.joined(separator: ", "))",
        remedy: "Give the page a value of that name, or the string table an entry.", exit: .render)
    }
    return Array(text.utf8)
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

/// The outermost scope of a page: its values, then the string table (`t_…`); what neither has is noted.
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
