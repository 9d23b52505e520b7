import Primitives
import Records

/// The stage of a sign-off as pages of many migrations show it.
enum ReviewSection {
  /// What an approval overrides is as loud as the verdict.
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

  private static func tone(_ stage: MigrationStage) -> String {
    switch stage {
    case .approved: "good"
    case .rejected: "bad"
    case .expired, .reopened, .inReview: "warn"
    case .candidate, .factorsVerified, .replayed, .retrained: "none"
    }
  }
}
