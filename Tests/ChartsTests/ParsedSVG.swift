import CLibXML2
import Charts
import Testing

/// What libxml2, which is strict here, reads in a drawing.
struct ParsedSVG {
  struct Element {
    var name: String
    var attributes: [String: String]
    /// Its own and those of the groups around it.
    var classes: [String]
    var text: String
  }

  /// A word of the drawing and the room that it takes, by the table of widths of the layout.
  struct Word {
    var text: String
    var left: Double
    var right: Double
    var baseline: Double

    func touches(_ other: Word) -> Bool {
      left < other.right && other.left < right && (baseline - other.baseline).magnitude < 11
    }
  }

  private(set) var elements: [Element] = []

  init(_ bytes: [UInt8]) throws {
    let flags = Int32(XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue)
    let document = bytes.withUnsafeBytes {
      xmlReadMemory(
        $0.baseAddress?.assumingMemoryBound(to: CChar.self), Int32($0.count), nil, nil, flags)
    }
    let parsed = try #require(document, "not well-formed")
    defer { xmlFreeDoc(parsed) }
    if let root = xmlDocGetRootElement(parsed) { collect(root, []) }
  }

  func values(_ name: String) -> [String] { elements.compactMap { $0.attributes[name] } }

  func elements(_ role: String) -> [Element] { elements.filter { $0.classes.contains(role) } }

  var texts: [String] { elements.map(\.text) }

  func root(_ name: String) throws -> String { try #require(elements.first?.attributes[name]) }

  /// Width and height.
  var size: (width: Double, height: Double) {
    get throws {
      let numbers = try root("viewBox").split(separator: " ").compactMap { Double($0) }
      return (try #require(numbers.dropFirst(2).first), try #require(numbers.last))
    }
  }

  var words: [Word] {
    get throws {
      try elements.filter { $0.name == "text" }.map { element in
        let x = try #require(element.attributes["x"].flatMap { Double($0) })
        let y = try #require(element.attributes["y"].flatMap { Double($0) })
        let width = TextWidth.of(element.text, fontSize: 12)
        let left =
          switch element.attributes["text-anchor"] {
          case "middle": x - width / 2
          case "end": x - width
          default: x
          }
        return Word(text: element.text, left: left, right: left + width, baseline: y)
      }
    }
  }

  /// The points of the paths of a class, piece by piece.
  func pieces(_ role: String) -> [[(x: Double, y: Double)]] {
    elements(role).filter { $0.name == "path" }.flatMap { ParsedSVG.pieces($0.attributes["d"] ?? "") }
  }

  /// `M` is absolute, `l` relative.
  private static func pieces(_ path: String) -> [[(x: Double, y: Double)]] {
    var found: [[(x: Double, y: Double)]] = []
    var numbers: [Double] = []
    var at = (x: 0.0, y: 0.0)
    var isRelative = false
    var token = ""
    func finish() {
      guard let number = Double(token) else { return }
      token = ""
      numbers.append(number)
      guard numbers.count == 2 else { return }
      at = isRelative ? (at.x + numbers[0], at.y + numbers[1]) : (numbers[0], numbers[1])
      numbers = []
      if found.isEmpty { found.append([]) }
      found[found.count - 1].append(at)
    }
    for character in path.utf8 {
      switch character {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."): token.unicodeScalars.append(.init(character))
      default:
        finish()
        if character == UInt8(ascii: "-") { token = "-" }
        if character == UInt8(ascii: "M") { found.append([]) }
        if character == UInt8(ascii: "M") || character == UInt8(ascii: "l") {
          isRelative = character == UInt8(ascii: "l")
        }
      }
    }
    finish()
    return found
  }

  private mutating func collect(_ node: UnsafeMutablePointer<xmlNode>, _ above: [String]) {
    guard node.pointee.type == XML_ELEMENT_NODE, let name = node.pointee.name else { return }
    var element = Element(name: String(cString: name), attributes: [:], classes: above, text: "")
    var property = node.pointee.properties
    while let next = property {
      if let name = next.pointee.name, let content = next.pointee.children?.pointee.content {
        element.attributes[String(cString: name)] = String(cString: content)
      }
      property = next.pointee.next
    }
    element.classes += (element.attributes["class"] ?? "").split(separator: " ").map(String.init)
    let place = elements.count
    elements.append(element)
    var child = node.pointee.children
    while let next = child {
      if next.pointee.type == XML_TEXT_NODE, let content = next.pointee.content {
        elements[place].text += String(cString: content)
      }
      collect(next, element.classes)
      child = next.pointee.next
    }
  }
}
