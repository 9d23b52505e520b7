package import Primitives

/// What of the library a reader wants to see.
package struct LibraryFilter: Equatable, Sendable {
  /// A bound of a figure, such as `ic>0.02`.
  package struct Bound: Equatable, Sendable {
    package enum Relation: String, Sendable, CaseIterable {
      case atLeast = ">="
      case atMost = "<="
      case above = ">"
      case below = "<"
    }

    package var figure: LibraryLoop.Figure
    package var relation: Relation
    package var value: Double

    package init(figure: LibraryLoop.Figure, relation: Relation, value: Double) {
      self.figure = figure
      self.relation = relation
      self.value = value
    }

    /// Nil for a text of another form.
    package init?(_ text: String) {
      guard let relation = Relation.allCases.first(where: { text.contains($0.rawValue) }),
        let place = text.firstRange(of: relation.rawValue),
        let figure = LibraryLoop.Figure(rawValue: String(text[..<place.lowerBound].filter { $0 != " " })),
        let value = Double(text[place.upperBound...].filter { $0 != " " }), value.isFinite
      else { return nil }
      self.init(figure: figure, relation: relation, value: value)
    }

    /// `ic>0.02`.
    package var description: String { figure.rawValue + relation.rawValue + value.description }
  }

  /// What the agent decided.
  package enum Decision: String, Sendable, CaseIterable {
    case accepted, rejected
    /// Nobody recorded a decision, which is no refusal.
    case unrecorded
  }

  package var bounds: [Bound] = []
  package var decision: Decision?
  package var action: String?
  package var status: String?
  /// Of a factor.
  package var source: String?
  package var tag: String?
  package var since: TradingDay?
  package var until: TradingDay?
  /// Words that a text has, in Chinese, English or both.
  package var words: String?
  package var candidatesOnly = false
  /// The greatest first; nil: the newest first. A loop without the figure comes last.
  package var order: LibraryLoop.Figure?
  package var limit: Int?

  package init() {}
}

/// A loop that a person or a rule marked to become a migration.
package struct LibraryCandidate: Equatable, Sendable {
  package var loop: String
  /// Identities of factors.
  package var factors: [String]
  package var strategy: String?
  package var model: String?
  package var note: String
  /// A person, or `LibraryRule.marker`.
  package var markedBy: String
  package var markedAt: String
  /// The rule that proposed it, and why; nil where a person marked it.
  package var rule: String?
  package var reason: Message?

  package init(
    loop: String, factors: [String], strategy: String?, model: String?, note: String, markedBy: String,
    markedAt: String, rule: String? = nil, reason: Message? = nil
  ) {
    self.loop = loop
    self.factors = factors
    self.strategy = strategy
    self.model = model
    self.note = note
    self.markedBy = markedBy
    self.markedAt = markedAt
    self.rule = rule
    self.reason = reason
  }

  package var json: JSONValue {
    [
      "loop": .string(loop), "factors": .array(factors.map { .string($0) }), "strategy": .optional(strategy),
      "model": .optional(model), "note": .string(note), "marked_by": .string(markedBy), "marked_at": .string(markedAt),
      "rule": .optional(rule), "reason": reason?.json ?? .null,
    ]
  }
}
