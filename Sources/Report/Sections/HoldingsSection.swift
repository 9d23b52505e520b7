import Primitives
import Records

/// What a preview holds at its last close, the largest first.
struct HoldingsSection {
  private let preview: NightResult.Preview
  private let holdings: [HeldPosition]
  private let largestWeight: Double
  private let largestProfit: Double

  /// From so many rows on two tables stand side by side.
  private static let oneColumn = 12

  init(_ preview: NightResult.Preview) {
    self.preview = preview
    holdings = preview.holdings.sorted {
      ($1.position.marketValue, $0.position.symbol) < ($0.position.marketValue, $1.position.symbol)
    }
    largestWeight = holdings.map(\.weight).max() ?? 0
    largestProfit = holdings.map { $0.unrealised.yuan.magnitude }.max() ?? 0
  }

  var values: [String: PageValue] {
    let half = holdings.count > HoldingsSection.oneColumn ? (holdings.count + 1) / 2 : holdings.count
    let columns = holdings.isEmpty ? [] : [holdings[..<half], holdings[half...]].filter { !$0.isEmpty }
    let value = holdings.reduce(Money.zero) { $0 + $1.position.marketValue }
    let cash = preview.accounts.last?.cash
    let total = preview.accounts.last?.totalValue
    return [
      "hasHoldings": .flag(!holdings.isEmpty), "holdingsTitle": .message(title),
      "holdingsPair": .text(columns.count > 1 ? "pair" : ""),
      "holdingsNote": .message(
        optional: cash.map { cash in
          .split(value, cash, share: total.map { $0 > .zero ? cash.yuan / $0.yuan : .nan } ?? .nan)
        }),
      "dayLine": .message(
        optional: preview.accounts.last.flatMap { last in
          preview.dayProfitElsewhere.map { .day(last.dailyPnL - $0, elsewhere: $0, last.dailyPnL) }
        }),
      "columns": .list(
        columns.enumerated().map { ordinal, rows in
          ["columnName": .text("holdings-\(ordinal + 1)"), "holdings": .list(rows.map(row))]
        }),
    ]
  }

  private var title: Message {
    guard !holdings.isEmpty else { return .nothingHeld }
    return .held(
      holdings.count, gaining: holdings.count { $0.unrealised > .zero }, preview.unrealised)
  }

  private func row(_ holding: HeldPosition) -> [String: PageValue] {
    let position = holding.position
    return [
      "row": .text("holding-" + position.symbol.name), "instrument": .text(position.symbol.name),
      "isNext": .flag(holding.next != nil), "next": .text(holding.next == .sell ? "▽" : "▲"),
      "nextWord": .label(holding.next == .buy ? "boughtNext" : "soldNext"),
      "stale": .flag(position.isStale), "stalePrice": .message(.priceOf(position.priceDay)),
      "shares": .figure(Figure(Double(position.volume), .count)), "price": .figure(Figure(position.lastPrice, .price)),
      "value": .figure(Figure(position.marketValue)), "weight": .figure(Figure(holding.weight, .percent)),
      "weightBar": .drawing(CellDrawings.share(holding.weight, of: largestWeight)),
      "today": .figure(Figure(holding.dayProfit, gain: true)),
      "profit": .figure(Figure(holding.unrealised, gain: true)),
      "rate": .figure(Figure(holding.unrealisedRate, .coarsePercent, gain: true)),
      "profitBar": .drawing(CellDrawings.gain(holding.unrealised.yuan, of: largestProfit)),
      "held": .figure(Figure(count: position.countDay)),
    ]
  }
}

extension Message {
  fileprivate static var nothingHeld: Message {
    Message("report.nothing-held-name", en: "No holdings", zh: "没有持仓")
  }

  fileprivate static func held(_ count: Int, gaining: Int, _ profit: Money) -> Message {
    Message(
      "report.holdings-name", ["count": .count(count), "gaining": .count(gaining), "profit": .money(profit)],
      en: "{count} {count:holding|holdings}: {gaining} with a gain, {profit} together",
      zh: "持仓 {count} 只：{gaining} 只浮盈，合计 {profit}")
  }

  fileprivate static func split(_ stocks: Money, _ cash: Money, share: Double) -> Message {
    Message(
      "report.holdings-split-name", ["stocks": .money(stocks), "cash": .money(cash), "share": .ratio(share)],
      en: "stocks {stocks}, cash {cash} ({share})", zh: "股票 {stocks}，现金 {cash}（{share}）")
  }

  fileprivate static func day(_ held: Money, elsewhere: Money, _ all: Money) -> Message {
    Message(
      "report.holdings-day", ["held": .money(held), "elsewhere": .money(elsewhere), "all": .money(all)],
      en: "The day brought {held} on what is held and {elsewhere} on what was sold and left over: {all} in all.",
      zh: "当日持仓盈亏 {held}，已卖出及零头 {elsewhere}，合计 {all}。")
  }

  fileprivate static func priceOf(_ day: TradingDay) -> Message {
    Message("report.price-of.label", ["day": .day(day)], en: "price of {day}", zh: "{day} 的价格")
  }
}
