package import MarketData
package import Models
package import Primitives
import Records
import Simulation
package import Store

/// Order lists of several previews at one moment: scores, quotes and files are read once for all.
package struct OrderDesk {
  private let database: Database
  private let market: any Market
  /// The last trading day up to the one that was asked for.
  package let day: TradingDay
  private let now: MarketTime
  private let quotes: QuoteCascade?
  private let isDealing: Bool
  private var scores: PreviewScores
  private var batches: [[InstrumentID]: QuoteCascade.Batch] = [:]

  /// Whose cash and holdings a list starts from.
  package enum Account: Sendable {
    /// The virtual account of the stored preview.
    case ofPreview
    /// What the user states; stored previews are not looked at, whatever they are called.
    case given(GivenAccount)
  }

  package struct Answer {
    package var list: PreviewOrderList
    package var account: Account
    /// The first day of the preview that live scores decided, this list's next day with; nil: none.
    package var firstLiveDay: TradingDay?
    package var falls: [QuoteCascade.Fall]
  }

  /// - Parameters:
  ///   - quotes: what orders are sized at; nil: the last closes.
  ///   - isDealing: whether the orders are sent at these quotes.
  package init(
    database: Database, folders: PreviewFolders, market: any Market, day: TradingDay, now: MarketTime,
    quotes: QuoteCascade?, runtime: ModelRuntime, isDealing: Bool = false, tables: RecordedScores = RecordedScores()
  ) {
    self.database = database
    self.market = market
    self.day = market.calendar.lastIndex(onOrBefore: day).map { market.calendar[$0] } ?? day
    self.now = now
    self.quotes = quotes
    self.isDealing = isDealing
    scores = PreviewScores(database: database, folders: folders, market: market, runtime: runtime, tables: tables)
  }

  /// Throws what stopped the scores of the day, `store.damaged` where the preview's days contradict each other, and
  /// `signal.quotes-day` for quotes of another day than the orders are for.
  package mutating func list(_ instance: PreviewInstance, of account: Account) throws -> Answer {
    let id = instance.strategy.id
    let known = try scores.scores(instance, [day])
    if let failure = known.failure { throw failure }
    try refuseQuotesOfOtherDays()
    let standing =
      switch account {
      case .given(let given): PreviewOrderList.Standing(given: given)
      case .ofPreview: try standing(of: instance.strategy)
      }
    let rows = known.table.rows(of: day)
    let wanted = known.table.codes[rows].map { known.table.instruments[Int($0)] } + standing.stocks
    let batch = try batch(Set(wanted).sorted())
    let list = try PreviewOrderList(
      instance, standing, scores: .init(table: known.table, liveDays: known.liveDays), market: market, on: day,
      quotes: batch, isDealing: isDealing)
    let settledLive: TradingDay? =
      if case .ofPreview = account { try database.firstLiveDay(of: id) } else { nil }
    return Answer(
      list: list, account: account,
      firstLiveDay: settledLive ?? (list.scoreOrigin == .live ? list.orders.next.day : nil),
      falls: batch?.falls ?? [])
  }

  private func standing(of strategy: PreviewStrategy) throws -> PreviewOrderList.Standing {
    let id = strategy.id
    let accounts = try database.accounts(of: id)
    guard let account = accounts.last(where: { $0.tradingDay <= day }) else { return PreviewOrderList.Standing() }
    let positions = try database.positions(of: id, on: account.tradingDay)
    let ledger = PreviewLedger(strategy: strategy, path: database.path)
    try ledger.checkChain(accounts)
    try ledger.checkDay(account, positions)
    return PreviewOrderList.Standing(
      account: account, positions: positions, memory: try database.memory(of: id, on: account.tradingDay))
  }

  /// Orders after a close are for the next trading day: quotes of another one would size them wrongly.
  private func refuseQuotesOfOtherDays() throws {
    guard quotes != nil, let index = market.calendar.index(of: day) else { return }
    let next =
      index + 1 < market.calendar.count ? market.calendar[index + 1] : market.comingDays.first { $0 > day }
    if next.map({ $0 != now.day }) ?? (now.day <= day) { throw Diagnostic.quotesDay(now.day, after: day, next) }
  }

  private mutating func batch(_ stocks: [InstrumentID]) throws -> QuoteCascade.Batch? {
    guard let quotes else { return nil }
    if let known = batches[stocks] { return known }
    let closes = try AShareQuotes(market: market, instruments: stocks)
    let index = market.calendar.index(of: day)
    let limits = QuoteLimits(market: market, on: now.day) { stock in
      guard let index, let number = closes.number(of: stock), let last = closes.lastClose(number, onOrBefore: index)
      else { return nil }
      return (AShareAccount.value(1, cents: last.cents), closes.calendar[last.index])
    }
    let batch = quotes.batch(of: stocks, at: now) { limits.refusal($0) }
    batches[stocks] = batch
    return batch
  }
}

extension Diagnostic {
  fileprivate static func quotesDay(_ day: TradingDay, after close: TradingDay, _ next: TradingDay?) -> Diagnostic {
    guard let next else {
      return Diagnostic(
        "signal.quotes-day", .usage, ["day": .day(day), "close": .day(close)],
        (en: "Quotes of {day} do not follow the close of {close}.", zh: "{day} 的行情不在 {close} 收盘之后。"),
        remedy: (en: "Name an earlier --date, or a later --at.", zh: "请用更早的 --date，或更晚的 --at。"))
    }
    return Diagnostic(
      "signal.quotes-day", .usage, ["day": .day(day), "close": .day(close), "next": .day(next)],
      (
        en: "Orders after the close of {close} are for {next}; the quotes are of {day}.",
        zh: "{close} 收盘后的委托用于 {next}，而行情为 {day} 的。"
      ),
      remedy: (en: "Give --at a moment of {next}, or leave --quotes out.", zh: "请用 --at 指定 {next} 的时刻，或去掉 --quotes。"))
  }
}
