package import MarketData
package import Primitives
package import Records
package import StrategyEngine

/// A long-short reading of predictions: one book that holds what the strategy likes best, one that holds
/// what it likes least, each by the same strategy under qlib's rules with the same money.
///
/// The return of a day is that of the long book less that of the short book; both books pay their
/// costs, so costs add up. A mainland stock can hardly be sold short: the number judges the scores, not
/// an account. Source of the reading: `qlib/contrib/evaluate.py`, `long_short_backtest`, with whole
/// books in place of its daily means.
package enum LongShort {
  package struct Outcome: Sendable {
    package var long: SimulationOutcome
    package var short: SimulationOutcome
    /// One row a day: the spread compounded from 1, and its parts.
    package var days: [Day]
    package var findings: [Finding]
  }

  package struct Day: Equatable, Sendable {
    package var day: TradingDay
    /// Returns before costs, fractions of each book.
    package var long: Double
    package var short: Double
    /// Of both books.
    package var cost: Double
    /// Value of the spread after costs; 1 before the first day.
    package var value: Double
  }

  /// - Throws: what `QlibSimulation.run` throws.
  package static func run(
    strategy: any Strategy, backtest: BacktestConfig, predictions: PanelTable, market: any Market
  ) throws -> Outcome {
    let long = try QlibSimulation.run(
      strategy: strategy, backtest: backtest, predictions: predictions, market: market)
    let short = try QlibSimulation.run(
      strategy: strategy, backtest: backtest, predictions: predictions.negated, market: market)
    var value = 1.0
    let days = zip(long.report, short.report).map { up, down in
      let cost = up.cost + down.cost
      value *= 1 + up.returnRate - down.returnRate - cost
      return Day(day: up.day, long: up.returnRate, short: down.returnRate, cost: cost, value: value)
    }
    let finding = Finding(
      id: "long-short.paper", severity: .note,
      evidence: "the short book holds the stocks with the lowest scores, and its return is subtracted",
      consequence: "Borrowing, its cost and its limits are not modelled.",
      remedy: "Read it as a judgement on the scores.")
    return Outcome(long: long, short: short, days: days, findings: long.findings + [finding])
  }
}

extension PanelTable {
  /// The same table with the sign of every value changed.
  fileprivate var negated: PanelTable {
    PanelTable(
      instruments: instruments, days: days, offsets: offsets, codes: codes, values: values.map { -$0 })
  }
}
