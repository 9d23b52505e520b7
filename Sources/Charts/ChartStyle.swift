/// Size, colours and dash patterns of a chart.
///
/// Hues follow the palette of Okabe and Ito (2008), darkened until thin lines reach a contrast of
/// 3:1 on white (WCAG 2.2, 1.4.11); a dash pattern tells the roles apart without colour.
package struct ChartStyle: Equatable, Sendable {
  /// Eight bits a channel, `0xRRGGBB`.
  struct Colour: Equatable, Sendable {
    let rgb: UInt32

    init(_ rgb: UInt32) { self.rgb = rgb }

    /// `#rrggbb`.
    var hex: String {
      let digits = String(rgb, radix: 16)
      return "#" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }
  }

  struct Pen: Equatable, Sendable {
    var colour: Colour
    /// In pixels of the chart.
    var width: Double
    /// Lengths of strokes and gaps in pixels; empty is a solid line.
    var dashes: [Double] = []
  }

  /// In CSS pixels.
  package var width: Double
  /// The Chinese convention: what rises is red and what falls is green.
  package var upIsRed: Bool
  /// In CSS pixels.
  package var fontSize: Double
  /// Height of a panel of share 1, in CSS pixels.
  package var panelHeight: Double

  package init(
    width: Double, upIsRed: Bool = true, fontSize: Double = 12, panelHeight: Double = 150
  ) {
    self.width = width
    self.upIsRed = upIsRed
    self.fontSize = fontSize
    self.panelHeight = panelHeight
  }

  /// For the column of a page.
  package static let page = ChartStyle(width: 880)
  /// For a narrow screen.
  package static let phone = ChartStyle(width: 400, panelHeight: 130)

  static let text = Colour(0x333333)
  static let grid = Pen(colour: Colour(0xE3E3E3), width: 1)
  static let axis = Pen(colour: Colour(0x8A8A8A), width: 1)
  static let baseline = Pen(colour: Colour(0x6B6B6B), width: 1)
  /// Bars above and below zero; neither rises nor falls, so not the colours of prices.
  static let plus = Colour(0x0072B2)
  static let minus = Colour(0xC04F00)
  static let mark = Pen(colour: Colour(0x222222), width: 1, dashes: [2, 2])

  /// Opacity of the area of a filled panel.
  static let areaOpacity = 0.16

  /// Eight hues for previews; from the ninth on the hue repeats with another dash pattern.
  private static let previewHues: [UInt32] = [
    0x0072B2, 0xC04F00, 0x00795B, 0x99487A, 0x1A7A90, 0x9A6A00, 0x444444, 0x6A51A3,
  ]
  private static let previewDashes: [[Double]] = [[], [7, 3], [2, 2.5], [8, 2.5, 2, 2.5]]

  static func previewVariant(_ ordinal: Int) -> Int {
    let count = previewHues.count * previewDashes.count
    return (ordinal % count + count) % count
  }

  func pen(_ series: TimeChart.Series) -> Pen {
    switch series.role {
    case .reported: Pen(colour: Colour(0x0072B2), width: 1.8)
    // Dashed and drawn above: where both agree, both stay visible.
    case .local: Pen(colour: Colour(0xC04F00), width: 1.6, dashes: [6, 4])
    case .index: Pen(colour: Colour(0x767676), width: 1.2, dashes: [2, 2.5])
    case .difference: Pen(colour: Colour(0x8A3F78), width: 1.2)
    case .drawdown: Pen(colour: Colour(upIsRed ? 0x00795B : 0xB3322C), width: 1.2)
    case .preview:
      Pen(
        colour: Colour(Self.previewHues[Self.previewVariant(series.ordinal) % 8]), width: 1.6,
        dashes: Self.previewDashes[Self.previewVariant(series.ordinal) / 8])
    }
  }

  /// What a page's style sheet calls the series, behind `s-` (strokes), `a-` (areas), `t-` (text).
  static func name(_ series: TimeChart.Series) -> String {
    series.role == .preview
      ? "preview-\(previewVariant(series.ordinal))" : series.role.rawValue
  }
}
