package import Primitives

/// One dated rule of the exchanges, of the tax office or of this program, as pages show it.
package struct ExchangeRule: Equatable, Sendable {
  /// How well the rule is known.
  package enum Basis: String, Sendable, CaseIterable {
    /// The document was found on a public page.
    case read
    /// The document is known; it was not looked up.
    case recalled
    /// A convention of this program, not a rule of the market.
    case convention
  }

  /// Entries of one name follow each other by date.
  package var id: String
  package var from: TradingDay
  package var text: Message
  package var basis: Basis
  /// The document, or the reason of a convention.
  package var source: Message
  /// The public page that was read.
  package var page: String?
  /// Why nothing is done with it; nil where it acts.
  package var notApplied: Message?

  package init(
    id: String, from: TradingDay, text: Message, basis: Basis, source: Message, page: String? = nil,
    notApplied: Message? = nil
  ) {
    self.id = id
    self.from = from
    self.text = text
    self.basis = basis
    self.source = source
    self.page = page
    self.notApplied = notApplied
  }
}
