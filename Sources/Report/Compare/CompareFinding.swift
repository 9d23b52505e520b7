import Primitives

/// What a comparison's chart shows, in one sentence.
struct CompareFinding {
  let message: Message

  /// Days on which a side must lead without a break before the chart is said to show it.
  private static let steady = 20

  /// - Parameter series: gains on the days; NaN where there is none.
  init(days: [TradingDay], series: [(name: Message, isIndex: Bool, values: [Double])]) {
    let own = series.filter { !$0.isIndex }.map(\.values)
    let indexes = series.filter(\.isIndex).map(\.values)
    if !own.isEmpty, !indexes.isEmpty, let led = CompareFinding.lead(days, own, indexes) {
      message = led.isAhead ? .ahead(.day(led.since)) : .behind(.day(led.since))
      return
    }
    let ends = series.compactMap { line in line.values.last { $0.isFinite }.map { (line.name, $0) } }
    let best = ends.max { $0.1 < $1.1 }
    message = best.map { .best(.message($0.0), .ratio($0.1)) } ?? .noCurve
  }

  /// The first day of the unbroken stretch up to the end in which all instances lie on one side of all indexes.
  private static func lead(
    _ days: [TradingDay], _ own: [[Double]], _ indexes: [[Double]]
  ) -> (since: TradingDay, isAhead: Bool)? {
    func side(_ day: Int) -> Bool? {
      let here = own.map { $0[day] }.filter(\.isFinite)
      let there = indexes.map { $0[day] }.filter(\.isFinite)
      guard let low = here.min(), let high = here.max(), let least = there.min(), let most = there.max() else {
        return nil
      }
      return low > most ? true : high < least ? false : nil
    }
    guard let last = days.indices.last, let isAhead = side(last) else { return nil }
    var start = last
    while start > 0, side(start - 1) == isAhead { start -= 1 }
    return last - start + 1 >= steady ? (days[start], isAhead) : nil
  }
}

extension Message {
  static func ahead(_ day: MessageArgument) -> Message {
    Message(
      "compare.ahead.label", ["day": day], en: "Every line is above every index since {day}",
      zh: "{day} 起各线一直高于各指数")
  }

  static func behind(_ day: MessageArgument) -> Message {
    Message(
      "compare.behind.label", ["day": day], en: "Every line is below every index since {day}",
      zh: "{day} 起各线一直低于各指数")
  }

  static func best(_ name: MessageArgument, _ gain: MessageArgument) -> Message {
    Message(
      "compare.best.label", ["name": name, "gain": gain], en: "{name} ends highest, at {gain}",
      zh: "期末 {name} 最高，{gain}")
  }

  static var noCurve: Message { Message("compare.no-curve.label", en: "No data", zh: "没有数据") }
}
