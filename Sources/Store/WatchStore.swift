import GRDB
package import Primitives
package import Records

/// One step of a day of the watch, and what became of it.
package struct WatchedStep: Equatable, Sendable {
  package enum State: String, Sendable, CaseIterable {
    /// It was begun. Where no process runs it any more, it is taken up again.
    case running
    case done
    /// It failed on something that passes, and is tried again.
    case retry
    /// It failed, and is not tried again by itself.
    case failed

    package var isFinal: Bool { self == .done || self == .failed }
  }

  package var day: TradingDay
  /// `trade main`, `settle`, …
  package var name: String
  package var state: State
  package var attempts: Int
  /// `2026-11-23T10:31:00+08:00`.
  package var startedAt: MarketTime
  package var endedAt: MarketTime?
  package var outcome: StepOutcome

  package init(
    day: TradingDay, name: String, state: State, attempts: Int, startedAt: MarketTime, endedAt: MarketTime?,
    outcome: StepOutcome
  ) {
    self.day = day
    self.name = name
    self.state = state
    self.attempts = attempts
    self.startedAt = startedAt
    self.endedAt = endedAt
    self.outcome = outcome
  }
}

/// The one use of a day ticket.
package struct UsedTicket: Equatable, Sendable {
  /// SHA-256 of what was signed.
  package var digest: String
  package var account: String
  package var day: TradingDay
  package var reviewer: String
  /// Of the plan that it was used for.
  package var signal: String
  package var usedAt: String

  package init(
    digest: String, account: String, day: TradingDay, reviewer: String, signal: String, usedAt: String
  ) {
    self.digest = digest
    self.account = account
    self.day = day
    self.reviewer = reviewer
    self.signal = signal
    self.usedAt = usedAt
  }
}

/// The watch's steps and used tickets.
extension Database {
  /// Writes a step in the place of what was written of it.
  package func save(_ step: WatchedStep) throws {
    try write {
      try $0.execute(
        sql: """
          INSERT INTO watch_step (trading_day, name, state, attempts, started_at, ended_at, message)
          VALUES (?, ?, ?, ?, ?, ?, ?)
          ON CONFLICT (trading_day, name) DO UPDATE SET state = excluded.state, attempts = excluded.attempts,
            started_at = excluded.started_at, ended_at = excluded.ended_at, message = excluded.message
          """,
        arguments: [
          step.day.description, step.name, step.state.rawValue, step.attempts, step.startedAt.description,
          step.endedAt?.description, step.outcome.stored,
        ])
    }
  }

  /// The steps of all days from one on, by day and name.
  package func watchedSteps(from day: TradingDay) throws -> [WatchedStep] {
    try rows("SELECT * FROM watch_step WHERE trading_day >= ? ORDER BY trading_day, name", [day.description]) { row in
      let state: WatchedStep.State = try row.choice("state")
      return WatchedStep(
        day: try row.day("trading_day"), name: try row.text("name"), state: state,
        attempts: Int(try row.integer("attempts")),
        startedAt: try row.value("started_at") { String.fromDatabaseValue($0).flatMap { MarketTime($0) } },
        endedAt: row.optionalText("ended_at").flatMap { MarketTime($0) },
        outcome: StepOutcome(
          stored: try row.text("message"), state: state == .failed || state == .retry ? .failed : .done))
    }
  }

  /// The first day that the watch has a step of; nil where it never ran.
  package func firstWatchedDay() throws -> TradingDay? {
    try rows("SELECT min(trading_day) AS day FROM watch_step HAVING count(*) > 0", []) { try $0.day("day") }.first
  }

  /// Records the use of a ticket, once: the first use stays, whatever is asked for later.
  ///
  /// - Returns: the use that stands.
  package func use(_ ticket: UsedTicket) throws -> UsedTicket {
    try write {
      try $0.execute(
        sql: """
          INSERT INTO trade_ticket (digest, account, trading_day, reviewer, signal, used_at)
          VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
          """,
        arguments: [
          ticket.digest, ticket.account, ticket.day.description, ticket.reviewer, ticket.signal, ticket.usedAt,
        ])
    }
    return try rows("SELECT * FROM trade_ticket WHERE digest = ?", [ticket.digest]) { row in
      UsedTicket(
        digest: try row.text("digest"), account: try row.text("account"), day: try row.day("trading_day"),
        reviewer: try row.text("reviewer"), signal: try row.text("signal"), usedAt: try row.text("used_at"))
    }.first ?? ticket
  }
}
