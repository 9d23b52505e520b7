import GRDB
import Primitives
package import Records

extension Database {
  /// Stores a migration's stage where it is not the one stored last; the history is only added to.
  ///
  /// - Returns: whether the stage, its reason or what blocks it is new.
  @discardableResult
  package func save(_ step: MigrationStep) throws -> Bool {
    if let last = try stages(of: step.migration).last, last.stage == step.stage,
      last.reason == step.reason,
      last.blocks == step.blocks
    {
      return false
    }
    let blocks = JSONValue.array(step.blocks.map(\.json))
    try write {
      try $0.execute(
        sql: """
          INSERT INTO migration_stage (migration, position, trading_day, at, stage, reason, blocks)
          VALUES (?1, (SELECT count(*) FROM migration_stage WHERE migration = ?1), ?2, ?3, ?4, ?5, ?6)
          """,
        arguments: [
          step.migration, step.tradingDay.description, step.at, step.stage.rawValue, step.reason.stored,
          String(decoding: blocks.canonical, as: UTF8.self),
        ])
    }
    return true
  }

  /// The history of a migration, oldest first.
  package func stages(of migration: String) throws -> [MigrationStep] {
    try rows("SELECT * FROM migration_stage WHERE migration = ? ORDER BY position", [migration]) {
      row in
      let blocks: [Message] = try row.value("blocks") { value in
        String.fromDatabaseValue(value).flatMap { try? JSONReader.read(Array($0.utf8)) }?
          .arrayValue?
          .compactMap { Message($0) }
      }
      return MigrationStep(
        migration: try row.text("migration"), tradingDay: try row.day("trading_day"),
        at: try row.text("at"),
        stage: try row.choice("stage"), reason: Message(stored: try row.text("reason")), blocks: blocks)
    }
  }
}
