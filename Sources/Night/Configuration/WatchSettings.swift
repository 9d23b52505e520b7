package import Execution
package import Primitives

/// What `aistock watch` does by itself. An account that is not listed here is never traded by it.
package struct WatchSettings: Equatable, Sendable {
  /// An account with the approved bundles that share it.
  package struct Account: Equatable, Sendable {
    package var id: String
    package var parts: [TradingDesk.Part]
    package var style = PlanStyle()

    package init(id: String, parts: [TradingDesk.Part]) {
      self.id = id
      self.parts = parts
    }
  }

  package var accounts: [Account] = []
  /// The folder of signed day tickets: `ACCOUNT-YYYY-MM-DD.json`, with its signature beside it.
  package var tickets: String
  /// The folder of LiveFeedback documents.
  package var feedback: String
  /// The minute after midnight in China from which the night may begin.
  package var nightlyMinute = 18 * 60

  /// - Parameter folder: of the state file.
  package init(folder: String) {
    tickets = Path.join(folder, "tickets")
    feedback = Path.join(folder, "feedback")
  }

  /// Where the ticket of an account's day is looked for.
  package func ticket(of account: String, on day: TradingDay) -> String {
    Path.join(tickets, "\(account)-\(day).json")
  }
}
