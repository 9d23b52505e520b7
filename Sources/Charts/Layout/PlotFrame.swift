/// The rectangle inside of a drawing where values stand, in pixels from the top left.
struct PlotFrame: Equatable {
  var x: Double
  var y: Double
  var width: Double
  var height: Double

  var right: Double { x + width }
  var bottom: Double { y + height }

  func height(_ value: Double, _ scale: ValueScale) -> Double { bottom - scale.fraction(value) * height }

  /// The middle of the pixel, where a line one pixel wide is sharp.
  static func sharp(_ value: Double) -> Double { value.rounded(.down) + 0.5 }

  /// Room for the ticks at the left; charts under each other share their days, so their frames begin at one place.
  static func left(_ ticks: [String]) -> Double { max(40, widest(ticks) + 8) }

  static func widest(_ texts: [String]) -> Double {
    (texts.map { TextWidth.of($0, fontSize: Drawing.fontSize) }.max() ?? 0).rounded(.up)
  }

  /// Room for words at the right: in a whole column at least as much as the usual ones need, so that frames end at
  /// one place.
  static func right(_ needed: Double, _ width: ChartWidth) -> Double { width == .full ? max(132, needed) : needed }

  /// A dot as a polygon of eight corners.
  static func dot(_ x: Double, _ y: Double, radius: Double) -> [Drawing.Point] {
    let near = radius * 0.3827
    let far = radius * 0.9239
    let corners = [
      (far, near), (near, far), (-near, far), (-far, near), (-far, -near), (-near, -far), (near, -far), (far, -near),
    ]
    return corners.map { .init(x: x + $0.0, y: y + $0.1) }
  }

  /// A line across the frame at a height.
  func across(_ y: Double) -> [Drawing.Point] {
    [.init(x: x, y: PlotFrame.sharp(y)), .init(x: right, y: PlotFrame.sharp(y))]
  }

  /// A rectangle; what is too small to be seen is a line of a pixel.
  static func bar(_ x0: Double, _ y0: Double, _ x1: Double, _ y1: Double) -> [Drawing.Point] {
    let (left, right) = (min(x0, x1), max(max(x0, x1), min(x0, x1) + 1))
    let (top, bottom) = (min(y0, y1), max(max(y0, y1), min(y0, y1) + 1))
    return [.init(x: left, y: top), .init(x: right, y: top), .init(x: right, y: bottom), .init(x: left, y: bottom)]
  }
}
