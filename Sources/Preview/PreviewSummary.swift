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

  /// A line a preview under a line of headings; none where there is no preview.
  package static func lines(_ previews: [PreviewSummary], _ language: Language) -> [String] {
    guard !previews.isEmpty else { return [] }
    var table = TextColumns([.left, .left, .left, .right, .right, .left])
    table.append(Message.heads.map { $0[language] })
    for preview in previews { table.append(preview.cells(language)) }
    return table.lines
  }

  private func cells(_ language: Language) -> [String] {
    let head = [preview.id, preview.status.rawValue]
    guard let last else { return head + ["", "", "", Message.notSettled[language]] }
    func yuan(_ amount: Money) -> String { Figures.fixed(amount.yuan, 2) ?? amount.description }
    return head + [
      last.tradingDay.description, yuan(last.totalValue), yuan(last.cumPnL),
      firstLiveDay.map { Message.liveSince($0)[language] } ?? "",
    ]
  }
}

extension Message {
  fileprivate static var heads: [Message] {
    [
      Message("preview.id-label", en: "Preview", zh: "模拟预览"), Message("preview.status-label", en: "Status", zh: "状态"),
      Message("preview.day-label", en: "Settled", zh: "结算日"),
      Message("preview.total-label", en: "Value CNY", zh: "总值（元）"),
      Message("preview.profit-label", en: "Profit CNY", zh: "累计盈亏（元）"),
    ]
  }

  fileprivate static var notSettled: Message { Message("preview.not-settled", en: "Not settled yet.", zh: "尚未结算。") }

  fileprivate static func liveSince(_ day: TradingDay) -> Message {
    Message("preview.live-since", ["day": .day(day)], en: "Live scores since {day}.", zh: "自 {day} 起用本程序算出的得分。")
  }
}
