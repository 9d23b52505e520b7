import Charts
import Primitives
import Records

/// What is said of the model beside its scores: segments side by side, leak checks, importance.
struct EvaluationSection {
  let id: String
  let evaluation: ModelEvaluation
  let shell: PageShell

  /// More bars than these say nothing more.
  private static let barCount = 20

  private var language: Language { shell.language }
  private func text(_ key: String) -> String { StringTable.require(key, language) }

  var values: [String: PageValue] {
    get throws {
      let shown = evaluation.importance.prefix(EvaluationSection.barCount)
      return [
        "hasSegments": .flag(!evaluation.segments.isEmpty),
        "segmentNote": .prose(evaluation.segmentNote, language),
        "segments": .list(
          evaluation.segments.map {
            [
              "name": .text(StringTable.text("segment." + $0.name, language) ?? $0.name),
              "range": .text("\($0.start) – \($0.end)"),
            ]
          }),
        "rows": .list(rows), "leaks": .list(evaluation.leaks.map(leak)),
        "hasImportance": .flag(!shown.isEmpty), "importance": .drawing(shown.isEmpty ? "" : try bars(Array(shown))),
        "importanceCaption": .text(text("importanceNote")),
      ]
    }
  }

  /// One row a figure, one column a segment, and the days behind them.
  private var rows: [[String: PageValue]] {
    guard let first = evaluation.segments.first else { return [] }
    func cells(_ make: (ModelEvaluation.Segment) -> String) -> PageValue {
      .list(evaluation.segments.map { ["value": .text(make($0))] })
    }
    let figures = first.figures.map { figure in
      [
        "name": PageValue.text(QualitySection.name(figure.name, language)),
        "cells": cells { segment in
          segment.figures.first { $0.name == figure.name }.map { QualitySection.shown($0) } ?? PageFigures.missing
        },
      ]
    }
    let days = [
      "name": PageValue.text(text("daysUsed") + " / " + text("daysMissing")),
      "cells": cells { segment in
        segment.figures.first.map { PageFigures.count($0.count) + " / " + PageFigures.count($0.missing) }
          ?? PageFigures.missing
      },
    ]
    return figures + [days]
  }

  private func leak(_ check: ModelEvaluation.LeakCheck) -> [String: PageValue] {
    let key = check.name.rawValue
    let tone = check.state == .leak ? "warn" : check.state == .clean ? "good" : "none"
    let hasConsequence = check.state == .leak
    return [
      "tone": .text(tone), "state": .text(text("leak." + check.state.rawValue)), "title": .text(text("leak." + key)),
      "check": .text(key), "evidence": .prose(check.evidence, language),
      "hasConsequence": .flag(hasConsequence), "consequence": .prose(check.consequence, language),
      "remedy": .prose(check.remedy, language),
    ]
  }

  private func bars(_ rows: [ModelEvaluation.Importance]) throws -> String {
    let total = evaluation.importance.reduce(0) { $0 + $1.gain }
    let bars = rows.map { row in
      let share = total > 0 ? PageFigures.percent(row.gain / total, decimals: 1) : PageFigures.missing
      return BarChart.Bar(label: row.feature, value: row.gain, text: "\(share) · \(PageFigures.count(row.splits))")
    }
    let chart = BarChart(
      id: "importance-" + MigrationChart.slug(id), title: text("importance"),
      summary: bars.prefix(5).map { "\($0.label) \($0.text)" }.joined(separator: language[("，", ", ")]),
      bars: bars)
    return String(decoding: try ChartRenderer.svg(chart, style: ChartStyle(width: 400)), as: UTF8.self)
  }
}
