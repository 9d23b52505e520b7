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

  /// Stores a step of a stored night, behind the steps that are there, or what became of it.
  package func save(_ step: NightStep) throws {
    try write {
      try $0.execute(
        sql: """
          INSERT INTO night_step (trading_day, name, position, state, fingerprint, seconds, message)
          VALUES (?1, ?2, (SELECT count(*) FROM night_step WHERE trading_day = ?1), ?3, ?4, ?5, ?6)
          ON CONFLICT (trading_day, name) DO UPDATE SET state = excluded.state,
            fingerprint = excluded.fingerprint, seconds = excluded.seconds, message = excluded.message
          """,
        arguments: [
          step.tradingDay.description, step.name, step.state.rawValue, step.digest,
          step.seconds, step.message,
        ])
    }
  }

  /// In the order in which they were first stored.
  package func steps(of day: TradingDay) throws -> [NightStep] {
    try rows("SELECT * FROM night_step WHERE trading_day = ? ORDER BY position", [day.description]) { row in
      NightStep(
        tradingDay: day, name: try row.text("name"), state: try row.choice("state"),
        digest: row.optionalText("fingerprint"), seconds: try row.double("seconds"),
        message: try row.text("message"))
    }
  }
}
