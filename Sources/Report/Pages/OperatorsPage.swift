import CEmbedded
import Primitives

/// The operators of the expression language, from the doc comments of the engine's own sources.
struct OperatorsPage {
  var document: PageDocument {
    PageDocument(
      page: .operators, title: .label("operators"), description: .label("operatorsLead"),
      values: [
        "entries": .translated(chinese: entries(.chinese), english: entries(.english)),
        "blocks": .translated(chinese: blocks(.chinese), english: blocks(.english)),
      ])
  }

  /// The file's heading and what it says of itself have their place on this page already.
  private func source(_ language: Language) -> [MarkdownBlocks.Block] {
    Array(MarkdownBlocks(OperatorsPage.source(language)).blocks.dropFirst(2))
  }

  private func entries(_ language: Language) -> PageValue {
    .list(
      source(language).compactMap { block in
        guard case .heading(let level, let id, let spans) = block, level > 1 else { return nil }
        return ["href": .text("#" + id), "label": .text(OperatorsPage.name(spans))]
      })
  }

  private func blocks(_ language: Language) -> PageValue { .list(source(language).map(OperatorsPage.block)) }

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
    "id": "", "text": "", "items": .list([]), "heads": .list([]), "rows": .list([]), "code": "",
  ]

  private static func block(_ block: MarkdownBlocks.Block) -> [String: PageValue] {
    var values = empty
    switch block {
    case .heading(let level, let id, let spans):
      values[level == 2 ? "isSection" : "isHeading"] = true
      values["id"] = .text(id)
      values["text"] = OperatorsPage.markup(spans)
    case .paragraph(let spans):
      values["isParagraph"] = true
      values["text"] = OperatorsPage.markup(spans)
    case .list(let items):
      values["isList"] = true
      values["items"] = .list(items.map { ["text": OperatorsPage.markup($0)] })
    case .table(let rows):
      values["isTable"] = true
      values["heads"] = .list((rows.first ?? []).map { ["text": OperatorsPage.markup($0)] })
      values["rows"] = .list(rows.dropFirst().map { ["cells": .list($0.map { ["text": OperatorsPage.markup($0)] })] })
    case .code(let text):
      values["isCode"] = true
      values["code"] = .text(text)
    }
    return values
  }

  private static func markup(_ spans: [MarkdownBlocks.Span]) -> PageValue {
    .drawing(
      spans.map { span in
        let text = Markup.escaped(span.kind == .code ? span.text : PageText.minus(span.text))
        return switch span.kind {
        case .text: text
        case .code: "<code>\(text)</code>"
        case .strong: "<strong>\(text)</strong>"
        }
      }.joined())
  }
}
