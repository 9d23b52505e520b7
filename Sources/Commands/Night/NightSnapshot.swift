import Archive
import Primitives
import Records
import Report

/// What of a night goes into its snapshot, by archive level.
struct NightSnapshot {
  let day: TradingDay
  let level: Int
  let folders: NightFolders

  /// Files of a migration's work folder: name, lowest level, whether it is large and kept by content.
  private static let files: [(name: String, level: Int, isShared: Bool)] = [
    ("comparison.json", 0, false), ("conventions.json", 0, false),
    ("recorded/run.json", 0, false), ("recorded/metrics.json", 0, false), ("recorded/qlib_res.csv", 0, false),
    ("replayed/run.json", 0, false), ("replayed/metrics.json", 0, false), ("replayed/qlib_res.csv", 0, false),
    ("recorded/report.csv", 1, false), ("replayed/report.csv", 1, false),
    ("recorded/positions.csv", 1, true), ("replayed/positions.csv", 1, true),
    ("recorded/trades.csv", 1, true), ("replayed/trades.csv", 1, true),
    ("recorded/predictions.csv", 1, true), ("replayed/predictions.csv", 1, true),
    ("evidence/conf.yaml", 2, false), ("evidence/model.txt", 2, true),
    ("evidence/label.csv", 2, true),
  ]

  func content(_ migrations: [SiteInput.Migration], _ previews: [SiteInput.Preview]) throws -> SnapshotContent {
    var files: [SnapshotContent.File] = []
    var verdicts: [Manifest.Verdict] = []
    for migration in migrations {
      switch migration.outcome {
      case .failed(let diagnostic):
        verdicts.append(Manifest.Verdict(migration: migration.id, verdict: "DAMAGED"))
        var bare = diagnostic
        bare.place = nil
        files.append(.init(path: "migrations/\(migration.id)/error.json", bytes: bare.json.pretty))
      case .judged(let judgement):
        verdicts.append(Manifest.Verdict(migration: migration.id, verdict: judgement.comparison.verdict.rawValue))
        for file in NightSnapshot.files where file.level <= level {
          let path = Path.join(folders.work(migration.id), file.name)
          guard FileReader.exists(path) else { continue }
          files.append(
            .init(path: "migrations/\(migration.id)/\(file.name)", bytes: try FileReader.bytes(path), isShared: file.isShared))
        }
      }
    }
    if !previews.isEmpty { files.append(.init(path: "previews.json", bytes: summary(previews).pretty)) }
    return SnapshotContent(day: day, toolVersion: ToolVersion.current, level: level, verdicts: verdicts, files: files)
  }

  /// State of all previews at their last close; money in yuan with four decimals, as text.
  private func summary(_ previews: [SiteInput.Preview]) -> JSONValue {
    .array(
      previews.map { preview in
        let last = preview.accounts.last
        func money(_ value: Money?) -> JSONValue { .optional(value?.description) }
        return [
          "id": .string(preview.strategy.id), "strategy": .string(preview.strategy.strategyID),
          "rules": .string(preview.definition.rules.rawValue), "fees": .bool(preview.definition.fees),
          "initial_capital": money(preview.strategy.initialCapital), "trading_day": .optional(last?.tradingDay),
          "cash": money(last?.cash), "total_value": money(last?.totalValue), "daily_pnl": money(last?.dailyPnL),
          "cum_pnl": money(last?.cumPnL), "days": .integer(preview.accounts.count),
          "trades": .integer(preview.tradeCount), "skips": .integer(preview.skipCount),
          "positions": .array(
            preview.positions.map {
              ["symbol": .string($0.symbol.name), "volume": .integer(Int($0.volume)), "market_value": money($0.marketValue)]
            }),
        ]
      })
  }
}
