import GRDB
package import Primitives
package import Records

/// Nights and their steps.
extension Database {
  /// Stores a night, or what became of it; one a trading day.
  package func save(_ night: NightRecord) throws {
    try write {
      try $0.execute(
        sql: """
          INSERT INTO night (trading_day, started_at, finished_at, state, summary, manifest_sha256)
          VALUES (?, ?, ?, ?, ?, ?)
          ON CONFLICT (trading_day) DO UPDATE SET started_at = excluded.started_at,
            finished_at = excluded.finished_at, state = excluded.state, summary = excluded.summary,
            manifest_sha256 = excluded.manifest_sha256
          """,
        arguments: [
          night.tradingDay.description, night.startedAt, night.finishedAt, night.state.rawValue,
          String(decoding: night.summary.canonical, as: UTF8.self), night.manifestSHA256,
        ])
    }
  }

  /// By day.
  package func nights() throws -> [NightRecord] {
    try rows("SELECT * FROM night ORDER BY trading_day") { row in
      let summary: JSONValue = try row.value("summary") { value in
        String.fromDatabaseValue(value).flatMap { try? JSONReader.read(Array($0.utf8)) }
      }
      return NightRecord(
        id: try row.integer("id"), tradingDay: try row.day("trading_day"),
        startedAt: try row.text("started_at"),
        finishedAt: row.optionalText("finished_at"), state: try row.choice("state"),
        summary: summary,
        manifestSHA256: row.optionalText("manifest_sha256"))
    }
  }

  /// Stores steps of stored nights in one transaction, each behind the steps that are there, or what became of it.
  package func save(_ steps: [NightStep]) throws {
    guard !steps.isEmpty else { return }
    try write { database in
      for step in steps {
        try database.cachedStatement(
          sql: """
            INSERT INTO night_step (trading_day, name, position, state, digest, seconds, message)
            VALUES (?1, ?2, (SELECT count(*) FROM night_step WHERE trading_day = ?1), ?3, ?4, ?5, ?6)
            ON CONFLICT (trading_day, name) DO UPDATE SET state = excluded.state,
              digest = excluded.digest, seconds = excluded.seconds, message = excluded.message
            """
        ).execute(arguments: [
          step.tradingDay.description, step.name, step.state.rawValue, step.digest, step.seconds, step.outcome.stored,
        ])
      }
    }
  }

  /// In the order in which they were first stored.
  package func steps(of day: TradingDay) throws -> [NightStep] {
    try rows("SELECT * FROM night_step WHERE trading_day = ? ORDER BY position", [day.description], step)
  }

  /// The newest step of each name, over all nights, that came to an end.
  package func newestSteps() throws -> [String: NightStep] {
    let steps = try rows(
      // SQLite takes the other columns from the row of the largest day.
      """
      SELECT name, state, digest, seconds, message, max(trading_day) AS trading_day FROM night_step
      WHERE state <> 'running' GROUP BY name
      """, [], step)
    return Dictionary(steps.map { ($0.name, $0) }) { first, _ in first }
  }

  /// Seconds of each step by its name, of the last night on which it did its work.
  package func stepSeconds() throws -> [String: Double] {
    let found = try rows(
      "SELECT name, seconds, max(trading_day) FROM night_step WHERE state = 'done' GROUP BY name", []
    ) { (try $0.text("name"), try $0.double("seconds")) }
    return Dictionary(found) { first, _ in first }
  }

  /// The last day of each step, by its name, on which it did its work or had none.
  package func stepDays() throws -> [String: TradingDay] {
    let found = try rows(
      "SELECT name, max(trading_day) AS day FROM night_step WHERE state IN ('done', 'skipped') GROUP BY name", []
    ) { (try $0.text("name"), try $0.day("day")) }
    return Dictionary(found) { first, _ in first }
  }

  private func step(_ row: RowReader) throws -> NightStep {
    let state: NightStep.State = try row.choice("state")
    return NightStep(
      tradingDay: try row.day("trading_day"), name: try row.text("name"), state: state,
      digest: row.optionalText("digest"), seconds: try row.double("seconds"),
      outcome: StepOutcome(stored: try row.text("message"), state: state))
  }
}
