import Charts
import Primitives
import Records

/// What the predictions were worth: cumulative IC, fifths, decay, segments, and all figures folded.
struct QualitySection {
  let id: String
  let quality: PredictionQuality
  let evaluation: ModelEvaluation?
  let upIsRed: Bool

  /// More bars than these say nothing more.
  private static let barCount = 20

  var values: [String: PageValue] {
    let importance = evaluation?.importance ?? []
    return [
      "label": .message(quality.label), "icChart": chart, "groupChart": bars(groups, "quantiles", "groups"),
      "hasDecay": .flag(!quality.decay.isEmpty),
      "decayChart": quality.decay.isEmpty ? .list([]) : bars(decay, "decay", "decay"),
      "hasSegments": .flag(evaluation?.segments.isEmpty == false),
      "segments": .list((evaluation?.segments ?? []).map(segment)),
      "segmentNote": .message(optional: evaluation?.segmentNote), "figures": .list(quality.figures.map(figure)),
      "monthNames": .list((1...12).map { ["name": .label("month.\($0)")] }), "years": .list(years),
      "leaks": .list((evaluation?.leaks ?? []).map(leak)), "hasLeaks": .flag(evaluation?.leaks.isEmpty == false),
      "hasImportance": .flag(!importance.isEmpty),
      "importanceChart": importance.isEmpty ? .list([]) : bars(importanceBars, "importance", "importance"),
    ]
  }

  private func segment(_ segment: ModelEvaluation.Segment) -> [String: PageValue] {
    func value(_ name: String, _ unit: Figure.Unit) -> PageValue {
      .figure(Figure(segment.figures.first { $0.name == name }?.value, unit))
    }
    let isKnown = ["train", "valid", "test"].contains(segment.name)
    return [
      "name": isKnown ? .label("segment." + segment.name) : .text(segment.name),
      "span": .text("\(segment.start) – \(segment.end)"),
      "anchor": .text("segment-" + MigrationChart.slug(segment.name)),
      "ic": value("IC", .correlation), "icir": value("ICIR", .ratio), "rankIC": value("Rank IC", .correlation),
      "t": value("Rank IC t", .ratio),
    ]
  }

  private func figure(_ figure: QualityFigure) -> [String: PageValue] {
    let unit: Figure.Unit =
      switch figure.unit {
      case "fraction", "fraction a year": .percent
      case "correlation": .correlation
      default: .ratio
      }
    return [
      "name": StringTable.text("figure." + figure.name, .english) == nil
        ? .text(figure.name) : .label("figure." + figure.name),
      "value": .figure(Figure(figure.value, unit)), "count": .figure(Figure(count: figure.count)),
      "missing": .figure(Figure(count: figure.missing)), "formula": .text(figure.formula),
      "formulaHref": MethodsPage.link(toFormula: figure.formula, from: .migration("")),
      "hasReason": .flag(figure.reason != nil), "reason": .message(optional: figure.reason),
    ]
  }

  private func leak(_ check: ModelEvaluation.LeakCheck) -> [String: PageValue] {
    [
      "title": .label("leak." + check.name.rawValue), "state": .label("leak." + check.state.rawValue),
      "tone": .text(check.state == .leak ? "warn" : "calm"),
      "evidence": .sentences([check.evidence] + [check.consequence, check.remedy].compactMap { $0 }),
      "anchor": .text("leak-check-" + check.name.rawValue),
    ]
  }

  // MARK: - Charts

