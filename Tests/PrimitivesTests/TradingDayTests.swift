import Primitives
import TestSupport
import Testing

struct TradingDayTests {
  /// Day numbers of known dates: the Unix epoch and its neighbours, a leap day, the years 2000 and 2038.
  @Test(arguments: [
    ("1970-01-01", 0), ("1969-12-31", -1), ("1970-03-01", 59), ("2000-02-29", 11_016),
    ("2000-03-01", 11_017),
    ("2024-02-29", 19_782), ("2038-01-19", 24_855), ("1900-03-01", -25_508),
  ])
  func daysAreCountedFrom1970(text: String, number: Int32) {
    #expect(day(text).daysSince1970 == number)
    #expect(TradingDay(daysSince1970: number).description == text)
  }

  /// 400 Gregorian years are 146,097 days; every one of them reads back, and dates ascend.
  @Test func everyDayOfFourCenturiesReadsBack() {
    let start = day("1800-01-01")
    #expect(day("2200-01-01").daysSince1970 - start.daysSince1970 == 146_097)
    var failures = 0
    var last = (year: 0, month: 0, day: 0)
    for offset in 0..<146_097 {
      let next = start.advanced(byDays: offset)
      let civil = next.civil
      if TradingDay(year: civil.year, month: civil.month, day: civil.day) != next || civil <= last {
        failures += 1
      }
      last = civil
    }
    #expect(failures == 0)
  }

  @Test(arguments: [
    "", "2024-1-02", "2024-13-01", "2024-00-10", "2024-01-00", "2024-01-32", "2023-02-29",
    "1900-02-29", "2024-04-31",
    "2024/01/02", "20240102", "2024-01-0a", "2024-01-023", "0000-01-01", " 2024-01-02",
  ])
  func isNoDate(text: String) {
    #expect(TradingDay(text) == nil)
  }

  @Test(arguments: [
    "2019-01-02 00:00:00", "2019-01-02T00:00:00", "2019-01-02T15:00:00+08:00", "2019-01-02 15:00",
    "2019-01-02 00:00:00.000000000", "2019-01-02  ", "2019-01-02 00:00:00+0800", "2019-01-02T00:00:00+08",
  ])
  func timeOfDayIsDropped(text: String) {
    #expect(TradingDay(text) == day("2019-01-02"))
  }

  /// China is eight hours ahead of UTC all year.
  @Test(arguments: [
    ("2020-01-02T16:00:00Z", "2020-01-03"), ("2020-01-02T15:59:59Z", "2020-01-02"),
    ("2020-02-28T16:00:00+00:00", "2020-02-29"), ("2020-01-01T00:00:00+09:00", "2019-12-31"),
    ("2019-12-31 20:00:00-05:00", "2020-01-01"), ("2020-01-02 16:00:00.5-0800", "2020-01-03"),
  ])
  func zoneTurnsATimeIntoTheDayInChina(text: String, date: String) {
    #expect(TradingDay(text) == day(date))
  }

  @Test(arguments: [
    "2020-01-02 16:00:00", "2020-01-02 24:00:00", "2020-01-02 x", "2020-01-02T", "2020-01-02 00:00:00 CST",
    "2020-01-02 00:00:00+8", "2020-01-02 00:60", "2020-01-02T00:00:00Zx", "2020-01-02 00:00:00.",
  ])
  func isNoTimeOfADay(text: String) {
    #expect(TradingDay(text) == nil)
  }

  /// 2024-01-01 was a Monday; 1970-01-01 a Thursday; 1969-12-28 a Sunday.
  @Test(arguments: [
    ("2024-01-01", 0), ("2024-01-07", 6), ("1970-01-01", 3), ("1969-12-28", 6), ("2026-05-08", 4),
  ])
  func weekdaysFollowTheCalendar(text: String, weekday: Int) {
    #expect(day(text).weekday == weekday)
  }

  @Test func arithmeticCrossesMonthsAndYears() {
    #expect(day("2023-12-31").advanced(byDays: 1) == day("2024-01-01"))
    #expect(day("2024-03-01").advanced(byDays: -1) == day("2024-02-29"))
    #expect(day("2024-01-02") < day("2024-01-03"))
  }

  /// 2026-11-24 16:00 UTC is midnight of the 25th in China.
  @Test func clockKnowsTheDayInChina() {
    let noon = Double(day("2026-11-24").daysSince1970) * 86_400
    #expect(Clock.fixed(noon + 57_599).dayInChina == day("2026-11-24"))
    #expect(Clock.fixed(noon + 57_600).dayInChina == day("2026-11-25"))
    #expect(Clock.fixed(noon + 3_661.9).timestamp == "2026-11-24T01:01:01+00:00")
  }
}
