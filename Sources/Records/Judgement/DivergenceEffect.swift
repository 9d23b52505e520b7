package import Primitives

/// What a difference between two rungs does in money and points: the rung before less the rung itself.
///
/// A part that cannot be computed is nil, and `absence` says why.
package struct DivergenceEffect: Equatable, Sendable {
  /// The day on which the net returns of the two curves are farthest apart; where these agree on all days, that of the
  /// accounts.
  package struct WorstDay: Equatable, Sendable {
    package var day: TradingDay
    /// Of the net return of the day, a fraction.
    package var points: Double
    /// Of the accounts at its close, yuan: what all days up to it add up to.
    package var account: Double

    package init(day: TradingDay, points: Double, account: Double) {
      self.day = day
      self.points = points
      self.account = account
    }
  }

  /// Of the account on the last day that both curves have, yuan.
  package var endValue: Double?
  /// Of the annual excess return with cost, a fraction.
  package var annualExcess: Double?
  package var worst: WorstDay?
  package var absence: Message?

  package init(endValue: Double?, annualExcess: Double?, worst: WorstDay?, absence: Message? = nil) {
    self.endValue = endValue
    self.annualExcess = annualExcess
    self.worst = worst
    self.absence = absence
  }

  /// What two decimals of a percentage show as nothing.
  fileprivate static let pointsMin = 5e-5
  /// Half a cent.
  private static let moneyMin = 5e-3

  /// Nil where sums of Double alone set the curves apart.
  private var shownWorst: WorstDay? {
    worst.flatMap {
      $0.points.magnitude < DivergenceEffect.pointsMin && $0.account.magnitude < DivergenceEffect.moneyMin ? nil : $0
    }
  }

  /// What the summary of a verdict says of it.
  ///
  /// - Parameter isWhole: whether the cause explains the whole difference.
  package func headline(isWhole: Bool) -> [Message] {
    let points = annualExcess.flatMap { $0.magnitude < DivergenceEffect.pointsMin ? nil : $0 }
    let money = endValue.flatMap { $0.magnitude < DivergenceEffect.moneyMin ? nil : $0 }
    return [points.map { isWhole ? .misstates($0) : .annualExcess($0) }, money.map { .endValue($0) }].compactMap { $0 }
  }

  /// The headline, the worst day, and why a part is missing.
  package func messages(isWhole: Bool) -> [Message] {
    headline(isWhole: isWhole) + [shownWorst.map { .worstDay($0) }, absence].compactMap { $0 }
  }

  package var json: JSONValue {
    [
      "end_value": .optional(endValue), "annual_excess_return": .optional(annualExcess),
      "worst_day": worst.map {
        ["day": .optional($0.day), "points": .number($0.points), "account": .number($0.account)]
      } ?? .null,
      "reason": .optional(absence),
    ]
  }

  init?(_ json: JSONValue) {
    guard json.objectValue != nil else { return nil }
    var worst: WorstDay?
    if let value = json["worst_day"], let day = value["day"]?.stringValue.flatMap({ TradingDay($0) }),
      let points = value["points"]?.doubleValue, let account = value["account"]?.doubleValue
    {
      worst = WorstDay(day: day, points: points, account: account)
    }
    self.init(
      endValue: json["end_value"]?.doubleValue, annualExcess: json["annual_excess_return"]?.doubleValue, worst: worst,
      absence: json["reason"].flatMap { Message($0) })
  }
}

extension Divergence {
  /// What the summary says of the effect.
  package var headline: [Message] { effect?.headline(isWhole: cause.proof == .replay) ?? [] }

  /// All that is said of the effect.
  package var effectMessages: [Message] { effect?.messages(isWhole: cause.proof == .replay) ?? [] }
}

extension Message {
  fileprivate static func misstates(_ points: Double) -> Message {
    guard points > 0 else {
      return Message(
        "effect.understates", ["points": .points(-points)],
        en: "That understates the annual excess return by {points}.", zh: "年化超额收益因此偏低 {points}。")
    }
    return Message(
      "effect.overstates", ["points": .points(points)],
      en: "That overstates the annual excess return by {points}.", zh: "年化超额收益因此虚高 {points}。")
  }

  fileprivate static func annualExcess(_ points: Double) -> Message {
    guard points > 0 else {
      return Message(
        "effect.excess-lower", ["points": .points(-points)],
        en: "The record's annual excess return is {points} lower.", zh: "记录的年化超额收益低 {points}。")
    }
    return Message(
      "effect.excess-higher", ["points": .points(points)],
      en: "The record's annual excess return is {points} higher.", zh: "记录的年化超额收益高 {points}。")
  }

  fileprivate static func endValue(_ money: Double) -> Message {
    guard money > 0 else {
      return Message(
        "effect.end-lower", ["money": .money(-money)], en: "The record's end value is {money} lower.",
        zh: "记录的期末总资产少 {money}。")
    }
    return Message(
      "effect.end-higher", ["money": .money(money)], en: "The record's end value is {money} higher.",
      zh: "记录的期末总资产多 {money}。")
  }

  fileprivate static func worstDay(_ worst: DivergenceEffect.WorstDay) -> Message {
    guard worst.points.magnitude >= DivergenceEffect.pointsMin else {
      return Message(
        "effect.worst-close", ["day": .day(worst.day), "money": .money(worst.account.magnitude)],
        en: "At the close of {day} the accounts are {money} apart.", zh: "{day} 收盘时总资产相差 {money}。")
    }
    return Message(
      "effect.worst-day",
      ["day": .day(worst.day), "points": .points(worst.points.magnitude), "money": .money(worst.account.magnitude)],
      en:
        "The returns differ most on {day}, by {points}. The accounts at its close are {money} apart, earlier days included.",
      zh: "单日收益率在 {day} 相差最大，为 {points}。截至当日收盘，总资产累计相差 {money}。")
  }
}
