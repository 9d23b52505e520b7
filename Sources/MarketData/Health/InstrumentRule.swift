package import Primitives
import Records

/// A rule of `MarketCheck` that looks at one instrument at a time.
///
/// A rule is a file of `Rules`, with the source of its convention and its texts.
protocol InstrumentRule: Sendable {
  /// What of the instrument breaks the rule; empty where nothing does.
  func cases(_ bars: InstrumentBars) -> [HealthCase]

  /// One finding on all cases.
  ///
  /// - Parameter count: instruments looked at.
  func finding(_ tally: Tally, of count: Int) -> Finding
}

/// What the exchanges' rules say of a day's price limit; they stand in a room above this one.
package struct PriceLimits: Sendable {
  /// The limit as a fraction, or nil where a day has none or none is known.
  package typealias Limit =
    @Sendable (_ instrument: InstrumentID, _ day: TradingDay, _ age: Int?, _ listed: TradingDay?) -> Double?

  let limit: Limit

  /// - Parameter limit: given a stock, a day, the trading days since its listing (nil where it was listed before the
  ///   data) and the day of the listing.
  package init(_ limit: @escaping Limit) { self.limit = limit }

  /// Where nothing is known of boards: nothing is judged.
  package static let none = PriceLimits { _, _, _, _ in nil }
}
