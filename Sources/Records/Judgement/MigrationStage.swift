package import Primitives

/// How far a migration has come, in the order in which it gets there.
package enum MigrationStage: String, Sendable, CaseIterable {
  case candidate
  case factorsVerified = "factors verified"
  case replayed, retrained
  case inReview = "in review"
  case approved, rejected, expired, reopened
}

/// Where a migration stands and what blocks its next stage.
package struct MigrationPosition: Equatable, Sendable {
  package var stage: MigrationStage
  package var reason: Message
  /// What keeps the migration from its next stage; none where it is approved.
  package var blocks: [Message]

  package init(stage: MigrationStage, reason: Message, blocks: [Message]) {
    self.stage = stage
    self.reason = reason
    self.blocks = blocks
  }
}

/// One change of a migration's stage (`migration_stage`).
package struct MigrationStep: Equatable, Sendable {
  package var migration: String
  /// The night that found it.
  package var tradingDay: TradingDay
  package var at: String
  package var stage: MigrationStage
  package var reason: Message
  /// What keeps it from the next stage.
  package var blocks: [Message]

  package init(
    migration: String, tradingDay: TradingDay, at: String, stage: MigrationStage, reason: Message,
    blocks: [Message]
  ) {
    self.migration = migration
    self.tradingDay = tradingDay
    self.at = at
    self.stage = stage
    self.reason = reason
    self.blocks = blocks
  }

  package var json: JSONValue {
    [
      "migration": .string(migration), "trading_day": .string(tradingDay.description),
      "at": .string(at),
      "stage": .string(stage.rawValue), "reason": reason.json,
      "blocks": .array(blocks.map(\.json)),
    ]
  }
}
