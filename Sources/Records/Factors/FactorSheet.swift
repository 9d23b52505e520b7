package import Primitives

/// The factors of a night: those of its migrations, and those of the factor library.
package struct FactorSheet: Equatable, Sendable {
  /// Where the values behind the profiles lie.
  package var universe: String
  /// Sorted by name, then by expression.
  package var entries: [FactorEntry]
  /// What could not be listed, and why.
  package var notes: [Message]

  package init(universe: String = "", entries: [FactorEntry] = [], notes: [Message] = []) {
    self.universe = universe
    self.entries = entries
    self.notes = notes
  }

  /// Puts what documents tell of factors to the ones that migrations use: a library's factor of the same name and
  /// expression is the same factor.
  package mutating func join(_ others: [FactorEntry]) {
    for other in others {
      let place = entries.firstIndex {
        $0.name == other.name
          && FactorSheet.bare($0.expression) == FactorSheet.bare(other.expression)
          && $0.implementation == other.implementation
      }
      guard let place else {
        entries.append(other)
        continue
      }
      let usedBy = Set(entries[place].usedBy).union(other.usedBy).sorted()
      let known = entries[place]
      entries[place] = other
      entries[place].usedBy = usedBy
      entries[place].profile = other.profile ?? known.profile
      entries[place].lookback = other.lookback ?? known.lookback
      if other.fields.isEmpty { entries[place].fields = known.fields }
      entries[place].state = other.state ?? known.state
      entries[place].check = other.check ?? known.check
    }
    entries.sort { ($0.name, $0.expression ?? "") < ($1.name, $1.expression ?? "") }
  }

  /// Puts the figures of verifications to the factors of their names.
  package mutating func add(_ checks: [String: FactorCheck]) {
    for index in entries.indices { entries[index].check = checks[entries[index].name] ?? entries[index].check }
  }

  /// Blanks and case mean nothing in an expression's identity.
  private static func bare(_ expression: String?) -> String? { expression?.filter { !$0.isWhitespace } }
}
