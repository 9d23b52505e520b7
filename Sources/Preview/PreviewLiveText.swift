import MarketData
package import Primitives
package import Records

extension PreviewRefresh.Outcome {
  package var json: JSONValue {
    [
      "as_of": .string(time.description), "asked": .integer(asked),
      "answered": .integer(answered),
      "previews": .array(
        live.map {
          [
            "id": .string($0.previewID), "total_value": .string($0.totalValue.description),
            "daily_pnl": .string($0.dailyPnL.description), "cum_pnl": .string($0.cumPnL.description),
            "quoted": .integer($0.quoted), "missing": .integer($0.missing),
            "settled_day": .optional($0.settledDay),
          ]
        }),
      "falls": .array(falls.map(\.json)),
    ]
  }

  /// The refresh in a few lines for people.
  package func lines(_ language: Language) -> [String] {
    live.map { Message.marked($0)[language] } + falls.map { "  " + Message.fall($0)[language] }
      + [Message.quoted(self)[language]]
  }
}

extension QuoteCascade.Fall {
  var json: JSONValue {
    [
      "source": .string(source), "reason": .string(reason.code), "message": reason.message.json,
      "count": .integer(count),
    ]
  }
}

extension Finding {
  /// The line of a finding of a preview: what it is and what follows.
  package func line(_ language: Language) -> String {
    "\(severity.rawValue) \(id): \(evidence[language]) \(consequence[language])"
  }
}

extension Message {
  package static let noneRuns = Message("preview.none-runs", en: "No preview is running.", zh: "没有运行中的模拟预览。")

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
