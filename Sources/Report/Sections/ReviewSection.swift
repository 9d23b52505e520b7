import Primitives
import Records

/// The sign-off of a migration: its stage, why, who decided, what blocks the next step, the history.
struct ReviewSection {
  let migration: NightResult.Migration
  let language: Language

  private func text(_ key: String) -> String { StringTable.require(key, language) }

  /// The stage as pages show it: what an approval overrides is as loud as the verdict.
  static func stage(_ migration: NightResult.Migration, _ language: Language) -> (text: String, tone: String) {
    let stage = migration.position.stage
    guard stage == .approved, !migration.review.exceptions.isEmpty else {
      return (StringTable.require("stage." + stage.rawValue, language), tone(stage))
    }
    return (StringTable.require("overriddenStage", language), migration.passes ? "warn" : "bad")
  }

  /// A line each: `FAIL until 2026-12-31: reason`.
  static func exceptions(_ migration: NightResult.Migration, _ language: Language) -> [[String: PageValue]] {
    migration.review.exceptions.map { ["line": .prose($0.line, language)] }
  }

  static func tone(_ stage: MigrationStage) -> String {
    switch stage {
    case .approved: "good"
    case .rejected: "bad"
    case .expired, .reopened, .inReview: "warn"
    case .candidate, .factorsVerified, .replayed, .retrained: "none"
    }
  }

  var values: [String: PageValue] {
    let review = migration.review
    let position = migration.position
    let decision = decision(review.statements.last)
    let shown = ReviewSection.stage(migration, language)
    let exceptions = ReviewSection.exceptions(migration, language)
    return [
      "stage": .text(shown.text), "stageTone": .text(shown.tone),
      "hasExceptions": .flag(!exceptions.isEmpty), "exceptions": .list(exceptions),
      "notes": .list(review.notes.map { ["line": .prose($0, language)] }),
      "reviewLine": .text(text("review." + review.state.rawValue)),
      "hasReasons": .flag(!review.reasons.isEmpty),
      "reasons": .list(
        review.reasons.map {
          ["title": .text(text("cause." + $0.cause.rawValue)), "detail": .prose($0.detail, language)]
        }),
      "hasDecision": .flag(!decision.isEmpty), "decision": .list(decision),
      "hasBlocks": .flag(!position.blocks.isEmpty),
      "blocks": .list(position.blocks.map { ["line": .prose($0, language)] }),
      "hasHistory": .flag(!migration.history.isEmpty),
      "history": .list(
        migration.history.reversed().map {
          [
            "day": .text($0.tradingDay.description),
            "stage": .text(text("stage." + $0.stage.rawValue)),
            "reason": .prose($0.reason, language),
          ]
        }),
    ]
  }

  private func decision(_ statement: ReviewStatement?) -> [[String: PageValue]] {
    guard let statement else { return [] }
    var facts = [
      ("act", text("act." + statement.act.rawValue)), ("person", statement.person),
      ("author", statement.author),
      ("time", statement.time), ("night", statement.subject.day.description),
      ("manifest", statement.subject.manifest), ("statement", statement.sha256),
    ]
    if !statement.note.isEmpty { facts.append(("note", statement.note)) }
    facts += statement.exceptions.map {
      ("exception", "\($0.subject) → \($0.expires)" + ($0.reason.isEmpty ? "" : " (\($0.reason))"))
    }
    return facts.map { ["label": .text(text("signed." + $0.0)), "value": .prose(note: $0.1, language)] }
  }
}
