import Charts

/// A chart as the template wants it: wide and narrow drawings of the same data, and its sentence.
enum ChartValues {
  static func make(_ chart: TimeChart?, upIsRed: Bool) throws -> PageValue {
    guard let chart else { return .list([]) }
    return .list([try values(chart, upIsRed: upIsRed)])
  }

  static func values(_ chart: TimeChart, upIsRed: Bool) throws -> [String: PageValue] {
    try drawings(chart.title, chart.summary, upIsRed) { suffix, style in
      var chart = chart
      chart.id += suffix
      return try ChartRenderer.svg(chart, style: style)
    }
  }

  /// The same for bars, which have one drawing for every width.
  static func values(_ chart: BarChart) throws -> [String: PageValue] {
    func drawing(_ suffix: String) throws -> PageValue {
      var own = chart
      own.id += suffix
      return .drawing(String(decoding: try ChartRenderer.svg(own, style: ChartStyle(width: 400)), as: UTF8.self))
    }
    return [
      "wide": try drawing("-w"), "narrow": try drawing("-n"), "caption": .text(chart.title + " · " + chart.summary),
    ]
  }

  private static func drawings(
    _ title: String, _ summary: String, _ upIsRed: Bool, _ draw: (String, ChartStyle) throws -> [UInt8]
  ) throws -> [String: PageValue] {
    var page = ChartStyle.page
    var phone = ChartStyle.phone
    page.upIsRed = upIsRed
    phone.upIsRed = upIsRed
    return [
      "wide": .drawing(String(decoding: try draw("-w", page), as: UTF8.self)),
      "narrow": .drawing(String(decoding: try draw("-n", phone), as: UTF8.self)),
      "caption": .text(summary.isEmpty ? title : title + " · " + summary),
    ]
  }
}
