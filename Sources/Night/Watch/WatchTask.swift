package import Primitives

/// One thing that the watch does, known by its name in the state file.
package enum WatchTask: Hashable, Sendable {
  /// Marks previews to the quotes of the minute.
  case refresh
  /// Settles previews through the day.
  case settle
  /// Plans an account's orders and opens them: in session with real money, at the day's closes on paper.
  case trade(String)
  /// Books the day's fills and lays the books beside the broker's statement.
  case close(String)
  /// Says what an account's strategies want on the next day.
  case signal(String)
  /// Writes LiveFeedback.
  case feedback
  /// Delivers LiveFeedback to research.
  case push
  /// The whole night.
  case nightly

  package var name: String {
    switch self {
    case .refresh: "refresh"
    case .settle: "settle"
    case .trade(let account): "trade \(account)"
    case .close(let account): "close \(account)"
    case .signal(let account): "signal \(account)"
    case .feedback: "feedback"
    case .push: "push"
    case .nightly: "nightly"
    }
  }

  var isTrading: Bool { if case .trade = self { true } else { false } }
}

/// A task that is due, and the trading day that it is of.
package struct WatchDue: Equatable, Sendable {
  package var task: WatchTask
  package var day: TradingDay

  package init(_ task: WatchTask, _ day: TradingDay) {
    self.task = task
    self.day = day
  }
}
