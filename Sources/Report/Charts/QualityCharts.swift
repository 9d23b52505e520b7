import Charts
import Primitives
import Records

/// What predictions are worth: do they rank, which groups gain, how long do they hold.
struct QualityCharts: Sendable {
  private let id: String
  private let quality: PredictionQuality

  init(_ id: String, _ quality: PredictionQuality) {
    self.id = Slug.of(id)
    self.quality = quality
  }

  /// Running sums of daily correlations: a steady one is a straight line, and a day without one adds nothing.
  func cumulative(_ language: Language) -> ChartSpec? {
    guard quality.days.count > 1, quality.days.contains(where: { $0.rankIC != nil }) else { return nil }
    func sums(_ values: [Double?]) -> [Double] {
      var sum = 0.0
      return values.map { value in
        sum += value ?? 0
        return value == nil ? .nan : sum
      }
    }
    let (pearson, spearman) = (sums(quality.days.map(\.ic)), sums(quality.days.map(\.rankIC)))
    func series(_ name: String, _ role: ChartRole, _ values: [Double]) -> LineChart.Series {
      LineChart.Series(
        label: name, role: role, values: values, last: PageFigures.fixed(values.last { $0.isFinite }, 1))
    }
    let lines = [series("Rank IC", .record, spearman), series("IC", .index, pearson)]
    let rising = risingYears()
    return .line(
      LineChart(
        head: ChartHead(
          id: id + "-ic",
          title: (rising.count == rising.of ? Message.risesAlways : .rises(rising.count, rising.of)).words(language),
          unit: Message.cumulativeUnit.words(language),
          summary: lines.map { "\($0.label) \($0.last)" }.joined(separator: language[("，", ", ")])), unit: .plain,
        days: quality.days.map(\.day), series: lines, baseline: 0, dayWord: StringTable.require("day", language)))
  }

  /// Years whose daily rank correlations add up to more than 0, and all years that have one.
  private func risingYears() -> (count: Int, of: Int) {
    var sums: [Int: Double] = [:]
    for day in quality.days {
      if let rankIC = day.rankIC { sums[day.day.civil.year, default: 0] += rankIC }
    }
    return (sums.values.count { $0 > 0 }, sums.count)
  }

  /// Mean return of the groups by score, the best first.
  func groups(_ language: Language) -> ChartSpec? {
    let known = quality.groups.compactMap(\.mean)
    guard known.count > 1, let first = quality.groups.first?.mean, let last = quality.groups.last?.mean else {
      return nil
    }
    return .ranked(
      RankedBars(
        head: ChartHead(
          id: id + "-groups",
          title: (first > last ? Message.groupsRank(first, last) : .groupsFail(first, last)).words(language),
          unit: Message.groupsUnit(quality.groups.count).words(language)),
        rows: quality.groups.map { group in
          let label =
            group.group == 1
            ? StringTable.require("highest", language)
            : group.group == quality.groups.count
              ? StringTable.require("lowest", language) : StringTable.require("group", language) + " \(group.group)"
          return RankedBars.Row(
            label: label, value: group.mean ?? .nan, text: PageFigures.percent(group.mean, decimals: 3))
        }, columns: [StringTable.require("group", language), StringTable.require("meanReturn", language)]))
  }

  /// Mean correlation with the return over so many days.
  func decay(_ language: Language) -> ChartSpec? {
    guard quality.decay.count > 1, let last = quality.decay.last else { return nil }
    func series(_ name: String, _ role: ChartRole, _ values: [Double?]) -> ChartSeries {
      ChartSeries(label: name, role: role, values: values.map { $0 ?? .nan })
    }
    let below = quality.decay.count { ($0.rankIC ?? 0) < 0 }
    let title: Message =
      switch (quality.decay.first?.rankIC, last.rankIC) {
      case (_, nil): .decay
      case (_, let end?) where end > 0 && below == 0: .holds(last.days)
      case (let start?, let end?) where start > 0 && end <= 0: .fades(last.days)
      default: .uneven(below, of: quality.decay.count)
      }
    return .dots(
      DotChart(
        head: ChartHead(
          id: id + "-decay", title: title.words(language),
          unit: Message.decayUnit.words(language)), unit: .plain, places: quality.decay.map { "\($0.days)" },
        series: [
          series("Rank IC", .record, quality.decay.map(\.rankIC)), series("IC", .index, quality.decay.map(\.ic)),
        ], placeWord: StringTable.require("horizonDays", language)))
  }
}

