import Charts
import Primitives
import Records

/// One preview: what it is worth, what it wants next, what it holds, what did not trade, and every day.
struct PreviewPage {
  let preview: NightResult.Preview
  let result: NightResult

  /// Rows of fills and days that the page lists; the curve shows all days.
  private static let rowsListed = 120

  private var id: String { preview.strategy.id }

  var document: PageDocument {
    let charts = PreviewCharts(preview)
    var values: [String: PageValue] = [
      "name": .note(preview.strategy.displayName), "terms": terms, "origins": origins,
      "chart": .chart(.half) { charts.netValue($0) }, "fallChart": .chart(.half) { charts.drawdown($0) },
      "hasEvents": .flag(!preview.events.isEmpty),
      "events": .list(preview.events.map { ["line": .message($0.message)] }),
    ]
    values["contents"] = .list(contents)
    values.merge(head) { own, _ in own }
    values.merge(LiveSection.values([preview])) { own, _ in own }
    values["expectation"] = .one(expectation.values)
    values.merge(OrderListSection(preview).values) { own, _ in own }
    values.merge(HoldingsSection(preview).values) { own, _ in own }
    values.merge(RejectSection(preview).values) { own, _ in own }
    values.merge(fills) { own, _ in own }
    values.merge(days) { own, _ in own }
    let name = PageValue.note(preview.strategy.displayName)
    return PageDocument(
      page: .preview(id), title: .joined([.label("preview"), name], separator: .space),
      description: .message(.description(preview)), values: values, scripts: ["scripts/live.js"],
      hasCharts: true,
      runningHead: (
        left: .joined([.text("aistock"), .label("preview"), name], separator: .dot),
        right: .text(preview.accounts.last.map { $0.tradingDay.description } ?? "")
      ))
  }

  private var expectation: ExpectationSection {
    ExpectationSection(
      RealisedSide(preview), migration: result.migrations.first { $0.id == preview.strategy.strategyID })
  }

  /// Places of the page, in their order.
  private var contents: [[String: PageValue]] {
    let places: [(id: String, label: String, isThere: Bool)] = [
      ("expectation", "expectation", expectation.isThere), ("events", "events", !preview.events.isEmpty),
      ("orders", "nextOrders", preview.orderList != nil),
      ("holdings", "holdings", true), ("rejected", "rejected", true), ("trades", "lastTrades", !preview.trades.isEmpty),
      ("account", "accountByDay", !preview.accounts.isEmpty),
    ]
    return places.filter(\.isThere).map { ["id": .text($0.id), "label": .label($0.label)] }
  }

  // MARK: - Head

  private var terms: PageValue {
    let definition = preview.definition
    var parts: [PageValue] = [
      .label("status." + preview.strategy.status.rawValue), .label("term.rules." + definition.rules.rawValue),
      .label(definition.fees ? "term.fees.on" : "term.fees.off"), .message(.startsOn(definition.startDay)),
    ]
    if let last = preview.accounts.last { parts.append(.message(.settledThrough(last.tradingDay))) }
    if let live = preview.accounts.first(where: { $0.scoreOrigin == .live })?.tradingDay {
      parts.append(.message(.scoredHereFrom(live)))
    } else if definition.model != nil {
      parts.append(.label("term.liveReady"))
    }
    if let stopped = preview.strategy.stoppedOn { parts.append(.message(.stoppedOn(stopped))) }
    return .joined(parts, separator: .dot)
  }

  /// The migration that it was made from, with its verdict and sign-off; where it has none, the name of its strategy.
  private var origins: PageValue {
    let name = preview.strategy.strategyID
    let migration = result.migrations.first { $0.id == name }
    return .list([
      [
        "isMigration": .flag(migration != nil), "strategy": .note(name),
        "href": .text(migration.map { "../" + PageShell.Page.migration($0.id).path } ?? ""),
        "verdict": migration.map { VerdictMark.value($0.verdict, ran: $0.rungsRan) } ?? .list([]),
        "signOff": migration.map { SignOffMark($0).word } ?? "",
        "signOffTone": .text(migration.map { SignOffMark($0).tone } ?? ""),
      ]
    ])
  }

