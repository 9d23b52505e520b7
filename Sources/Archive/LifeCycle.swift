import Primitives
package import Records

/// The life of a migration: which stage its evidence and its review put it in, and what blocks the next.
///
/// Pure: a comparison and a review in, a stage out. The stage follows from the evidence of the night
/// alone; nothing is reached by having been there before.
package enum LifeCycle {
  package typealias Position = MigrationPosition

  /// - Parameter comparison: nil where the night could not read the migration's input.
  package static func position(_ comparison: Comparison?, _ review: ReviewStatus) -> Position {
    switch review.state {
    case .approved:
      let by = review.decision.map { "\($0.person) on \($0.time.prefix(10))" } ?? "a reviewer"
      return Position(stage: .approved, reason: "Approved by \(by).", blocks: [])
    case .rejected:
      return Position(
        stage: .rejected, reason: .verbatim(decision(review, "Rejected")),
        blocks: [
          "A rejected migration comes back with other facts, or with a new request of its author."
        ])
    case .expired:
      return Position(
        stage: .expired, reason: .verbatim(first(review)), blocks: ["The review must be asked for again."])
    case .reopened:
      return Position(
        stage: .reopened, reason: .verbatim(first(review)), blocks: ["The review must be asked for again."])
    case .inReview:
      return Position(
        stage: .inReview, reason: .verbatim(decision(review, "Asked for")), blocks: ["A reviewer must decide."]
      )
    case .invalid:
      var position = evidence(comparison)
      position.blocks.insert("The review does not count: \(first(review))", at: 0)
      return position
    case .none: return evidence(comparison)
    }
  }

  /// The furthest rung up to which everything that ran agrees.
  private static func evidence(_ comparison: Comparison?) -> Position {
    guard let comparison else {
      return Position(
        stage: .candidate, reason: "Its input could not be read.",
        blocks: ["The input must be repaired."])
    }
    func result(_ rung: Rung) -> RungResult? { comparison.rungs.first { $0.id == rung } }
    func agrees(_ rung: Rung) -> Bool {
      result(rung).map { [.pass, .exceptions].contains($0.state) } ?? false
    }
    func block(_ rung: Rung) -> Message? {
      guard let result = result(rung), !agrees(rung) else { return nil }
      if result.state == .notAvailable {
        return "Rung '\(rung.rawValue)' did not run: \(result.reason ?? "no reason is given")."
      }
      return
        "Rung '\(rung.rawValue)' differs: \(result.firstDivergence?.cause.statement.english ?? "see its first divergence")"
    }
    let failing = Rung.allCases.filter { result($0)?.state == .fail && $0 != .realistic }
    let review: Message =
      "A review must be asked for: aistock review request --migration \(comparison.migration)."
    if agrees(.replayed), agrees(.retrained), failing.isEmpty {
      return Position(
        stage: .retrained, reason: "The model trained here stands in its seed band.",
        blocks: [review])
    }
    if agrees(.replayed), failing.isEmpty {
      return Position(
        stage: .replayed, reason: "The replay agrees with the record.",
        blocks: [block(.reinferred), block(.retrained)].compactMap { $0 } + [review])
    }
    if agrees(.reinferred) {
      return Position(
        stage: .factorsVerified, reason: "Factors and model give the recorded predictions.",
        blocks: [Rung.recomputed, .replayed, .retrained].compactMap(block))
    }
    let blocks = [Rung.recomputed, .replayed, .reinferred].compactMap(block)
    return Position(stage: .candidate, reason: comparison.summary, blocks: blocks)
  }

  private static func first(_ review: ReviewStatus) -> String {
    guard let reason = review.reasons.first else { return "No reason is given." }
    return reason.detail.english.prefix(1).uppercased() + String(reason.detail.english.dropFirst()) + "."
  }

  private static func decision(_ review: ReviewStatus, _ verb: String) -> String {
    guard let last = review.statements.last else { return verb + "." }
    return "\(verb) by \(last.person) on \(last.time.prefix(10))"
      + (last.note.isEmpty ? "." : ": \(last.note)")
  }
}
