import MarketData
import Primitives
import Records

/// A backtest whose configuration leaves an end of its window open, closed as the recorded version of qlib does.
struct OpenBacktest {
  let backtest: BacktestConfig
  /// Which days were taken, and why; empty where both ends are written.
  let findings: [Finding]

  /// Reads the backtest of a configuration.
  ///
  /// - Parameters:
  ///   - predictions: nil: an open window is refused (`config.open-window`).
  ///   - version: qlib's, as recorded; nil where nothing tells it.
  ///   - curveEnd: the last day of the recorded curve, which tells the version where nothing else does.
  /// - Throws: `config.…` for bad values.
  init(
    _ configuration: QrunConfiguration, predictions: PanelTable?, calendar: TradingCalendar, version: String?,
    curveEnd: TradingDay? = nil
  ) throws {
    let open = configuration.openEnds
    guard open.start || open.end, let predictions, let first = predictions.days.first,
      let last = predictions.days.last, let index = calendar.lastIndex(onOrBefore: last)
    else {
      backtest = try configuration.backtest()
      findings = []
      return
    }
    let before = calendar[max(0, index - 1)]
    let after = calendar[min(calendar.count - 1, index + 1)]
    let recorded = version.flatMap { OpenEnd(qlib: $0) }
    let shown: OpenEnd? = curveEnd == after && after != before ? .dayAfterLastPrediction : nil
    let end = recorded ?? shown ?? .dayBeforeLastPrediction
    let window = OpenWindow(start: first, end: end == .dayBeforeLastPrediction ? before : after)
    backtest = try configuration.backtest(open: window)
    var findings: [Finding] = []
    if open.end {
      findings.append(.openEnd(backtest.end, last, end, version: recorded == nil ? nil : version))
    }
    if open.start { findings.append(.openStart(backtest.start)) }
    self.findings = findings
  }
}

/// Where a run's days are others than its configuration writes.
enum MovedWindow {
  /// - Parameter report: the run's daily rows.
  static func findings(_ backtest: BacktestConfig, _ report: [ReportRow], _ calendar: TradingCalendar) -> [Finding] {
    guard let first = report.first?.day, let last = report.last?.day else { return [] }
    var findings: [Finding] = []
    if first != backtest.start {
      findings.append(
        first == calendar[0] ? .startBeforeCalendar(backtest.start, first) : .movedStart(backtest.start, first))
    }
    if last != backtest.end {
      findings.append(
        last == calendar[calendar.count - 1] ? .endBehindCalendar(backtest.end, last) : .movedEnd(backtest.end, last))
    }
    return findings
  }
}

extension Finding {
  fileprivate static func openEnd(
    _ end: TradingDay, _ last: TradingDay, _ rule: OpenEnd, version: String?
  ) -> Finding {
    Finding(
      "backtest.open-end", version == nil ? .warning : .note,
      [
        "end": .day(end), "last": .day(last), "rule": .message(rule.message),
        "version": version.map { .text($0) } ?? .message(.unknownVersion),
      ],
      title: (en: "The window has no written end", zh: "区间没有写明结束日"),
      evidence: (
        en: "The configuration says `end_time: null`. The run ends on {end}; the last predicted day is {last}.",
        zh: "配置为 `end_time: null`。本次运行止于 {end}，预测的末日是 {last}。"
      ),
      consequence: (
        en: "{rule} The version of qlib behind the record: {version}.", zh: "{rule}记录所用的 qlib 版本：{version}。"
      ),
      remedy: (en: "Write the end into the configuration: {end}.", zh: "请在配置中写明结束日：{end}。"))
  }

  fileprivate static func openStart(_ start: TradingDay) -> Finding {
    Finding(
      "backtest.open-start", .note, ["start": .day(start)],
      title: (en: "The window has no written start", zh: "区间没有写明开始日"),
      evidence: (
        en: "The configuration says `start_time: null`. The run starts on {start}.",
        zh: "配置为 `start_time: null`。本次运行始于 {start}。"
      ),
      consequence: (en: "It is the first predicted day, as in qlib.", zh: "与 qlib 一致，取预测的首日。"),
      remedy: (en: "Write the start into the configuration: {start}.", zh: "请在配置中写明开始日：{start}。"))
  }

