import MarketData
import Preview
import Primitives
import Records

/// Lines that several commands of previews print.
enum PreviewText {
  static func finding(_ finding: Finding, _ language: Language) -> String {
    "\(finding.severity.rawValue) \(finding.id): \(finding.evidence[language]) \(finding.consequence[language])"
  }

  static let noneRuns = Message("preview.none-runs", en: "No preview is running.", zh: "没有运行中的模拟预览。")
}

/// A refresh for a terminal and for programs.
enum PreviewLiveText {
  static func json(_ outcome: PreviewRefresh.Outcome) -> JSONValue {
    [
      "as_of": .string(outcome.time.description), "asked": .integer(outcome.asked),
      "answered": .integer(outcome.answered),
      "previews": .array(
        outcome.live.map {
          [
            "id": .string($0.previewID), "total_value": .string($0.totalValue.description),
            "daily_pnl": .string($0.dailyPnL.description), "cum_pnl": .string($0.cumPnL.description),
            "quoted": .integer($0.quoted), "missing": .integer($0.missing),
            "settled_day": .optional($0.settledDay),
          ]
        }),
      "falls": .array(outcome.falls.map(fall)),
    ]
  }

  static func fall(_ fall: QuoteCascade.Fall) -> JSONValue {
    [
      "source": .string(fall.source), "reason": .string(fall.reason.code), "message": fall.reason.message.json,
      "count": .integer(fall.count),
    ]
  }

  static func lines(_ outcome: PreviewRefresh.Outcome, _ language: Language) -> [String] {
    outcome.live.map { Message.marked($0)[language] } + outcome.falls.map { "  " + Message.fall($0)[language] }
      + [Message.quoted(outcome)[language]]
  }
}

extension Message {
  /// A source that did not answer as it should, in one minute.
  static func fall(_ fall: QuoteCascade.Fall) -> Message {
    Message(
      "preview.fall",
      ["source": .text(fall.source), "reason": .message(fall.reason.message), "count": .count(fall.count)],
      en: "{source}, {count} {count:stock|stocks}: {reason}", zh: "{source}，{count} 只：{reason}")
  }

  fileprivate static func marked(_ live: PreviewLive) -> Message {
    guard live.missing > 0 else {
      return Message(
        "preview.marked",
        ["preview": .text(live.previewID), "total": .money(live.totalValue.yuan), "daily": .money(live.dailyPnL.yuan)],
        en: "{preview}: {total}, today {daily}.", zh: "{preview}：{total}，当日盈亏 {daily}。")
    }
    return Message(
      "preview.marked-in-part",
      [
        "preview": .text(live.previewID), "total": .money(live.totalValue.yuan), "daily": .money(live.dailyPnL.yuan),
        "missing": .count(live.missing), "holdings": .count(live.quoted + live.missing),
      ], en: "{preview}: {total}, today {daily}; {missing} of {holdings} holdings have no quote.",
      zh: "{preview}：{total}，当日盈亏 {daily}；{holdings} 只持仓中 {missing} 只无行情。")
  }

  fileprivate static func quoted(_ outcome: PreviewRefresh.Outcome) -> Message {
    Message(
      "preview.quoted",
      [
        "answered": .count(outcome.answered), "asked": .count(outcome.asked),
        "time": .text(outcome.time.description),
      ], en: "{answered} of {asked} stocks are quoted as of {time}.", zh: "{time}：{asked} 只股票中 {answered} 只有行情。")
  }
}
