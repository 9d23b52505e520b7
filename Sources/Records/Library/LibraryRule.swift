package import Primitives

/// A rule of `aistock.yaml` by which loops become candidates without a person.
package struct LibraryRule: Equatable, Sendable {
  /// Who is said to have marked a loop that a rule proposed.
  package static let marker = "rule"

  package var bounds: [LibraryFilter.Bound]
  package var decision: LibraryFilter.Decision?
  package var action: String?
  /// Candidates of this rule that stand at one time, at most.
  package var limit: Int
  package var note: String

  package init(
    bounds: [LibraryFilter.Bound], decision: LibraryFilter.Decision? = nil, action: String? = nil, limit: Int = 5,
    note: String = ""
  ) {
    self.bounds = bounds
    self.decision = decision
    self.action = action
    self.limit = limit
    self.note = note
  }

  /// The conditions as they are written: `ic>0.02, deflated_sharpe>0.95, decision=accepted`.
  package var conditions: String {
    (bounds.map(\.description)
      + [decision.map { "decision=\($0.rawValue)" }, action.map { "action=\($0)" }].compactMap { $0 })
      .joined(separator: ", ")
  }

  /// What a rule is known by: its conditions. Another limit or note is the same rule.
  package var id: String { String(SHA256Digest(hashing: Array(conditions.utf8)).hex.prefix(12)) }

  /// What the rule lets through, the best first.
  package var filter: LibraryFilter {
    var filter = LibraryFilter()
    filter.bounds = bounds
    filter.decision = decision
    filter.action = action
    filter.order = .deflatedSharpe
    return filter
  }
}

/// What a rule made of a loop that passes it.
package struct LibraryProposal: Equatable, Sendable {
  package enum Outcome: String, Sendable, CaseIterable {
    case proposed
    /// It was a candidate before, by a rule or a person.
    case standing
    /// A person took its mark away.
    case unmarked
    /// It shares its result with a loop that is a candidate or comes before it.
    case identical
    /// The rule's limit is reached.
    case beyondLimit = "beyond-limit"
  }

  package var loop: String
  /// Place of the rule in the configuration, from 1.
  package var rule: Int
  package var outcome: Outcome
  package var reason: Message

  package init(loop: String, rule: Int, outcome: Outcome, reason: Message) {
    self.loop = loop
    self.rule = rule
    self.outcome = outcome
    self.reason = reason
  }

  package var json: JSONValue {
    [
      "loop": .string(loop), "rule": .integer(rule), "outcome": .string(outcome.rawValue), "reason": reason.json,
    ]
  }
}
