import Primitives
import Records

/// One preview: figures, holdings, trades with their reasons, the account by day, what did not trade.
struct PreviewPage {
  let preview: NightResult.Preview
  let shell: PageShell

  /// Days that the page lists; the curve shows all.
  private static let daysListed = 250

  private var language: Language { shell.language }
  private func text(_ key: String) -> String { StringTable.require(key, language) }

  func values(style: String) throws -> [String: PageValue] {
    let strategy = preview.strategy
    var values = shell.values(.preview(strategy.id), title: strategy.displayName, style: style)
    let days = preview.accounts.suffix(PreviewPage.daysListed)
    let chart = PreviewChart.make([preview], shell.input.index, language)
    values["name"] = .prose(note: strategy.displayName, language)
    values["terms"] = .text(terms)
    values["figures"] = .list(figures)
    values["chart"] = try ChartValues.make(chart, upIsRed: shell.settings.upIsRed)
    let root = PageShell.folder(language, shell.settings).isEmpty ? "../" : "../../"
    values["live"] = .text(LiveSection.attributes(root, [preview], language))
    values["scripts"] = .list([["src": .text(root + "scripts/previews.js")]])
    values["hasEvents"] = .flag(!preview.events.isEmpty)
    values["events"] = .list(preview.events.map { ["line": .prose($0.message, language)] })
    orderList(&values)
    values["holdingsCount"] = .text(PageFigures.count(preview.positions.count))
    values["holdings"] = .list(preview.positions.map(holding))
    values["tradesCount"] = .text(part(preview.trades.count, of: preview.tradeCount))
    values["trades"] = .list(preview.trades.reversed().map(trade))
    values["daysCount"] = .text(part(days.count, of: preview.accounts.count))
    values["days"] = .list(days.reversed().map(day))
    values["rejectedCount"] = .text(part(preview.skips.count, of: preview.skipCount))
    values["hasRejected"] = .flag(!preview.skips.isEmpty)
    values["rejected"] = .list(preview.skips.reversed().map(rejected))
    return values
  }

  private func part(_ listed: Int, of all: Int) -> String {
    listed == all ? PageFigures.count(all) : "\(PageFigures.count(listed)) / \(PageFigures.count(all))"
  }

  /// What it wants on the next trading day.
  private func orderList(_ values: inout [String: PageValue]) {
    values["hasOrderList"] = .flag(preview.orderList != nil)
    guard let list = preview.orderList else {
      for name in ["orderNote", "keptNote", "orders"] { values[name] = .list([]) }
      for name in ["hasOrders", "isIdle"] { values[name] = .flag(false) }
      return
    }
    let orders = list.lines.filter { $0.side != nil }
    let isDecided = list.absence == nil
    values["hasOrders"] = .flag(!orders.isEmpty)
    values["isIdle"] = .flag(isDecided && orders.isEmpty)
    values["orders"] = .list(orders.map(order))
    values["orderNote"] = .prose(list.absence.map(Message.noOrderList) ?? list.note, language)
    values["keptNote"] = .prose(list.rest, language)
  }

  private func order(_ line: NightResult.OrderList.Line) -> [String: PageValue] {
    [
      "side": .text(line.side.map { text("side." + $0.rawValue) } ?? ""), "instrument": .text(line.symbol.name),
      "shares": .text(PageFigures.count(line.shares)),
      "price": .text(line.price.map { PageFigures.money($0) } ?? PageFigures.missing),
      "weight": .text(PageFigures.percent(line.weight)), "target": .text(PageFigures.percent(line.targetWeight)),
      "reason": .prose(line.reason, language),
    ]
  }

  private var figures: [[String: PageValue]] {
    func figure(_ label: String, _ value: String, _ tone: Double = 0) -> [String: PageValue] {
      ["label": .text(text(label)), "value": .text(value), "tone": .text(PageShell.tone(of: tone))]
    }
    var list = [figure("term.capital", PageFigures.money(preview.strategy.initialCapital))]
    guard let last = preview.accounts.last else { return list }
    let own = preview.figures
    let rate = last.cumPnL.yuan / preview.strategy.initialCapital.yuan
    list += [
      figure("totalValue", PageFigures.money(last.totalValue)),
      figure("dailyPnL", PageFigures.money(last.dailyPnL), last.dailyPnL.yuan),
      figure("cumulativePnL", PageFigures.money(last.cumPnL), last.cumPnL.yuan),
      figure("returnSinceStart", PageFigures.signedPercent(rate), rate),
      figure("indexReturn", PageFigures.signedPercent(own.indexReturn), own.indexReturn ?? 0),
      figure("excess", PageFigures.signedPercent(own.excessReturn), own.excessReturn ?? 0),
      figure("volatility", PageFigures.percent(own.volatility)), figure("sharpe", PageFigures.fixed(own.sharpe, 3)),
      figure("informationRatio", PageFigures.fixed(own.informationRatio, 3)),
      figure("hitRate", PageFigures.percent(own.hitRate, decimals: 1)),
      figure("turnover", PageFigures.fixed(own.turnover, 2)), figure("drawdown", PageFigures.percent(last.drawdown)),
      figure("maxDrawdown", PageFigures.percent(own.maxDrawdown)),
      figure("term.trades", PageFigures.count(preview.tradeCount)),
    ]
    return list
  }

