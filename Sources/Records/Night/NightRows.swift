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
  package var outcome: StepOutcome

  package init(
    tradingDay: TradingDay, name: String, state: State, digest: String? = nil, seconds: Double = 0, outcome: StepOutcome
  ) {
    self.tradingDay = tradingDay
    self.name = name
    self.state = state
    self.digest = digest
    self.seconds = seconds
    self.outcome = outcome
  }
}

/// What came out of a step: one statement, or the diagnostic of what kept it from its work.
package enum StepOutcome: Equatable, Sendable {
  case message(Message)
  case failure(Diagnostic)

  package var message: Message {
    switch self {
    case .message(let message): message
    case .failure(let diagnostic): diagnostic.summary
    }
  }

  /// The form for one text column of a table.
  package var stored: String {
    switch self {
    case .message(let message): message.stored
    case .failure(let diagnostic): String(decoding: diagnostic.stored.canonical, as: UTF8.self)
    }
  }

  /// A text of before outcomes were typed stands verbatim; where its step failed, it is what is known of the
  /// failure.
  package init(stored text: String, state: NightStep.State) {
    if text.hasPrefix("{"), let json = try? JSONReader.read(Array(text.utf8)), let diagnostic = Diagnostic(stored: json)
    {
      self = .failure(diagnostic)
    } else if state == .failed {
      self = .failure(.failedBefore(text))
    } else {
      self = .message(Message(stored: text))
    }
  }
}

extension Diagnostic {
  fileprivate static func failedBefore(_ text: String) -> Diagnostic {
    Diagnostic(
      "night.failed", .damaged, ["what": .text(text)],
      (en: "The step failed: {what}.", zh: "该步骤失败：{what}。"),
      remedy: (
        en: "Run `aistock nightly`: it names the place and the remedy.",
        zh: "请运行 `aistock nightly`：它会给出位置与处理办法。"
      ))
  }
}
