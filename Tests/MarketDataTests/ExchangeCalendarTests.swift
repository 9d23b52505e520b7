import MarketData
import Primitives
import TestSupport
import Testing

/// The exchange's own calendar: its notices, its published counts, and the days that the real market has.
struct ExchangeCalendarTests {
  /// Trading days of a year as the Shanghai Stock Exchange's yearly statistics count them; 2026 by hand: 261 weekdays
  /// less 2 of New Year, 6 of the Spring Festival, 1 of Qingming, 3 of Labour Day, 1 of the Dragon Boat Festival, 1 of
  /// Mid-Autumn and 5 of National Day.
  @Test(
    "a year has as many trading days as the exchange counts",
    arguments: [
      (2021, 243), (2022, 242), (2023, 242), (2024, 242), (2025, 243), (2026, 242),
    ])
  func counts(year: Int, count: Int) {
    #expect(ExchangeCalendar.days.count { $0.civil.year == year } == count)
  }

  @Test(
    "the real market trades on exactly these days",
    .enabled(if: SharedMaterial.isPresent, Comment(rawValue: SharedMaterial.absence)))
  func real() throws {
    let calendar = try QlibProvider(folder: SharedMaterial.path("market/cn")).calendar
    let last = try #require(calendar.days.last)
    #expect(
      calendar.days.filter { $0 >= ExchangeCalendar.known.lowerBound } == ExchangeCalendar.days.filter { $0 <= last })
  }

  @Test("coming days go around festivals, and end with the last notice")
  func coming() {
    #expect(ExchangeCalendar.days(after: day("2026-09-30")).first == day("2026-10-08"))
    #expect(ExchangeCalendar.days(after: day("2026-02-13")).first == day("2026-02-24"))
    #expect(ExchangeCalendar.days(after: day("2026-12-31")).isEmpty)
    #expect(ExchangeCalendar.days(after: day("2020-12-31")).first == day("2021-01-04"))
    // 2020-12-31 itself is not known.
    #expect(ExchangeCalendar.days(after: day("2020-12-30")).isEmpty)
  }

  @Test("data miss the trading days between their last one and today")
  func missed() {
    #expect(ExchangeCalendar.missed(after: day("2026-09-30"), before: day("2026-10-08")) == 0)
    #expect(ExchangeCalendar.missed(after: day("2026-09-30"), before: day("2026-10-09")) == 1)
    #expect(ExchangeCalendar.missed(after: day("2026-05-08"), before: day("2026-05-08")) == 0)
    #expect(ExchangeCalendar.missed(after: day("2026-12-30"), before: day("2027-01-01")) == 1)
    #expect(ExchangeCalendar.missed(after: day("2026-12-30"), before: day("2027-01-02")) == nil)
    #expect(ExchangeCalendar.missed(after: day("2019-01-02"), before: day("2026-01-05")) == nil)
  }

  @Test("a market without days of its own has the exchange's; day_future.txt goes before them")
  func announced() throws {
    let folder = try TemporaryFolder()
    let provider = { try QlibProvider(folder: folder.path) }
    try folder.write("2026-09-29\n2026-09-30\n", to: "calendars/day.txt")
    try folder.write("", to: "features/.keep")
    #expect(try provider().comingDays.first == day("2026-10-08"))
    try folder.write("2026-09-30\n2026-10-09\n", to: "calendars/day_future.txt")
    #expect(try provider().comingDays == [day("2026-10-09")])
    try folder.write("2019-09-29\n2019-09-30\n", to: "calendars/day.txt")
    try FileWriter.remove(folder.path("calendars/day_future.txt"))
    #expect(try provider().comingDays == [])
  }
}
