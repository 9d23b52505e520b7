import MarketData
import Primitives
import RDAgent
import Reconciliation
import Records
import Simulation

/// The configuration of a workspace, as far as it can run here.
struct LadderSetting: Sendable {
  var configuration: QrunConfiguration
  /// Why this configuration is believed to be the one that ran.
  var because: Message
  /// A configuration without a backtest, and a strategy or a key that is not built here, are a reason, not an error:
  /// scores can be judged all the same.
  var plan: Climbed<BacktestPlan>

  ///
  /// - Parameter benchmark: in place of the configuration's.
  static func of(
    _ evidence: WorkspaceEvidence, benchmark: InstrumentID?, calendar: TradingCalendar
  ) throws -> Climbed<LadderSetting> {
    guard let used = evidence.used else { return .unavailable(evidence.reason(.configuration)) }
    return .made(
      LadderSetting(
        configuration: used.configuration, because: used.because,
        plan: try plan(used, evidence, benchmark: benchmark, calendar: calendar)))
  }

  private static func plan(
    _ used: UsedConfiguration, _ evidence: WorkspaceEvidence, benchmark: InstrumentID?, calendar: TradingCalendar
  ) throws -> Climbed<BacktestPlan> {
    guard used.configuration.hasPortfolio else { return .unavailable(.noPortfolio) }
    let versioned = used.configuration.strategyName.flatMap(VersionedStrategy.init)
    if let why = versioned?.refusal(qlib: evidence.versions.qlib) { return .unavailable(why) }
    do {
      let open = try OpenBacktest(
        used.configuration, predictions: evidence.predictions, calendar: calendar,
        version: evidence.versions.qlib?.text, curveEnd: evidence.curve?.last?.day)
      var backtest = open.backtest
      if let benchmark { backtest.benchmark = .instruments([benchmark]) }
      return .made(
        BacktestPlan(
          strategy: try used.configuration.strategy(), backtest: backtest, digest: used.configuration.digest,
          seed: used.configuration.seed,
          findings: open.findings
            + (versioned?.findings(used.configuration, qlib: evidence.versions.qlib) ?? [])))
    } catch let diagnostic as Diagnostic where diagnostic.kind == .unsupported || diagnostic.id == "strategy.order-file"
    {
      return .unavailable(diagnostic.summary)
    }
  }
}

extension WorkspaceEvidence {
  /// Why a part is not there.
  func reason(_ part: Part) -> Message { missing[part] ?? .partMissing(part) }

  /// The run as RD-Agent wrote it; nil without a daily report.
  var run: ComparedRun? {
    curve.map { curve in
      var run = ComparedRun(report: curve, positions: positions, trades: trades)
      run.entries = accountEntries
      return run
    }
  }

  /// Whose choice among equal scores a replay takes; nil where no holdings are recorded.
  var followed: FollowedRun? {
    curve.flatMap { curve in positions.map { FollowedRun(report: curve, positions: $0) } }
  }
}

extension Message {
  fileprivate static let noPortfolio = Message(
    "ladder.no-portfolio", en: "The configuration records no portfolio. There is no backtest in it.",
    zh: "该配置没有组合记录，其中没有回测。")

  fileprivate static func partMissing(_ part: WorkspaceEvidence.Part) -> Message {
    Message(
      "ladder.part-missing", ["part": .text(part.rawValue)], en: "The workspace holds no '{part}'.",
      zh: "工作区中没有“{part}”。")
  }
}