  private var terms: String {
    var parts = [
      text("status." + preview.strategy.status.rawValue), text("term.rules." + preview.definition.rules.rawValue),
      text(preview.definition.fees ? "term.fees.on" : "term.fees.off"),
      Message.startsOn(preview.definition.startDay)[language],
    ]
    if let last = preview.accounts.last { parts.append(Message.settledThrough(last.tradingDay)[language]) }
    if let live = preview.accounts.first(where: { $0.scoreOrigin == .live })?.tradingDay {
      parts.append(Message.scoredHereFrom(live)[language])
    } else if preview.definition.model != nil {
      parts.append(text("term.liveReady"))
    }
    if let stopped = preview.strategy.stoppedOn { parts.append(Message.stoppedOn(stopped)[language]) }
    return parts.joined(separator: language == .chinese ? "；" : "; ")
  }

  private func holding(_ row: PreviewPosition) -> [String: PageValue] {
    let profit = row.marketValue - row.costBasis
    return [
      "instrument": .text(row.symbol.name), "stale": .flag(row.isStale),
      "stalePrice": .text(Message.priceOf(row.priceDay)[language]), "shares": .text(PageFigures.count(row.volume)),
      "cost": .text(PageFigures.money(row.avgCost, decimals: 3)), "price": .text(PageFigures.money(row.lastPrice)),
      "value": .text(PageFigures.money(row.marketValue)), "profit": .text(PageFigures.money(profit)),
      "tone": .text(PageShell.tone(of: profit.yuan)), "held": .text(PageFigures.count(row.countDay)),
    ]
  }

  private func trade(_ row: PreviewTrade) -> [String: PageValue] {
    [
      "day": .text(row.tradingDay.description), "instrument": .text(row.symbol.name),
      "side": .text(text("side." + row.side.rawValue)), "shares": .text(PageFigures.count(row.volume)),
      "price": .text(PageFigures.money(row.price)), "amount": .text(PageFigures.money(row.amount)),
      "fees": .text(PageFigures.money(row.cost)),
      "reason": .prose(row.reason.message, language),
    ]
  }

  private func day(_ row: PreviewAccount) -> [String: PageValue] {
    [
      "day": .text(row.tradingDay.description), "cash": .text(PageFigures.money(row.cash)),
      "total": .text(PageFigures.money(row.totalValue)), "daily": .text(PageFigures.money(row.dailyPnL)),
      "dailyTone": .text(PageShell.tone(of: row.dailyPnL.yuan)), "cum": .text(PageFigures.money(row.cumPnL)),
      "cumTone": .text(PageShell.tone(of: row.cumPnL.yuan)), "drawdown": .text(PageFigures.percent(row.drawdown)),
      "fees": .text(PageFigures.money(row.cost)),
    ]
  }

  /// `2024-01-03 SH600000 sell 200`, then the reason.
  private func rejected(_ row: PreviewSkip) -> [String: PageValue] {
    let order = [
      row.tradingDay.description, row.symbol?.name ?? "", row.side.map { text("side." + $0.rawValue) } ?? "",
      row.volume > 0 ? PageFigures.count(row.volume) : "",
    ]
    return [
      "order": .text(order.filter { !$0.isEmpty }.joined(separator: " ")),
      "reason": .prose(row.reason.message, language),
    ]
  }
}

/// Terms of a preview, one phrase each.
extension Message {
  fileprivate static func startsOn(_ day: TradingDay) -> Message {
    Message("report.starts-on.label", ["day": .day(day)], en: "from {day}", zh: "自 {day} 起")
  }

  fileprivate static func settledThrough(_ day: TradingDay) -> Message {
    Message("report.settled-through.label", ["day": .day(day)], en: "settled through {day}", zh: "已结算至 {day}")
  }

  fileprivate static func scoredHereFrom(_ day: TradingDay) -> Message {
    Message("report.scored-here.label", ["day": .day(day)], en: "scored here from {day}", zh: "自 {day} 起由本程序打分")
  }

  fileprivate static func stoppedOn(_ day: TradingDay) -> Message {
    Message("report.stopped-on.label", ["day": .day(day)], en: "stopped on {day}", zh: "{day} 停止")
  }

  fileprivate static func priceOf(_ day: TradingDay) -> Message {
    Message("report.price-of.label", ["day": .day(day)], en: "price of {day}", zh: "{day} 的价格")
  }
}

extension Message {
  fileprivate static func noOrderList(_ absence: Diagnostic) -> Message {
    Message(
      "report.no-order-list",
      ["reason": .message(absence.summary), "remedy": .message(absence.remedy), "id": .text(absence.id)],
      en: "There is no order list (`{id}`). {reason} {remedy}", zh: "没有调仓清单（`{id}`）。{reason}{remedy}")
  }
}
