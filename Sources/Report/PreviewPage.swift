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
    values["name"] = .text(strategy.displayName)
    values["terms"] = .text(terms)
    values["figures"] = .list(figures)
    values["chart"] = try ChartValues.make(chart, upIsRed: shell.settings.upIsRed)
    let root = PageShell.folder(language, shell.settings).isEmpty ? "../" : "../../"
    values["live"] = .text(LiveSection.attributes(root, [preview], language))
    values["scripts"] = .list([["src": .text(root + PreviewScripts.own)]])
    values["hasEvents"] = .flag(!preview.events.isEmpty)
    values["events"] = .list(preview.events.map { ["line": .text($0.message[language])] })
    signal(&values)
    values["holdingsCount"] = .text("\(preview.positions.count)")
    values["holdings"] = .list(preview.positions.map(holding))
    values["tradesCount"] = .text("\(preview.trades.count) / \(preview.tradeCount)")
    values["trades"] = .list(preview.trades.reversed().map(trade))
    values["daysCount"] = .text("\(days.count) / \(preview.accounts.count)")
    values["days"] = .list(days.reversed().map(day))
    values["skipsCount"] = .text("\(preview.skips.count) / \(preview.skipCount)")
    values["hasSkips"] = .flag(!preview.skips.isEmpty)
    values["skips"] = .list(preview.skips.reversed().map { ["line": .text(skip($0))] })
    return values
  }

  /// What it wants on the next trading day.
  private func signal(_ values: inout [String: PageValue]) {
    values["hasSignal"] = .flag(preview.orderList != nil)
    guard let signal = preview.orderList else {
      for name in ["signalNote", "signalKept"] { values[name] = .text("") }
      values["hasOrders"] = .flag(false)
      values["orders"] = .list([])
      return
    }
    let orders = signal.lines.filter { $0.side != nil }
    values["hasOrders"] = .flag(!orders.isEmpty)
    values["orders"] = .list(orders.map(order))
    values["signalNote"] = .text((signal.absence.map(Message.noOrderList) ?? signal.note)?[language] ?? "")
    values["signalKept"] = .text(signal.rest?[language] ?? "")
  }

  private func order(_ line: NightResult.OrderList.Line) -> [String: PageValue] {
    [
      "side": .text(line.side.map { text("side." + $0.rawValue) } ?? ""), "instrument": .text(line.symbol.name),
      "shares": .text("\(line.shares)"),
      "price": .text(line.price.map { PageFigures.money($0) } ?? PageFigures.missing),
      "weight": .text(PageFigures.percent(line.weight)), "target": .text(PageFigures.percent(line.targetWeight)),
      "reason": .text(line.reason[language]),
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
      figure("maxDrawdown", PageFigures.percent(own.maxDrawdown)), figure("term.trades", "\(preview.tradeCount)"),
    ]
    return list
  }

  private var terms: String {
    var parts = [
      text("status." + preview.strategy.status.rawValue), text("term.rules." + preview.definition.rules.rawValue),
      text(preview.definition.fees ? "term.fees.on" : "term.fees.off"),
      "\(text("term.since")) \(preview.definition.startDay)",
    ]
    if let last = preview.accounts.last { parts.append("\(text("term.settledThrough")) \(last.tradingDay)") }
    if let live = preview.accounts.first(where: { $0.scoreOrigin == .live })?.tradingDay {
      parts.append("\(text("term.liveSince")) \(live)")
    } else if preview.definition.model != nil {
      parts.append(text("term.liveReady"))
    }
    if let stopped = preview.strategy.stoppedOn { parts.append("\(text("term.stoppedOn")) \(stopped)") }
    return parts.joined(separator: language == .chinese ? "；" : "; ")
  }

  private func holding(_ row: PreviewPosition) -> [String: PageValue] {
    let profit = row.marketValue - row.costBasis
    return [
      "instrument": .text(row.symbol.name), "stale": .flag(row.isStale),
      "stalePrice": .text("\(text("term.priceOf")) \(row.priceDay)"), "shares": .text("\(row.volume)"),
      "cost": .text(PageFigures.money(row.avgCost, decimals: 3)), "price": .text(PageFigures.money(row.lastPrice)),
      "value": .text(PageFigures.money(row.marketValue)), "profit": .text(PageFigures.money(profit)),
      "tone": .text(PageShell.tone(of: profit.yuan)), "held": .text("\(row.countDay)"),
    ]
  }

  private func trade(_ row: PreviewTrade) -> [String: PageValue] {
    [
      "day": .text(row.tradingDay.description), "instrument": .text(row.symbol.name),
      "side": .text(text("side." + row.side.rawValue)), "shares": .text("\(row.volume)"),
      "price": .text(PageFigures.money(row.price)), "amount": .text(PageFigures.money(row.amount)),
      "costs": .text(PageFigures.money(row.cost)), "reason": .text(row.reason.message[language]),
    ]
  }

  private func day(_ row: PreviewAccount) -> [String: PageValue] {
    [
      "day": .text(row.tradingDay.description), "cash": .text(PageFigures.money(row.cash)),
      "total": .text(PageFigures.money(row.totalValue)), "daily": .text(PageFigures.money(row.dailyPnL)),
      "dailyTone": .text(PageShell.tone(of: row.dailyPnL.yuan)), "cum": .text(PageFigures.money(row.cumPnL)),
      "cumTone": .text(PageShell.tone(of: row.cumPnL.yuan)), "drawdown": .text(PageFigures.percent(row.drawdown)),
      "costs": .text(PageFigures.money(row.cost)),
    ]
  }

  private func skip(_ row: PreviewSkip) -> String {
    let side = row.side.map { text("side." + $0.rawValue) } ?? ""
    return [
      row.tradingDay.description, row.symbol?.name ?? "", side, row.volume > 0 ? "\(row.volume)" : "",
      row.reason.message[language],
    ].filter { !$0.isEmpty }.joined(separator: " ")
  }
}

extension Message {
  fileprivate static func noOrderList(_ problem: Diagnostic) -> Message {
    Message(
      "preview-page.no-order-list",
      ["summary": .message(problem.summary), "remedy": .message(problem.remedy), "id": .text(problem.id)],
      en: "There is no order list ({id}): {summary} {remedy}", zh: "没有调仓清单（{id}）：{summary}{remedy}")
  }
}
