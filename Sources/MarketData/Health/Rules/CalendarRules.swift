import Primitives
import Records

/// What a calendar of the A-share exchanges cannot be, from 2000 on.
///
/// Sources: no trading on Saturdays, Sundays and legal holidays (trading rules of both exchanges, section on trading
/// days); legal holidays of fixed date are 1 January, 1 May and 1 to 3 October (State Council, Regulation on Public
/// Holidays for National Annual Festivals and Memorial Days, 1999 and its revisions); the Spring Festival closes the
/// exchanges for a week and more (their yearly notices). Longest closures of these notices since 2007: eleven days.
struct CalendarRules {
  let calendar: TradingCalendar
  let today: TradingDay
  /// By calendar index: instruments with a price, and instruments inside of their first and last price.
  let priced: [Int32]
  let alive: [Int32]

  /// Years before have had other closures.
  static let firstYear = 2000
  /// Trading days in a year: 1996 to 2025 had at most 247.
  static let yearMax = 250
  /// Calendar days between two trading days that need no festival: 2010-09-21 to 2010-09-27.
  static let gapMax = 6
  /// With a festival; before 2007 the Spring Festival took up to twenty.
  static let festivalGapMax = 12
  static let oldSpringGapMax = 21
  /// Fewer instruments may all be suspended on a day.
  static let aliveMin: Int32 = 10
  /// Trading days without data at the calendar's end that an update in progress explains.
  static let staleMin = 5

  var findings: [HealthFinding] {
    [inFuture, closedDays, gaps, withoutTrade, stale].compactMap { $0 }
  }

  /// Days behind the clock's.
  private var inFuture: HealthFinding? {
    guard let last = calendar.days.last, last > today else { return nil }
    let first = calendar.firstIndex(onOrAfter: today.advanced(byDays: 1)) ?? calendar.count
    let count = calendar.count - first
    let withData = priced[first...].count { $0 > 0 }
    let days = calendar[first]...last
    return HealthFinding(
      withData > 0
        ? .dataInFuture(count, withData: withData, last: last, today: today)
        : .calendarInFuture(count, last: last, today: today),
      cases: [HealthCase(days: days, count: count, .future(count))])
  }

  /// Trading days on weekends and legal holidays, years with too many days, Februaries without a Spring Festival.
  private var closedDays: HealthFinding? {
    var cases: [HealthCase] = []
    var years: [Int: Int] = [:]
    for day in calendar.days {
      let (year, month, date) = day.civil
      guard year >= CalendarRules.firstYear else { continue }
      years[year, default: 0] += 1
      if day.weekday > 4 {
        cases.append(HealthCase(days: day...day, weight: 2, .weekend))
      } else if [(1, 1), (5, 1), (10, 1), (10, 2), (10, 3)].contains(where: { $0 == (month, date) }) {
        cases.append(HealthCase(days: day...day, weight: 2, .holiday))
      }
    }
    for (year, count) in years.sorted(by: { $0.key < $1.key }) {
      guard let first = TradingDay(year: year, month: 1, day: 1), let last = TradingDay(year: year, month: 12, day: 31)
      else { continue }
      if count > CalendarRules.yearMax {
        cases.append(HealthCase(days: first...last, weight: 3, .tooManyDays(count)))
      }
      if let window = missingSpring(year) { cases.append(HealthCase(days: window, weight: 1, .noSpringFestival)) }
    }
    guard !cases.isEmpty else { return nil }
    return CalendarRules.health(cases) { .closedDays($0) }
  }

  /// The weeks of the Spring Festival of a year that the calendar covers, where no closure of a week lies in them.
  private func missingSpring(_ year: Int) -> ClosedRange<TradingDay>? {
    guard let first = TradingDay(year: year, month: 1, day: 10), let last = TradingDay(year: year, month: 3, day: 10),
      let from = calendar.firstIndex(onOrAfter: first), let until = calendar.lastIndex(onOrBefore: last),
      calendar[0] <= first, calendar[calendar.count - 1] >= last, from < until
    else { return nil }
    let closes = (from..<until).contains {
      calendar[$0 + 1].daysSince1970 - calendar[$0].daysSince1970 >= 7
    }
    return closes ? nil : first...last
  }

