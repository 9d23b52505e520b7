import CLibXML2
import Primitives

/// The paths of a picture by Cairo, in the order in which they were drawn.
struct SVGPaths {
  struct Element {
    /// Index of the shape in the drawing.
    var shape: Int
    /// Path data as `SVGPath` writes it.
    var data: [UInt8]
  }

  private(set) var elements: [Element] = []

  /// - Parameter shapes: what was drawn; the colour of a path is the index of its shape.
  init(_ svg: [UInt8], shapes: [Drawing.Shape]) throws {
    let options =
      XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue
      | XML_PARSE_HUGE.rawValue
    let parsed = svg.withUnsafeBytes { bytes in
      xmlReadMemory(
        bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count), nil, nil,
        Int32(options))
    }
    guard let parsed else { throw SVGPaths.failure(.notWellFormed) }
    defer { xmlFreeDoc(parsed) }
    if let root = xmlDocGetRootElement(parsed) { try collect(root, shapes) }
  }

  private mutating func collect(
    _ node: UnsafeMutablePointer<xmlNode>, _ shapes: [Drawing.Shape]
  ) throws {
    guard node.pointee.type == XML_ELEMENT_NODE, let name = node.pointee.name else { return }
    switch String(cString: name) {
    case "defs", "clipPath", "mask": return
    case "image": throw SVGPaths.failure(.imageForLines)
    case "path": try elements.append(SVGPaths.element(node, shapes))
    default:
      var child = node.pointee.children
      while let next = child {
        try collect(next, shapes)
        child = next.pointee.next
      }
    }
  }

  private static func element(
    _ node: UnsafeMutablePointer<xmlNode>, _ shapes: [Drawing.Shape]
  ) throws -> Element {
    guard let data = value("d", node).flatMap({ SVGPath.shortened($0) }) else {
      throw failure(.curvedPath)
    }
    // Cairo 1.18 writes attributes, 1.16 one `style`, which stands for both.
    var paints = ["stroke", "fill"].map { name in value(name, node).flatMap { colour(bytes($0)) } }
    if let style = value("style", node) {
      for declaration in bytes(style).split(separator: UInt8(ascii: ";")) {
        let halves = declaration.split(separator: UInt8(ascii: ":"), maxSplits: 1)
        guard halves.count == 2 else { continue }
        let name = trimmed(halves[0])
        if name.elementsEqual("stroke".utf8) { paints[0] = colour(halves[1]) }
        if name.elementsEqual("fill".utf8) { paints[1] = colour(halves[1]) }
      }
    }
    guard let number = paints.lazy.compactMap(\.self).first, shapes.indices.contains(Int(number)) else {
      throw failure(.unknownColour)
    }
    return Element(shape: Int(number), data: data)
  }

  /// The text of an attribute, valid as long as the document.
  private static func value(
    _ name: String, _ node: UnsafeMutablePointer<xmlNode>
  ) -> UnsafePointer<UInt8>? {
    xmlHasProp(node, name)?.pointee.children?.pointee.content.map { UnsafePointer($0) }
  }

  private typealias Bytes = Slice<UnsafeBufferPointer<UInt8>>

  private static func bytes(_ text: UnsafePointer<UInt8>) -> Bytes {
    UnsafeBufferPointer(start: text, count: Int(xmlStrlen(text)))[...]
  }

  private static func trimmed(_ text: Bytes) -> Bytes {
    var text = text
    while text.first == UInt8(ascii: " ") { text = text.dropFirst() }
    while text.last == UInt8(ascii: " ") { text = text.dropLast() }
    return text
  }

  /// `rgb(0%,0.392157%,0.784314%)` is 0x000102; nil for what is not written so.
  private static func colour(_ text: Bytes) -> UInt32? {
    let text = trimmed(text)
    guard text.starts(with: "rgb(".utf8), text.last == UInt8(ascii: ")") else { return nil }
    let channels = text.dropFirst(4).dropLast().split(separator: UInt8(ascii: ",")).compactMap { part -> UInt32? in
      let text = trimmed(part)
      guard text.last == UInt8(ascii: "%"),
        let percent = NumberReader.double(UnsafeBufferPointer(rebasing: text.dropLast())),
        (0...100).contains(percent)
      else { return nil }
      return UInt32((percent * 2.55).rounded())
    }
    return channels.count == 3 ? channels[0] << 16 | channels[1] << 8 | channels[2] : nil
  }

  private static func failure(_ problem: Message) -> Diagnostic {
    Diagnostic(
      "charts.cairo", .render, ["problem": .message(problem)],
      (en: "Cairo's SVG cannot be used. {problem}", zh: "Cairo 生成的 SVG 无法使用。{problem}"),
      remedy: (
        en: "Use Cairo 1.16 or later, and report its version with this message.",
        zh: "请使用 Cairo 1.16 或更新版本，并连同版本号报告此信息。"
      ))
  }
}

extension Message {
  fileprivate static let notWellFormed = Message(
    "charts.not-well-formed", en: "It is not well-formed.", zh: "它不是良构的 XML。")
  fileprivate static let imageForLines = Message(
    "charts.image-for-lines", en: "It holds an image where lines were drawn.", zh: "线条被画成了图像。")
  fileprivate static let curvedPath = Message(
    "charts.curved-path", en: "A path is not made of straight lines.", zh: "有路径不是由直线组成。")
  fileprivate static let unknownColour = Message(
    "charts.unknown-colour", en: "A path has a colour that was not used.", zh: "有路径使用了未用过的颜色。")
}
