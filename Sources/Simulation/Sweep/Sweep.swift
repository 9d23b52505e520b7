package import MarketData
import Primitives
package import Records
import StrategyEngine

/// Many backtests over the same market, days and predictions, spread over all cores.
package struct Sweep: Sendable {
  /// Whose rules the exchange follows.
  package enum Rules: Sendable { case qlib, ashare }

  private let market: any Market
  private let predictions: PanelTable
  private let rules: Rules
  /// Of points that share prices, limits and window; costs and strategies do not matter to it.
  private let material: QlibRunMaterial?

  /// - Throws: what the runs throw when they begin.
  package init(_ points: [SweepPoint], predictions: PanelTable, market: any Market, rules: Rules) throws {
    self.market = market
    self.predictions = predictions
    self.rules = rules
    material =
      rules == .qlib
      ? try points.first.map {
        try QlibRunMaterial(
          $0.backtest, predictions: predictions, market: market, for: $0.strategy.make())
      } : nil
  }

  /// Runs one point of the sweep under the sweep's rules.
  package func run(_ point: SweepPoint) throws -> SimulationOutcome {
    let strategy = point.strategy.make()
    switch rules {
    case .ashare:
      return try AShareBacktest.run(
        strategy: strategy, backtest: point.backtest, predictions: predictions, market: market)
    case .qlib:
      if let material, material.serves(point.backtest) {
        return try QlibSimulation.run(strategy: strategy, backtest: point.backtest, on: material)
      }
      return try QlibSimulation.run(
        strategy: strategy, backtest: point.backtest, predictions: predictions, market: market)
    }
  }

  /// Runs all points, a few at a time, and hands each piece of work over in the points' order: what is made
  /// of an outcome is made on the core that simulated it, and no more than a few outcomes are alive.
  package func forEach<Made: Sendable>(
    _ points: [SweepPoint], make: @Sendable (SweepPoint, SimulationOutcome) throws -> Made,
    take: (SweepPoint, Made) throws -> Void
  ) throws {
    let size = 8
    for start in stride(from: 0, to: points.count, by: size) {
      let some = Array(points[start..<min(start + size, points.count)])
      let made = try some.concurrentMap { try make($0, try run($0)) }
      for (point, result) in zip(some, made) { try take(point, result) }
    }
  }
}