  /// Stretches without a trading day that no festival explains.
  private var gaps: HealthFinding? {
    var cases: [HealthCase] = []
    var festivals: Set<[Int]> = []
    for (day, next) in zip(calendar.days, calendar.days.dropFirst()) {
      let length = Int(next.daysSince1970 - day.daysSince1970)
      guard day.civil.year >= CalendarRules.firstYear, length > CalendarRules.gapMax else { continue }
      let (year, month, date) = day.civil
      let allowed: Int
      switch (month, date) {
      case (1, 12...31), (2, 1...25):
        // One closure a year.
        let isFirst = festivals.insert([year, 1]).inserted
        allowed = !isFirst ? 0 : year <= 2006 ? CalendarRules.oldSpringGapMax : CalendarRules.festivalGapMax
      case (4, 25...30), (5, 1...3): allowed = CalendarRules.festivalGapMax
      case (9, 25...30), (10, 1...3): allowed = CalendarRules.festivalGapMax
      default: allowed = 0
      }
      if length > allowed {
        cases.append(HealthCase(days: day...next, count: length - 1, weight: Double(length), .gap(length - 1)))
      }
    }
    guard !cases.isEmpty else { return nil }
    return CalendarRules.health(cases) { .gaps($0) }
  }

  /// Days between the first and the last price on which nothing has one.
  private var withoutTrade: HealthFinding? {
    let cases = calendar.days.indices.filter { alive[$0] >= CalendarRules.aliveMin && priced[$0] == 0 }.map { index in
      HealthCase(days: calendar[index]...calendar[index], .suspended(Int(alive[index])))
    }
    guard !cases.isEmpty else { return nil }
    return CalendarRules.health(cases) { .withoutTrade($0) }
  }

  /// The last day with data lies long before the calendar's end.
  private var stale: HealthFinding? {
    guard let last = priced.lastIndex(where: { $0 > 0 }), let end = calendar.lastIndex(onOrBefore: today),
      end - last >= CalendarRules.staleMin
    else { return nil }
    let days = calendar[last + 1]...calendar[end]
    return HealthFinding(
      .stale(last: calendar[last], end: calendar[end], days: end - last),
      cases: [HealthCase(days: days, count: end - last, .future(end - last))])
  }

  private static func health(_ cases: [HealthCase], _ make: (Tally) -> Finding) -> HealthFinding {
    var tally = Tally()
    tally.add(cases)
    return tally.finding(make(tally))
  }
}

extension Finding {
  fileprivate static func calendarInFuture(_ count: Int, last: TradingDay, today: TradingDay) -> Finding {
    Finding(
      "market.calendar-in-future", count > 260 ? .serious : .warning,
      ["count": .count(count), "last": .day(last), "today": .day(today)],
      title: (en: "The calendar ends in the future", zh: "日历止于未来"),
      evidence: (
        en: "The calendar ends on {last}; {count} {count:day lies|days lie} after today, {today}.",
        zh: "日历止于 {last}，有 {count} 天晚于今日（{today}）。"
      ),
      consequence: (
        en: "The last trading day is taken for a future one, and updates look complete.",
        zh: "末个交易日会被当成未来日期，数据更新看似完整。"
      ),
      remedy: (
        en: "Cut calendars/day.txt behind the last day with data.", zh: "请将 calendars/day.txt 截止到最后一个有数据的日期。"
      ))
  }

  fileprivate static func dataInFuture(
    _ count: Int, withData: Int, last: TradingDay, today: TradingDay
  ) -> Finding {
    Finding(
      "market.data-in-future", .serious,
      ["count": .count(count), "data": .count(withData), "last": .day(last), "today": .day(today)],
      title: (en: "Prices are dated in the future", zh: "价格日期在未来"),
      evidence: (
        en: "{data} of {count} {count:day|days} after today, {today}, have prices; the calendar ends on {last}.",
        zh: "今日（{today}）之后的 {count} 天中有 {data} 天有价格，日历止于 {last}。"
      ),
      consequence: (
        en: "The calendar is not the one that the prices were written with, or the clock is wrong.",
        zh: "日历与写入价格时所用的不同，或系统时钟有误。"
      ),
      remedy: (en: "Restore the calendar, or set the clock.", zh: "请恢复日历，或校准时钟。"))
  }

