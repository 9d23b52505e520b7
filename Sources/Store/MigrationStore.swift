import GRDB
import Primitives
package import Records

extension Database {
  /// Stores the stages of migrations where they are not those stored last; the histories are only added to.
  ///
  /// - Returns: migrations whose stage, its reason or what blocks it is new.
  @discardableResult
  package func save(_ steps: [MigrationStep]) throws -> [String] {
    let histories = try stages()
    let new = steps.filter { step in
      guard let last = histories[step.migration]?.last else { return true }
      return last.stage != step.stage || last.reason != step.reason || last.blocks != step.blocks
    }
    guard !new.isEmpty else { return [] }
    try write { database in
      for step in new {
        let blocks = JSONValue.array(step.blocks.map(\.json))
        try database.execute(
          sql: """
            INSERT INTO migration_stage (migration, position, trading_day, at, stage, reason, blocks)
            VALUES (?1, (SELECT count(*) FROM migration_stage WHERE migration = ?1), ?2, ?3, ?4, ?5, ?6)
            """,
          arguments: [
            step.migration, step.tradingDay.description, step.at, step.stage.rawValue, step.reason.stored,
            String(decoding: blocks.canonical, as: UTF8.self),
          ])
      }
    }
    return new.map(\.migration)
  }

  /// The history of each migration, oldest first.
  package func stages() throws -> [String: [MigrationStep]] {
    let steps = try rows("SELECT * FROM migration_stage ORDER BY migration, position") { row in
      let blocks: [Message] = try row.value("blocks") { value in
        String.fromDatabaseValue(value).flatMap { try? JSONReader.read(Array($0.utf8)) }?.arrayValue?
          .compactMap { Message($0) }
      }
      return MigrationStep(
        migration: try row.text("migration"), tradingDay: try row.day("trading_day"), at: try row.text("at"),
        stage: try row.choice("stage"), reason: Message(stored: try row.text("reason")), blocks: blocks)
    }
    return Dictionary(grouping: steps, by: \.migration)
  }

  /// The history of a migration, oldest first.
  package func stages(of migration: String) throws -> [MigrationStep] { try stages()[migration] ?? [] }
}
