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

  /// `From 2021-02-18 to 2024-02-05, recovered on 2025-09-01.`; nil where nothing fell.
  package var span: Message? {
    trough.map { .drawdown(from: peak, to: $0, recovery: recovery) }
  }
}

extension Message {
  fileprivate static func drawdown(from peak: TradingDay?, to trough: TradingDay, recovery: TradingDay?) -> Message {
    let peak: MessageArgument = peak.map { .day($0) } ?? .message(.theStart)
    guard let recovery else {
      return Message(
        "metrics.drawdown-open", ["peak": peak, "trough": .day(trough)], en: "From {peak} to {trough}, not recovered.",
        zh: "{peak} 至 {trough}，尚未恢复。")
    }
    return Message(
      "metrics.drawdown", ["peak": peak, "trough": .day(trough), "recovery": .day(recovery)],
      en: "From {peak} to {trough}, recovered on {recovery}.", zh: "{peak} 至 {trough}，于 {recovery} 恢复。")
  }

  private static let theStart = Message("metrics.start", en: "the start", zh: "开始")
}
