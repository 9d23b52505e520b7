package import Primitives
import Records
package import Store

/// A preview with its last account, as a list shows it.
package struct PreviewSummary {
  private let preview: PreviewStrategy
  private let last: PreviewAccount?
  private let firstLiveDay: TradingDay?

  /// All previews of a state file.
  package static func all(in database: Database) throws -> [PreviewSummary] {
    try database.previews().map { preview in
      PreviewSummary(
        preview: preview, last: try database.lastAccount(of: preview.id)?.account,
        firstLiveDay: try database.firstLiveDay(of: preview.id))
    }
  }

  package var json: JSONValue {
    [
      "id": .string(preview.id), "name": .string(preview.displayName), "status": .string(preview.status.rawValue),
      "initial_capital": .string(preview.initialCapital.description), "trading_day": .optional(last?.tradingDay),
      "total_value": .optional(last?.totalValue.description), "cum_pnl": .optional(last?.cumPnL.description),
      "first_live_day": .optional(firstLiveDay),
    ]
  }

  package func line(_ language: Language) -> String {
    let parts = [last.map(Message.value) ?? .notSettled] + (firstLiveDay.map { [.liveSince($0)] } ?? [])
    return "\(preview.id)  \(preview.status.rawValue)  " + parts.map { $0[language] }.joined(separator: " ")
  }
}

extension Message {
  fileprivate static func value(_ account: PreviewAccount) -> Message {
    Message(
      "preview.value",
      [
        "total": .money(account.totalValue.yuan), "day": .day(account.tradingDay),
        "profit": .money(account.cumPnL.yuan),
      ], en: "{total} on {day}, profit {profit}.", zh: "{day} 总值 {total}，累计盈亏 {profit}。")
  }

  fileprivate static var notSettled: Message { Message("preview.not-settled", en: "Not settled yet.", zh: "尚未结算。") }

  fileprivate static func liveSince(_ day: TradingDay) -> Message {
    Message("preview.live-since", ["day": .day(day)], en: "Live scores since {day}.", zh: "自 {day} 起用本程序算出的得分。")
  }
}
