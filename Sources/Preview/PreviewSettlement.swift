package import MarketData
package import Primitives
package import Records
import Simulation
package import Store
import StrategyEngine

/// Settles previews with official closes, day after day.
///
/// 1. Settling twice changes nothing; settling in pieces equals settling at once.
/// 2. A settled day whose prices were restated since, or whose place in the calendar changed, is settled
///    again with all days after it, and the outcome says so.
/// 3. Predictions of the trading day before decide a day. Changed predictions of a settled day are
///    reported and change nothing: what was bought on paper stays bought.
package enum PreviewSettlement {
  package struct Outcome: Equatable, Sendable {
    /// The days that were settled now, ascending.
    package var settled: [TradingDay] = []
    /// The first day that was settled again because its prices changed.
    package var restatedFrom: TradingDay?
    package var findings: [Finding] = []
  }

  /// - Parameters:
  ///   - through: the last day to settle; where it is no trading day, the one before.
  ///   - clock: for the time stamp of the change only.
  package static func settle(
    _ instance: PreviewInstance, predictions: PanelTable, market: any Market,
    through day: TradingDay,
    in database: Database, clock: Clock
  ) throws -> Outcome {
    let id = instance.strategy.id
    var outcome = Outcome()
    guard try database.preview(id)?.status == .running else {
      outcome.findings.append(PreviewFindings.stopped(id))
      return outcome
    }
    let calendar = market.calendar
    outcome.findings = PreviewFindings.standing(instance.definition, calendar, through: day)
    guard let first = calendar.firstIndex(onOrAfter: instance.definition.startDay),
      let last = calendar.lastIndex(onOrBefore: day), first <= last
    else { return outcome }

    let accounts = try database.accounts(of: id)
    try check(accounts, calendar, market.location)
    let positions = Dictionary(grouping: try database.positions(of: id), by: \.tradingDay)
    let quotes = try AShareQuotes(
      market: market,
      instruments: predictions.instruments + positions.values.flatMap { $0.map(\.symbol) })
    let kept = try intact(accounts, positions, first, quotes, database, id)
    outcome.restatedFrom = kept < accounts.count ? accounts[kept].tradingDay : nil
    if let changed = changedScores(accounts.prefix(kept), predictions, calendar) {
      outcome.findings.append(PreviewFindings.predictionsChanged(id, changed))
    }
    // Restated days are settled again even beyond the day that was asked for: none may be lost.
    let lastIndex = max(
      last, accounts.last.flatMap { calendar.lastIndex(onOrBefore: $0.tradingDay) } ?? last)
    let range = (first + kept)..<max(first + kept, lastIndex + 1)
    guard !range.isEmpty || outcome.restatedFrom != nil else { return outcome }

    let state = try PreviewDay.State(
      instance.strategy, accounts.prefix(kept).last, positions: positions, quotes)
    let simulation = AShareSimulation(
      strategy: instance.definition.strategy.strategy, quotes: quotes,
      fees: instance.definition.fees ? AShareFees() : nil)
    var days = PreviewDay(
      previewID: id, simulation: simulation, predictions: predictions, state: state)
    for index in range { days.settle(index) }
    outcome.settled = range.map { calendar[$0] }
    if let from = outcome.restatedFrom {
      outcome.findings.append(PreviewFindings.restated(id, from))
    }
    if !days.daysWithoutScores.isEmpty {
      outcome.findings.append(PreviewFindings.withoutScores(id, days.daysWithoutScores))
    }
    let from = outcome.restatedFrom ?? calendar[range.lowerBound]
    try database.replaceDays(
      of: id, from: from, with: days.rows, lastSettled: accounts.last?.tradingDay,
      at: clock.timestamp)
    return outcome
  }

  /// A market that ends before the settled days is an older copy: it must not undo them.
  private static func check(
    _ accounts: [PreviewAccount], _ calendar: TradingCalendar, _ location: String
  ) throws {
    guard let settled = accounts.last?.tradingDay, let end = calendar.days.last, end < settled
    else { return }
    throw Diagnostic(
      "preview.market-older",
      "the market data ends on \(end), but the preview is settled to \(settled)",
      at: .init(location, field: "calendar"),
      remedy: "Name the market that the preview was settled with.")
  }

  /// How many of the stored days still stand: consecutive from the first, with today's prices.
  private static func intact(
    _ accounts: [PreviewAccount], _ positions: [TradingDay: [PreviewPosition]], _ first: Int,
    _ quotes: AShareQuotes, _ database: Database, _ id: String
  ) throws -> Int {
    guard !accounts.isEmpty else { return 0 }
    let trades = Dictionary(grouping: try database.trades(of: id), by: \.tradingDay)
    let skips = Dictionary(grouping: try database.skips(of: id), by: \.tradingDay)
    for (offset, account) in accounts.enumerated() {
      let day = account.tradingDay
      guard first + offset < quotes.calendar.count, quotes.calendar[first + offset] == day else {
        return offset
      }
      let stocks = Set(
        (positions[day] ?? []).map(\.symbol) + (trades[day] ?? []).map(\.symbol)
          + (skips[day] ?? []).compactMap(\.symbol))
      guard PreviewFingerprint.prices(stocks, quotes, first + offset) == account.pricesSHA256 else {
        return offset
      }
    }
    return accounts.count
  }

  private static func changedScores(
    _ accounts: ArraySlice<PreviewAccount>, _ predictions: PanelTable, _ calendar: TradingCalendar
  ) -> TradingDay? {
    accounts.first { account in
      let before = calendar.index(of: account.tradingDay).flatMap {
        $0 > 0 ? calendar[$0 - 1] : nil
      }
      return PreviewFingerprint.scores(predictions, on: before) != account.scoresSHA256
    }?.tradingDay
  }
}
