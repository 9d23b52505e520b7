import MarketData
import Primitives
import Records
import Simulation
import Store

/// Which of the settled days still stand.
///
/// Where the sums over all settled days equal the stored ones, nothing else is read. Otherwise the digest of
/// every stored day is computed anew and the first that differs is where settlement starts again.
struct PreviewCheck {
  /// Days that stand, from the first on.
  private(set) var kept: Int
  /// The last of them with its holdings.
  private(set) var last: PreviewAccount?
  private(set) var lastPositions: [PreviewPosition] = []
  private(set) var restatedFrom: TradingDay?
  /// The first standing day whose scores have changed since.
  private(set) var changedScores: TradingDay?
  /// Stocks that were ever touched, sorted.
  private let touched: [InstrumentID]

  init(
    _ job: PreviewSettlement.Job, _ head: PreviewHead, _ quotes: AShareQuotes,
    _ sums: inout PreviewSums, _ database: Database
  ) throws {
    let id = job.instance.strategy.id
    let calendar = quotes.calendar
    kept = head.count
    last = head.account
    lastPositions = head.positions
    guard let account = head.account else {
      touched = []
      return
    }
    if let verified = head.verified, verified.tradingDay == account.tradingDay,
      let stored = calendar.index(of: account.tradingDay),
      stored - head.range.lowerBound + 1 == head.count
    {
      let range = head.range.lowerBound..<(stored + 1)
      if verified.prices
        == sums.prices(PreviewCheck.universe(job.predictions, verified.touched), range),
        verified.scores == PreviewSums.scores(job.predictions, calendar, range)
      {
        touched = verified.touched
        return
      }
    }
    touched = try database.touched(by: id)
    let accounts = try database.accounts(of: id)
    let positions = Dictionary(grouping: try database.positions(of: id), by: \.tradingDay)
    let trades = Dictionary(grouping: try database.trades(of: id), by: \.tradingDay)
    let ledger = PreviewLedger(strategy: job.instance.strategy, path: database.path)
    try ledger.checkChain(accounts)
    for account in accounts {
      try ledger.checkDay(account, positions[account.tradingDay] ?? [])
      try ledger.checkCosts(account, trades[account.tradingDay] ?? [])
    }
    kept = try PreviewCheck.intact(
      accounts, positions, trades, head.range.lowerBound, quotes, database, id)
    last = accounts.prefix(kept).last
    lastPositions = last.flatMap { positions[$0.tradingDay] } ?? []
    restatedFrom = kept < accounts.count ? accounts[kept].tradingDay : nil
    changedScores = PreviewCheck.changedScores(accounts.prefix(kept), job.predictions, calendar)
  }

  /// What is remembered once the days of the range are settled; nil where scores changed, so that the
  /// next settlement says so again.
  ///
  /// - Parameter rows: what is settled now; empty where nothing is.
  func verified(
    _ job: PreviewSettlement.Job, _ head: PreviewHead, _ calendar: TradingCalendar,
    _ sums: inout PreviewSums, after rows: PreviewDays
  ) -> PreviewVerified? {
    guard changedScores == nil, let last = head.range.last else { return nil }
    var all = Set(touched)
    all.formUnion(rows.trades.lazy.map(\.symbol))
    all.formUnion(rows.skips.lazy.compactMap(\.symbol))
    let touched = all.count == self.touched.count ? self.touched : all.sorted()
    return PreviewVerified(
      previewID: job.instance.strategy.id, tradingDay: calendar[last],
      prices: sums.prices(PreviewCheck.universe(job.predictions, touched), head.range),
      scores: PreviewSums.scores(job.predictions, calendar, head.range), touched: touched)
  }

  /// Every stock once.
  private static func universe(_ predictions: PanelTable, _ touched: [InstrumentID])
    -> [InstrumentID]
  {
    let scored = predictions.instruments
    return scored + touched.filter { scored.binarySearch($0) == nil }
  }

  /// How many of the stored days still stand: consecutive from the first, with today's prices.
  private static func intact(
    _ accounts: [PreviewAccount], _ positions: [TradingDay: [PreviewPosition]],
    _ trades: [TradingDay: [PreviewTrade]], _ first: Int,
    _ quotes: AShareQuotes, _ database: Database, _ id: String
  ) throws -> Int {
    guard !accounts.isEmpty else { return 0 }
    let skips = Dictionary(grouping: try database.skips(of: id), by: \.tradingDay)
    for (offset, account) in accounts.enumerated() {
      let day = account.tradingDay
      guard first + offset < quotes.calendar.count, quotes.calendar[first + offset] == day else {
        return offset
      }
      // Imported days rest on another program's prices: there is nothing to compare them with.
      if account.pricesSHA256 == PreviewImport.unverified { continue }
      let stocks = Set(
        (positions[day] ?? []).map(\.symbol) + (trades[day] ?? []).map(\.symbol)
          + (skips[day] ?? []).compactMap(\.symbol))
      guard
        PreviewDigest.prices(stocks, quotes, first + offset, account.coding) == account.pricesSHA256
      else {
        return offset
      }
    }
    return accounts.count
  }

  private static func changedScores(
    _ accounts: ArraySlice<PreviewAccount>, _ predictions: PanelTable, _ calendar: TradingCalendar
  ) -> TradingDay? {
    accounts.first { account in
      guard account.scoresSHA256 != PreviewImport.unverified else { return false }
      let before = calendar.index(of: account.tradingDay).flatMap {
        $0 > 0 ? calendar[$0 - 1] : nil
      }
      return PreviewDigest.scores(predictions, on: before) != account.scoresSHA256
    }?.tradingDay
  }
}
