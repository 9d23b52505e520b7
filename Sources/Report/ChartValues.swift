import Charts

/// A chart as the template wants it: wide and narrow drawings of the same data, and its sentence.
enum ChartValues {
  static func make(_ chart: TimeChart?, upIsRed: Bool) throws -> PageValue {
    guard let chart else { return .list([]) }
    var wide = chart
    wide.id += "-w"
    var narrow = chart
    narrow.id += "-n"
    var page = ChartStyle.page
    var phone = ChartStyle.phone
    page.upIsRed = upIsRed
    phone.upIsRed = upIsRed
    return .list([
      [
        "wide": .text(String(decoding: try ChartRenderer.svg(wide, style: page), as: UTF8.self)),
        "narrow": .text(String(decoding: try ChartRenderer.svg(narrow, style: phone), as: UTF8.self)),
        "caption": .text(chart.title + " · " + chart.summary),
      ]
    ])
  }
}
