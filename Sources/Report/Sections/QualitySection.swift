import Charts
import Primitives
import Records

/// What the predictions were worth: cumulative IC, fifths, decay, segments, and all figures folded.
struct QualitySection {
  let id: String
  let quality: PredictionQuality
  let evaluation: ModelEvaluation?

  var values: [String: PageValue] {
    let importance = evaluation?.importance ?? []
    let charts = QualityCharts(id, quality)
    return [
      "label": .message(quality.label), "icChart": .chart(.half) { charts.cumulative($0) },
      "groupChart": .chart(.half) { charts.groups($0) },
      "hasGroups": .flag(charts.groups(.english) != nil),
      "hasCurves": .flag(charts.groups(.english) != nil || charts.cumulative(.english) != nil),
      "hasDecay": .flag(!quality.decay.isEmpty),
      "decayChart": .chart(.half) { charts.decay($0) },
      "hasSegments": .flag(evaluation?.segments.isEmpty == false),
      "segments": .list((evaluation?.segments ?? []).map(segment)),
      "segmentNote": .message(evaluation?.segmentNote ?? .noSegments), "figures": .list(quality.figures.map(figure)),
      "monthNames": .list((1...12).map { ["name": .label("month.\($0)")] }), "years": .list(years),
      "leaks": .list((evaluation?.leaks ?? []).map(leak)), "hasLeaks": .flag(evaluation?.leaks.isEmpty == false),
      "hasImportance": .flag(!importance.isEmpty),
      "importanceChart": .chart { [id] in ModelCharts.importance(id, importance, $0) },
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
      "anchor": .text("segment-" + Slug.of(segment.name)),
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
              "value": .text(known.map { PageFigures.fixed($0.ic, 3) } ?? PageFigures.missing),
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
  fileprivate static let noSegments = Message(
    "report.no-segments", en: "The model was not evaluated here. That needs the rung Reinferred or Retrained.",
    zh: "未在此评估模型：需要运行重推断级或重训练级。")
}
