import MarketData
import Primitives
import Records
import Store

/// Where a preview stands before a settlement: what is stored of its last day, and the days to look at.
struct PreviewHead {
  /// Whether the preview is settled at all: running, or stopped on a known day.
  var isSettled: Bool
  /// Settled days; the last of them.
  var count = 0
  var account: PreviewAccount?
  var positions: [PreviewPosition] = []
  var verified: PreviewVerified?
  /// Stocks beside those of the predictions whose prices count.
  var others: [InstrumentID] = []
  /// Calendar indexes from the first day to the last one to settle or settled.
  var range = 0..<0

  init(
    _ job: PreviewSettlement.Job, _ strategy: PreviewStrategy?, _ market: any Market,
    through day: TradingDay, _ database: Database
  ) throws {
    let id = job.instance.strategy.id
    let calendar = market.calendar
    let stoppedOn = strategy?.status == .stopped ? strategy?.stoppedOn : nil
    isSettled = strategy?.status == .running || stoppedOn != nil
    guard let strategy, isSettled else { return }
    let ledger = PreviewLedger(strategy: strategy, path: database.path)
    let settled = try database.lastAccount(of: id)
    try ledger.checkEnd(settled?.account.tradingDay, of: database)
    let through = [stoppedOn, job.cap].compactMap { $0 }.reduce(day, min)
    guard let first = calendar.firstIndex(onOrAfter: job.instance.definition.startDay),
      let last = calendar.lastIndex(onOrBefore: through), first <= last
    else { return }
    if let found = settled {
      count = found.count
      account = found.account
      try check(found.account.tradingDay, calendar, market.location)
      positions = try database.positions(of: id, on: found.account.tradingDay)
      try ledger.checkDay(found.account, positions)
      verified = try database.verified(of: id)
      others = try verified.map { $0.touched } ?? database.touched(by: id)
    }
    let stored = account.flatMap { calendar.lastIndex(onOrBefore: $0.tradingDay) } ?? last
    range = first..<(max(last, stored) + 1)
  }

  /// A market that ends before the settled days is an older copy: it must not undo them.
  private func check(_ settled: TradingDay, _ calendar: TradingCalendar, _ location: String) throws {
    guard let end = calendar.days.last, end < settled else { return }
    throw Diagnostic(
      "preview.market-older", .damaged, at: .init(location, field: "calendar"),
      ["end": .day(end), "settled": .day(settled)],
      (
        en: "The market data ends on {end}, and the preview is settled through {settled}.",
        zh: "行情止于 {end}，而该模拟预览已结算至 {settled}。"
      ), remedy: (en: "Name the market that the preview was settled with.", zh: "请指定结算时所用的行情。"))
  }
}
