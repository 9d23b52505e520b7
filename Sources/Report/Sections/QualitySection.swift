import Charts
import Primitives
import Records

/// What the predictions were worth: figures, cumulative IC, months, groups, decay.
struct QualitySection {
  let id: String
  let quality: PredictionQuality
  let shell: PageShell

  private var language: Language { shell.language }
  private func text(_ key: String) -> String { StringTable.require(key, language) }

  var values: [String: PageValue] {
    get throws {
      [
        "label": .prose(quality.label, language), "figures": .list(quality.figures.map(figure)),
        "chart": try ChartValues.make(chart, upIsRed: shell.settings.upIsRed),
        "monthNames": .list((1...12).map { ["name": .text("\($0)")] }), "years": .list(years),
        "quantiles": .drawing(try svg(quantiles)), "quantilesCaption": .text(text("quantilesNote")),
        "hasDecay": .flag(!quality.decay.isEmpty), "decay": .drawing(quality.decay.isEmpty ? "" : try svg(decay)),
        "decayCaption": .text(quality.decay.isEmpty ? text("decayAbsent") : text("decayNote")),
      ]
    }
  }

  private func svg(_ chart: BarChart) throws -> String {
    String(decoding: try ChartRenderer.svg(chart, style: ChartStyle(width: 400)), as: UTF8.self)
  }

  private func figure(_ figure: QualityFigure) -> [String: PageValue] {
    [
      "name": .text(QualitySection.name(figure.name, language)), "value": .text(QualitySection.shown(figure)),
      "count": .text(PageFigures.count(figure.count)), "missing": .text(PageFigures.count(figure.missing)),
      "formula": .text(figure.formula), "hasReason": .flag(figure.reason != nil),
      "reason": .prose(figure.reason, language),
    ]
  }

  static func name(_ name: String, _ language: Language) -> String {
    StringTable.text("figure." + name, language) ?? name
  }

  static func shown(_ figure: QualityFigure) -> String {
    switch figure.unit {
    case "fraction", "fraction a year": PageFigures.percent(figure.value)
    case "correlation": PageFigures.fixed(figure.value, 4)
    default: PageFigures.fixed(figure.value, 3)
    }
  }

  /// Sums of daily IC and Rank IC: a steady IC is a straight line.
  private var chart: TimeChart? {
    guard !quality.days.isEmpty else { return nil }
    func sums(_ values: [Double?]) -> [Double] {
      var sum = 0.0
      return values.map { value in
        sum += value ?? 0
        return value == nil ? .nan : sum
      }
    }
    let (pearson, spearman) = (sums(quality.days.map(\.ic)), sums(quality.days.map(\.rankIC)))
    func end(_ name: String, _ values: [Double]) -> String {
      "\(name) \(PageFigures.fixed(values.last { $0.isFinite }, 2))"
    }
    let separator = language[("，", ", ")]
    return TimeChart(
      id: "ic-" + MigrationChart.slug(id), title: text("cumulativeIC"),
      summary: text("chart.end") + language[("：", ": ")] + end("IC", pearson) + separator + end("Rank IC", spearman),
      days: quality.days.map(\.day),
      panels: [
        TimeChart.Panel(
          title: text("cumulativeIC"), unit: .plain,
          series: [
            .init(label: "IC", role: .reported, values: pearson),
            .init(label: "Rank IC", role: .local, values: spearman),
          ])
      ])
  }

  /// One row a year, one cell a month; the number stands in the cell, the colour only helps.
  private var years: [[String: PageValue]] {
    let months = Dictionary(quality.months.map { ($0.month, $0) }) { first, _ in first }
    let years = Set(quality.months.map { String($0.month.prefix(4)) }).sorted()
    return years.map { year in
      [
        "year": .text(year),
        "cells": .list(
          (1...12).map { month in
            let known = months["\(year)-\(month < 10 ? "0" : "")\(month)"]
            return [
              "value": .text(known.map { PageFigures.fixed($0.ic, 3) } ?? PageFigures.missing),
              "level": .text(QualitySection.level(known?.ic)),
            ]
          }),
      ]
    }
  }

  /// Steps at 0.02, 0.05 and 0.1: a month's mean IC beyond 0.1 is rare.
  private static func level(_ ic: Double?) -> String {
    guard let ic, ic.isFinite else { return "z" }
    let step = [0.02, 0.05, 0.1].count { ic.magnitude >= $0 }
    return step == 0 ? "z" : (ic > 0 ? "p" : "m") + "\(step)"
  }

  private var quantiles: BarChart {
    let bars = quality.groups.map { group in
      BarChart.Bar(
        label: group.group == 1
          ? text("highest") : group.group == quality.groups.count ? text("lowest") : text("group") + " \(group.group)",
        value: group.mean ?? .nan, text: PageFigures.percent(group.mean, decimals: 3))
    }
    let summary = bars.map { "\($0.label) \($0.text)" }.joined(separator: language[("，", ", ")])
    return BarChart(id: "groups-" + MigrationChart.slug(id), title: text("quantiles"), summary: summary, bars: bars)
  }

  private var decay: BarChart {
    let bars = quality.decay.map { horizon in
      BarChart.Bar(
        label: Message.days(horizon.days)[language], value: horizon.ic ?? .nan,
        text: PageFigures.fixed(horizon.ic, 4) + " (" + PageFigures.fixed(horizon.rankIC, 4) + ")")
    }
    let summary = bars.map { "\($0.label) \($0.text)" }.joined(separator: language[("，", ", ")])
    return BarChart(id: "decay-" + MigrationChart.slug(id), title: text("decay"), summary: summary, bars: bars)
  }
}

extension Message {
  fileprivate static func days(_ count: Int) -> Message {
    Message("report.days.label", ["count": .count(count)], en: "{count} {count:day|days}", zh: "{count} 日")
  }
}
