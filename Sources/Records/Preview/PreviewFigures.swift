/// A preview in numbers, from its settled days; nil is missing for want of days or of an index.
///
/// A year has 238 trading days, as everywhere on the pages (`Metrics`, formula ids `…sum-238/1`).
package struct PreviewFigures: Equatable, Sendable {
  /// Settled days.
  package var days = 0
  /// Last value by the initial capital, less 1.
  package var totalReturn: Double?
  /// Return of the index over the same days, from the close before the first day.
  package var indexReturn: Double?
  /// `totalReturn` less `indexReturn`.
  package var excessReturn: Double?
  /// Sample standard deviation of daily returns by the root of a year; a fraction per year.
  package var volatility: Double?
  /// Mean daily return by its deviation, by the root of a year; no interest is taken off.
  package var sharpe: Double?
  /// The same of daily returns less the index's.
  package var informationRatio: Double?
  /// Days with a profit by days with a profit or a loss.
  package var hitRate: Double?
  /// Half of what was bought and sold by the value of the day before, averaged over days, by a year.
  package var turnover: Double?
  /// The deepest fall from the peak; 0 or negative.
  package var maxDrawdown: Double?

  /// The formula of each figure, by the name of its property.
  package var formulas: [String: String] = [:]

  package init() {}
}
