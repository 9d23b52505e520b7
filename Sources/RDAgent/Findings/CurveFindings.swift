import Primitives
import Records

/// What the order and the start of a recorded curve tell.
enum CurveFindings {
  static func all(of evidence: WorkspaceEvidence) -> [Finding] { [idleStart(evidence)].compactMap { $0 } }

  /// Days without a trade from which a start is told as idle: a first order needs scores of the day before.
  private static let idleDaysMin = 3

  private static func idleStart(_ evidence: WorkspaceEvidence) -> Finding? {
    guard let curve = evidence.curve, let first = curve.firstIndex(where: { $0.totalTurnover > 0 }),
      first >= idleDaysMin
    else { return nil }
    return Finding(
      "import.idle-start", .note,
      [
        "first": .day(curve[first].day), "place": .count(first + 1), "idle": .count(first), "days": .count(curve.count),
      ],
      title: (en: "The recorded run starts without trades", zh: "记录的运行起初没有成交"),
      evidence: (
        en: "The first trade is on {first}, day {place} of {days}.", zh: "首次成交在 {first}，为 {days} 天中的第 {place} 天。"
      ),
      consequence: (
        en: "The {idle} idle days count in every metric, as qlib counts them.", zh: "{idle} 天空仓均计入各项指标，与 qlib 相同。"
      ),
      remedy: (
        en: "Compare the first day of the predictions with `start_time` of the backtest.",
        zh: "请核对预测的首日与回测的 `start_time`。"
      ))
  }

  /// - Parameter row: of the first row that stands behind a later day, the first row counted as 0.
  static func unsorted(_ day: TradingDay, behind before: TradingDay, row: Int) -> Finding {
    Finding(
      "import.curve-unsorted", .serious, ["day": .day(day), "before": .day(before), "line": .count(row + 2)],
      title: (en: "The recorded curve is not in time order", zh: "记录的曲线未按时间排序"),
      evidence: (en: "Line {line}: {day} stands behind {before}.", zh: "第 {line} 行：{day} 排在 {before} 之后。"),
      consequence: (
        en: "Drawdown and growth are computed in time order here. Numbers computed in the file's order differ.",
        zh: "此处按时间顺序计算回撤与增长，按文件顺序算出的数值会不同。"
      ),
      remedy: (en: "Export the curve again.", zh: "请重新导出净值曲线。"))
  }
}
