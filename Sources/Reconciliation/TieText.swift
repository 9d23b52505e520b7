import Primitives
import Records

extension Message {
  /// That the record's choice among equal scores was taken, and where first.
  static func followed(_ tie: TieChoice, days: Int) -> Message {
    var arguments: [String: MessageArgument] = [
      "one": .instrument(tie.taken), "day": .day(tie.day), "days": .count(days),
    ]
    guard let passed = tie.passed else {
      return Message(
        "cause.equal-scores-unseen", arguments,
        en:
          "The replay follows the record among equal scores on {days} {days:day|days}. On {day} that decides how much "
          + "of {one} is held.",
        zh: "得分相同时，回放在 {days} 天按记录取舍，首日 {day}：由此决定 {one} 的持仓数量。")
    }
    arguments["other"] = .instrument(passed)
    guard tie.score != nil else {
      return Message(
        "cause.no-scores", arguments,
        en: "The replay follows the record among holdings without a score on {days} {days:day|days}. On {day} that is "
          + "{one} rather than {other}.",
        zh: "没有得分的持仓之间，回放在 {days} 天按记录取舍，首日 {day}：取 {one} 而非 {other}。")
    }
    return Message(
      "cause.equal-scores", arguments,
      en: "The replay follows the record among equal scores on {days} {days:day|days}. On {day} that is {one} rather "
        + "than {other}.",
      zh: "得分相同时，回放在 {days} 天按记录取舍，首日 {day}：取 {one} 而非 {other}。")
  }
}
