import Foundation
import MarketData
import Primitives
import Records
import TestSupport
import Testing

/// A file of trading days of the user's: what it goes before, and what of it is refused.
struct CalendarFileTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    // 2026-09-30 is the last day before National Day; by its notice the exchange opens again on 2026-10-08.
    try folder.write("2026-09-29\n2026-09-30\n", to: "cn/calendars/day.txt")
    try folder.write("", to: "cn/features/.keep")
  }

  private func market(_ days: String) throws -> any Market {
    try folder.write(days, to: "days.txt")
    return try Markets.open(MarketPlaces([folder.path("cn")], calendar: folder.path("days.txt")))
  }

  @Test("a file goes before day_future.txt, and that before the exchange's notices")
  func precedence() throws {
    let plain = try Markets.open(folder.path("cn"))
    #expect(plain.comingDays.first == day("2026-10-08"))
    try folder.write("2026-09-30\n2026-10-09\n", to: "cn/calendars/day_future.txt")
    #expect(try Markets.open(folder.path("cn")).comingDays == [day("2026-10-09")])
    let own = try market("2026-09-30\n2026-10-12\n2026-10-13\n")
    #expect(own.comingDays == [day("2026-10-12"), day("2026-10-13")])
    #expect(own.announcer == folder.path("days.txt") && own.calendar.days.last == day("2026-09-30"))
    #expect(try own.formFindings().isEmpty)
    // A file that ends with the data says nothing of later days.
    #expect(try market("2026-09-29\n2026-09-30\n").comingDays == [day("2026-10-09")])
  }

  @Test("missing days are counted by what is announced where it reaches to yesterday, else by the notices")
  func missed() throws {
    let own = try market("2026-10-12\n2026-10-13\n2026-10-14\n")
    let last = day("2026-09-30")
    #expect(own.missedDays(after: last, before: day("2026-10-14")) == 2)
    // A file that begins long after the data does not say what lies between.
    #expect(try market("2026-10-13\n2026-10-14\n").missedDays(after: last, before: day("2026-10-14")) == 4)
    // The file ends on the 14th: on the 16th the notices count 8, 9, 12, 13, 14 and 15.
    #expect(own.missedDays(after: last, before: day("2026-10-16")) == 6)
    #expect(try Markets.open(folder.path("cn")).missedDays(after: last, before: day("2026-10-14")) == 4)
  }

  @Test(
    "a line that is no trading day is named",
    arguments: [
      ("2026-10-08\n10/09/2026\n", "market.calendar-date", 2), ("2026-10-09\n2026-10-08\n", "market.calendar-order", 2),
      ("2026-10-08\n2026-10-09\n2026-10-10\n", "market.calendar-weekend", 3), ("\n", "market.calendar-empty", nil),
    ] as [(String, String, Int?)])
  func damage(text: String, id: String, line: Int?) throws {
    let found = diagnostic { _ = try market(text) }
    #expect(found?.id == id && found?.place?.line == line && found?.exit == .input)
    #expect(found?.place?.file == folder.path("days.txt"))
  }

  @Test("a file that is not there is refused, whatever the list falls back to")
  func absent() {
    let places = MarketPlaces([folder.path("cn"), "demo"], calendar: folder.path("nowhere.txt"))
    let found = diagnostic { _ = try Markets.open(places) }
    #expect(found?.id == "market.calendar-file" && found?.exit == .input)
  }

  @Test("days on which file and data differ are a finding; the data are kept")
  func contradiction() throws {
    // 2026-09-28 is a Monday before the data begin, and counts for neither; 2026-09-29 is not in the file.
    let market = try market("2026-09-28\n2026-09-30\n2026-10-08\n")
    let finding = try #require(try market.formFindings().first?.finding)
    #expect(finding.id == "market.calendar-contradicts" && finding.severity == .warning)
    #expect(finding.evidence.english.hasSuffix("differ on 1 day, first on 2026-09-29, which the file does not list."))
    #expect(market.calendar.count == 2)
  }

  @Test("the market's sign changes with the file's days")
  func stamp() throws {
    let first = try Markets.stamp(of: try market("2026-10-08\n"))
    #expect(try Markets.stamp(of: try market("2026-10-08\n")) == first)
    #expect(try Markets.stamp(of: try market("2026-10-09\n")) != first)
  }
}
