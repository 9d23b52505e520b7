import Primitives

extension PageValue {
  /// A part of a page that may not be there: a list of it, or of nothing.
  static func one(_ values: [String: PageValue]?) -> PageValue { .list(values.map { [$0] } ?? []) }

  /// A line each.
  static func lines(_ messages: [Message]) -> PageValue { .list(messages.map { ["line": .message($0)] }) }
}

/// A bar inside a row of a table: all bars of a column share one axis.
struct RowBar {
  let from: Double
  let to: Double
  /// The values at the left and the right end of the column.
  let axis: ClosedRange<Double>

  private static let width = 240.0

  /// The axis that holds all values, 0 included where it is asked for.
  static func axis(of values: [Double], withZero: Bool = true) -> ClosedRange<Double> {
    let known = values.filter(\.isFinite) + (withZero ? [0] : [])
    guard let low = known.min(), let high = known.max(), low < high else { return 0...1 }
    let margin = withZero ? 0 : (high - low) * 0.04
    return (low - margin)...(high + margin)
  }

  /// - Parameter tone: a class of the style sheet: `up`, `down`, `fail`, `total`.
  func drawing(_ tone: String) -> PageValue {
    guard from.isFinite, to.isFinite else { return .text(PageFigures.missing) }
    let span = axis.upperBound - axis.lowerBound
    func place(_ value: Double) -> Double {
      (RowBar.width * (value - axis.lowerBound) / span * 10).rounded() / 10
    }
    let (low, high) = (place(min(from, to)), place(max(from, to)))
    let length = max(high - low, tone == "total" ? 3 : 1)
    let start = min(low, RowBar.width - length)
    return .drawing(
      "<svg class=\"bar\" aria-hidden=\"true\" viewBox=\"0 0 240 12\" preserveAspectRatio=\"none\">"
        + "<rect class=\"\(tone)\" x=\"\(start)\" y=\"1\" width=\"\(length)\" height=\"10\"/></svg>")
  }
}
