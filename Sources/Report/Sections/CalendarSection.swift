import Charts
import Metrics
import Primitives
import Records

/// Months and years, the rolling ratio, the worst falls, turnover and costs.
struct CalendarSection {
  let id: String
  let judgement: NightResult.Judgement

  /// The local run; where there is none, the record.
  private var report: [ReportRow] { judgement.replayed.isEmpty ? judgement.recorded : judgement.replayed }
  private var record: [ReportRow] { judgement.replayed.isEmpty ? [] : judgement.recorded }
  private var index: Message { HeadSection.indexName(judgement) }

  /// Whether both curves are one to a millionth of a yuan a day.
  private var isSame: Bool {
    record.isEmpty || DailyDifference(report, less: record).differing == 0 && record.count == report.count
  }

  /// Nil without a day.
  var values: [String: PageValue]? {
    guard !report.isEmpty else { return nil }
    let charts = MigrationCharts(id, judgement, index: index)
    let ratios = charts.rollingRatios
    let calendar = CalendarExcess(report)
    let ahead = calendar.monthsAhead
    let years = YearlyReturn.years(report)
    let recorded = Dictionary(YearlyReturn.years(record).map { ($0.year, $0) }) { first, _ in first }
    let compared = years.count { $0.gain != nil && $0.index != nil }
    let behind = years.filter { year in year.gain.map { gain in year.index.map { gain < $0 } ?? false } ?? false }
    return [
      "monthsTitle": .message(ahead.of > 0 ? .months(index, ahead.count, of: ahead.of) : .monthsUnknown(index)),
      "monthNames": .list((1...12).map { ["name": .label("month.\($0)")] }),
      "months": .list(calendar.years.map { row($0, calendar.months) }),
      "yearsTitle": .message(
        compared == 0
          ? .yearsUnknown(index)
          : !behind.isEmpty
            ? .behind(index, behind.map(\.year))
            : compared < years.count ? .aheadWhereKnown(index) : .aheadEveryYear(index)),
      "runSide": .label(judgement.replayed.isEmpty ? "recordedSide" : "replayedSide"),
      "costSide": .label(judgement.replayed.isEmpty ? "costRecord" : "costReplay"),
      "paidSide": .label(judgement.replayed.isEmpty ? "paidRecord" : "paidReplay"),
      "index": .message(index), "hasRecord": .flag(!isSame),
      "years": .list(
        years.map { year in
          [
            "year": .text("\(year.year)" + (year.isPartial ? "*" : "")), "anchor": .text("year-\(year.year)"),
            "recorded": .figure(Figure(recorded[year.year]?.gain, .percent)),
            "replayed": .figure(Figure(year.gain, .percent)), "indexReturn": .figure(Figure(year.index, .percent)),
            "ahead": .figure(
              Figure(year.gain.flatMap { gain in year.index.map { gain - $0 } }, .points, gain: true)),
          ]
        }),
      "hasPartial": .flag(years.contains(where: \.isPartial)),
      "rolling": .chart(.half) { charts.rolling(ratios, $0) }, "yearsChart": .chart(.half) { charts.years($0) },
      "falls": .list(falls), "hasFalls": .flag(!falls.isEmpty),
      "costs": .list(costs), "costSum": .one(costSum),
    ]
  }

  // MARK: - Months

  private func row(_ year: CalendarExcess.Year, _ months: [CalendarExcess.Month]) -> [String: PageValue] {
    [
      "year": .text("\(year.year)" + (year.isPartial ? "*" : "")),
      "cells": .list(
        (1...12).map { month in
          let value = months.first { $0.year == year.year && $0.month == month }.flatMap(\.value)
          return [
            "value": .text(CalendarSection.signed(value)),
            "heat": .text(CalendarSection.heat(value)),
          ]
        }),
      "sum": .figure(Figure(year.value, .percent, gain: true)),
    ]
  }

  /// Percent without its sign, which stands in the unit line.
  private static func signed(_ value: Double?) -> String {
    guard let value else { return PageFigures.missing }
    return (value > 0 ? "+" : "") + PageFigures.fixed(value * 100, 2)
  }

