import Primitives

/// What a drawing over days tells a script: the place of the plot, its values and its days.
enum DayData {
  /// - Parameter carriesDays: whether the days themselves are among it: a digit of base 36 a step.
  static func of(
    _ days: [TradingDay], _ plot: PlotFrame, _ scale: ValueScale, unit: ChartUnit, carriesDays: Bool
  ) -> [(name: String, value: String)] {
    guard let first = days.first, let last = days.last else { return [] }
    var data = [
      ("data-plot", [plot.x, plot.y, plot.right, plot.bottom].map { SVGText.number($0) }.joined(separator: " ")),
      ("data-values", "\(scale.lower) \(scale.upper)"), ("data-unit", unit.rawValue),
      ("data-from", first.description), ("data-to", last.description), ("data-days", String(days.count)),
    ]
    // A market that stood still for longer is not told day by day.
    let gaps = zip(days, days.dropFirst()).map { $1.daysSince1970 - $0.daysSince1970 }
    if carriesDays, gaps.allSatisfy({ $0 < 36 }) {
      data.append(("data-gaps", gaps.map { String($0, radix: 36) }.joined()))
    }
    return data
  }

  /// Refuses what the layout relies on: rising days, one value a day.
  static func check(_ id: String, _ days: [TradingDay], _ series: [(label: String, count: Int)]) throws {
    guard zip(days, days.dropFirst()).allSatisfy({ $0 < $1 }) else {
      throw Diagnostic(
        "charts.days", .render, ["chart": .text(id)],
        (en: "The days of chart '{chart}' do not ascend.", zh: "图“{chart}”的日期不是递增的。"),
        remedy: (en: "Sort the days and drop repetitions.", zh: "请排序日期并去掉重复。"))
    }
    for (label, count) in series where count != days.count {
      throw Diagnostic(
        "charts.length", .render,
        ["series": .text(label), "chart": .text(id), "values": .count(count), "days": .count(days.count)],
        (
          en: "Series '{series}' of chart '{chart}' has {values} {values:value|values} for {days} {days:day|days}.",
          zh: "图“{chart}”的序列“{series}”有 {values} 个值，而日期有 {days} 个。"
        ),
        remedy: (en: "Give one value per day, NaN where there is none.", zh: "请每日给一个值，缺失处给 NaN。"))
    }
  }
}
