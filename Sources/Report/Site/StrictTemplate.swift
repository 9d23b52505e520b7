import CEmbedded
import Mustache
import Primitives

/// The page templates of the binary, rendered so that a name without a value is an error and not a gap.
struct StrictTemplates: Sendable {
  private let library: MustacheLibrary
  private let sheets: [String: String]
  private let others: [String: String]
  /// SHA-256 over all of them.
  let digest: String

  init() throws {
    var templates: [String: MustacheTemplate] = [:]
    var sheets: [String: String] = [:]
    var others: [String: String] = [:]
    var hasher = SHA256Hasher()
    for (name, text) in EmbeddedFiles.templates {
      hasher.update(Array((name + "\n" + text).utf8))
      if name.hasSuffix(".css") {
        sheets[String(name.dropLast(".css".count))] = text
      } else if name.hasSuffix(".mustache") {
        do {
          // Without its last line end a template can stand inside a sentence. Values escape themselves.
          let body = text.hasSuffix("\n") ? String(text.dropLast()) : text
          templates[String(name.dropLast(".mustache".count))] = try MustacheTemplate(
            string: "{{% CONTENT_TYPE:TEXT}}" + body)
        } catch {
          throw Diagnostic.damagedTemplate(name, "\(error)")
        }
      } else {
        others[name] = text
      }
    }
    library = MustacheLibrary(templates: templates)
    self.sheets = sheets
    self.others = others
    digest = hasher.finish().hex
  }

  /// The sheets of a page, inlined so that a page can be sent on its own: those of all pages, then its own.
  func style(of own: String) -> String {
    ["style", "tables", "cells", "charts", own].compactMap { sheets[$0] }.joined(separator: "\n")
  }

  /// A script or another file that the site carries beside its pages.
  func file(_ name: String) throws -> [UInt8] {
    guard let text = others[name] else { throw Diagnostic.noTemplate(name) }
    return Array(text.utf8)
  }

  /// Throws `report.value-missing` with the names that the values do not have.
  func render(_ name: String, _ values: [String: PageValue], language: Language) throws -> [UInt8] {
    let root = StrictRoot(values: try values.mapValues { try $0.rendered(language) }, language: language)
    guard let text = library.render(root, withTemplate: name) else { throw Diagnostic.noTemplate(name) }
    let missing = Set(root.missing).sorted()
    guard missing.isEmpty else { throw Diagnostic.missingValues(missing, of: name) }
    return StrictTemplates.plainAttributes(text + "\n")
  }

  /// The page without marks inside of attributes: a text that is code or of another language has one wherever it
  /// stands, and the text of an attribute cannot have it.
  static func plainAttributes(_ page: String) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(page.utf8.count)
    var (isTag, isQuoted, isMark) = (false, false, false)
    for byte in page.utf8 {
      if isMark {
        isMark = byte != UInt8(ascii: ">")
        continue
      }
      switch byte {
      case UInt8(ascii: "<") where isQuoted:
        isMark = true
        continue
      case UInt8(ascii: "<"): isTag = true
      case UInt8(ascii: ">") where !isQuoted: isTag = false
      case UInt8(ascii: "\"") where isTag: isQuoted.toggle()
      default: break
      }
      bytes.append(byte)
    }
    return bytes
  }
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
    if let value = values[name] ?? TemplateText.word(name, language) { return value }
    missing.append(name)
    return nil
  }
}

/// A scope inside of a page. The library finds the values of a class by one cast, those of a dictionary by many.
final class TemplateRow: MustacheParent {
  private let values: [String: Any]
  private let language: Language

  init(_ values: [String: Any], _ language: Language) {
    self.values = values
    self.language = language
  }

  /// Words of the string table are known in every scope, so that the library need not ask all scopes around it.
  func child(named name: String) -> Any? { values[name] ?? TemplateText.word(name, language) }
}

/// A text inside of a page. The library looks at a bare one through a mirror.
final class TemplateText: MustacheCustomRenderable, Sendable {
  let renderText: String
  var isNull: Bool { false }

  init(_ text: String) { renderText = text }

  /// A text of the string table, `t_KEY`; nil for every other name.
  static func word(_ name: String, _ language: Language) -> TemplateText? {
    name.utf8.starts(with: mark) ? words[language]?[name] : nil
  }

  private static let mark = Array("t_".utf8)

  private static let words = Dictionary(
    uniqueKeysWithValues: Language.allCases.map { language in
      let texts = StringTable.keys.compactMap { key in
        StringTable.markup(key, language).map { ("t_" + key, TemplateText($0)) }
      }
      return (language, Dictionary(texts) { first, _ in first })
    })
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