  private var head: [String: PageValue] {
    let last = preview.accounts.last
    let before = preview.accounts.dropLast().last?.totalValue ?? preview.strategy.initialCapital
    let own = preview.figures
    let index = preview.benchmark.map { PageValue.message($0.instrument.shownName) } ?? .label("index")
    func pair(_ label: PageValue, _ figure: Figure) -> [String: PageValue] {
      ["label": label, "value": .figure(figure)]
    }
    return [
      "total": .figure(Figure(last?.totalValue ?? preview.strategy.initialCapital)),
      "capital": .figure(Figure(preview.strategy.initialCapital)),
      "day": .text(last?.tradingDay.description ?? ""), "isSettled": .flag(last != nil),
      "daily": .figure(Figure(last?.dailyPnL, gain: true)),
      "dailyRate": .figure(
        Figure(last.map { before > .zero ? $0.dailyPnL.yuan / before.yuan : .nan }, .percent, gain: true)),
      "cumulative": .figure(Figure(last?.cumPnL, gain: true)),
      "pairs": .list([
        pair(.label("returnSinceStart"), Figure(own.totalReturn, .percent, gain: true)),
        pair(.label("volatility"), Figure(own.volatility, .percent)),
        pair(samePeriod, Figure(own.indexReturn, .percent, signed: true)),
        pair(.label("sharpe"), Figure(own.sharpe, .ratio)),
        pair(.label("excess"), Figure(own.excessReturn, .points, gain: true)),
        pair(.label("turnover"), Figure(own.turnover, .significant)),
        pair(.label("fallFromPeak"), Figure(last?.drawdown, .percent)),
        pair(.label("maxDrawdown"), Figure(own.maxDrawdown, .percent)),
      ]),
      "isForeignIndex": .flag(preview.benchmark?.isOwn == false && last != nil), "indexName": index,
      "compare": .text("../" + CompareView.address([.preview(id)])),
    ]
  }

  private var samePeriod: PageValue {
    preview.benchmark.map { .message(.samePeriod($0.instrument.shownName)) } ?? .label("indexReturn")
  }

  // MARK: - Fills and days

  private func part(_ listed: Int, of all: Int) -> PageValue {
    listed == all
      ? .figure(Figure(count: all))
      : .joined([.figure(Figure(count: listed)), "/", .figure(Figure(count: all))], separator: .space)
  }

  private var fills: [String: PageValue] {
    let rows = preview.trades.suffix(PreviewPage.rowsListed)
    return [
      "tradesCount": part(rows.count, of: preview.tradeCount), "hasTrades": .flag(!rows.isEmpty),
      "trades": .list(
        rows.reversed().enumerated().map { ordinal, row in
          [
            "row": .text("fill-\(ordinal + 1)"), "day": .text(row.tradingDay.description),
            "instrument": .text(row.symbol.name),
            "side": .label("side." + row.side.rawValue), "arrow": .text(row.side == .sell ? "▽" : "▲"),
            "shares": .figure(Figure(Double(row.volume), .count)), "price": .figure(Figure(row.price, .price)),
            "amount": .figure(Figure(row.amount)), "fees": .figure(Figure(row.cost)),
            "reason": PageValue.message(row.reason.message).cell,
          ]
        }),
    ]
  }

  private var days: [String: PageValue] {
    let rows = preview.accounts.suffix(PreviewPage.rowsListed)
    return [
      "daysCount": part(rows.count, of: preview.accounts.count), "hasDays": .flag(!rows.isEmpty),
      "days": .list(
        rows.reversed().map { row in
          [
            "day": .text(row.tradingDay.description), "cash": .figure(Figure(row.cash)),
            "total": .figure(Figure(row.totalValue)), "daily": .figure(Figure(row.dailyPnL, gain: true)),
            "cumulative": .figure(Figure(row.cumPnL, gain: true)), "drawdown": .figure(Figure(row.drawdown, .percent)),
            "fees": .figure(Figure(row.cost)),
          ]
        }),
    ]
  }
}

/// Terms of a preview, one phrase each.
extension Message {
  fileprivate static func samePeriod(_ index: Message) -> Message {
    Message("report.same-period.label", ["index": .message(index)], en: "{index}, same period", zh: "同期{index}")
  }

  fileprivate static func startsOn(_ day: TradingDay) -> Message {
    Message("report.starts-on.label", ["day": .day(day)], en: "from {day}", zh: "自 {day} 起")
  }

  fileprivate static func settledThrough(_ day: TradingDay) -> Message {
    Message("report.settled-through.label", ["day": .day(day)], en: "settled through {day}", zh: "结算至 {day}")
  }

  fileprivate static func scoredHereFrom(_ day: TradingDay) -> Message {
    Message("report.scored-here.label", ["day": .day(day)], en: "live scores from {day}", zh: "{day} 起实时打分")
  }

  fileprivate static func stoppedOn(_ day: TradingDay) -> Message {
    Message("report.stopped-on.label", ["day": .day(day)], en: "stopped on {day}", zh: "{day} 停止")
  }

  fileprivate static func description(_ preview: NightResult.Preview) -> Message {
    guard let last = preview.accounts.last else {
      return Message("report.preview-unsettled", en: "No day of the preview is settled yet.", zh: "该模拟预览尚未结算。")
    }
    return Message(
      "report.preview-worth",
      [
        "day": .day(last.tradingDay), "total": .money(last.totalValue),
        "rate": .ratio(preview.figures.totalReturn ?? .nan),
      ], en: "It is worth {total} on {day}, {rate} since its start.", zh: "{day} 总资产 {total}，累计收益率 {rate}。")
  }
}
