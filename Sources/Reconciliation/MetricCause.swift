import Primitives
import Records

/// Why a recorded metric differs from the same formula over the recorded curve.
struct MetricCause {
  let name: String
  /// By our formula.
  let value: Double
  let reported: Double
  /// Other recorded numbers that follow from the record, where this one alone does not; else 0.
  var agreeing = 0

  /// Relative closeness at which another convention counts as the explanation.
  static let match = 1e-9

  /// - Parameters:
  ///   - all: every metric of the recorded run.
  ///   - report: the recorded curve.
  func explain(all: [MetricValue], report: [ReportRow]) -> CauseStatement {
    let field = name.split(separator: ".").last.map(String.init) ?? name
    for (factor, convention) in MetricCause.conventions(field) where isClose(value * factor) {
      return CauseStatement(.convention, convention, proof: .formula)
    }
    if let convention = compounded(report) {
      return CauseStatement(.convention, .otherConvention(convention), proof: .formula)
    }
    if let other = all.first(where: {
      $0.name != name && $0.name.hasSuffix("." + field) && ($0.value.map { isClose($0) } ?? false)
    }) {
      return CauseStatement(.basis, .otherSeries(other.name), proof: .formula)
    }
    if agreeing > 1 { return CauseStatement(.edited, .alone(among: agreeing), proof: .fact) }
    if let first = report.first?.day, let last = report.last?.day, name.hasPrefix("1day.") {
      return CauseStatement(.anotherRun, .noSeries(from: first, to: last))
    }
    return CauseStatement(.anotherRun, .noPredictions)
  }

  /// The convention of the grid that gives the number and is compounded: the others are told by name.
  private func compounded(_ report: [ReportRow]) -> ConventionGrid.Convention? {
    let fit = ConventionGrid(report, reported: QlibResults(values: [name: reported])).fits.first
    return fit?.conventions.first { $0.accumulation == .compounded }
  }

  private static func conventions(_ field: String) -> [(Double, Message)] {
    switch field {
    case "annualized_return": [(252.0 / 238, .otherDays(252)), (250.0 / 238, .otherDays(250))]
    case "information_ratio":
      [((252.0 / 238).squareRoot(), .otherDays(252)), ((250.0 / 238).squareRoot(), .otherDays(250))]
    case "max_drawdown": [(-1, .otherSign)]
    default: []
    }
  }

  private func isClose(_ other: Double) -> Bool {
    (reported - other).magnitude <= MetricCause.match * max(reported.magnitude, other.magnitude)
  }
}

extension Message {
  fileprivate static func otherDays(_ days: Int) -> Message {
    Message(
      "cause.other-days", ["days": .count(days), "own": .count(238)],
      en: "The recorded number follows from the same curve with {days} instead of {own} days a year.",
      zh: "记录的数值来自同一条曲线，只是每年按 {days} 日而非 {own} 日折算。")
  }

  fileprivate static let otherSign = Message(
    "cause.other-sign", en: "The recorded number follows from the same curve with the opposite sign.",
    zh: "记录的数值来自同一条曲线，只是符号相反。")

  fileprivate static func otherConvention(_ convention: ConventionGrid.Convention) -> Message {
    Message(
      "cause.other-convention", ["convention": .message(convention.name)],
      en: "The recorded number follows from the same curve in another convention: {convention}.",
      zh: "记录的数值来自同一条曲线，只是口径不同：{convention}。")
  }

  fileprivate static func otherSeries(_ metric: String) -> Message {
    Message(
      "cause.other-series", ["metric": .text(metric)],
      en: "The recorded number is that of `{metric}` over the same curve.",
      zh: "记录的数值其实是同一条曲线的 `{metric}`。")
  }

  fileprivate static func alone(among others: Int) -> Message {
    Message(
      "cause.metric-edited", ["others": .count(others)],
      en: "The recorded number alone does not follow from the record; {others} others do. It was changed by itself.",
      zh: "只有这个数值不能由记录得出，其余 {others} 个都能：它被单独改动过。")
  }

  fileprivate static func noSeries(from first: TradingDay, to last: TradingDay) -> Message {
    Message(
      "cause.no-series", ["first": .day(first), "last": .day(last)],
      en: "The recorded number follows from no series of the recorded curve, {first} to {last}. It belongs to a "
        + "different run, or to an earlier curve.",
      zh: "记录的数值不能由 {first} 至 {last} 的记录曲线得出：它属于另一次运行，或取自曲线重算之前。")
  }

  fileprivate static let noPredictions = Message(
    "cause.not-of-predictions", en: "The recorded number does not follow from the recorded predictions and labels.",
    zh: "记录的数值不能由记录的预测与标签得出。")
}