  fileprivate static func movedStart(_ asked: TradingDay, _ used: TradingDay) -> Finding {
    Finding(
      "backtest.moved-start", .note, ["asked": .day(asked), "used": .day(used)],
      title: (en: "The window starts later than written", zh: "区间的开始日晚于所写"),
      evidence: (
        en: "The configuration says {asked}, which is no trading day. The run starts on {used}.",
        zh: "配置为 {asked}，该日不是交易日。本次运行始于 {used}。"
      ),
      consequence: (en: "It is the next trading day, as in qlib.", zh: "与 qlib 一致，取下一交易日。"),
      remedy: (en: "Write {used} to have both agree.", zh: "写 {used} 可使两者一致。"))
  }

  fileprivate static func startBeforeCalendar(_ asked: TradingDay, _ used: TradingDay) -> Finding {
    Finding(
      "backtest.start-before-calendar", .warning, ["asked": .day(asked), "used": .day(used)],
      title: (en: "The window starts before the market", zh: "区间早于行情"),
      evidence: (
        en: "The configuration says {asked}. The market's calendar and the run start on {used}.",
        zh: "配置为 {asked}。行情日历与本次运行始于 {used}。"
      ),
      consequence: (en: "The run covers fewer days than the configuration says.", zh: "运行的交易日少于配置所写。"),
      remedy: (en: "Load earlier data, or write {used}.", zh: "请加载更早的行情，或写 {used}。"))
  }

  fileprivate static func movedEnd(_ asked: TradingDay, _ used: TradingDay) -> Finding {
    Finding(
      "backtest.moved-end", .note, ["asked": .day(asked), "used": .day(used)],
      title: (en: "The window ends earlier than written", zh: "区间的结束日早于所写"),
      evidence: (
        en: "The configuration says {asked}, which is no trading day. The run ends on {used}.",
        zh: "配置为 {asked}，该日不是交易日。本次运行止于 {used}。"
      ),
      consequence: (en: "It is the trading day before, as in qlib.", zh: "与 qlib 一致，取上一交易日。"),
      remedy: (en: "Write {used} to have both agree.", zh: "写 {used} 可使两者一致。"))
  }

  fileprivate static func endBehindCalendar(_ asked: TradingDay, _ used: TradingDay) -> Finding {
    Finding(
      "backtest.end-behind-calendar", .warning, ["asked": .day(asked), "used": .day(used)],
      title: (en: "The window ends behind the market", zh: "区间晚于行情"),
      evidence: (
        en: "The configuration says {asked}. The market's calendar and the run end on {used}.",
        zh: "配置为 {asked}。行情日历与本次运行止于 {used}。"
      ),
      consequence: (en: "The run covers fewer days than the configuration says.", zh: "运行的交易日少于配置所写。"),
      remedy: (en: "Load later data, or write {used}.", zh: "请加载更晚的行情，或写 {used}。"))
  }
}

extension OpenEnd {
  fileprivate var message: Message {
    switch self {
    case .dayBeforeLastPrediction:
      Message(
        "backtest.open-end-before", en: "qlib after 0.9.7 takes the trading day before the last predicted one.",
        zh: "0.9.7 之后的 qlib 取预测末日的前一交易日。")
    case .dayAfterLastPrediction:
      Message(
        "backtest.open-end-after", en: "qlib through 0.9.7 takes the trading day after the last predicted one.",
        zh: "0.9.7 及更早的 qlib 取预测末日的后一交易日。")
    }
  }
}

extension Message {
  fileprivate static let unknownVersion = Message("backtest.unknown-version-word", en: "unknown", zh: "未知")
}
