import CLibXML2
import Primitives

/// Cairo's SVG made fit for a page: classes instead of styles, and words as words.
///
/// A strict content security policy blocks `style` attributes, Cairo's ids clash where two pictures stand in one
/// page, and its coordinates have six decimals (`SVGPath` shortens them).
enum SVGDocument {
  /// - Parameters:
  ///   - name: nil for a drawing that a reader of words passes over.
  ///   - suffix: tells the drawings of one chart apart.
  ///   - cairo: the picture of the drawing's shapes, each in the colour that is its number.
  static func make(_ name: ChartHead?, suffix: String, drawing: Drawing, cairo: [UInt8]) throws -> [UInt8] {
    let paths = try SVGPaths(cairo, shapes: drawing.shapes)
    let tree = try XMLTree(root: "svg", namespace: "http://www.w3.org/2000/svg")
    head(name, suffix, drawing, tree)
    for path in paths.elements {
      let shape = drawing.shapes[path.shape]
      tree.add("path", to: tree.root, [("class", shape.classes)] + shape.data, long: ("d", path.data))
    }
    words(drawing, tree)
    return try tree.serialized()
  }

  private static func head(_ name: ChartHead?, _ suffix: String, _ drawing: Drawing, _ tree: XMLTree) {
    let size = "\(SVGText.number(drawing.width)) \(SVGText.number(drawing.height))"
    guard let name else {
      tree.set(
        [
          ("class", "spark"), ("viewBox", "0 0 \(size)"), ("width", SVGText.number(drawing.width)),
          ("height", SVGText.number(drawing.height)), ("aria-hidden", "true"),
        ], on: tree.root)
      return
    }
    let id = name.id + suffix
    let description = [name.unit, name.summary].filter { !$0.isEmpty }.joined(separator: " · ")
    tree.set(
      [
        ("class", "chart"), ("viewBox", "0 0 \(size)"), ("width", "100%"), ("role", "img"),
        ("aria-labelledby", "\(id)-title" + (description.isEmpty ? "" : " \(id)-desc")),
      ] + drawing.data, on: tree.root)
    tree.add("title", to: tree.root, [("id", "\(id)-title")], text: name.title)
    if !description.isEmpty { tree.add("desc", to: tree.root, [("id", "\(id)-desc")], text: description) }
  }

  /// Words of equal class that follow each other share a group.
  private static func words(_ drawing: Drawing, _ tree: XMLTree) {
    var group = tree.root
    var classes: String?
    for text in drawing.texts {
      if classes != text.classes {
        group = tree.add("g", to: tree.root, [("class", text.classes)])
        classes = text.classes
      }
      var attributes = [("x", tenths(text.x)), ("y", tenths(text.y))]
      if text.anchor != .start { attributes.append(("text-anchor", text.anchor.rawValue)) }
      tree.add("text", to: group, attributes, text: text.content)
    }
  }

  private static func tenths(_ value: Double) -> String { SVGText.number((value * 10).rounded() / 10) }
}
