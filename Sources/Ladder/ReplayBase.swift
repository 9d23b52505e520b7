import MarketData
import Primitives
import Reconciliation
import Records
import Simulation
import StrategyEngine

/// The run under qlib's rules that other rules and other assumptions are laid over, with what all these runs share.
struct ReplayBase: Sendable {
  let plan: BacktestPlan
  /// Those that the run was made on.
  let predictions: PanelTable
  let run: Run
  /// Whose choice among equal scores is taken.
  let followed: FollowedRun?
  let market: any Market
  let material: QlibRunMaterial

  /// - Throws: damage; what the market does not have is a reason.
  static func of(
    _ setting: Climbed<LadderSetting>, predictions: PanelTable?, run: Run?, followed: FollowedRun?, _ market: any Market
  ) throws -> Climbed<ReplayBase> {
    guard let plan = setting.record?.plan.record, let predictions, let run else { return .unavailable(.nothingBeside) }
    do {
      let material = try QlibRunMaterial(
        plan.backtest, predictions: predictions, market: market, for: plan.strategy.make())
      return .made(
        ReplayBase(
          plan: plan, predictions: predictions, run: run, followed: followed, market: market, material: material))
    } catch let diagnostic as Diagnostic {
      return .unavailable(diagnostic.summary)
    }
  }
}
