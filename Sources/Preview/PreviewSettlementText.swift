package import Primitives
import Records

extension PreviewSettlement.Outcome {
  /// The form for programs, under the preview's identifier.
  package func json(_ id: String) -> JSONValue {
    [
      "id": .string(id), "days": .integer(settled.count), "from": .optional(settled.first),
      "through": .optional(settled.last), "restated_from": .optional(restatedFrom),
      "live_days": .integer(liveDays.count), "first_live_day": .optional(liveDays.first),
      "findings": .array(findings.map(\.json)),
    ]
  }

  /// The days of the preview and what is to be known of them.
  package func lines(_ id: String, _ language: Language) -> [String] {
    [Message.settled(id, self)[language]] + findings.map { "  " + $0.line(language) }
  }
}

extension Message {
  fileprivate static func settled(_ id: String, _ outcome: PreviewSettlement.Outcome) -> Message {
    let days = Message(
      "preview.settled-days",
      ["preview": .text(id), "days": .count(outcome.settled.count), "live": .count(outcome.liveDays.count)],
      en: "{preview}: {days} {days:day|days} settled, {live} by live scores.",
      zh: "{preview}：已结算 {days} 个交易日，其中 {live} 日用本程序算出的得分。")
    guard let day = outcome.restatedFrom else { return days }
    return Message(
      "preview.settled-again", ["days": .message(days), "day": .day(day)],
      en: "{days} Days from {day} on are settled again.", zh: "{days}自 {day} 起重新结算。")
  }
}
