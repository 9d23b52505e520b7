import CLibXML2
import Primitives

/// A small XML document under construction; libxml2 escapes and writes it.
final class XMLTree {
  typealias Node = UnsafeMutablePointer<xmlNode>

  private let document: UnsafeMutablePointer<xmlDoc>
  let root: Node

  init(root name: String, namespace: String) throws {
    guard let document = xmlNewDoc("1.0") else { throw XMLTree.failure() }
    guard let root = xmlNewDocNode(document, nil, name, nil) else {
      xmlFreeDoc(document)
      throw XMLTree.failure()
    }
    xmlDocSetRootElement(document, root)
    xmlSetNs(root, xmlNewNs(root, namespace, nil))
    self.document = document
    self.root = root
  }

  deinit { xmlFreeDoc(document) }

  /// Appends an element; `long` is an attribute whose value is bytes that need no escaping.
  @discardableResult
  func add(
    _ name: String, to parent: Node, _ attributes: [(String, String)] = [], text: String? = nil,
    long: (name: String, value: [UInt8])? = nil
  ) -> Node {
    let content = text.map(SVGText.permitted)
    // Out of memory is the only failure; the element is then missing, and what is put into it
    // goes to its parent.
    guard let node = xmlNewTextChild(parent, nil, name, content) else { return parent }
    set(attributes, on: node)
    if let long { xmlNewProp(node, long.name, long.value + [0]) }
    return node
  }

  func set(_ attributes: [(String, String)], on node: Node) {
    for (name, value) in attributes { xmlNewProp(node, name, SVGText.permitted(value)) }
  }

  /// The root element in UTF-8, without an XML declaration.
  func serialized() throws -> [UInt8] {
    guard let buffer = xmlBufferCreate() else { throw XMLTree.failure() }
    defer { xmlBufferFree(buffer) }
    guard xmlNodeDump(buffer, document, root, 0, 0) >= 0, let content = xmlBufferContent(buffer)
    else {
      throw XMLTree.failure()
    }
    return Array(UnsafeBufferPointer(start: content, count: Int(xmlBufferLength(buffer))))
  }

  private static func failure() -> Diagnostic {
    Diagnostic(
      "charts.xml", .render, (en: "libxml2 cannot build the picture.", zh: "libxml2 无法生成图形。"),
      remedy: (en: "Check the free memory.", zh: "请检查可用内存。"))
  }
}
