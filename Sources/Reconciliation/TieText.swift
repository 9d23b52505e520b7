import Primitives
import Records

extension Message {
  /// That the record's choice among equal scores was taken, and where first.
  static func followed(_ tie: TieChoice, days: Int) -> Message {
    guard let passed = tie.passed else { return followed(tie.taken, on: tie.day, days: days) }
    return tie.score == nil
      ? unscored(tie.taken, passed, on: tie.day, days: days) : equal(tie.taken, passed, on: tie.day, days: days)
  }

  private static func followed(_ taken: InstrumentID, on day: TradingDay, days: Int) -> Message {
    Message(
      "cause.equal-scores-unseen", ["one": .instrument(taken), "day": .day(day), "days": .count(days)],
      en: "The replay follows the record among equal scores on {days} {days:day|days}. On {day} that decides how much "
        + "of {one} is held.",
      zh: "得分相同时，回放在 {days} 天按记录取舍，首日 {day}：由此决定 {one} 的持仓数量。")
  }

  private static func unscored(
    _ taken: InstrumentID, _ passed: InstrumentID, on day: TradingDay, days: Int
  ) -> Message {
    Message(
      "cause.no-scores",
      ["one": .instrument(taken), "other": .instrument(passed), "day": .day(day), "days": .count(days)],
      en: "The replay follows the record among holdings without a score on {days} {days:day|days}. On {day} that is "
        + "{one} rather than {other}.",
      zh: "没有得分的持仓之间，回放在 {days} 天按记录取舍，首日 {day}：取 {one} 而非 {other}。")
  }

  private static func equal(_ taken: InstrumentID, _ passed: InstrumentID, on day: TradingDay, days: Int) -> Message {
    Message(
      "cause.equal-scores",
      ["one": .instrument(taken), "other": .instrument(passed), "day": .day(day), "days": .count(days)],
      en: "The replay follows the record among equal scores on {days} {days:day|days}. On {day} that is {one} rather "
        + "than {other}.",
      zh: "得分相同时，回放在 {days} 天按记录取舍，首日 {day}：取 {one} 而非 {other}。")
  }
}
