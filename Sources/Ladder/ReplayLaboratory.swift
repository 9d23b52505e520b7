import MarketData
import Primitives
import Reconciliation
import Records
import Simulation
import StrategyEngine

/// Hands the engine and the market to the search for a cause.
enum ReplayLaboratory {
  /// Indexes that RD-Agent's templates and qlib's own name as a benchmark (`Contracts.md`, instrument codes).
  private static let indexes = [
    "SH000300", "SH000001", "SH000016", "SH000905", "SH000852", "SZ399001", "SZ399006", "SZ399300",
  ].compactMap { InstrumentID($0) }

  /// - Parameter followed: whose choice among equal scores every replay takes.
  static func of(
    _ plan: BacktestPlan, predictions: PanelTable, following followed: FollowedRun?, market: any Market
  ) -> Laboratory {
    Laboratory(
      setting: RunSetting(
        strategy: plan.strategy, backtest: plan.backtest, predictions: predictions),
      indexes: indexes.filter { market.hasData($0) },
      value: { field, instrument, day in
        guard let index = market.calendar.index(of: day) else { return .nan }
        // A damaged series has stopped the run before; here its absence is shown as such.
        return (try? market.series(field, of: instrument)).flatMap { $0 }.map { Double($0[index]) }
          ?? .nan
      },
      replay: { setting in
        // A setting that cannot run is no explanation.
        let outcome = try? QlibSimulation.run(
          strategy: setting.strategy.make(), backtest: setting.backtest,
          predictions: setting.predictions, market: market, following: followed)
        return outcome.map {
          ComparedRun(report: $0.report, positions: $0.positions, trades: $0.trades)
        }
      })
  }
}
