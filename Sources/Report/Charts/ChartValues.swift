import Charts
import Primitives

/// A chart as the template `chart` wants it: its words, a wide and a narrow drawing, and the figures behind it.
enum ChartValues {
  static func values(_ spec: ChartSpec, _ width: ChartWidth) throws -> [String: PageValue] {
    let head = spec.head
    let table = spec.table
    func drawing(_ width: ChartWidth) throws -> PageValue {
      .drawing(String(decoding: try ChartRenderer.svg(spec, width: width), as: UTF8.self))
    }
    return [
      "chartID": .text(head.id), "chartTitle": .text(PageText.minus(head.title)),
      "chartUnit": .text(PageText.minus(head.unit)),
      "chartSummary": .text(head.summary), "wide": try drawing(width), "narrow": try drawing(.narrow),
      "columns": .list(
        table.columns.enumerated().map { ["word": .text($0.element), "isFirst": .flag($0.offset == 0)] }),
      "rows": .list(
        table.rows.map { row in
          [
            "name": .text(row.first ?? ""), "cells": .list(row.dropFirst().map { ["cell": .text($0)] }),
          ]
        }),
    ]
  }
}

extension PageValue {
  /// A chart for `{{#name}}{{>chart}}{{/name}}`; nothing where there is nothing to draw.
  static func chart(_ width: ChartWidth = .full, _ spec: @escaping @Sendable (Language) -> ChartSpec?) -> PageValue {
    // Whether there is a chart does not depend on the language.
    guard spec(.english) != nil else { return .list([]) }
    return .chart(PageChart { language in try spec(language).map { try ChartValues.values($0, width) } ?? [:] })
  }
}

/// An identifier as part of an element's id.
enum Slug {
  static func of(_ text: String) -> String {
    String(text.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
  }
}
