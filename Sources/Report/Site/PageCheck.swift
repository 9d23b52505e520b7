import CLibXML2
import Primitives

/// One page, read with libxml2: well-formed, titled, with unique ids and text for every picture.
struct PageCheck {
  struct Note: Equatable {
    var line: Int
    var what: Message
  }

  struct Link: Equatable {
    var line: Int
    var target: String
  }

  private(set) var problems: [Note] = []
  private(set) var links: [Link] = []
  private(set) var ids: Set<String> = []
  /// English sentences on a Chinese page that carry no `lang`.
  private(set) var foreign: [Note] = []
  private var headingBefore = 0
  private var names: Set<String> = []

  init(_ bytes: [UInt8]) {
    // A damaged page is reported by position below, not printed by the library.
    xmlSetStructuredErrorFunc(nil) { _, _ in }
    defer { xmlSetStructuredErrorFunc(nil, nil) }
    let options =
      Int32(XML_PARSE_NONET.rawValue) | Int32(XML_PARSE_NOERROR.rawValue) | Int32(XML_PARSE_NOWARNING.rawValue)
    guard
      let document = bytes.withUnsafeBufferPointer({ buffer in
        buffer.withMemoryRebound(to: CChar.self) {
          xmlReadMemory($0.baseAddress, Int32($0.count), nil, "UTF-8", options)
        }
      })
    else {
      let error = xmlGetLastError()
      let message = error?.pointee.message.map { String(cString: $0) } ?? "cannot be parsed\n"
      problems.append(Note(line: Int(error?.pointee.line ?? 1), what: .verbatim(String(message.dropLast()))))
      return
    }
    defer { xmlFreeDoc(document) }
    guard let root = xmlDocGetRootElement(document) else { return }
    walk(root)
    if PageCheck.attribute(root, "lang") == nil { problems.append(Note(line: 1, what: .noLanguage)) }
    for needed in ["title", "main", "h1"] where !names.contains(needed) {
      problems.append(Note(line: 1, what: .noElement(needed)))
    }
    if PageCheck.attribute(root, "lang") == Language.chinese.rawValue { read(root) }
  }

  /// What is the same in every language; the head has names that the body shows again.
  private static let code: Set<String> = ["code", "pre", "script", "style", "head"]

  /// The text of an element in the page's own language, its labels and all that stands below it.
  private mutating func read(_ element: xmlNodePtr) {
    let name = String(cString: element.pointee.name)
    if PageCheck.code.contains(name) { return }
    if let language = PageCheck.attribute(element, "lang"), language != Language.chinese.rawValue { return }
    for label in ["aria-label", "alt"] { note(PageCheck.attribute(element, label), element) }
    var child = element.pointee.children
    while let node = child {
      if node.pointee.type == XML_ELEMENT_NODE {
        read(node)
      } else if node.pointee.type == XML_TEXT_NODE {
        note(node.pointee.content.map { String(cString: $0) }, element)
      }
      child = node.pointee.next
    }
  }

  private mutating func note(_ text: String?, _ element: xmlNodePtr) {
    let line = Int(xmlGetLineNo(element))
    foreign += ForeignText.runs(in: text ?? "").map { Note(line: line, what: .foreignText($0)) }
  }

  private mutating func walk(_ first: xmlNodePtr) {
    var node: xmlNodePtr? = first
    while let current = node {
      if current.pointee.type == XML_ELEMENT_NODE {
        look(current)
        if let child = current.pointee.children { walk(child) }
      }
      node = current == first && current.pointee.parent?.pointee.type != XML_ELEMENT_NODE ? nil : current.pointee.next
    }
  }

  private mutating func look(_ node: xmlNodePtr) {
    let name = String(cString: node.pointee.name)
    let line = Int(xmlGetLineNo(node))
    names.insert(name)
    if let id = PageCheck.attribute(node, "id"), !ids.insert(id).inserted {
      problems.append(Note(line: line, what: .idTwice(id)))
    }
    if PageCheck.attribute(node, "style") != nil {
      problems.append(Note(line: line, what: .styleAttribute(name)))
    }
    if let href = PageCheck.attribute(node, "href") { links.append(Link(line: line, target: href)) }
    if let source = PageCheck.attribute(node, "src") { links.append(Link(line: line, target: source)) }
    switch name {
    case "img" where PageCheck.attribute(node, "alt") == nil:
      problems.append(Note(line: line, what: .noAlternative))
    case "svg" where PageCheck.attribute(node, "role") != "img" && PageCheck.attribute(node, "aria-hidden") != "true":
      problems.append(Note(line: line, what: .noRole))
    case "h1", "h2", "h3", "h4":
      let level = Int(name.dropFirst()) ?? 1
      if level > headingBefore + 1 {
        problems.append(Note(line: line, what: .headingSkipped(name, after: "h\(headingBefore)")))
      }
      headingBefore = level
    case "th" where PageCheck.attribute(node, "scope") == nil:
      problems.append(Note(line: line, what: .noScope))
    default: break
    }
  }

  private static func attribute(_ node: xmlNodePtr, _ name: String) -> String? {
    guard let attribute = xmlHasProp(node, name), let text = attribute.pointee.children else { return nil }
    return text.pointee.content.map { String(cString: $0) }
  }
}

extension Message {
  fileprivate static var noLanguage: Message {
    Message("site.no-language", en: "The page names no language.", zh: "页面未声明语言。")
  }

  fileprivate static func noElement(_ name: String) -> Message {
    Message(
      "site.no-element", ["name": .text(name)], en: "The page has no `<{name}>`.", zh: "页面没有 `<{name}>`。")
  }

  fileprivate static func idTwice(_ id: String) -> Message {
    Message("site.id-twice", ["id": .text(id)], en: "The id `{id}` occurs twice.", zh: "标识 `{id}` 出现两次。")
  }

  fileprivate static func styleAttribute(_ name: String) -> Message {
    Message(
      "site.style-attribute", ["name": .text(name)],
      en: "`<{name}>` has a style attribute, which a strict content policy blocks.",
      zh: "`<{name}>` 带有 style 属性，会被严格的内容策略拦截。")
  }

  fileprivate static var noAlternative: Message {
    Message("site.no-alternative", en: "A picture has no alternative text.", zh: "图片没有替代文字。")
  }

  fileprivate static var noRole: Message {
    Message("site.no-role", en: "A drawing has no role.", zh: "图形没有 role 属性。")
  }

  fileprivate static func headingSkipped(_ name: String, after before: String) -> Message {
    Message(
      "site.heading-skipped", ["name": .text(name), "before": .text(before)],
      en: "`<{name}>` follows `<{before}>`: a level is left out.", zh: "`<{before}>` 之后是 `<{name}>`，跳过了一级标题。")
  }

  fileprivate static var noScope: Message {
    Message("site.no-scope", en: "A table heading has no scope.", zh: "表头没有 scope 属性。")
  }

  fileprivate static func foreignText(_ words: String) -> Message {
    Message(
      "site.foreign-text", ["words": .text(words)], en: "English stands on a Chinese page: `{words}`.",
      zh: "中文页面上有英文：`{words}`。")
  }
}
