package import Records

/// What a list shows of a loop, without its document.
package struct LibraryRow: Equatable, Sendable {
  package var id: String
  package var action: String?
  /// Nil where it is not recorded, which is no refusal.
  package var decision: Bool?
  /// Those that are recorded, and those of the selection.
  package var figures: [LibraryLoop.Figure: Double]
}
