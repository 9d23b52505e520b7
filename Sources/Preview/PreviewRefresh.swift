package import MarketData
package import Primitives
package import Records
package import Store

/// Marks all running previews to quotes, once a minute: one batch of quotes for all, one transaction.
///
/// 1. Nothing trades and no settled row changes: orders deal at the close, by settlement.
/// 2. A holding without a quote keeps its last price of the day, else its last settled close, and says why.
/// 3. Total value = cash + the sum of market values, to the unit.
/// 4. A quote's reference price that differs from the settled close is a dividend or a split: shares
///    and cash change as they will at settlement, so that the day's profit shows no false jump.
package enum PreviewRefresh {
  package struct Outcome: Equatable, Sendable {
    package var time: MarketTime
    /// By id.
    package var live: [PreviewLive] = []
    package var falls: [QuoteCascade.Fall] = []
    /// Previews whose stored days contradict each other: they are not marked.
    package var problems: [Diagnostic] = []
    /// Stocks that were asked for, and answered.
    package var asked = 0
    package var answered = 0
    /// What previews were marked to, by instrument.
    package var quotes: [Quote] = []
  }

  /// Days for which falls of quotes are kept.
  private static let fallDays = 30

  /// Refreshes at a moment in session; throws `preview.no-session` on a day that is none of the calendar.
  ///
  /// - Parameter market: tells listings, whose first days have no price limit; nil: none is known.
  package static func refresh(
    in database: Database, quotes: QuoteCascade, calendar: TradingCalendar, market: (any Market)? = nil,
    at now: MarketTime
  ) throws -> Outcome {
    guard calendar.index(of: now.day) != nil || calendar.days.last.map({ now.day > $0 }) == true else {
      throw Diagnostic(
        "preview.no-session", .absent, ["day": .day(now.day)], (en: "{day} is no trading day.", zh: "{day} 不是交易日。"),
        remedy: (en: "Wait for the next trading day.", zh: "请等到下一个交易日。"))
    }
    let strategies = try database.previews().filter { $0.status == .running }
    let accounts = Dictionary(
      try database.lastAccounts().map { ($0.previewID, $0) }, uniquingKeysWith: { first, _ in first })
    let holdings = Dictionary(grouping: try database.lastHoldings(), by: \.previewID)
    let closes = newestCloses(holdings, accounts)
    let limits = QuoteLimits(market: market, on: now.day) { closes[$0] }
    let batch = quotes.batch(of: holdings.values.flatMap { $0.map(\.symbol) }, at: now) { limits.refusal($0) }
    let before = try earlier(in: database, on: now.day, accounts, needed: !batch.absences.isEmpty)
    var outcome = Outcome(time: now)
    outcome.falls = batch.falls
    outcome.answered = batch.quotes.count
    outcome.quotes = batch.quotes.values.sorted { $0.instrument < $1.instrument }
    outcome.asked = batch.quotes.count + batch.absences.count
    var positions: [PreviewLivePosition] = []
    let asOf = now.description
    for strategy in strategies {
      let account = accounts[strategy.id]
      // Today's close is settled already: the settled row says more than any quote.
      if let account, account.tradingDay >= now.day { continue }
      let held = holdings[strategy.id] ?? []
      guard held.reduce(account?.cash ?? .zero, { $0 + $1.lastPrice * $1.volume }) == account?.totalValue ?? .zero
      else {
        outcome.problems.append(StoreFailure.damaged(database.path, .unbalanced(strategy.id)))
        continue
      }
      var cash = account?.cash ?? strategy.initialCapital
      var value = Money.zero
      var quoted = 0
      let start = positions.count
      for holding in held {
        let mark = mark(holding, batch, before[Key(strategy.id, holding.symbol)])
        cash += mark.leftOver
        value += mark.marketValue
        if mark.reason == nil { quoted += 1 }
        positions.append(mark)
      }
      let total = cash + value
      let base = account?.totalValue ?? strategy.initialCapital
      outcome.live.append(
        PreviewLive(
          previewID: strategy.id, tradingDay: now.day, asOf: asOf, settledDay: account?.tradingDay,
          cash: cash, totalValue: total, dailyPnL: total - base,
          cumPnL: total - strategy.initialCapital,
          peak: max(account?.peak ?? strategy.initialCapital, total), quoted: quoted,
          missing: positions.count - start - quoted))
    }
    try database.replaceLive(
      outcome.live, positions,
      falls: batch.falls.map {
        QuoteFallRow(
          tradingDay: now.day, source: $0.source, reason: $0.reason, firstAt: asOf, lastAt: asOf,
          minutes: 1, count: $0.count)
      }, keepFallsFrom: now.day.advanced(byDays: -fallDays))
    return outcome
  }

  /// Each held stock's last settled close, of the preview that was settled last.
  private static func newestCloses(
    _ holdings: [String: [PreviewHolding]], _ accounts: [String: PreviewAccount]
  ) -> [InstrumentID: (price: Money, day: TradingDay)] {
    var closes: [InstrumentID: (price: Money, day: TradingDay)] = [:]
    for (id, held) in holdings {
      guard let day = accounts[id]?.tradingDay else { continue }
      for holding in held where closes[holding.symbol].map({ $0.day < day }) ?? true {
        closes[holding.symbol] = (holding.lastPrice, day)
      }
    }
    return closes
  }

  private struct Key: Hashable {
    var id: String
    var symbol: InstrumentID

    init(_ id: String, _ symbol: InstrumentID) {
      self.id = id
      self.symbol = symbol
    }
  }

  /// Prices that earlier refreshes of this day left for the same settled holdings.
  private static func earlier(
    in database: Database, on day: TradingDay, _ accounts: [String: PreviewAccount], needed: Bool
  ) throws -> [Key: PreviewLivePosition] {
    guard needed else { return [:] }
    let current = Set(
      try database.live().filter {
        $0.tradingDay == day && $0.settledDay == accounts[$0.previewID]?.tradingDay
      }.map(\.previewID))
    guard !current.isEmpty else { return [:] }
    return Dictionary(
      try database.livePositions().filter { current.contains($0.previewID) }.map {
        (Key($0.previewID, $0.symbol), $0)
      }, uniquingKeysWith: { first, _ in first })
  }

  private static func mark(
    _ holding: PreviewHolding, _ batch: QuoteCascade.Batch, _ before: PreviewLivePosition?
  ) -> PreviewLivePosition {
    guard let quote = batch.quotes[holding.symbol] else {
      let reason = batch.absences[holding.symbol] ?? .missing
      // The day's own earlier mark: shares and left-over cash as they were then.
      if var before, before.quotedAt != nil {
        before.reason = reason
        return before
      }
      return PreviewLivePosition(
        previewID: holding.previewID, symbol: holding.symbol, volume: holding.volume,
        lastPrice: holding.lastPrice, marketValue: holding.lastPrice * holding.volume,
        leftOver: .zero, quotedAt: nil, source: nil, reason: reason)
    }
    var volume = holding.volume
    var leftOver = Money.zero
    if let reference = quote.reference, reference != holding.lastPrice, reference > .zero {
      let worth = holding.lastPrice * holding.volume
      volume = worth.units / reference.units
      leftOver = worth - reference * volume
    }
    return PreviewLivePosition(
      previewID: holding.previewID, symbol: holding.symbol, volume: volume, lastPrice: quote.price,
      marketValue: quote.price * volume, leftOver: leftOver, quotedAt: quote.time.description,
      source: quote.source, reason: nil)
  }
}

extension Message {
  fileprivate static func unbalanced(_ id: String) -> Message {
    Message(
      "preview.unbalanced", ["preview": .text(id)],
      en: "Cash and holdings of '{preview}' are not what its last account says.",
      zh: "模拟预览“{preview}”的现金与持仓合计与最近账户不符。")
  }
}