  fileprivate static func closedDays(_ tally: Tally) -> Finding {
    Finding(
      "market.calendar-closed-day", .serious, ["count": .count(tally.caseCount), "worst": tally.named],
      title: (en: "The calendar holds days on which the exchanges are closed", zh: "日历含休市日"),
      evidence: (
        en: "{count} {count:entry|entries} of the calendar cannot be: {worst}.", zh: "日历有 {count} 处不成立：{worst}。"
      ),
      consequence: (
        en: "Every bin counts its days by the calendar, so that prices may be dated wrong.",
        zh: "所有 bin 按日历定位日期，价格日期可能有误。"
      ),
      remedy: (
        en: "Restore the exchanges' calendar and dump the prices with it.", zh: "请恢复交易所日历，并据此重新导出价格。"
      ))
  }

  fileprivate static func gaps(_ tally: Tally) -> Finding {
    Finding(
      "market.calendar-gap", .serious, ["count": .count(tally.caseCount), "worst": tally.named],
      title: (en: "The calendar lacks trading days", zh: "日历缺少交易日"),
      evidence: (
        en: "{count} {count:stretch|stretches} without a trading day {count:is|are} longer than a closure: {worst}.",
        zh: "有 {count} 段无交易日的时间长于任何休市：{worst}。"
      ),
      consequence: (
        en: "Returns and windows across them take several days for one.", zh: "跨越其间的收益与窗口把多日当作一日。"
      ),
      remedy: (
        en: "Restore the exchanges' calendar and dump the prices with it.", zh: "请恢复交易所日历，并据此重新导出价格。"
      ))
  }

  fileprivate static func withoutTrade(_ tally: Tally) -> Finding {
    Finding(
      "market.day-without-trade", .serious, ["count": .count(tally.caseCount), "worst": tally.named],
      title: (en: "Nothing trades on some days", zh: "部分日期无任何成交"),
      evidence: (
        en: "No instrument trades on {count} {count:day|days} of the calendar: {worst}.",
        zh: "日历中有 {count} 天没有任何证券成交：{worst}。"
      ),
      consequence: (
        en: "The days are holidays, or their data are lost. Windows and holding periods count them.",
        zh: "这些日期是假日，或数据丢失；窗口与持有期会把它们计入。"
      ),
      remedy: (
        en: "Take the holidays out of the calendar and dump again, or load the days.",
        zh: "请从日历删除假日后重新导出，或导入这些日期的数据。"
      ))
  }

  fileprivate static func stale(last: TradingDay, end: TradingDay, days: Int) -> Finding {
    Finding(
      "market.data-ends-early", .warning, ["last": .day(last), "end": .day(end), "days": .count(days)],
      title: (en: "Data end before the calendar", zh: "数据早于日历结束"),
      evidence: (
        en: "The last price is of {last}, {days} trading {days:day|days} before {end}.",
        zh: "最后价格日为 {last}，比 {end} 早 {days} 个交易日。"
      ),
      consequence: (en: "Nothing is traded on these days.", zh: "这些日期没有成交。"),
      remedy: (en: "Load the missing days.", zh: "请导入缺失日期。"))
  }
}

extension Message {
  fileprivate static func future(_ count: Int) -> Message {
    Message("market.days-label", ["count": .count(count)], en: "{count} {count:day|days}", zh: "{count} 天")
  }

  fileprivate static let weekend = Message("market.weekend-label", en: "a weekend", zh: "周末")
  fileprivate static let holiday = Message("market.holiday-label", en: "a legal holiday", zh: "法定节假日")
  fileprivate static let noSpringFestival = Message(
    "market.no-spring-festival-label", en: "no closure for the Spring Festival", zh: "没有春节休市")

  fileprivate static func tooManyDays(_ count: Int) -> Message {
    Message(
      "market.too-many-days-label", ["count": .count(count)], en: "{count} trading days in the year",
      zh: "全年 {count} 个交易日")
  }

  fileprivate static func gap(_ count: Int) -> Message {
    Message(
      "market.gap-label", ["count": .count(count)], en: "{count} {count:day|days} without trading",
      zh: "{count} 天无交易")
  }

  fileprivate static func suspended(_ count: Int) -> Message {
    Message(
      "market.all-suspended-label", ["count": .count(count)], en: "{count} {count:instrument|instruments}",
      zh: "{count} 个证券")
  }
}
