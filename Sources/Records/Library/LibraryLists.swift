/// All loops and factors of the library in the few words that a filter looks through, read when they are asked for.
package struct LibraryLists: Equatable, Sendable {
  package struct Loop: Sendable {
    package var id: String
    package var action: String?
    /// Nil where it is not recorded, which is no refusal.
    package var decision: Bool?
    /// Its beginning.
    package var hypothesis: String?
    package var figures: [LibraryLoop.Figure: Double]
    package var factorNames: [String]
    package var startedAt: String?

    package init(
      id: String, action: String?, decision: Bool?, hypothesis: String?, figures: [LibraryLoop.Figure: Double],
      factorNames: [String], startedAt: String?
    ) {
      self.id = id
      self.action = action
      self.decision = decision
      self.hypothesis = hypothesis
      self.figures = figures
      self.factorNames = factorNames
      self.startedAt = startedAt
    }
  }

  package struct Factor: Sendable {
    package var id: String
    /// Sorted.
    package var names: [String]
    package var source: String?
    /// Their beginnings.
    package var expression: String?
    package var description: String?
    /// How many loops tell of it.
    package var loops: Int
    package var createdAt: String?

    package init(
      id: String, names: [String], source: String?, expression: String?, description: String?, loops: Int,
      createdAt: String?
    ) {
      self.id = id
      self.names = names
      self.source = source
      self.expression = expression
      self.description = description
      self.loops = loops
      self.createdAt = createdAt
    }
  }

  /// Changes where one of them does.
  package var digest: String
  /// How many factors each source has; an empty source is one that is not recorded.
  package var sources: [String: Int]
  /// The newest first.
  package var loops: @Sendable () throws -> [Loop]
  /// By name.
  package var factors: @Sendable () throws -> [Factor]

  package init(
    digest: String, sources: [String: Int], loops: @escaping @Sendable () throws -> [Loop],
    factors: @escaping @Sendable () throws -> [Factor]
  ) {
    self.digest = digest
    self.sources = sources
    self.loops = loops
    self.factors = factors
  }

  package static func == (one: LibraryLists, other: LibraryLists) -> Bool {
    one.digest == other.digest && one.sources == other.sources
  }
}
