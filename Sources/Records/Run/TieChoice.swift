package import Primitives

/// A day on which a recorded run chose otherwise among equal scores than the order of codes does; a replay that
/// follows it makes the same choice.
package struct TieChoice: Equatable, Sendable {
  /// The day of the trades.
  package var day: TradingDay
  /// What the record holds at the close, and the order of codes would not, or not as much of it; where the record only
  /// holds fewer stocks, the first that it does not hold.
  package var taken: InstrumentID
  /// What the order of codes would hold in its place, with the same score; nil where the choice does not show in the
  /// holdings, such as that of a stock that could not be bought.
  package var passed: InstrumentID?
  /// Of both; nil where neither has one.
  package var score: Double?

  package init(day: TradingDay, taken: InstrumentID, passed: InstrumentID?, score: Double?) {
    self.day = day
    self.taken = taken
    self.passed = passed
    self.score = score
  }
}
