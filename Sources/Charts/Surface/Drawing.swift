/// What a chart comes down to: strokes, areas and words at fixed places. Colours and patterns are a style sheet's.
struct Drawing {
  struct Point: Equatable {
    var x: Double
    var y: Double
  }

  /// Polylines that share one paint.
  struct Shape {
    enum Paint { case stroke, fill }

    /// The classes under which a page's style sheet finds the shape.
    var classes: String
    var paint: Paint
    /// Each has at least two points.
    var lines: [[Point]]
    /// What a script reads: attributes by name.
    var data: [(name: String, value: String)] = []
  }

  struct Text: Equatable {
    enum Anchor: String {
      case start, middle, end
    }

    var classes: String
    var content: String
    var x: Double
    /// The baseline.
    var y: Double
    var anchor: Anchor
  }

  static let fontSize = 12.0

  /// In pixels.
  var width: Double
  var height: Double
  /// From the bottom to the top.
  var shapes: [Shape] = []
  var texts: [Text] = []
  /// What a script reads: attributes of the whole.
  var data: [(name: String, value: String)] = []

  init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }

  /// A shape without lines is left out.
  mutating func stroke(_ classes: String, _ lines: [[Point]], data: [(name: String, value: String)] = []) {
    guard !lines.isEmpty else { return }
    shapes.append(Shape(classes: classes, paint: .stroke, lines: lines, data: data))
  }

  mutating func fill(_ classes: String, _ lines: [[Point]]) {
    guard !lines.isEmpty else { return }
    shapes.append(Shape(classes: classes, paint: .fill, lines: lines))
  }

  /// - Parameter middle: of the text's height; digits have no descender.
  mutating func word(
    _ content: String, _ classes: String = "c-soft", x: Double, middle: Double, _ anchor: Text.Anchor = .start
  ) {
    guard !content.isEmpty else { return }
    texts.append(
      Text(classes: classes, content: content, x: x, y: middle + Drawing.fontSize * 0.35, anchor: anchor))
  }
}
