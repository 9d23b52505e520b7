import Records

/// What a strategy remembers from one day to the next. A day's step changes it once; looking at what a
/// strategy would have wanted works on a copy.
package struct StrategyMemory: Equatable, Sendable {
  /// Days with scores so far.
  var daysWithScores = 0
  var enhanced = Enhanced()
  var rules = Rules()
  /// How often something happened that a finding tells of. It decides nothing and is not kept between days of a preview.
  private(set) var events: [String: Int] = [:]

  package init() {}

  mutating func note(_ event: String, _ times: Int = 1) { events[event, default: 0] += times }

  /// Of `EnhancedTopkDropout`. Prices are comparable between days (price x adjustment), amounts too
  /// (amount / adjustment).
  struct Enhanced: Equatable, Sendable {
    var entryPrice: [Int32: Double] = [:]
    var entryAmount: [Int32: Double] = [:]
    /// Holdings whose second sale was made.
    var soldTwice: Set<Int32> = []
    /// Purchases ordered on the day before: price, and amount held without them.
    var ordered: [Int32: Purchase] = [:]
    /// How often each quirk decided something.
    var acted: [EnhancedTopkDropoutParameters.Quirk: Int] = [:]

    struct Purchase: Equatable, Sendable {
      var price: Double
      var before: Double
    }
  }

  /// Of `RuledStrategy`.
  struct Rules: Equatable, Sendable {
    /// Comparable mean price of each holding.
    var entryPrice: [Int32: Double] = [:]
    /// Highest value of the account so far.
    var peak = 0.0
    /// How often each rule acted, by its name in the configuration.
    var acted: [String: Int] = [:]
  }
}
