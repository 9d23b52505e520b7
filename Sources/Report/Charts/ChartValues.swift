import Charts

/// A chart as the template wants it: wide and narrow drawings of the same data, and its sentence.
enum ChartValues {
  static func make(_ chart: TimeChart?, upIsRed: Bool) throws -> PageValue {
    guard let chart else { return .list([]) }
    return try figure(chart.title, chart.summary, upIsRed) { suffix, style in
      var chart = chart
      chart.id += suffix
      return try ChartRenderer.svg(chart, style: style)
    }
  }

  static func make(_ chart: StepChart, upIsRed: Bool) throws -> PageValue {
    try figure(chart.title, chart.summary, upIsRed) { suffix, style in
      var chart = chart
      chart.id += suffix
      return try ChartRenderer.svg(chart, style: style)
    }
  }

  private static func figure(
    _ title: String, _ summary: String, _ upIsRed: Bool, _ draw: (String, ChartStyle) throws -> [UInt8]
  ) throws -> PageValue {
    var page = ChartStyle.page
    var phone = ChartStyle.phone
    page.upIsRed = upIsRed
    phone.upIsRed = upIsRed
    return .list([
      [
        "wide": .drawing(String(decoding: try draw("-w", page), as: UTF8.self)),
        "narrow": .drawing(String(decoding: try draw("-n", phone), as: UTF8.self)),
        "caption": .text(title + " · " + summary),
      ]
    ])
  }
}
