/// What a chart comes down to: strokes, areas and texts at fixed places, for any surface.
struct Drawing {
  struct Point: Equatable {
    var x: Double
    var y: Double
  }

  /// Polylines that share one paint.
  struct Shape {
    enum Paint {
      case stroke(ChartStyle.Pen)
      case fill(ChartStyle.Colour, opacity: Double)

      var colour: ChartStyle.Colour {
        switch self {
        case .stroke(let pen): pen.colour
        case .fill(let colour, _): colour
        }
      }
    }

    /// The classes under which a page's style sheet finds the shape.
    var classes: String
    var paint: Paint
    /// Each has at least two points.
    var lines: [[Point]]
    /// Joins the end of every line to its start.
    var isClosed = false
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
    var isBold = false
    var colour: ChartStyle.Colour
  }

  /// In pixels.
  var width: Double
  var height: Double
  var fontSize: Double
  /// From the bottom to the top.
  var shapes: [Shape] = []
  var texts: [Text] = []

  /// A shape without lines is left out.
  mutating func add(
    _ classes: String, _ paint: Shape.Paint, _ lines: [[Point]], isClosed: Bool = false
  ) {
    guard !lines.isEmpty else { return }
    shapes.append(Shape(classes: classes, paint: paint, lines: lines, isClosed: isClosed))
  }
}
