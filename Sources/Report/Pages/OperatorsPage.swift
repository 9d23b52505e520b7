import CEmbedded
import Primitives

/// The operators of the expression language, from the doc comments of the engine's own sources.
struct OperatorsPage {
  let shell: PageShell

  private func text(_ key: String) -> String { StringTable.require(key, shell.language) }

  func values(style: String) -> [String: PageValue] {
    // The file's heading and what it says of itself have their place on this page already.
    let blocks = MarkdownBlocks(OperatorsPage.source(shell.language)).blocks.dropFirst(2)
    var values = shell.values(.operators, title: text("operators"), style: style)
    values["contents"] = .list(
      blocks.compactMap { block in
        guard case .heading(let level, let id, let spans) = block, level > 1 else { return nil }
        return ["href": .text("#" + id), "label": .text(OperatorsPage.name(spans))]
      })
    values["blocks"] = .list(blocks.map(OperatorsPage.block))
    return values
  }

  static func source(_ language: Language) -> String {
    let file =
      switch language {
      case .chinese: aistock_embedded_operators_in_chinese
      case .english: aistock_embedded_operators
      }
    return String(decoding: UnsafeBufferPointer(start: file.bytes, count: file.count), as: UTF8.self)
  }

  /// A heading in the table of contents: the operator's name without its arguments.
  private static func name(_ spans: [MarkdownBlocks.Span]) -> String {
    String(spans.map(\.text).joined().prefix { $0 != "(" && $0 != ":" })
  }

  private static let empty: [String: PageValue] = [
    "isHeading": false, "isSection": false, "isParagraph": false, "isList": false, "isTable": false, "isCode": false,
    "id": "", "spans": .list([]), "items": .list([]), "heads": .list([]), "rows": .list([]), "code": "",
  ]

  private static func block(_ block: MarkdownBlocks.Block) -> [String: PageValue] {
    var values = empty
    switch block {
    case .heading(let level, let id, let spans):
      values[level == 2 ? "isSection" : "isHeading"] = true
      values["id"] = .text(id)
      values["spans"] = OperatorsPage.spans(spans)
    case .paragraph(let spans):
      values["isParagraph"] = true
      values["spans"] = OperatorsPage.spans(spans)
    case .list(let items):
      values["isList"] = true
      values["items"] = .list(items.map { ["spans": OperatorsPage.spans($0)] })
    case .table(let rows):
      values["isTable"] = true
      values["heads"] = .list((rows.first ?? []).map { ["spans": OperatorsPage.spans($0)] })
      values["rows"] = .list(rows.dropFirst().map { ["cells": .list($0.map { ["spans": OperatorsPage.spans($0)] })] })
    case .code(let text):
      values["isCode"] = true
      values["code"] = .text(text)
    }
    return values
  }

  private static func spans(_ spans: [MarkdownBlocks.Span]) -> PageValue {
    .list(
      spans.map {
        [
          "isCode": .flag($0.kind == .code), "isStrong": .flag($0.kind == .strong), "isText": .flag($0.kind == .text),
          "text": .text($0.text),
        ]
      })
  }
}
