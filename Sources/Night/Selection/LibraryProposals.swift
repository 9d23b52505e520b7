package import Primitives
package import Records
package import Store

/// The rules of `library.propose`: loops that pass one become candidates, marked by the rule and with the reason in words.
///
/// A person's mark stands, and a loop whose mark a person took away is not proposed again. Of loops with one result, one
/// is proposed.
package struct LibraryProposals {
  private let database: Database
  private let rules: [LibraryRule]
  private let clock: Clock

  package init(database: Database, rules: [LibraryRule], clock: Clock) {
    self.database = database
    self.rules = rules
    self.clock = clock
  }

  /// What follows a sync, by hand or at night: selections are computed where something changed, then the rules run.
  package static func afterSync(
    _ database: Database, _ configuration: AistockConfiguration, clock: Clock
  ) throws -> [LibraryProposal] {
    try LibraryJudge(database: database, configuration: configuration, clock: clock).refresh()
    return try LibraryProposals(database: database, rules: configuration.libraryRules, clock: clock).run()
  }

  private func factors(of loop: LibraryLoop) throws -> [String] {
    let known = try database.factors(named: loop.factorNames)
    return CandidateFactors.identities(loop.factorNames, of: loop, among: known).found
  }

  /// Marks what the rules let through; the selections must be fresh (`LibraryJudge`).
  ///
  /// - Returns: what became of each loop that passes a rule, rule by rule, the best first.
  package func run() throws -> [LibraryProposal] {
    guard !rules.isEmpty else { return [] }
    let unmarked = try database.unmarkedLoops()
    var candidates = Dictionary(try database.candidates().map { ($0.loop, $0) }) { first, _ in first }
    var proposals: [LibraryProposal] = []
    for (place, rule) in rules.enumerated() {
      let number = place + 1
      let loops = try database.loops(rule.filter)
      let figures = try database.selectionFigures(of: loops.map(\.id))
      var standing = candidates.values.filter { $0.rule == rule.id }.count
      func add(_ loop: LibraryLoop, _ outcome: LibraryProposal.Outcome, _ reason: Message) {
        proposals.append(LibraryProposal(loop: loop.id, rule: number, outcome: outcome, reason: reason))
      }
      for loop in loops {
        let identical = try database.selection(of: loop.id)?.identical ?? []
        if let candidate = candidates[loop.id] {
          add(loop, .standing, .standing(by: candidate.markedBy))
        } else if unmarked.contains(loop.id) {
          add(loop, .unmarked, .unmarked)
        } else if let other = identical.first(where: { candidates[$0] != nil || unmarked.contains($0) }) {
          add(loop, .identical, .twin(of: other))
        } else if standing >= rule.limit {
          add(loop, .beyondLimit, .beyondLimit(rule.limit))
        } else {
          let reason = Message.proposed(number, rule, figures: shown(rule, loop, figures[loop.id] ?? [:]))
          let candidate = LibraryCandidate(
            loop: loop.id, factors: try factors(of: loop),
            strategy: nil, model: nil, note: rule.note, markedBy: LibraryRule.marker, markedAt: clock.timestamp,
            rule: rule.id, reason: reason)
          guard try database.propose(candidate) else {
            add(loop, .standing, .markedMeanwhile)
            continue
          }
          candidates[loop.id] = candidate
          standing += 1
          add(loop, .proposed, reason)
        }
      }
    }
    return proposals
  }

  /// The figures that the rule asks for, and how many trials they are the best of.
  private func shown(
    _ rule: LibraryRule, _ loop: LibraryLoop, _ selected: [LibraryLoop.Figure: Double]
  ) -> [MessageArgument] {
    var names: [LibraryLoop.Figure] = []
    for figure in rule.bounds.map(\.figure) + [.trials] where !names.contains(figure) { names.append(figure) }
    return names.compactMap { figure in
      (loop[figure] ?? selected[figure]).map { .message(.figure(figure.rawValue, $0)) }
    }
  }
}

extension Message {
  fileprivate static func proposed(_ number: Int, _ rule: LibraryRule, figures: [MessageArgument]) -> Message {
    Message(
      "propose.proposed",
      ["number": .count(number), "conditions": .text(rule.conditions), "figures": .list(figures)],
      en: "It passes rule {number} ({conditions}): {figures}.", zh: "满足规则 {number}（{conditions}）：{figures}。")
  }

  fileprivate static func figure(_ name: String, _ value: Double) -> Message {
    Message(
      "propose.figure-word", ["name": .text(name), "value": .number(value)], en: "{name} {value}", zh: "{name} {value}")
  }

  fileprivate static func standing(by person: String) -> Message {
    Message(
      "propose.standing", ["by": .text(person)], en: "It is a candidate already, marked by {by}.", zh: "已是候选，由 {by} 标记。"
    )
  }

  fileprivate static let unmarked = Message(
    "propose.unmarked", en: "A person took its mark away, and a rule does not set it again.", zh: "有人取消过标记，规则不再标记。")
  fileprivate static let markedMeanwhile = Message(
    "propose.marked-meanwhile", en: "It was marked or unmarked while the rules ran.", zh: "规则运行期间有人标记或取消了标记。")

  fileprivate static func twin(of other: String) -> Message {
    Message(
      "propose.identical", ["other": .text(other)],
      en: "Its metrics are identical to those of {other}, which was marked or unmarked.",
      zh: "指标与 {other} 相同，后者已被标记或取消标记。")
  }

  fileprivate static func beyondLimit(_ limit: Int) -> Message {
    Message(
      "propose.beyond-limit", ["limit": .count(limit)],
      en: "The rule's limit of {limit} {limit:candidate|candidates} is reached.", zh: "该规则的候选已达上限 {limit} 个。")
  }
}
