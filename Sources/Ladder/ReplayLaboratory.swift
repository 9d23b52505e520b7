import MarketData
import Primitives
import Reconciliation
import Records
import Simulation
import StrategyEngine
import Synchronization

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
    let listing = Listing(market)
    let materials = TrialMaterials(market: market, predictions: predictions, strategy: plan.strategy.make())
    return Laboratory(
      setting: RunSetting(
        strategy: plan.strategy, backtest: plan.backtest, predictions: predictions),
      indexes: indexes.filter { market.hasData($0) },
      value: { field, instrument, day in
        guard let index = market.calendar.index(of: day) else { return .nan }
        // A damaged series has stopped the run before; here its absence is shown as such.
        return (try? market.series(field, of: instrument)).flatMap { $0 }.map { Double($0[index]) }
          ?? .nan
      },
      isListed: { listing.holds($0, on: $1) },
      replay: { setting in
        // A setting that cannot run is no explanation.
        let outcome = try? QlibSimulation.run(
          strategy: setting.strategy.make(), backtest: setting.backtest,
          on: materials.material(setting.backtest, setting.predictions), following: followed)
        return outcome.map {
          ComparedRun(report: $0.report, positions: $0.positions, trades: $0.trades)
        }
      })
  }
}

/// The market's list of stocks; a market without one lists everything.
private struct Listing: Sendable {
  private let spans: [InstrumentID: [Universe.Span]]?

  init(_ market: any Market) {
    spans = (try? market.universe("all")).map { all in
      Dictionary(all.members.map { ($0.instrument, $0.spans) }) { $0 + $1 }
    }
  }

  func holds(_ stock: InstrumentID, on day: TradingDay) -> Bool {
    guard let spans else { return true }
    return (spans[stock] ?? []).contains { $0.start <= day && day <= $0.end }
  }
}

/// What trials on the recorded predictions share: most change costs, money or strategy alone.
private final class TrialMaterials: Sendable {
  /// The few days around a divergence, and the whole window.
  private static let kept = 2

  private let market: any Market
  private let predictions: PanelTable
  private let strategy: any Strategy
  private let materials = Mutex<[QlibRunMaterial]>([])

  init(market: any Market, predictions: PanelTable, strategy: any Strategy) {
    self.market = market
    self.strategy = strategy
    self.predictions = predictions
  }

  func material(_ backtest: BacktestConfig, _ predictions: PanelTable) throws -> QlibRunMaterial {
    guard predictions.sharesRows(with: self.predictions) else {
      return try QlibRunMaterial(backtest, predictions: predictions, market: market, for: strategy)
    }
    if let known = materials.withLock({ $0.first { $0.serves(backtest) } }) { return known }
    let made = try QlibRunMaterial(backtest, predictions: predictions, market: market, for: strategy)
    materials.withLock { $0 = Array(($0 + [made]).suffix(TrialMaterials.kept)) }
    return made
  }
}
