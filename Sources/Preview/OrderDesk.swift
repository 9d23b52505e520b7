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
  private var scores: PreviewScores
  private var batches: [[InstrumentID]: QuoteCascade.Batch] = [:]

  package struct Answer {
    package var list: PreviewOrderList
    /// The first day of the preview that live scores decided, this list's next day with; nil: none.
    package var firstLiveDay: TradingDay?
    package var falls: [QuoteCascade.Fall]
  }

  /// - Parameter quotes: what orders are sized at; nil: the last closes.
  package init(
    database: Database, folders: PreviewFolders, market: any Market, day: TradingDay, now: MarketTime,
    quotes: QuoteCascade?, runtime: ModelRuntime
  ) {
    self.database = database
    self.market = market
    self.day = market.calendar.lastIndex(onOrBefore: day).map { market.calendar[$0] } ?? day
    self.now = now
    self.quotes = quotes
    scores = PreviewScores(database: database, folders: folders, market: market, runtime: runtime)
  }

  /// Throws what stopped the scores of the day.
  package mutating func list(_ instance: PreviewInstance) throws -> Answer {
    let id = instance.strategy.id
    let known = try scores.scores(instance, [day])
    if let failure = known.failure { throw failure }
    let account = try database.accounts(of: id).last { $0.tradingDay <= day }
    let standing = PreviewOrderList.Standing(
      account: account, positions: try account.map { try database.positions(of: id, on: $0.tradingDay) } ?? [],
      memory: try account.flatMap { try database.memory(of: id, on: $0.tradingDay) })
    let rows = known.table.rows(of: day)
    let wanted = known.table.codes[rows].map { known.table.instruments[Int($0)] } + standing.positions.map(\.symbol)
    let batch = batch(Set(wanted).sorted())
    let list = try PreviewOrderList(
      instance, standing, scores: .init(table: known.table, liveDays: known.liveDays), market: market, on: day,
      quotes: batch)
    let settledLive = try database.firstLiveDay(of: id)
    return Answer(
      list: list,
      firstLiveDay: settledLive ?? (list.scoreOrigin == .live ? list.orders.nextDay ?? list.orders.decidedOn : nil),
      falls: batch?.falls ?? [])
  }

  private mutating func batch(_ stocks: [InstrumentID]) -> QuoteCascade.Batch? {
    guard let quotes else { return nil }
    if let known = batches[stocks] { return known }
    let batch = quotes.batch(of: stocks, at: now)
    batches[stocks] = batch
    return batch
  }
}
