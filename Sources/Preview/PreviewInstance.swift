package import Primitives
package import Records
package import Store
import StrategyEngine

/// One preview: what it is, and how it trades. Previews have no way to an order interface.
package struct PreviewInstance: Sendable {
  package let strategy: PreviewStrategy
  package let definition: PreviewDefinition

  /// An instance that is stored nowhere: to ask what a strategy would do.
  package init(transient strategy: PreviewStrategy, _ definition: PreviewDefinition) {
    self.strategy = strategy
    self.definition = definition
  }

  private init(strategy: PreviewStrategy, definition: PreviewDefinition) {
    self.strategy = strategy
    self.definition = definition
  }

  /// Larger accounts are refused, so that no product of shares, prices and rates leaves 64 bits.
  package static let capitalMax = Money(yuan: 100_000_000_000)

  /// Makes a preview and stores it.
  ///
  /// - Throws: `preview.rules` for rules that previews do not run under, `preview.capital`,
  ///   `preview.exists`, `preview.id`.
  package static func create(
    _ strategy: PreviewStrategy, _ definition: PreviewDefinition, in database: Database
  ) throws -> PreviewInstance {
    let isNamed =
      !strategy.id.isEmpty && strategy.id.utf8.count <= 64
      && strategy.id.utf8.allSatisfy { byte in
        byte == 0x2D || byte == 0x5F || (0x30...0x39).contains(byte)
          || (0x61...0x7A).contains(byte | 0x20)
      }
    guard isNamed, definition.previewID == strategy.id else {
      throw Diagnostic(
        "preview.id", .usage, ["preview": .text(strategy.id)],
        (en: "'{preview}' is no identifier of a preview.", zh: "“{preview}”不能作模拟预览的标识。"),
        remedy: (en: "Use up to 64 letters, digits, '-' and '_'.", zh: "请用至多 64 个字母、数字、“-”与“_”。"))
    }
    guard strategy.initialCapital > .zero, strategy.initialCapital <= capitalMax else {
      throw Diagnostic.capital(strategy.initialCapital.yuan)
    }
    try check(definition)
    try database.create(strategy, definition)
    return PreviewInstance(strategy: strategy, definition: definition)
  }

  /// Throws `preview.missing` where there is no such preview.
  package static func open(_ id: String, in database: Database) throws -> PreviewInstance {
    guard let strategy = try database.preview(id) else {
      let known = try database.previews().map(\.id)
      throw Diagnostic(
        "preview.missing", .usage, at: .init(database.path),
        ["preview": .text(id), "hint": Spelling.suggestion(for: id, among: known)],
        (en: "There is no preview '{preview}'.{hint}", zh: "没有模拟预览“{preview}”。{hint}"),
        remedy: (en: "Choose one of `aistock preview list`.", zh: "请从 `aistock preview list` 中选择。"))
    }
    let definition = try database.definition(of: id)
    try check(definition)
    return PreviewInstance(strategy: strategy, definition: definition)
  }

  private static func check(_ definition: PreviewDefinition) throws {
    guard definition.rules == .ashare else {
      throw Diagnostic(
        "preview.rules", .usage, ["rules": .text(definition.rules.rawValue)],
        (
          en: "Previews run under the exchange's rules, not under '{rules}'.", zh: "模拟预览按交易所规则运行，不支持“{rules}”。"
        ), remedy: (en: "Set previews.rules to ashare.", zh: "请将 previews.rules 设为 ashare。"))
    }
  }
}

extension Diagnostic {
  package static func capital(_ yuan: Double) -> Diagnostic {
    Diagnostic(
      "preview.capital", .usage, ["capital": .money(yuan), "most": .money(PreviewInstance.capitalMax.yuan)],
      (en: "The capital of {capital} is out of range.", zh: "初始资金 {capital} 超出范围。"),
      remedy: (en: "Choose more than 0 and at most {most}.", zh: "请取大于 0、至多 {most}。"))
  }
}
