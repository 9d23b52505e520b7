import Charts
import Primitives
import Records

/// Previews as small multiples, each against its own benchmark and on its own scale.
struct PreviewMultiples {
  let result: NightResult

  /// Drawings on the first page; the rest are rows.
  private static let drawnMax = 6

  var values: [String: PageValue] {
    let all = result.previews
    return [
      "hasPreviews": .flag(!all.isEmpty),
      "multiples": .list(all.prefix(PreviewMultiples.drawnMax).enumerated().map { multiple($1, $0) }),
      "otherPreviews": .list(
        all.count > PreviewMultiples.drawnMax
          ? [["rows": .list(all.dropFirst(PreviewMultiples.drawnMax).map(facts))]] : []),
    ]
  }

  private func facts(_ preview: NightResult.Preview) -> [String: PageValue] {
    let last = preview.accounts.last
    let orders = preview.orderList.flatMap { $0.absence == nil ? $0 : nil }
    return [
      "row": .text("p-" + preview.strategy.id), "name": .note(preview.strategy.displayName),
      "href": .text(PageShell.Page.preview(preview.strategy.id).path),
      "since": .message(preview.accounts.first.map { .since($0.tradingDay) } ?? .notSettled),
      "daily": .figure(Figure(last?.dailyPnL, .money, gain: true)),
      "rate": .figure(Figure(PreviewMultiples.dayRate(preview), .percent, gain: true)),
      "total": .figure(Figure(last?.totalValue, .money)),
      "orders": .list(
        orders.map {
          [
            [
              "day": .message(.orders($0.next.day)),
              "line": .message(
                $0.orders.isEmpty ? .noOrders : .orders(sell: $0.sum(.sell).count, buy: $0.sum(.buy).count)),
            ]
          ]
        } ?? []),
    ]
  }

  private func multiple(_ preview: NightResult.Preview, _ place: Int) -> [String: PageValue] {
    var values = facts(preview)
    values["chart"] = .chart(.third) { PreviewCharts(preview).multiple(place, $0) }
    return values
  }

  /// The day's profit by the value at the close before.
  private static func dayRate(_ preview: NightResult.Preview) -> Double? {
    guard let last = preview.accounts.last else { return nil }
    let before = (last.totalValue - last.dailyPnL).yuan
    return before > 0 ? last.dailyPnL.yuan / before : nil
  }
}

extension Message {
  fileprivate static func since(_ day: TradingDay) -> Message {
    Message("report.preview-since-label", ["day": .day(day)], en: "since {day}", zh: "自 {day}")
  }

  fileprivate static let notSettled = Message("report.preview-not-settled-label", en: "not settled yet", zh: "尚未结算")

  fileprivate static func orders(_ day: TradingDay) -> Message {
    Message("report.preview-orders-label", ["day": .day(day)], en: "Orders for {day}", zh: "{day} 调仓")
  }

  fileprivate static func orders(sell: Int, buy: Int) -> Message {
    Message(
      "report.preview-order-counts-label", ["sell": .count(sell), "buy": .count(buy)], en: "sell {sell}, buy {buy}",
      zh: "卖 {sell}，买 {buy}")
  }

  fileprivate static let noOrders = Message("report.preview-no-orders-label", en: "none", zh: "无")
}
