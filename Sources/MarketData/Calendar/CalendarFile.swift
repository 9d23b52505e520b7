package import Primitives
import Records

/// Trading days in a file of the user's, a day a line as in qlib's `day_future.txt`: `market.calendar`.
///
/// They go before the days that a market announces (`day_future.txt`, `trade_cal`), and these before the exchange's
/// notices. The days of the market's own data stay as they are: series count by them.
package struct CalendarFile: Sendable {
  package let path: String
  package let days: [TradingDay]

  /// - Throws: `market.calendar-file` where there is none; with the line `market.calendar-date`, `market.calendar-order` and
  ///   `market.calendar-weekend`; `market.calendar-empty`.
  package init(_ path: String) throws {
    guard FileReader.exists(path) else { throw Diagnostic.noCalendarFile(path) }
    days = try QlibCalendarFile.read(path) { day, line in
      // No exchange of the mainland has traded on a weekend since they opened.
      if day.weekday > 4 { throw Diagnostic.weekend(day, path, line: line) }
    }.days
    self.path = path
  }

  func days(behind calendar: TradingCalendar) -> [TradingDay] {
    calendar.days.last.map { last in days.filter { $0 > last } } ?? days
  }

  /// Days on which the file and the data contradict each other, where both reach; nil where none does.
  func finding(against calendar: TradingCalendar) -> HealthFinding? {
    guard let first = [days.first, calendar.days.first].compactMap({ $0 }).max(),
      let last = [days.last, calendar.days.last].compactMap({ $0 }).min(), first <= last
    else { return nil }
    let (own, traded) = (Set(days), Set(calendar.days))
    let differing = own.symmetricDifference(traded).filter { first <= $0 && $0 <= last }.sorted()
    guard let day = differing.first else { return nil }
    return HealthFinding(.calendarContradicts(path, day, isInFile: own.contains(day), count: differing.count))
  }
}

extension Diagnostic {
  fileprivate static func noCalendarFile(_ path: String) -> Diagnostic {
    Diagnostic(
      "market.calendar-file", .absent, at: .init(path),
      (en: "The file of market.calendar is missing.", zh: "market.calendar 指定的文件不存在。"),
      remedy: (
        en: "Write a trading day a line there, or take market.calendar out.", zh: "请在其中每行写一个交易日，或去掉 market.calendar。"
      ))
  }

  fileprivate static func weekend(_ day: TradingDay, _ path: String, line: Int) -> Diagnostic {
    Diagnostic(
      "market.calendar-weekend", .damaged, at: .init(path, line: line), ["day": .day(day)],
      (en: "{day} is a Saturday or Sunday. The exchanges do not trade on it.", zh: "{day} 是周末，交易所不开市。"),
      remedy: (en: "Take the line out.", zh: "请删除该行。"))
  }
}

extension Finding {
  fileprivate static func calendarContradicts(_ path: String, _ day: TradingDay, isInFile: Bool, count: Int) -> Finding
  {
    Finding(
      "market.calendar-contradicts", .warning,
      [
        "path": .text(path), "day": .day(day), "count": .count(count),
        "side": .message(isInFile ? .withoutBars : .notListed),
      ],
      title: (en: "The calendar file contradicts the data", zh: "日历文件与行情不符"),
      evidence: (
        en: "{path} and the data differ on {count} {count:day|days}, first on {day}, {side}.",
        zh: "{path} 与行情有 {count} 天不符，首日 {day}：{side}。"
      ),
      consequence: (
        en: "The days of the data are kept. Only later days are taken from the file.", zh: "行情的日期保持不变，只取文件中更晚的日期。"
      ), remedy: (en: "Correct the file, or load the missing days.", zh: "请更正该文件，或导入缺失的日期。"))
  }
}

extension Message {
  fileprivate static let withoutBars = Message(
    "market.calendar-without-bars-word", en: "which the data do not have", zh: "行情没有该日")
  fileprivate static let notListed = Message(
    "market.calendar-not-listed-word", en: "which the file does not list", zh: "文件没有该日")
}
