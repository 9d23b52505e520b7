import Primitives

/// Weekdays of 2021 to 2024 without the days on which the exchanges in Shanghai and Shenzhen were
/// closed (their yearly holiday notices).
enum DemoCalendar {
  private static let closures: [(first: String, last: String)] = [
    ("2021-01-01", "2021-01-01"), ("2021-02-11", "2021-02-17"), ("2021-04-05", "2021-04-05"),
    ("2021-05-03", "2021-05-05"), ("2021-06-14", "2021-06-14"), ("2021-09-20", "2021-09-21"),
    ("2021-10-01", "2021-10-07"), ("2022-01-03", "2022-01-03"), ("2022-01-31", "2022-02-04"),
    ("2022-04-04", "2022-04-05"), ("2022-05-02", "2022-05-04"), ("2022-06-03", "2022-06-03"),
    ("2022-09-12", "2022-09-12"), ("2022-10-03", "2022-10-07"), ("2023-01-02", "2023-01-02"),
    ("2023-01-23", "2023-01-27"), ("2023-04-05", "2023-04-05"), ("2023-05-01", "2023-05-03"),
    ("2023-06-22", "2023-06-23"), ("2023-09-29", "2023-09-29"), ("2023-10-02", "2023-10-06"),
    ("2024-01-01", "2024-01-01"), ("2024-02-09", "2024-02-16"), ("2024-04-04", "2024-04-05"),
    ("2024-05-01", "2024-05-03"), ("2024-06-10", "2024-06-10"), ("2024-09-16", "2024-09-17"),
    ("2024-10-01", "2024-10-07"),
  ]

  static func make() -> TradingCalendar {
    guard var day = TradingDay(year: 2021, month: 1, day: 4), let last = TradingDay(year: 2024, month: 12, day: 31)
    else { return TradingCalendar(days: []) }
    let closed = closures.compactMap { closure -> ClosedRange<TradingDay>? in
      guard let first = TradingDay(closure.first), let last = TradingDay(closure.last) else { return nil }
      return first...last
    }
    precondition(closed.count == closures.count, "a closure is no date")
    var days: [TradingDay] = []
    while day <= last {
      if day.weekday < 5, !closed.contains(where: { $0.contains(day) }) { days.append(day) }
      day = day.advanced(byDays: 1)
    }
    return TradingCalendar(days: days)
  }
}