  /// Sums of daily IC and Rank IC: a steady IC is a straight line.
  private var chart: PageValue {
    let days = quality.days
    guard !days.isEmpty else { return .list([]) }
    return .chart(
      PageChart { [id, upIsRed] language in
        func text(_ key: String) -> String { StringTable.require(key, language) }
        func sums(_ values: [Double?]) -> [Double] {
          var sum = 0.0
          return values.map { value in
            sum += value ?? 0
            return value == nil ? .nan : sum
          }
        }
        let lines = [
          ("IC", TimeChart.Series.Role.reported, sums(days.map(\.ic))),
          ("Rank IC", .local, sums(days.map(\.rankIC))),
        ]
        let ends = lines.map { "\($0.0) \(PageFigures.fixed($0.2.last { $0.isFinite }, 2))" }
        return try ChartValues.values(
          TimeChart(
            id: "ic-" + MigrationChart.slug(id), title: text("cumulativeIC"),
            summary: text("chart.end") + language[("：", ": ")] + ends.joined(separator: language[("，", ", ")]),
            days: days.map(\.day),
            panels: [
              TimeChart.Panel(
                title: text("cumulativeIC"), unit: .plain,
                series: lines.map { TimeChart.Series(label: $0.0, role: $0.1, values: $0.2) })
            ]), upIsRed: upIsRed)
      })
  }

  private func bars(
    _ make: @escaping @Sendable (Language) -> [BarChart.Bar], _ title: String, _ name: String
  ) -> PageValue {
    .chart(
      PageChart { [id] language in
        let bars = make(language)
        let chart = BarChart(
          id: name + "-" + MigrationChart.slug(id), title: StringTable.require(title, language),
          summary: bars.prefix(5).map { "\($0.label) \($0.text)" }.joined(separator: language[("，", ", ")]), bars: bars)
        return try ChartValues.values(chart)
      })
  }

  private var groups: @Sendable (Language) -> [BarChart.Bar] {
    { [groups = quality.groups] language in
      func text(_ key: String) -> String { StringTable.require(key, language) }
      return groups.map { group in
        BarChart.Bar(
          label: group.group == 1
            ? text("highest") : group.group == groups.count ? text("lowest") : text("group") + " \(group.group)",
          value: group.mean ?? .nan, text: PageFigures.percent(group.mean, decimals: 3))
      }
    }
  }

  private var decay: @Sendable (Language) -> [BarChart.Bar] {
    { [decay = quality.decay] language in
      decay.map { horizon in
        BarChart.Bar(
          label: Message.days(horizon.days)[language], value: horizon.ic ?? .nan,
          text: PageFigures.fixed(horizon.ic, 4) + " (" + PageFigures.fixed(horizon.rankIC, 4) + ")")
      }
    }
  }

  private var importanceBars: @Sendable (Language) -> [BarChart.Bar] {
    { [importance = evaluation?.importance ?? []] _ in
      let total = importance.reduce(0) { $0 + $1.gain }
      return importance.prefix(QualitySection.barCount).map { row in
        let share = total > 0 ? PageFigures.percent(row.gain / total, decimals: 1) : PageFigures.missing
        return BarChart.Bar(label: row.feature, value: row.gain, text: "\(share) · \(PageFigures.count(row.splits))")
      }
    }
  }

  // MARK: - Months

  /// One row a year, one cell a month; the number stands in the cell, the colour only helps.
  private var years: [[String: PageValue]] {
    let months = Dictionary(quality.months.map { ($0.month, $0) }) { first, _ in first }
    return Set(quality.months.map { String($0.month.prefix(4)) }).sorted().map { year in
      [
        "year": .text(year),
        "cells": .list(
          (1...12).map { month in
            let known = months["\(year)-\(month < 10 ? "0" : "")\(month)"]
            return [
              "value": .text(known.map { PageFigures.fixed($0.ic, 3) } ?? ""),
              "heat": .text(QualitySection.heat(known?.ic)),
            ]
          }),
      ]
    }
  }

  /// Steps at 0.02, 0.05 and 0.1: a month's mean IC beyond 0.1 is rare.
  private static func heat(_ ic: Double?) -> String {
    guard let ic, ic.isFinite, ic.magnitude >= 0.02 else { return "heat-0" }
    return "heat-" + (ic > 0 ? "u" : "d") + "\(1 + [0.02, 0.05, 0.1].count { ic.magnitude >= $0 })"
  }
}

extension Message {
  fileprivate static func days(_ count: Int) -> Message {
    Message("report.days.label", ["count": .count(count)], en: "{count} {count:day|days}", zh: "{count} 日")
  }
}
