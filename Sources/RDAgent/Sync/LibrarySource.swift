package import Primitives
package import Records

/// Where a library is filled from: RD-Agent's service, or its folder.
package protocol LibrarySource: Sendable {
  /// Stands beside everything that came from it: an address without secrets, or a folder.
  var id: String { get }

  /// All that it offers.
  ///
  /// - Parameter cursor: of the last sync; nil: there was none, or everything is wanted anew.
  /// - Throws: a diagnostic where nothing at all can be had.
  func parts(since cursor: String?) throws -> LibraryParts

  /// What it offers of single loops only, such as the files of their workspaces.
  func details(of loops: [LibraryLoop]) -> LibraryParts
}

extension LibrarySource {
  /// A folder tells all of it at once.
  package func details(of loops: [LibraryLoop]) -> LibraryParts { LibraryParts() }
}

/// The loops that a sync asks for one by one.
package enum LibraryDetail: String, Sendable, CaseIterable {
  case none
  /// Those that a person marked.
  case candidates
  /// Every loop with a bundle.
  case all
}

/// What a source offers, each part read when it is asked for.
package struct LibraryParts: Sendable {
  /// A file, a table or a route.
  package struct Part: Sendable {
    package var origin: String
    package var table: SourceRows.Table
    /// SHA-256 of the bytes; nil where there are none to compare, as in a database.
    package var digest: String?
    /// Its rows; throws the diagnostic of damage.
    package var rows: @Sendable () throws -> [JSONValue]
    /// The same where making a row takes long, from those that were kept; nil: `rows` is as quick.
    package var renewed: (@Sendable (_ known: [JSONValue]) throws -> [JSONValue])?

    package init(
      origin: String, table: SourceRows.Table, digest: String?, rows: @escaping @Sendable () throws -> [JSONValue]
    ) {
      self.origin = origin
      self.table = table
      self.digest = digest
      self.rows = rows
    }
  }

  package var parts: [Part] = []
  /// What it does not offer now, by origin, with the reason.
  package var absent: [(origin: String, reason: Message)] = []
  /// What is there and cannot be read at all.
  package var damaged: [Diagnostic] = []
  /// For the next sync; nil where the source has none.
  package var cursor: String?

  package init() {}
}
