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
        "preview.id", "'\(strategy.id)' is no identifier of a preview",
        remedy: "Use up to 64 letters, digits, '-' and '_'.", exit: .usage)
    }
    guard strategy.initialCapital > .zero, strategy.initialCapital <= capitalMax else {
      throw Diagnostic(
        "preview.capital", "the capital of \(strategy.initialCapital) yuan is out of range",
        remedy: "Choose more than 0 and at most \(capitalMax) yuan.", exit: .usage)
    }
    try check(definition)
    try database.create(strategy, definition)
    return PreviewInstance(strategy: strategy, definition: definition)
  }

  /// Throws `preview.missing` where there is no such preview.
  package static func open(_ id: String, in database: Database) throws -> PreviewInstance {
    guard let strategy = try database.preview(id) else {
      throw Diagnostic(
        "preview.missing", "there is no preview '\(id)'", at: .init(database.path),
        remedy: "Create it, or choose one of the list.", exit: .usage)
    }
    let definition = try database.definition(of: id)
    try check(definition)
    return PreviewInstance(strategy: strategy, definition: definition)
  }

  private static func check(_ definition: PreviewDefinition) throws {
    guard definition.rules == .ashare else {
      throw Diagnostic(
        "preview.rules",
        "previews run under the exchange's rules, not under '\(definition.rules.rawValue)'",
        remedy: "Use the rules 'ashare'.", exit: .usage)
    }
  }
}
