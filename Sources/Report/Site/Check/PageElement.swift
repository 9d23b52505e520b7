import CLibXML2

/// An element of a page as libxml2 holds it, valid while its document is open.
struct PageElement {
  let node: xmlNodePtr

  var name: String { String(cString: node.pointee.name) }
  var line: Int { Int(xmlGetLineNo(node)) }

  /// Nil where it has none of that name; an attribute without a value is empty.
  subscript(attribute: StaticString) -> String? {
    var next = node.pointee.properties
    while let current = next {
      if PageElement.isEqual(current.pointee.name, attribute) { return PageElement.value(current) }
      next = current.pointee.next
    }
    return nil
  }

  var hasAttributes: Bool { node.pointee.properties != nil }

  /// Whether it has a class.
  func has(class name: StaticString) -> Bool {
    guard let classes = self["class"] else { return false }
    return name.withUTF8Buffer { wanted in
      classes.utf8.split(separator: UInt8(ascii: " ")).contains { $0.elementsEqual(wanted) }
    }
  }

  /// Calls for each attribute, in their order.
  func forEachAttribute(_ body: (_ name: String, _ value: String) -> Void) {
    var next = node.pointee.properties
    while let current = next {
      body(String(cString: current.pointee.name), PageElement.value(current))
      next = current.pointee.next
    }
  }

  private static func value(_ attribute: xmlAttrPtr) -> String {
    guard let text = attribute.pointee.children else { return "" }
    return text.pointee.content.map { String(cString: $0) } ?? ""
  }

  func isNamed(_ name: StaticString) -> Bool { PageElement.isEqual(node.pointee.name, name) }

  /// A literal ends with a zero byte, as the library's names do.
  private static func isEqual(_ name: UnsafePointer<xmlChar>?, _ wanted: StaticString) -> Bool {
    xmlStrEqual(name, wanted.utf8Start) != 0
  }

  /// Everything below, without markup.
  var text: String {
    var text: [UInt8] = []
    appendText(to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  /// The same without the elements of a class.
  func text(without name: StaticString) -> String {
    var text: [UInt8] = []
    appendText(to: &text, without: name)
    return String(decoding: text, as: UTF8.self)
  }

  private func appendText(to text: inout [UInt8], without name: StaticString? = nil) {
    forEachChild {
      switch $0 {
      case .element(let element):
        if let name, element.has(class: name) { return }
        element.appendText(to: &text, without: name)
      case .text(let own): text.append(contentsOf: own)
      }
    }
  }

  /// Nothing but blanks below.
  var isBlank: Bool {
    var isBlank = true
    forEachChild {
      guard isBlank else { return }
      switch $0 {
      case .element(let element): isBlank = element.isBlank
      case .text(let text): isBlank = text.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
      }
    }
    return isBlank
  }

  /// What stands directly inside, in its order.
  enum Child {
    case element(PageElement)
    /// UTF-8, valid while the document is open.
    case text(UnsafeBufferPointer<UInt8>)
  }

  func forEachChild(_ body: (Child) -> Void) {
    var child = node.pointee.children
    while let current = child {
      if current.pointee.type == XML_ELEMENT_NODE {
        body(.element(PageElement(node: current)))
      } else if current.pointee.type == XML_TEXT_NODE || current.pointee.type == XML_CDATA_SECTION_NODE,
        let content = current.pointee.content
      {
        body(.text(UnsafeBufferPointer(start: content, count: Int(xmlStrlen(content)))))
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
  func descendants(_ name: StaticString) -> [PageElement] {
    var found: [PageElement] = []
    collect(name, &found)
    return found
  }

  private func collect(_ name: StaticString, _ found: inout [PageElement]) {
    var child = node.pointee.children
    while let current = child {
      if current.pointee.type == XML_ELEMENT_NODE {
        let element = PageElement(node: current)
        if element.isNamed(name) { found.append(element) }
        element.collect(name, &found)
      }
      child = current.pointee.next
    }
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
