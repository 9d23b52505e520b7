import Ladder
import MarketData
import Night
import Preview
import Primitives
import RDAgent
import Records
import Report
import Store

/// The previews of a night: settled, and read back for the pages.
struct NightPreviews {
  let database: Database
  let folders: NightFolders
  let clock: Clock
  var library = LightGBMPlaces.ofThisProcess

  /// Rows of trades and refusals that a page lists.
  static let listed = 250

  /// Settles one preview with its scores.
  func settle(_ id: String, market: any Market, through day: TradingDay) throws -> PreviewSettlement.Outcome {
    let outcomes = try settle([id], market: market, through: day)
    return try outcomes.first?.get() ?? PreviewSettlement.Outcome()
  }

  /// Settles previews with the predictions they were made with, and behind these with the scores of their
  /// kept models. Where such a score cannot be had, the days before are settled and the reason is the
  /// result.
  func settle(_ ids: [String], market: any Market, through day: TradingDay) throws
    -> [Result<PreviewSettlement.Outcome, any Error>]
  {
    var scores = PreviewScores(database: database, folders: folders, market: market, library: library)
    let jobs = ids.map { id in
      Result { () throws -> (job: PreviewSettlement.Job, failure: Diagnostic?) in
        let instance = try PreviewInstance.open(id, in: database)
        let continued = try scores.settling(instance, through: day)
        let job = PreviewSettlement.Job(
          instance: instance, predictions: continued.table, liveDays: continued.liveDays,
          cap: continued.missingFrom)
        return (job, continued.failure)
      }
    }
    var ready: [PreviewSettlement.Job] = []
    for case .success(let ok) in jobs { ready.append(ok.job) }
    var settled = try PreviewSettlement.settle(
      ready, market: market, through: day, in: database, clock: clock
    )[...]
    return jobs.map { job in
      switch job {
      case .failure(let error): .failure(error)
      case .success(let ok):
        (settled.popFirst() ?? .success(PreviewSettlement.Outcome())).flatMap { outcome in
          ok.failure.map { .failure($0) } ?? .success(outcome)
        }
      }
    }
  }

  /// Running previews, and stopped ones that are not settled through their last day.
  func toSettle() throws -> [String] {
    try database.previews().filter { preview in
      if preview.status == .running { return true }
      guard preview.status == .stopped, let last = preview.stoppedOn else { return false }
      return try database.lastAccount(of: preview.id).map { $0.account.tradingDay < last } ?? true
    }.map(\.id)
  }

  /// - Parameter desk: says what a running preview wants next.
  func page(
    _ strategy: PreviewStrategy, calendar: TradingCalendar, desk: inout SignalDesk, closes: (TradingDay) -> Double
  ) throws -> SiteInput.Preview {
    let accounts = try database.accounts(of: strategy.id)
    let trades = try database.trades(of: strategy.id)
    let skips = try database.skips(of: strategy.id)
    return SiteInput.Preview(
      strategy: strategy, definition: try database.definition(of: strategy.id), accounts: accounts,
      positions: try accounts.last.map { try database.positions(of: strategy.id, on: $0.tradingDay) } ?? [],
      trades: trades.suffix(NightPreviews.listed), skips: skips.suffix(NightPreviews.listed), tradeCount: trades.count,
      skipCount: skips.count,
      figures: PreviewStatistics.figures(
        strategy, accounts: accounts,
        traded: Dictionary(trades.map { ($0.tradingDay, $0.amount) }, uniquingKeysWith: +),
        calendar: calendar, closes: closes), events: try database.events(of: strategy.id),
      signal: strategy.status == .running ? try desk.page(strategy.id) : nil)
  }

  /// The demo's two previews: the strategies of its two results on a million of virtual yuan each.
  func createDemo(_ folder: String) throws {
    for name in DemoWorkspaces.names where try database.preview(name) == nil {
      let source = try PreviewSource(workspace: Path.join(folder, name))
      _ = try source.create(
        id: name, name: name, capital: Money(yuan: 1_000_000), start: nil, fees: true, in: database, folders: folders,
        clock: clock)
    }
  }
}
