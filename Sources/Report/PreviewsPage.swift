import Primitives
import Records

/// All previews over the index, then each with its holdings, trades and refusals.
struct PreviewsPage {
  let shell: PageShell

  private var input: SiteInput { shell.input }
  private var language: Language { shell.language }
  private func text(_ key: String) -> String { StringTable.require(key, language) }

  /// Identifiers of previews are letters, digits, '-' and '_': as they stand they name one place each.
  static func anchor(_ preview: SiteInput.Preview) -> String { "preview-" + preview.strategy.id }

  func values(style: String) throws -> [String: PageValue] {
    var values = shell.values(.previews, title: text("previews"), style: style)
    let chart = PreviewChart.make(input.previews, input.index, language)
    values["hasPreviews"] = .flag(!input.previews.isEmpty)
    values["chart"] = try ChartValues.make(chart, upIsRed: input.upIsRed)
    values["previews"] = .list(input.previews.map(section))
    return values
  }

  private func section(_ preview: SiteInput.Preview) -> [String: PageValue] {
    let name = preview.strategy.displayName
    return [
      "anchor": .text(PreviewsPage.anchor(preview)), "name": .text(name), "figures": .list(figures(preview)),
      "terms": .text(terms(preview)), "holdingsCount": .text("\(preview.positions.count)"),
      "holdingsLabel": .text("\(name): \(text("holdings"))"), "tradesLabel": .text("\(name): \(text("lastTrades"))"),
      "holdings": .list(preview.positions.map(holding)), "tradesCount": .text("\(preview.trades.count) / \(preview.tradeCount)"),
      "trades": .list(preview.trades.reversed().map(trade)),
      "skipsCount": .text("\(preview.skips.count) / \(preview.skipCount)"), "hasSkips": .flag(!preview.skips.isEmpty),
      "skips": .list(preview.skips.reversed().map { ["line": .text(skip($0))] }),
    ]
  }

  private func figures(_ preview: SiteInput.Preview) -> [[String: PageValue]] {
    func figure(_ label: String, _ value: String, _ tone: String = "flat") -> [String: PageValue] {
      ["label": .text(label), "value": .text(value), "tone": .text(tone)]
    }
    var list = [figure(text("term.capital"), Figures.money(preview.strategy.initialCapital))]
    guard let last = preview.accounts.last else { return list }
    list.append(figure(text("totalValue"), Figures.money(last.totalValue)))
    list.append(figure(text("dailyPnL"), Figures.money(last.dailyPnL), PageShell.tone(of: last.dailyPnL.yuan)))
    list.append(figure(text("cumulativePnL"), Figures.money(last.cumPnL), PageShell.tone(of: last.cumPnL.yuan)))
    list.append(
      figure(
        text("returnSinceStart"), Figures.signedPercent(last.cumPnL.yuan / preview.strategy.initialCapital.yuan),
        PageShell.tone(of: last.cumPnL.yuan)))
    list.append(figure(text("drawdown"), Figures.percent(last.drawdown)))
    list.append(figure(text("term.trades"), "\(preview.tradeCount)"))
    return list
  }

  private func terms(_ preview: SiteInput.Preview) -> String {
    var parts = [
      text("term.rules." + preview.definition.rules.rawValue), text(preview.definition.fees ? "term.fees.on" : "term.fees.off"),
      "\(text("term.since")) \(preview.definition.startDay)",
    ]
    if let last = preview.accounts.last { parts.append("\(text("term.settledThrough")) \(last.tradingDay)") }
    return parts.joined(separator: language == .chinese ? "；" : "; ")
  }

  private func holding(_ row: PreviewPosition) -> [String: PageValue] {
    let profit = row.marketValue - row.costBasis
    return [
      "instrument": .text(row.symbol.name), "stale": .flag(row.isStale),
      "stalePrice": .text("\(text("term.priceOf")) \(row.priceDay)"), "shares": .text("\(row.volume)"),
      "cost": .text(Figures.money(row.avgCost, decimals: 3)), "price": .text(Figures.money(row.lastPrice)),
      "value": .text(Figures.money(row.marketValue)), "profit": .text(Figures.money(profit)),
      "tone": .text(PageShell.tone(of: profit.yuan)),
    ]
  }

  private func trade(_ row: PreviewTrade) -> [String: PageValue] {
    [
      "day": .text(row.tradingDay.description), "instrument": .text(row.symbol.name),
      "side": .text(text("side." + row.side.rawValue)), "shares": .text("\(row.volume)"),
      "price": .text(Figures.money(row.price)), "amount": .text(Figures.money(row.amount)),
      "costs": .text(Figures.money(row.cost)),
    ]
  }

  private func skip(_ row: PreviewSkip) -> String {
    let side = row.side.map { text("side." + $0.rawValue) } ?? ""
    return [row.tradingDay.description, row.symbol?.name ?? "", side, row.volume > 0 ? "\(row.volume)" : "", Phrases.skip(row.reason, language)]
      .filter { !$0.isEmpty }.joined(separator: " ")
  }
}
