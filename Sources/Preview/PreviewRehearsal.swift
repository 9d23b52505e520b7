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
        let outcome = try PreviewRefresh.refresh(
          in: database, quotes: quotes, calendar: market.calendar, market: market, at: MarketTime(day, minute: minute))
        if let problem = outcome.problems.first { throw problem }
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

extension Message {
  package static func rehearsed(_ day: TradingDay) -> Message {
    Message("watch.rehearsed", ["day": .day(day)], en: "{day} is rehearsed.", zh: "{day} 已演练。")
  }

  package static func rehearsal(_ result: PreviewRehearsal.Result, _ copy: String) -> Message {
    Message(
      "watch.rehearsal",
      [
        "refreshes": .count(result.refreshes), "days": .count(result.days), "settled": .count(result.settled),
        "copy": .text(copy),
      ],
      en: "{refreshes} {refreshes:refresh|refreshes} on {days} {days:day|days}, {settled} settled; the copy is {copy}.",
      zh: "{days} 个交易日刷新 {refreshes} 次，结算 {settled} 日；副本在 {copy}。")
  }
}
