import Charts
import Primitives

/// A chart as the template `chart` wants it: its words and the figures behind it, and the two drawings.
enum ChartValues {
  /// What is said of a chart, and published.
  static func words(_ spec: ChartSpec) -> [String: PageValue] {
    let head = spec.head
    let table = spec.table
    return [
      "chartID": .text(head.id), "chartTitle": .note(head.title),
      "chartUnit": .note(head.unit), "chartSummary": .note(head.summary),
      "columns": .list(
        table.columns.enumerated().map { place, word in
          ["word": .note(word), "isFirst": .flag(place == 0), "wrap": .text(CellWidth.wrap(word))]
        }),
      "rows": .list(
        table.rows.map { row in
          ["name": .note(row.first ?? ""), "cells": .list(row.dropFirst().map { ["cell": .text($0)] })]
        }),
    ]
  }

  /// The same with a wide and a narrow drawing.
  static func drawn(_ spec: ChartSpec, _ width: ChartWidth) throws -> [String: PageValue] {
    func drawing(_ width: ChartWidth) throws -> PageValue {
      .drawing(String(decoding: try ChartRenderer.svg(spec, width: width), as: UTF8.self))
    }
    var values = words(spec)
    values["wide"] = try drawing(width)
    values["narrow"] = try drawing(.narrow)
    return values
  }
}

extension PageValue {
  /// A chart for `{{#name}}{{>chart}}{{/name}}`; nothing where there is nothing to draw.
  static func chart(_ width: ChartWidth = .full, _ spec: (Language) -> ChartSpec?) -> PageValue {
    // Whether there is a chart does not depend on the language.
    guard let chinese = spec(.chinese), let english = spec(.english) else { return .list([]) }
    return .chart(PageChart(width: width, chinese: chinese, english: english))
  }
}
