import Primitives
import Records

/// The days of a recorded curve beside the market's calendar.
struct CurveDays {
  let report: [ReportRow]
  /// Trading days of the market here, ascending.
  let calendar: [TradingDay]

  /// A day that only one side has, and how many there are.
  struct Flaw: Equatable {
    var day: TradingDay
    /// The curve has it; else the calendar.
    var isRecorded: Bool
    var count: Int
  }

  /// The first day that is none of the market, else the first that the curve lacks; nil where they agree.
  ///
  /// Days before the calendar's first and behind its last are not judged: the market here may be shorter.
  var flaw: Flaw? {
    guard let start = calendar.first, let end = calendar.last, let first = report.first?.day,
      let last = report.last?.day
    else { return nil }
    let trading = Set(calendar)
    let foreign = report.map(\.day).filter { $0 >= start && $0 <= end && !trading.contains($0) }
    if let day = foreign.first { return Flaw(day: day, isRecorded: true, count: foreign.count) }
    let recorded = Set(report.map(\.day))
    let lacking = calendar.filter { $0 >= first && $0 <= last && !recorded.contains($0) }
    return lacking.first.map { Flaw(day: $0, isRecorded: false, count: lacking.count) }
  }

  var cause: CauseStatement? {
    flaw.map { CauseStatement(.calendar, $0.isRecorded ? .foreignDays($0) : .lackingDays($0), proof: .identity) }
  }

  /// The flaw as the first divergence of the record against itself.
  var divergence: Divergence? {
    guard let flaw, let cause else { return nil }
    let day = flaw.day.description
    return Divergence(
      day: flaw.day, instrument: nil, field: FirstDivergence.Field.day.name, left: flaw.isRecorded ? day : "",
      right: flaw.isRecorded ? "" : day, cause: cause)
  }
}

extension Message {
  fileprivate static func foreignDays(_ flaw: CurveDays.Flaw) -> Message {
    Message(
      "cause.foreign-days", ["day": .day(flaw.day), "count": .count(flaw.count)],
      en: "The recorded curve has {count} {count:day that is no trading day|days that are no trading days} here. "
        + "The first is {day}.",
      zh: "记录的曲线有 {count} 天不是本地行情的交易日，首日为 {day}。")
  }

  fileprivate static func lackingDays(_ flaw: CurveDays.Flaw) -> Message {
    Message(
      "cause.lacking-days", ["day": .day(flaw.day), "count": .count(flaw.count)],
      en: "The recorded curve lacks {count} trading {count:day|days} between its ends. The first is {day}.",
      zh: "记录的曲线在首尾之间缺少 {count} 个交易日，首日为 {day}。")
  }
}
