package import MarketData
package import Models
package import Primitives
import Records
package import Store

/// Settlements of stored previews with the scores that decide them.
package struct PreviewBatch {
  private let database: Database
  private let folders: PreviewFolders
  private let clock: Clock
  private let runtime: ModelRuntime
  private let tables: RecordedScores

  package init(
    database: Database, folders: PreviewFolders, clock: Clock, runtime: ModelRuntime,
    tables: RecordedScores = RecordedScores()
  ) {
    self.database = database
    self.folders = folders
    self.clock = clock
    self.runtime = runtime
    self.tables = tables
  }

  /// Settles previews with the predictions they were made with, and behind these with the scores of their
  /// kept models. Where such a score cannot be had, the days before are settled and the reason is the
  /// result.
  package func settle(_ ids: [String], market: any Market, through day: TradingDay) throws
    -> [Result<PreviewSettlement.Outcome, any Error>]
  {
    var scores = PreviewScores(
      database: database, folders: folders, market: market, runtime: runtime, tables: tables)
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
  package func waiting() throws -> [String] {
    try database.previews().filter { preview in
      if preview.status == .running { return true }
      guard preview.status == .stopped, let last = preview.stoppedOn else { return false }
      return try database.lastAccount(of: preview.id).map { $0.account.tradingDay < last } ?? true
    }.map(\.id)
  }
}
