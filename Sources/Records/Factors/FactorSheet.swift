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
      entries[place].looksAhead = other.looksAhead || known.looksAhead
      if other.fields.isEmpty { entries[place].fields = known.fields }
      entries[place].state = other.state ?? known.state
      entries[place].check = other.check ?? known.check
      entries[place].gains = other.gains.isEmpty ? known.gains : other.gains
      entries[place].rankIC = other.rankIC ?? known.rankIC
      entries[place].marginal = other.marginal ?? known.marginal
    }
    entries.sort { ($0.name, $0.expression ?? "") < ($1.name, $1.expression ?? "") }
  }

  /// Puts the figures of verifications to the factors of their names.
  package mutating func add(_ checks: [String: FactorCheck]) {
    for index in entries.indices { entries[index].check = checks[entries[index].name] ?? entries[index].check }
  }

  /// Puts how much a migration's model uses each feature to the factors of that migration.
  ///
  /// - Parameter importance: of all features of the model, so that their gains add up to the whole.
  package mutating func add(_ importance: [ModelEvaluation.Importance], of migration: String) {
    let total = importance.reduce(0) { $0 + $1.gain }
    guard total > 0, total.isFinite else { return }
    let gains = Dictionary(importance.map { ($0.feature, $0.gain / total) }, uniquingKeysWith: +)
    for index in entries.indices where entries[index].usedBy.contains(migration) {
      guard let share = gains[entries[index].name] else { continue }
      entries[index].gains.removeAll { $0.migration == migration }
      entries[index].gains.append(FactorEntry.Gain(migration: migration, share: share))
      entries[index].gains.sort { $0.migration < $1.migration }
    }
  }

  /// Factors that were compared, the worst standing first, then the largest gain in a model, then by name; then the
  /// others by name.
  package var ranked: [FactorEntry] {
    entries.sorted { left, right in
      let (first, second) = (left.standing, right.standing)
      if first != second { return first < second }
      if first != .notCompared, (left.gain ?? -1) != (right.gain ?? -1) {
        return (left.gain ?? -1) > (right.gain ?? -1)
      }
      return (left.name, left.expression ?? "") < (right.name, right.expression ?? "")
    }
  }

  package func count(_ standing: FactorStanding) -> Int { entries.count { $0.standing == standing } }

  /// Blanks and case mean nothing in an expression's identity.
  private static func bare(_ expression: String?) -> String? { expression?.filter { !$0.isWhitespace } }
}
