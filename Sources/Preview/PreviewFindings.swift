import MarketData
import Primitives
import Records
import Simulation

/// What a settlement has to say beside its numbers.
enum PreviewFindings {
  /// What holds for every preview under the exchange's rules.
  static func standing(
    _ definition: PreviewDefinition, _ calendar: TradingCalendar, through day: TradingDay
  ) -> [Finding] {
    var findings = AShareFindings.standing
    if !definition.fees { findings.append(withoutFees) }
    if let last = calendar.days.last, day > last { findings.append(marketEnds(last, before: day)) }
    return findings
  }

  private static var withoutFees: Finding {
    Finding(
      "preview.without-fees", .warning, title: (en: "No fees", zh: "不收费用"),
      evidence: (
        en: "The preview was made without commission, stamp tax and transfer fee.", zh: "该模拟预览不计佣金、印花税与过户费。"
      ), consequence: (en: "Its value is too high by all fees.", zh: "其资产因此虚高全部费用。"),
      remedy: (en: "Create it again with --fees.", zh: "请用 --fees 重新创建。"))
  }

  private static func marketEnds(_ last: TradingDay, before day: TradingDay) -> Finding {
    Finding(
      "preview.market-ends", .warning, ["last": .day(last), "day": .day(day)],
      title: (en: "Market data ends early", zh: "行情提前结束"),
      evidence: (en: "The market data ends on {last}, before {day}.", zh: "行情止于 {last}，早于 {day}。"),
      consequence: (en: "Later days are not settled.", zh: "之后的交易日未结算。"),
      remedy: (en: "Load the missing days, then settle again.", zh: "加载缺失的行情后再结算。"))
  }

  static func stopped(_ id: String) -> Finding {
    Finding(
      "preview.not-running", .note, ["preview": .text(id)], title: (en: "Not running", zh: "未在运行"),
      evidence: (en: "The preview '{preview}' is not running.", zh: "模拟预览“{preview}”未在运行。"),
      consequence: (en: "Nothing is settled.", zh: "未作结算。"),
      remedy: (en: "Create a new preview to go on.", zh: "要继续请新建模拟预览。"))
  }

  static func restated(_ id: String, _ day: TradingDay) -> Finding {
    Finding(
      "preview.restated", .serious, ["preview": .text(id), "day": .day(day)],
      title: (en: "Prices restated", zh: "行情被修订"),
      evidence: (
        en: "Prices or the calendar of '{preview}' have changed since {day} was settled.",
        zh: "“{preview}”自 {day} 结算后，行情或日历发生变化。"
      ),
      consequence: (
        en: "{day} and all later days were settled again; earlier reports show other values.",
        zh: "{day} 及以后各日已重新结算；此前报告的数值不同。"
      ),
      remedy: (en: "Compare with the archived night, and ask the data source why.", zh: "与归档的夜报比较，并向数据源查询原因。"))
  }

  static func predictionsChanged(_ id: String, _ day: TradingDay) -> Finding {
    Finding(
      "preview.predictions-changed", .warning, ["preview": .text(id), "day": .day(day)],
      title: (en: "Predictions changed", zh: "预测已变化"),
      evidence: (
        en: "The scores that decided {day} of '{preview}' have changed since.", zh: "决定“{preview}”{day} 的得分此后发生变化。"
      ),
      consequence: (
        en: "Settled days keep their trades; new days use the new scores.", zh: "已结算的成交保持不变；新的交易日用新得分。"
      ),
      remedy: (
        en: "Create a new preview to see the new model from the start.", zh: "要从头观察新模型，请新建模拟预览。"
      ))
  }

  /// The days before were another program's: what the strategy would remember of them is not known.
  static func forgot(_ id: String) -> Finding {
    Finding(
      "preview.memory-unknown", .warning, ["preview": .text(id)],
      title: (en: "Strategy memory unknown", zh: "策略记忆未知"),
      evidence: (
        en: "The strategy of '{preview}' remembers earlier days, and nothing is stored of them.",
        zh: "“{preview}”的策略依赖此前各日的记忆，而未存有记忆。"
      ),
      consequence: (
        en: "Entry prices of earlier holdings are not known: stops do not act on them.", zh: "原有持仓的入场价未知，止损对其不起作用。"
      ),
      remedy: (
        en: "Settle the preview from its start with its own predictions.", zh: "用自身的预测从起始日结算该模拟预览。"
      ))
  }

  static func withoutScores(_ id: String, _ days: [TradingDay], first: TradingDay) -> Finding {
    Finding(
      "preview.no-predictions", .warning,
      [
        "preview": .text(id), "count": .count(days.count), "first": .day(first), "last": .day(days.last ?? first),
      ], title: (en: "Days without predictions", zh: "缺预测的交易日"),
      evidence: (
        en: "No predictions decide {count} {count:day|days} of '{preview}', {first} to {last}.",
        zh: "“{preview}”有 {count} 个交易日没有预测，{first} 至 {last}。"
      ), consequence: (en: "It keeps its holdings and gives no orders there.", zh: "当日保持持仓，不下单。"),
      remedy: (en: "Predict the trading day before each of them.", zh: "补上其前一交易日的预测。"))
  }
}
