package import Primitives

/// Why an expression is refused: where in the text, and what was expected there.
package struct ExpressionFault: Error, Equatable, Sendable {
  package enum Kind: String, Sendable {
    /// The text is no expression.
    case syntax
    /// A name that is not known.
    case name
    /// An argument that an operator does not take.
    case argument
    /// A combination of value types that numpy or qlib refuses.
    case type
    /// Larger or deeper than is evaluated.
    case limit
    /// The value of a day depends on later days.
    case future
    /// A field that neither the market nor a panel has.
    case field
  }

  package var kind: Kind
  /// Characters before the place, counted in the text as the user wrote it.
  package var offset: Int
  package var summary: String
  package var remedy: String
  package var text: String

  package init(_ kind: Kind, at offset: Int, of text: String, _ summary: String, remedy: String) {
    self.kind = kind
    self.offset = offset
    self.text = text
    self.summary = summary
    self.remedy = remedy
  }
}

extension ExpressionFault: DiagnosableError {
  package var diagnostic: Diagnostic {
    let shown = text.count > 120 ? text.prefix(117) + "..." : text[...]
    return Diagnostic(
      "factor.\(kind.rawValue)", "column \(offset + 1) of '\(shown)': \(summary)", remedy: remedy)
  }
}
