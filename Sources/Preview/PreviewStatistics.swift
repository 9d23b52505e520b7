package import MarketData
import Metrics
package import Primitives
package import Records

/// Figures of a preview from its settled days, against an index.
package enum PreviewStatistics {
  /// By the name of the figure. Those of this file: daily profit is the value of a close less that of the
  /// close before (on the first day less the initial capital); the volatility is a year's; the hit rate
  /// leaves out days without a profit or a loss; turnover is half of what was bought and sold by the value
  /// of the day before, averaged, by a year of 238 days.
  package static let formulas = [
    "dailyPnL": "daily-pnl.close/1", "cumulativePnL": "cumulative-pnl.capital/1",
    "totalReturn": "total-return.nav/1", "indexReturn": "total-return.close/1",
    "excessReturn": "excess-return.difference/1", "volatility": "volatility.sample-238/1",
    "sharpe": InformationRatio.formula, "informationRatio": InformationRatio.formula,
    "hitRate": "hit-rate.changed-days/1", "turnover": "turnover.half-238/1",
    "maxDrawdown": NetAssetDrawdown.formula,
  ]

  /// - Parameters:
  ///   - accounts: the settled days, ascending.
  ///   - traded: what was bought and sold on a day, yuan; days without trades are left out.
  ///   - closes: the index's close on a day; NaN where missing.
  package static func figures(
    _ strategy: PreviewStrategy, accounts: [PreviewAccount], traded: [TradingDay: Money],
    calendar: TradingCalendar, closes: (TradingDay) -> Double
  ) -> PreviewFigures {
    var figures = PreviewFigures()
    figures.formulas = formulas
    figures.days = accounts.count
    guard let first = accounts.first, let last = accounts.last else { return figures }
    let values = [strategy.initialCapital.yuan] + accounts.map(\.totalValue.yuan)
    let returns = zip(values, values.dropFirst()).map { $1 / $0 - 1 }
    figures.totalReturn = last.totalValue.yuan / strategy.initialCapital.yuan - 1
    figures.volatility = StandardDeviation.value(returns).map {
      $0 * AnnualizedReturn.daysPerYear.squareRoot()
    }
    figures.sharpe = InformationRatio.value(returns)
    figures.maxDrawdown = accounts.map(\.drawdown).min()
    let gains = accounts.count { $0.dailyPnL > .zero }
    let losses = accounts.count { $0.dailyPnL < .zero }
    if gains + losses > 0 { figures.hitRate = Double(gains) / Double(gains + losses) }
    let shares = zip(accounts, values).map { (traded[$0.tradingDay] ?? .zero).yuan / 2 / $1 }
    figures.turnover = Mean.value(shares).map { $0 * AnnualizedReturn.daysPerYear }

    let base = base(before: first.tradingDay, calendar: calendar, closes: closes)
    let index = [base] + accounts.map { closes($0.tradingDay) }
    guard index.allSatisfy({ $0 > 0 }), let end = index.last else { return figures }
    figures.indexReturn = end / base - 1
    figures.excessReturn = figures.totalReturn.map { $0 - (end / base - 1) }
    let excess = zip(returns, zip(index, index.dropFirst()).map { $1 / $0 - 1 }).map { $0 - $1 }
    figures.informationRatio = InformationRatio.value(excess)
    return figures
  }

  /// The index's net value on the settled days, 1 at the close before the first; NaN where a close is missing.
  package static func netValues(
    of accounts: [PreviewAccount], calendar: TradingCalendar, closes: (TradingDay) -> Double
  ) -> [Double] {
    guard let first = accounts.first?.tradingDay else { return [] }
    let base = base(before: first, calendar: calendar, closes: closes)
    return accounts.map { closes($0.tradingDay) / base }
  }

  /// The close that the first day's return needs; NaN where the calendar or the index begins later.
  private static func base(
    before first: TradingDay, calendar: TradingCalendar, closes: (TradingDay) -> Double
  ) -> Double {
    guard let start = calendar.index(of: first), start > 0 else { return .nan }
    let base = closes(calendar[start - 1])
    return base > 0 ? base : .nan
  }
}
