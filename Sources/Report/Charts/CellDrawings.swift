import Primitives

/// Drawings for the cell of a table: a class for each colour, figures for each length, nothing else.
enum CellDrawings {
  private static let width = 52.0
  /// Where there is no value, and so nothing to draw.
  private static let nothing = PageFigures.missing

  /// From a hollow dot to a filled one on one axis of weights.
  static func weights(from: Double, to: Double, of largest: Double) -> String {
    guard largest > 0, from.isFinite, to.isFinite else { return nothing }
    func place(_ weight: Double) -> String { number(5 + min(max(weight, 0) / largest, 1) * width) }
    return svg(
      62, 12,
      "<path class=\"s-ink\" d=\"M\(place(from)) 6H\(place(to))\"/>"
        + "<circle class=\"s-ink f-ground\" cx=\"\(place(from))\" cy=\"6\" r=\"2.8\"/>"
        + "<circle class=\"f-ink\" cx=\"\(place(to))\" cy=\"6\" r=\"3.2\"/>")
  }

  /// A bar from the left.
  static func share(_ value: Double?, of largest: Double) -> String {
    guard let value, value.isFinite else { return nothing }
    guard value > 0, largest > 0 else { return axis(at: 0) }
    return svg(
      Int(width), 10,
      "<rect class=\"f-mid\" x=\"0\" y=\"2\" width=\"\(number(max(1, value / largest * width)))\" height=\"6\"/>")
  }

  /// A bar from a common zero in the middle: gains to the right, losses to the left.
  static func gain(_ value: Double?, of largest: Double) -> String {
    guard let value, value.isFinite else { return nothing }
    let half = width / 2
    guard value != 0, largest > 0 else { return axis(at: half) }
    let length = max(1, value.magnitude / largest * (half - 1))
    let bar =
      "<rect class=\"\(value > 0 ? "f-up" : "f-down")\" x=\"\(number(value > 0 ? half : half - length))\" y=\"2\" "
      + "width=\"\(number(length))\" height=\"6\"/>"
    return svg(Int(width), 10, bar + "<path class=\"s-mid\" d=\"M\(number(half)) 0V10\"/>")
  }

  /// A bar from a common zero at the right, as long as the difference is large.
  static func difference(_ value: Double?, of largest: Double) -> String {
    guard let value, value.isFinite else { return nothing }
    guard value != 0, largest > 0 else { return axis(at: width) }
    let length = max(1, (value.magnitude / largest * width).rounded())
    return svg(
      Int(width), 10,
      "<rect class=\"f-fail\" x=\"\(number(width - length))\" y=\"2\" width=\"\(number(length))\" height=\"6\"/>")
  }

  /// The zero alone: the value is there, and nothing to be drawn of it.
  private static func axis(at place: Double) -> String {
    svg(Int(width), 10, "<path class=\"s-mid\" d=\"M\(number(min(max(place, 0.5), width - 0.5))) 0V10\"/>")
  }

  /// Lines over the same days, the first drawn on top.
  ///
  /// - Parameters:
  ///   - series: a class of stroke and values; what is not finite breaks the line.
  ///   - floor: the least value of the axis; nil: the least of the values.
  static func spark(
    _ series: [(style: String, values: [Double])], width: Int = 132, height: Int = 26, floor: Double? = nil,
    ceiling: Double? = nil
  ) -> String {
    let all = series.flatMap(\.values).filter(\.isFinite)
    guard let least = floor ?? all.min(), let most = ceiling ?? all.max(), !all.isEmpty else { return nothing }
    let span = most > least ? most - least : 1
    let lines = series.reversed().map { line in
      "<path class=\"\(line.style)\" d=\"\(path(line.values, width, height, least, span))\"/>"
    }
    return svg(width, height, lines.joined())
  }

  private static func path(_ values: [Double], _ width: Int, _ height: Int, _ least: Double, _ span: Double) -> String {
    var points: [(x: Double, y: Double, isStart: Bool)] = []
    var isOpen = false
    for (place, value) in values.enumerated() {
      guard value.isFinite else {
        isOpen = false
        continue
      }
      let share = values.count > 1 ? Double(place) / Double(values.count - 1) : 0
      let x = 2 + (share * Double(width - 4)).rounded()
      let y = 2 + ((1 - min(max((value - least) / span, 0), 1)) * Double(height - 4) * 10).rounded() / 10
      if isOpen, let last = points.last, last.x == x {
        // One point a pixel: the lowest value of its days, so that no fall is lost; the last day as it is.
        if y > last.y || place == values.count - 1 { points[points.count - 1].y = y }
      } else {
        points.append((x, y, !isOpen))
      }
      isOpen = true
    }
    var text = ""
    for (place, point) in points.enumerated() {
      let isFlat =
        !point.isStart && place + 1 < points.count && !points[place + 1].isStart && points[place - 1].y == point.y
        && points[place + 1].y == point.y
      if !isFlat { text += (point.isStart ? "M" : "L") + number(point.x) + " " + number(point.y) }
    }
    return text
  }

  private static func svg(_ width: Int, _ height: Int, _ content: String) -> String {
    "<svg class=\"bar\" aria-hidden=\"true\" width=\"\(width)\" height=\"\(height)\">\(content)</svg>"
  }

  /// One decimal, without a trailing zero.
  private static func number(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)"
  }
}
