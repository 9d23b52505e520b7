import CLibXML2

/// An element of a page as libxml2 holds it, valid while its document is open.
struct PageElement {
  let node: xmlNodePtr

  var name: String { String(cString: node.pointee.name) }
  var line: Int { Int(xmlGetLineNo(node)) }

  /// Nil where it has none of that name; an attribute without a value is empty.
  subscript(attribute: String) -> String? {
    guard let attribute = xmlHasProp(node, attribute) else { return nil }
    guard let text = attribute.pointee.children else { return "" }
    return text.pointee.content.map { String(cString: $0) }
  }

  /// The names of its attributes.
  var attributes: [String] {
    var names: [String] = []
    var attribute = node.pointee.properties
    while let current = attribute {
      names.append(String(cString: current.pointee.name))
      attribute = current.pointee.next
    }
    return names
  }

  /// Everything below, without markup.
  var text: String {
    var text = ""
    forEachChild {
      switch $0 {
      case .element(let element): text += element.text
      case .text(let own): text += own
      }
    }
    return text
  }

  var isBlank: Bool { text.utf8.allSatisfy { [0x20, 0x09, 0x0A, 0x0D].contains($0) } }

  /// What stands directly inside, in its order.
  enum Child {
    case element(PageElement)
    case text(String)
  }

  func forEachChild(_ body: (Child) -> Void) {
    var child = node.pointee.children
    while let current = child {
      if current.pointee.type == XML_ELEMENT_NODE {
        body(.element(PageElement(node: current)))
      } else if current.pointee.type == XML_TEXT_NODE || current.pointee.type == XML_CDATA_SECTION_NODE,
        let content = current.pointee.content
      {
        body(.text(String(cString: content)))
      }
      child = current.pointee.next
    }
  }

  /// The elements directly inside.
  var elements: [PageElement] {
    var found: [PageElement] = []
    forEachChild { if case .element(let element) = $0 { found.append(element) } }
    return found
  }

  /// Of that name, at any depth.
  func descendants(_ name: String) -> [PageElement] {
    elements.flatMap { ($0.name == name ? [$0] : []) + $0.descendants(name) }
  }
}

/// A page, parsed.
final class ParsedPage {
  private let document: xmlDocPtr
  let root: PageElement

  /// Where a page cannot be parsed.
  struct Failure: Error {
    var line: Int
    /// In the library's words.
    var message: String
  }

  /// To be called once before pages are parsed beside each other.
  static func prepare() { xmlInitParser() }

  init(_ bytes: [UInt8]) throws(Failure) {
    // A damaged page is reported by position, not printed by the library.
    xmlSetStructuredErrorFunc(nil) { _, _ in }
    defer { xmlSetStructuredErrorFunc(nil, nil) }
    let options =
      Int32(XML_PARSE_NONET.rawValue) | Int32(XML_PARSE_NOERROR.rawValue) | Int32(XML_PARSE_NOWARNING.rawValue)
    let parsed = bytes.withUnsafeBufferPointer { buffer in
      buffer.withMemoryRebound(to: CChar.self) {
        xmlReadMemory($0.baseAddress, Int32($0.count), nil, "UTF-8", options)
      }
    }
    guard let parsed, let root = xmlDocGetRootElement(parsed) else {
      if let parsed { xmlFreeDoc(parsed) }
      let error = xmlGetLastError()
      let message = error?.pointee.message.map { String(cString: $0) } ?? "cannot be parsed\n"
      throw Failure(line: Int(error?.pointee.line ?? 1), message: String(message.dropLast()))
    }
    document = parsed
    self.root = PageElement(node: root)
  }

  deinit { xmlFreeDoc(document) }
}
