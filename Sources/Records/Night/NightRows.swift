package import Primitives

/// One night of the report, as the archive page and the next night see it (`night`).
package struct NightRecord: Equatable, Sendable {
  package enum State: String, Sendable, CaseIterable { case running, done, failed }

  /// Nil until it is stored.
  package var id: Int64?
  /// The day the night reports on; one night a day.
  package var tradingDay: TradingDay
  package var startedAt: String
  package var finishedAt: String?
  package var state: State
  package var summary: JSONValue
  /// Of the archived snapshot.
  package var manifestSHA256: String?

  package init(
    id: Int64? = nil, tradingDay: TradingDay, startedAt: String, finishedAt: String? = nil,
    state: State,
    summary: JSONValue = .null, manifestSHA256: String? = nil
  ) {
    self.id = id
    self.tradingDay = tradingDay
    self.startedAt = startedAt
    self.finishedAt = finishedAt
    self.state = state
    self.summary = summary
    self.manifestSHA256 = manifestSHA256
  }
}

/// One step of a night (`night_step`), by which an interrupted night resumes.
package struct NightStep: Equatable, Sendable {
  package enum State: String, Sendable, CaseIterable { case running, done, failed, skipped }

  package var tradingDay: TradingDay
  package var name: String
  package var state: State
  /// SHA-256 over the inputs of the step: equal inputs need no second run.
  package var digest: String?
  package var seconds: Double
  package var message: String

  package init(
    tradingDay: TradingDay, name: String, state: State, digest: String? = nil,
    seconds: Double = 0,
    message: String = ""
  ) {
    self.tradingDay = tradingDay
    self.name = name
    self.state = state
    self.digest = digest
    self.seconds = seconds
    self.message = message
  }
}
