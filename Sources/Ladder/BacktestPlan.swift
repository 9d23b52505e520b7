package import MarketData
import Primitives
package import Records

/// What a backtest is to run: from RD-Agent's configuration, or from a strategy of this program.
package struct BacktestPlan: Sendable {
  package var strategy: StrategyConfig
  package var backtest: BacktestConfig
  /// SHA-256 of the canonical configuration.
  package var digest: String
  package var seed: Int?
  /// How the plan was read where its source leaves something open.
  package var findings: [Finding]

  package init(
    strategy: StrategyConfig, backtest: BacktestConfig, digest: String, seed: Int?, findings: [Finding] = []
  ) {
    self.strategy = strategy
    self.backtest = backtest
    self.digest = digest
    self.seed = seed
    self.findings = findings
  }

  /// Everything that decides a run beside predictions and market, and what is said of it.
  var identity: JSONValue {
    [
      "strategy": strategy.json, "backtest": backtest.json, "digest": .string(digest),
      "seed": seed.map { .integer($0) } ?? .null,
      "findings": .array(findings.map(\.json)),
    ]
  }

  /// From a qrun configuration.
  ///
  /// - Parameter predictions: the predictions that close an open window; nil: such a window is refused.
  package init(
    _ configuration: QrunConfiguration, predictions: PanelTable?, calendar: TradingCalendar
  ) throws {
    let open = try OpenBacktest(configuration, predictions: predictions, calendar: calendar, version: nil)
    let versioned = configuration.strategyName.flatMap(VersionedStrategy.init)
    self.init(
      strategy: try configuration.strategy(), backtest: open.backtest, digest: configuration.digest,
      seed: configuration.seed, findings: open.findings + (versioned?.findings(configuration, qlib: nil) ?? []))
  }

  /// From a strategy's own form, alone or with the backtest beside it, as in `run.json`.
  ///
  /// Without a backtest the days that the predictions can decide are run, from 100 million yuan and
  /// against SH000300, under qlib's default exchange.
  package init(strategy path: String, predictions: PanelTable, calendar: TradingCalendar) throws {
    let json = try JSONReader.read(file: path, id: "strategy.damaged")
    let isRun = json["strategy"] != nil
    strategy = try StrategyConfig(json: json["strategy"] ?? json, at: .init(path))
    if isRun, let block = json["backtest"] {
      backtest = try BacktestConfig(json: block, at: .init(path, field: "backtest"))
    } else {
      backtest = try BacktestPlan.standard(predictions, calendar)
    }
    digest = SHA256Digest(hashing: strategy.json.canonical).hex
    findings = []
  }

  private static func standard(
    _ predictions: PanelTable, _ calendar: TradingCalendar
  ) throws -> BacktestConfig {
    guard let first = predictions.days.first, let last = predictions.days.last,
      let from = calendar.lastIndex(onOrBefore: first), let to = calendar.lastIndex(onOrBefore: last),
      from + 1 < calendar.count
    else {
      throw Diagnostic(
        "backtest.window", .absent,
        (
          en: "The predictions decide no trading day of the market.",
          zh: "这些预测不能决定行情中任何交易日的买卖。"
        ),
        remedy: (
          en: "Use the market that the predictions were made on.", zh: "请使用产生这些预测的行情。"
        ))
    }
    // The last prediction decides the day after it, which under qlib's rules needs a successor.
    let end = max(from + 1, min(to + 1, calendar.count - 2))
    return BacktestConfig(
      start: calendar[from + 1], end: calendar[end], account: 1e8, benchmark: .qlibDefault)
  }
}
