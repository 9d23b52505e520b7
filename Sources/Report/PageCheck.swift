import CLibXML2

/// One page, read with libxml2: well-formed, titled, with unique ids and text for every picture.
struct PageCheck {
  struct Note: Equatable {
    var line: Int
    var what: String
  }

  struct Link: Equatable {
    var line: Int
    var target: String
  }

  private(set) var problems: [Note] = []
  private(set) var links: [Link] = []
  private(set) var ids: Set<String> = []
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
      problems.append(Note(line: Int(error?.pointee.line ?? 1), what: String(message.dropLast())))
      return
    }
    defer { xmlFreeDoc(document) }
    guard let root = xmlDocGetRootElement(document) else { return }
    walk(root)
    if PageCheck.attribute(root, "lang") == nil { problems.append(Note(line: 1, what: "the page names no language")) }
    for needed in ["title", "main", "h1"] where !names.contains(needed) {
      problems.append(Note(line: 1, what: "the page has no <\(needed)>"))
    }
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
      problems.append(Note(line: line, what: "the id '\(id)' occurs twice"))
    }
    if PageCheck.attribute(node, "style") != nil {
      problems.append(Note(line: line, what: "<\(name)> has a style attribute, which a strict policy blocks"))
    }
    if let href = PageCheck.attribute(node, "href") { links.append(Link(line: line, target: href)) }
    if let source = PageCheck.attribute(node, "src") { links.append(Link(line: line, target: source)) }
    switch name {
    case "img" where PageCheck.attribute(node, "alt") == nil:
      problems.append(Note(line: line, what: "a picture without alternative text"))
    case "svg" where PageCheck.attribute(node, "role") != "img":
      problems.append(Note(line: line, what: "a drawing without a role"))
    case "h1", "h2", "h3", "h4":
      let level = Int(name.dropFirst()) ?? 1
      if level > headingBefore + 1 { problems.append(Note(line: line, what: "<\(name)> follows <h\(headingBefore)>")) }
      headingBefore = level
    case "th" where PageCheck.attribute(node, "scope") == nil:
      problems.append(Note(line: line, what: "a table heading without a scope"))
    default: break
    }
  }

  private static func attribute(_ node: xmlNodePtr, _ name: String) -> String? {
    guard let attribute = xmlHasProp(node, name), let text = attribute.pointee.children else { return nil }
    return text.pointee.content.map { String(cString: $0) }
  }
}
