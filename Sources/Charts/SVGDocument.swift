import CLibXML2
import Primitives

/// Cairo's SVG made fit for a page: attributes instead of styles, and texts as text.
///
/// A strict content security policy blocks `style` attributes, Cairo's ids clash where two pictures
/// stand in one page, and its coordinates have six decimals (`SVGPath` shortens them).
enum SVGDocument {
  /// - Parameter cairo: the picture of the drawing's shapes, each in the colour that is its number.
  static func make(
    id: String, title: String, summary: String, drawing: Drawing, cairo: [UInt8]
  ) throws -> [UInt8] {
    let paths = try SVGPaths(cairo, shapes: drawing.shapes)
    let tree = try XMLTree(root: "svg", namespace: "http://www.w3.org/2000/svg")
    head(id, title, summary, drawing, tree)
    let strokes = tree.add("g", to: tree.root, [("fill", "none"), ("stroke-linejoin", "round")])
    for path in paths.elements {
      let classes = drawing.shapes[path.shape].classes
      tree.add("path", to: strokes, [("class", classes)] + path.attributes, long: ("d", path.data))
    }
    texts(drawing, tree)
    return try tree.serialized()
  }

  private static func head(
    _ id: String, _ title: String, _ summary: String, _ drawing: Drawing, _ tree: XMLTree
  ) {
    let hasSummary = !summary.isEmpty
    let size = "\(SVGText.number(drawing.width)) \(SVGText.number(drawing.height))"
    tree.set(
      [
        ("class", "chart"), ("viewBox", "0 0 \(size)"), ("width", "100%"), ("role", "img"),
        ("aria-labelledby", "\(id)-title" + (hasSummary ? " \(id)-desc" : "")),
        ("font-family", SVGText.familyList), ("font-size", SVGText.number(drawing.fontSize)),
      ], on: tree.root)
    tree.add("title", to: tree.root, [("id", "\(id)-title")], text: title)
    if hasSummary {
      tree.add("desc", to: tree.root, [("id", "\(id)-desc")], text: summary)
    }
  }

  /// Texts of equal class and colour that follow each other share a group.
  private static func texts(_ drawing: Drawing, _ tree: XMLTree) {
    var group = tree.root
    var current: Drawing.Text?
    for text in drawing.texts where !text.content.isEmpty {
      if current?.classes != text.classes || current?.colour != text.colour {
        group = tree.add(
          "g", to: tree.root, [("class", text.classes), ("fill", text.colour.hex)])
        current = text
      }
      var attributes = [("x", tenths(text.x)), ("y", tenths(text.y))]
      if text.anchor != .start { attributes.append(("text-anchor", text.anchor.rawValue)) }
      if text.isBold { attributes.append(("font-weight", "bold")) }
      tree.add("text", to: group, attributes, text: text.content)
    }
  }

  private static func tenths(_ value: Double) -> String {
    SVGText.number((value * 10).rounded() / 10)
  }
}
