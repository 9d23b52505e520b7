import Primitives
import Records

/// What a difference between two rungs does in money and points.
enum EffectOfDifference {
  /// The number most looked at.
  private static let excess = "1day.excess_return_with_cost.annualized_return"

  /// Of two curves, over the days that both have.
  static func between(_ left: MeasuredRun, _ right: MeasuredRun) -> DivergenceEffect {
    let others = Dictionary(right.run.report.map { ($0.day, $0) }) { first, _ in first }
    let pairs = left.run.report.compactMap { row in others[row.day].map { (row, $0) } }
    guard let last = pairs.last else {
      return DivergenceEffect(endValue: nil, annualExcess: nil, worst: nil, absence: .noCommonDay)
    }
    let points = difference(left.metrics, right.metrics)
    let end = last.0.account - last.1.account
    return DivergenceEffect(
      endValue: end.isFinite ? end : nil, annualExcess: points, worst: worst(pairs),
      absence: points == nil ? .noExcess : nil)
  }

  /// Of recorded numbers alone.
  static func between(claims: [String: Double], _ own: [MetricValue]) -> DivergenceEffect {
    let claimed = claims[excess].flatMap { $0.isFinite ? $0 : nil }
    let value = own.first { $0.name == excess }?.value
    return DivergenceEffect(
      endValue: nil, annualExcess: claimed.flatMap { left in value.map { left - $0 } }, worst: nil, absence: .oneCurve)
  }

  private static func difference(_ left: [MetricValue], _ right: [MetricValue]) -> Double? {
    func value(_ metrics: [MetricValue]) -> Double? { metrics.first { $0.name == excess }?.value }
    return value(left).flatMap { one in value(right).map { one - $0 } }
  }

  /// By net return; where all of these agree, by account. Nil where neither differs on any day.
  private static func worst(_ pairs: [(ReportRow, ReportRow)]) -> DivergenceEffect.WorstDay? {
    let days = pairs.map { left, right in
      DivergenceEffect.WorstDay(
        day: left.day, points: (left.returnRate - left.cost) - (right.returnRate - right.cost),
        account: left.account - right.account)
    }.filter { $0.points.isFinite && $0.account.isFinite }
    func first(_ size: (DivergenceEffect.WorstDay) -> Double) -> DivergenceEffect.WorstDay? {
      var best: DivergenceEffect.WorstDay?
      for day in days where size(day) > (best.map(size) ?? 0) { best = day }
      return best
    }
    let byReturn = first { $0.points.magnitude }
    let byAccount = first { $0.account.magnitude }
    // Sums of Double set equal returns apart by less.
    return byReturn.map { $0.points.magnitude > 1e-12 } == true ? byReturn : byAccount ?? byReturn
  }
}

extension Message {
  fileprivate static let noCommonDay = Message(
    "effect.no-common-day", en: "The effect in money is unknown: the two curves share no day.",
    zh: "无法算出金额影响：两条曲线没有共同的日期。")

  fileprivate static let noExcess = Message(
    "effect.no-excess", en: "The effect on the annual excess return is unknown: a side has no such number.",
    zh: "无法算出对年化超额收益的影响：有一方没有该数值。")

  fileprivate static let oneCurve = Message(
    "effect.one-curve", en: "The effect in money is unknown: only numbers are compared, not two curves.",
    zh: "无法算出金额影响：只比较了数值，没有两条曲线。")
}
