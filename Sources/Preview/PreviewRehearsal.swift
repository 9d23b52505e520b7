package import MarketData
package import Models
package import Primitives
package import Store

/// Recorded days run through previews: each minute a refresh, each close a settlement.
package struct PreviewRehearsal {
  private let database: Database
  private let folders: PreviewFolders
  private let market: any Market
  private let quotes: QuoteCascade
  private let stop: StopSignal
  /// Seconds between two refreshes.
  private let pause: Double
  private let runtime: ModelRuntime

  package struct Result {
    package var days = 0
    package var refreshes = 0
    package var settled = 0
  }

  /// - Parameters:
  ///   - database: a copy of the state, which the rehearsal changes.
  ///   - pause: seconds between two refreshes; 0: none.
  package init(
    database: Database, folders: PreviewFolders, market: any Market, quotes: QuoteCascade, stop: StopSignal,
    pause: Double, runtime: ModelRuntime
  ) {
    self.database = database
    self.folders = folders
    self.market = market
    self.quotes = quotes
    self.stop = stop
    self.pause = pause
    self.runtime = runtime
  }

  /// - Parameter done: told each day that is through.
  package func run(_ days: [TradingDay], done: (TradingDay) -> Void) throws -> Result {
    var result = Result()
    for day in days {
      for minute in TradingSessions.refreshMinutes {
        if stop.isRaised || (pause > 0 && stop.wait(seconds: pause)) { return result }
        _ = try PreviewRefresh.refresh(
          in: database, quotes: quotes, calendar: market.calendar, at: MarketTime(day, minute: minute))
        result.refreshes += 1
      }
      let close = Clock.fixed(Double(MarketTime(day, minute: 900).seconds))
      let batch = PreviewBatch(database: database, folders: folders, clock: close, runtime: runtime)
      for outcome in try batch.settle(try batch.waiting(), market: market, through: day) {
        result.settled += try outcome.get().settled.count
      }
      result.days += 1
      done(day)
    }
    return result
  }
}