  /// Five steps each way, at 0.5, 1, 2 and 3.5 percent.
  private static func heat(_ value: Double?) -> String {
    guard let value, value != 0 else { return "heat-0" }
    let step = 1 + [0.005, 0.01, 0.02, 0.035].count { value.magnitude >= $0 }
    return "heat-" + (value > 0 ? "u" : "d") + "\(step)"
  }

  // MARK: - Falls and costs

  private var falls: [[String: PageValue]] {
    let episodes = DrawdownEpisodes.worst(report.map(\.excess), days: report.map(\.day))
    let axis = RowBar.axis(of: episodes.map(\.depth))
    return episodes.map { episode in
      [
        "peak": .text("\(episode.peak)"), "trough": .text("\(episode.trough)"),
        "recovery": episode.recovery.map { .text("\($0)") } ?? .label("notYet"),
        "days": .figure(Figure(count: episode.days)),
        "depth": .figure(Figure(episode.depth, .points)),
        "bar": RowBar(from: 0, to: episode.depth, axis: axis).drawing("replay"),
        "anchor": .text("fall-\(episode.peak)"),
      ]
    }
  }

  private var costs: [[String: PageValue]] {
    let recorded = Dictionary(YearlyTurnoverCost.years(record).map { ($0.year, $0) }) { first, _ in first }
    return YearlyTurnoverCost.years(report).map { year in
      cost("\(year.year)" + (year.isPartial ? "*" : ""), year, recorded[year.year])
    }
  }

  private var costSum: [String: PageValue]? {
    func sum(_ years: [YearlyTurnoverCost.Year]) -> YearlyTurnoverCost.Year? {
      guard var total = years.first else { return nil }
      for year in years.dropFirst() {
        total.turnover += year.turnover
        total.cost += year.cost
        total.paid += year.paid
      }
      return total
    }
    return sum(YearlyTurnoverCost.years(report)).map { cost("", $0, sum(YearlyTurnoverCost.years(record))) }
  }

  private func cost(
    _ name: String, _ own: YearlyTurnoverCost.Year, _ recorded: YearlyTurnoverCost.Year?
  ) -> [String: PageValue] {
    [
      "year": .text(name), "turnover": .figure(Figure(own.turnover, .price)),
      "recorded": .figure(Figure(recorded?.cost, .percent)), "replayed": .figure(Figure(own.cost, .percent)),
      "paid": .figure(Figure(own.paid, .wholeMoney)),
      "difference": .figure(Figure(recorded.map { own.paid - $0.paid }, .wholeMoney, signed: true)),
    ]
  }
}

extension Message {
  fileprivate static func months(_ index: Message, _ count: Int, of all: Int) -> Message {
    Message(
      "report.months-title", ["index": .message(index), "count": .count(count), "all": .count(all)],
      en: "Months: the strategy beats {index} in {count} of {all}", zh: "月度：{all} 个月中 {count} 个月跑赢{index}")
  }

  fileprivate static func monthsUnknown(_ index: Message) -> Message {
    Message(
      "report.months-unknown-title", ["index": .message(index)], en: "Months: none can be compared with {index}",
      zh: "月度：没有可与{index}比较的月份")
  }

  fileprivate static func yearsUnknown(_ index: Message) -> Message {
    Message(
      "report.years-unknown-title", ["index": .message(index)], en: "Years: none can be compared with {index}",
      zh: "年度：没有可与{index}比较的年份")
  }

  fileprivate static func aheadWhereKnown(_ index: Message) -> Message {
    Message(
      "report.years-known-title", ["index": .message(index)],
      en: "Years: the strategy beats {index} in each that can be compared", zh: "年度：可比较的年份均跑赢{index}")
  }

  fileprivate static func behind(_ index: Message, _ years: [Int]) -> Message {
    Message(
      "report.years-behind-title", ["index": .message(index), "years": .names(years.map(String.init))],
      en: "Years: the strategy trails {index} in {years}", zh: "年度：{years} 年跑输{index}")
  }

  fileprivate static func aheadEveryYear(_ index: Message) -> Message {
    Message(
      "report.years-ahead-title", ["index": .message(index)], en: "Years: the strategy beats {index} in every year",
      zh: "年度：每一年都跑赢{index}")
  }
}
