package import Primitives
package import Records
package import Store

/// The switch of an account: on disk as a row and as a file, so that it also works by hand where this program hangs.
///
/// An account trades only while the row says `open` or is not there, and no kill file lies there.
package struct KillSwitch: Sendable {
  package let account: String
  private let database: Database
  private let file: String
  private let clock: Clock

  /// - Parameter file: whose presence stops every account.
  package init(account: String, database: Database, file: String, clock: Clock) {
    self.account = account
    self.database = database
    self.file = file
    self.clock = clock
  }

  package func position() throws -> TradingSwitch.Position {
    if FileReader.exists(file) { return .killed }
    return try database.tradingSwitch(of: account)?.position ?? .open
  }

  /// Turns it and says so in the log.
  ///
  /// - Parameters:
  ///   - person: who turns it.
  ///   - reason: why, in the person's words.
  package func turn(_ position: TradingSwitch.Position, by person: String, reason: String) throws {
    let day = MarketTime(clock).day
    try database.turn(
      TradingSwitch(account: account, position: position, reason: reason, person: person, time: clock.timestamp),
      event: ExecutionEvent(
        time: clock.timestamp, account: account, day: day, kind: position == .open ? .resume : .kill,
        code: position.rawValue, message: .turned(position, person, reason)))
  }

  /// Throws `trade.kill-file` (exit 1) where opening would change nothing because the file is still there.
  package func resume(by person: String, reason: String) throws {
    guard !FileReader.exists(file) else {
      throw Diagnostic(
        "trade.kill-file", .refused, at: .init(file), (en: "The kill file is still there.", zh: "紧急停止文件仍在。"),
        remedy: (en: "Remove the file, then resume again.", zh: "删除该文件后再恢复。"))
    }
    try turn(.open, by: person, reason: reason)
  }
}

extension Message {
  fileprivate static func turned(
    _ position: TradingSwitch.Position, _ person: String, _ reason: String
  ) -> Message {
    Message(
      "execution.turned", ["position": .text(position.rawValue), "person": .text(person), "reason": .text(reason)],
      en: "{person} turned the switch to {position}: {reason}.", zh: "{person} 将开关置为 {position}：{reason}。")
  }
}
