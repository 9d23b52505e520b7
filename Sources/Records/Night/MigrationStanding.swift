package import Primitives

/// What a migration was found to be, night by night.
package struct MigrationStanding: Equatable, Sendable {
  /// One place of the strip of nights.
  package struct Night: Equatable, Sendable {
    /// Nil where no night is archived.
    package var day: TradingDay?
    /// Nil where there is no night, or the night did not judge the migration.
    package var verdict: String?

    package init(day: TradingDay? = nil, verdict: String? = nil) {
      self.day = day
      self.verdict = verdict
    }
  }

  /// Places of the strip.
  package static let nightsMax = 14

  /// Always `nightsMax`, this night last.
  package var nights: [Night]
  /// Nights in a row, this one included, that gave this verdict.
  package var streak: Int
  /// On the night before; nil where none judged it.
  package var before: ArchivedVerdict?
  /// Whether the night before had the same cause on the same rung; nil where either night has none.
  package var isSameCause: Bool?

  /// Of a migration that no earlier night judged.
  package init(day: TradingDay, verdict: String) {
    self.init(day: day, verdict: verdict, migration: "", archived: [], isSameCause: nil)
  }

  /// - Parameters:
  ///   - archived: nights, oldest first; those of this day and later ones are passed over.
  ///   - isSameCause: what a comparison with the night before says.
  package init(
    day: TradingDay, verdict: String, migration: String, archived: [ArchivedNight], isSameCause: Bool?
  ) {
    let earlier = archived.filter { $0.day < day }
    let verdicts = earlier.map { night in night.verdicts.first { $0.migration == migration } }
    let strip = zip(earlier, verdicts).suffix(MigrationStanding.nightsMax - 1).map {
      Night(day: $0.day, verdict: $1?.verdict)
    }
    let empty = MigrationStanding.nightsMax - 1 - strip.count
    nights = Array(repeating: Night(), count: empty) + strip + [Night(day: day, verdict: verdict)]
    streak = 1 + verdicts.reversed().prefix { $0?.verdict == verdict }.count
    before = verdicts.last ?? nil
    self.isSameCause = isSameCause
  }

  /// Whether the night before gave another verdict.
  package func isFlip(from verdict: String) -> Bool { before.map { $0.verdict != verdict } ?? false }
}

extension NightResult.Migration {
  /// The strip of nights, this one last; empty where nobody looked at earlier ones.
  package var nights: [MigrationStanding.Night] { standing?.nights ?? [] }
}
