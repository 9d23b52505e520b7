package import Primitives

/// The archive as a night left it.
package struct ArchiveState: Equatable, Sendable {
  /// Oldest first; without the nights whose manifest is damaged.
  package var nights: [ArchivedNight]
  package var problems: [ArchiveProblem]
  /// Nil where there is none.
  package var head: ArchiveHeadState?

  package init(
    nights: [ArchivedNight] = [], problems: [ArchiveProblem] = [],
    head: ArchiveHeadState? = nil
  ) {
    self.head = head
    self.nights = nights
    self.problems = problems
  }
}

/// The head of the archive: what a third party holds on to.
package struct ArchiveHeadState: Equatable, Sendable {
  package var day: TradingDay
  /// SHA-256 of `head.json`.
  package var sha256: String
  /// Whose valid signature stands beside it; nil where it is not signed.
  package var signer: String?

  package init(day: TradingDay, sha256: String, signer: String?) {
    self.day = day
    self.sha256 = sha256
    self.signer = signer
  }

  package var json: JSONValue {
    ["trading_day": .string(day.description), "sha256": .string(sha256), "signer": .optional(signer)]
  }
}

/// An archived night by its day and the SHA-256 of its manifest.
package struct ArchiveReference: Equatable, Sendable {
  package var day: TradingDay
  package var sha256: String

  package init(day: TradingDay, sha256: String) {
    self.day = day
    self.sha256 = sha256
  }
}

/// One verdict as a manifest lists it.
package struct ArchivedVerdict: Equatable, Sendable {
  package var migration: String
  package var verdict: String
  /// How many rungs ran, as the night's comparison says; nil in a manifest, and for damaged input.
  package var rungsRan: Int?

  package init(migration: String, verdict: String, rungsRan: Int? = nil) {
    self.migration = migration
    self.verdict = verdict
    self.rungsRan = rungsRan
  }

  package var json: JSONValue {
    [
      "migration": .string(migration), "verdict": .string(verdict),
      "rungs_ran": rungsRan.map { .integer($0) } ?? .null, "rungs": .integer(Rung.allCases.count),
    ]
  }
}

/// What a list of archived nights says of one.
package struct ArchivedNight: Equatable, Sendable {
  package var day: TradingDay
  /// Of the manifest.
  package var sha256: String
  /// 0 metadata and metrics, 1 with runs and curves, 2 with code and weights.
  package var level: Int
  /// Files of its folder and objects that it shares with others.
  package var fileCount: Int
  package var parent: ArchiveReference?
  package var verdicts: [ArchivedVerdict]

  package init(
    day: TradingDay, sha256: String, level: Int, fileCount: Int, parent: ArchiveReference?, verdicts: [ArchivedVerdict]
  ) {
    self.day = day
    self.sha256 = sha256
    self.level = level
    self.fileCount = fileCount
    self.parent = parent
    self.verdicts = verdicts
  }
}

/// One thing of the archive that is not as its manifest says.
package struct ArchiveProblem: Equatable, Sendable {
  package enum Kind: String, Sendable, CaseIterable {
    case changed, missing, added, brokenLink = "broken link", unreadable
  }

  package var day: TradingDay
  package var kind: Kind
  package var path: String
  package var detail: Message

  package init(day: TradingDay, kind: Kind, path: String, detail: Message) {
    self.day = day
    self.kind = kind
    self.path = path
    self.detail = detail
  }
}
