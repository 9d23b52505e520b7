import Archive
import Primitives
import Records

/// What of a night goes into its snapshot, by archive level.
struct NightSnapshot {
  let day: TradingDay
  let level: Int
  let folders: NightFolders

  /// Files of a migration's work folder: name, lowest level, whether it is large and kept by content.
  private static let files: [Member] =
    [
      Member("comparison.json"), Member("conventions.json"), Member(PredictionQuality.file), Member("evaluation.json"),
      Member("seeds.json"), Member(Robustness.file), Member(DivergenceRows.file, level: 1),
      Member(PredictionQuality.dailyFile, level: 1), Member("definition.json", level: 1),
    ] + ["recorded", "replayed", "reinferred", "realistic"].flatMap(run)
    + [
      Member("evidence/conf.yaml", level: 2), Member("evidence/model.txt", level: 2, isShared: true),
      Member("evidence/model.onnx", level: 2, isShared: true),
      Member("evidence/label.csv", level: 2, isShared: true),
    ]

  private struct Member {
    var name: String
    var level: Int
    var isShared: Bool

    init(_ name: String, level: Int = 0, isShared: Bool = false) {
      self.name = name
      self.level = level
      self.isShared = isShared
    }
  }

  private static func run(_ folder: String) -> [Member] {
    ["run.json", "metrics.json", "qlib_res.csv"].map { Member(folder + "/" + $0) }
      + [Member(folder + "/report.csv", level: 1)]
      + ["positions.csv", "trades.csv", "predictions.csv"].map { Member(folder + "/" + $0, level: 1, isShared: true) }
  }

  func content(
    _ outcomes: [(id: String, outcome: NightResult.Migration.Outcome)], _ previews: [NightResult.Preview],
    _ factors: FactorSheet?, _ carried: [String: TradingDay] = [:]
  ) throws -> SnapshotContent {
    var files: [SnapshotContent.File] = []
    var verdicts: [Manifest.Verdict] = []
    for migration in outcomes {
      switch migration.outcome {
      case .failed(let diagnostic):
        verdicts.append(Manifest.Verdict(migration: migration.id, verdict: NightResult.Migration.damaged))
        var bare = diagnostic
        bare.place = nil
        files.append(.init(path: "migrations/\(migration.id)/error.json", bytes: bare.stored.pretty))
      case .judged(let judgement):
        verdicts.append(Manifest.Verdict(migration: migration.id, verdict: judgement.comparison.verdict.rawValue))
        files.append(
          .init(path: "migrations/\(migration.id)/\(MigrationFigures.file)", bytes: judgement.figures.json.pretty))
        if let day = carried[migration.id] {
          let from: JSONValue = ["schema": 1, "judged_on": .string(day.description)]
          files.append(.init(path: "migrations/\(migration.id)/carried.json", bytes: from.pretty))
        }
        for file in NightSnapshot.files where file.level <= level {
          let path = Path.join(folders.work(migration.id), file.name)
          guard FileReader.exists(path) else { continue }
          files.append(
            .init(
              path: "migrations/\(migration.id)/\(file.name)", source: .file(path), isShared: file.isShared))
        }
      }
    }
    if let factors { files.append(.init(path: FactorVerdict.file, bytes: FactorVerdict.json(factors).pretty)) }
    if !previews.isEmpty { files.append(.init(path: "previews.json", bytes: summary(previews).pretty)) }
    return SnapshotContent(day: day, toolVersion: ToolVersion.current, level: level, verdicts: verdicts, files: files)
  }

  /// State of all previews at their last close; money in yuan with four decimals, as text.
  private func summary(_ previews: [NightResult.Preview]) -> JSONValue {
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
              [
                "symbol": .string($0.symbol.name), "volume": .integer(Int($0.volume)),
                "market_value": money($0.marketValue),
              ]
            }),
        ]
      })
  }
}
