import CLibXML2
import Testing

/// What libxml2, which is strict here, reads in a picture.
struct ParsedSVG {
  struct Attribute {
    var name: String
    var value: String
    /// Counts the elements.
    var element: Int
  }

  private(set) var attributes: [Attribute] = []
  private(set) var texts: [String] = []
  private var elementCount = 0

  init(_ bytes: [UInt8]) throws {
    let flags = Int32(XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue)
    let document = bytes.withUnsafeBytes {
      xmlReadMemory(
        $0.baseAddress?.assumingMemoryBound(to: CChar.self), Int32($0.count), nil, nil, flags)
    }
    let parsed = try #require(document, "not well-formed")
    defer { xmlFreeDoc(parsed) }
    if let root = xmlDocGetRootElement(parsed) { collect(root) }
  }

  func values(_ name: String) -> [String] {
    attributes.filter { $0.name == name }.map(\.value)
  }

  /// Values of an attribute on the elements that have another one.
  func values(_ name: String, where other: (name: String, value: String)) -> [String] {
    let elements = attributes.filter { $0.name == other.name && $0.value == other.value }
    return elements.flatMap { match in
      attributes.filter { $0.element == match.element && $0.name == name }.map(\.value)
    }
  }

  private mutating func collect(_ node: UnsafeMutablePointer<xmlNode>) {
    if node.pointee.type == XML_TEXT_NODE, let content = node.pointee.content {
      texts.append(String(cString: content))
    }
    guard node.pointee.type == XML_ELEMENT_NODE else { return }
    elementCount += 1
    let element = elementCount
    var property = node.pointee.properties
    while let next = property {
      if let name = next.pointee.name, let content = next.pointee.children?.pointee.content {
        attributes.append(
          Attribute(
            name: String(cString: name), value: String(cString: content), element: element))
      }
      property = next.pointee.next
    }
    var child = node.pointee.children
    while let next = child {
      collect(next)
      child = next.pointee.next
    }
  }
}
