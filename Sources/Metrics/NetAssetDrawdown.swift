package import Primitives

/// Deepest fall of the net asset value below its highest so far, as a fraction of that highest; never
/// positive. The value before the first day, 1, counts as a highest.
///
/// Source: Magdon-Ismail and Atiya, "Maximum Drawdown", Risk 2004; unlike qlib's it is divided by the
/// peak and compounded.
package struct NetAssetDrawdown: Equatable, Sendable {
  package static let formula = "max-drawdown.nav/1"

  package var depth: Double
  /// The day of the highest value; nil where that is the start.
  package var peak: TradingDay?
  package var trough: TradingDay?
  /// The first day on which the highest value was reached again; nil where it was not.
  package var recovery: TradingDay?

  /// Nil for no observation. The first of equally deep falls is taken.
  package static func find(_ values: [Double], days: [TradingDay]) -> NetAssetDrawdown? {
    guard !values.isEmpty, values.count == days.count else { return nil }
    var found = NetAssetDrawdown(depth: 0)
    var nav = 1.0
    var peak = (value: 1.0, day: TradingDay?.none)
    var level = 1.0
    for (value, day) in zip(values, days) {
      nav *= 1 + value
      if nav >= level, found.trough != nil, found.recovery == nil { found.recovery = day }
      if nav > peak.value { peak = (nav, day) }
      let depth = nav / peak.value - 1
      if depth < found.depth {
        found = NetAssetDrawdown(depth: depth, peak: peak.day, trough: day, recovery: nil)
        level = peak.value
      }
    }
    return found
  }

  /// `2021-02-18 to 2024-02-05, recovered 2025-09-01`.
  package var description: String {
    let from = peak.map { "\($0)" } ?? "the start"
    let to = trough.map { "\($0)" } ?? from
    return "\(from) to \(to), " + (recovery.map { "recovered \($0)" } ?? "not recovered")
  }
}