/// What a model rests on.
enum ModelCharts {
  /// The features with the largest share of gain.
  static func importance(_ id: String, _ importance: [ModelEvaluation.Importance], _ language: Language) -> ChartSpec? {
    let shown = importance.sorted { ($1.gain, $0.feature) < ($0.gain, $1.feature) }.prefix(12)
    let all = importance.reduce(0) { $0 + $1.gain }
    guard let first = shown.first, all > 0 else { return nil }
    return .ranked(
      RankedBars(
        head: ChartHead(
          id: Slug.of(id) + "-importance", title: Message.importance(first.feature, first.gain / all).words(language),
          unit: Message.importanceUnit.words(language)),
        rows: shown.map {
          RankedBars.Row(label: $0.feature, value: $0.gain / all, text: PageFigures.percent($0.gain / all, decimals: 1))
        }, columns: [StringTable.require("feature", language), StringTable.require("gainShare", language)]))
  }
}

extension Message {
  fileprivate static let risesAlways = Message(
    "chart.ic-rises-always.label", en: "The cumulative rank IC climbs in every year", zh: "累计 Rank IC 每年均上升")

  fileprivate static func rises(_ count: Int, _ all: Int) -> Message {
    Message(
      "chart.ic-rises.label", ["count": .count(count), "all": .count(all)],
      en: "The cumulative rank IC climbs in {count} of {all} {all:year|years}", zh: "累计 Rank IC 在 {all} 年中有 {count} 年上升"
    )
  }

  fileprivate static let cumulativeUnit = Message(
    "chart.ic-unit.label", en: "Running sum of the daily correlation of score and return", zh: "得分与收益的日相关系数，逐日累加")

  fileprivate static func groupsRank(_ best: Double, _ worst: Double) -> Message {
    Message(
      "chart.groups-rank.label", ["best": .ratio(best), "worst": .ratio(worst)],
      en: "The best group gains {best} a day, the worst {worst}", zh: "最高组日均 {best}，最低组 {worst}")
  }

  fileprivate static func groupsFail(_ best: Double, _ worst: Double) -> Message {
    Message(
      "chart.groups-fail.label", ["best": .ratio(best), "worst": .ratio(worst)],
      en: "The groups do not rank: the best gains {best} a day, the worst {worst}",
      zh: "分组未能排序：最高组日均 {best}，最低组 {worst}")
  }

  fileprivate static func groupsUnit(_ count: Int) -> Message {
    Message(
      "chart.groups-unit.label", ["count": .count(count)], en: "{count} groups by score, mean return of a day",
      zh: "按得分分 {count} 组，日均收益率")
  }

  fileprivate static let decay = Message("chart.decay.label", en: "Decay of the score", zh: "得分的衰减")

  fileprivate static func holds(_ days: Int) -> Message {
    Message(
      "chart.decay-holds.label", ["days": .count(days)], en: "Decay: the score still ranks at day {days}",
      zh: "衰减：第 {days} 日得分仍有排序能力")
  }

  fileprivate static func fades(_ days: Int) -> Message {
    Message(
      "chart.decay-fades.label", ["days": .count(days)], en: "Decay: the score no longer ranks at day {days}",
      zh: "衰减：第 {days} 日得分已无排序能力")
  }

  fileprivate static func uneven(_ below: Int, of all: Int) -> Message {
    Message(
      "chart.decay-uneven.label", ["below": .count(below), "all": .count(all)],
      en: "Decay: the rank IC is below 0 at {below} of {all} horizons", zh: "衰减：{all} 个期限中 {below} 个的 Rank IC 低于 0")
  }

  fileprivate static let decayUnit = Message(
    "chart.decay-unit.label", en: "Mean correlation with the return over so many days; not to scale",
    zh: "与此后若干日收益的平均相关系数；横轴不按比例")

  fileprivate static func importance(_ feature: String, _ share: Double) -> Message {
    Message(
      "chart.importance.label", ["feature": .text(feature), "share": .ratio(share)],
      en: "{feature} brings {share} of the model's gain", zh: "{feature} 占模型增益的 {share}")
  }

  fileprivate static let importanceUnit = Message(
    "chart.importance-unit.label", en: "Share of the gain of all splits", zh: "占全部分裂增益的比例")
}
