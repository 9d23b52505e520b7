import Foundation
import MarketData
import Primitives
import TestSupport
import Testing

struct ProviderReadingTests {
  @Test func whatIsWrittenIsRead() throws {
    let disk = try ProviderOnDisk()
    let provider = try disk.open()
    #expect(provider.calendar == disk.memory.calendar)
    #expect(provider.universeNames == ["all"])
    #expect(try provider.universe("all") == disk.memory.universe("all"))
    for instrument in disk.memory.instruments {
      for field in disk.memory.fields(of: instrument) {
        let here = try #require(try provider.series(field, of: instrument))
        let there = try #require(disk.memory.series(field, of: instrument))
        #expect(here.range == there.range)
        #expect(
          here.values(in: 0..<5).map(\.bitPattern) == there.values(in: 0..<5).map(\.bitPattern))
      }
    }
  }

  /// The form of a bin: little-endian float32, the start index first. 3.0 is 40400000, 1.5 is 3fc00000.
  @Test func binsAreReadByteByByte() throws {
    let disk = try ProviderOnDisk()
    try disk.folder.write(
      [0, 0, 0x40, 0x40, 0, 0, 0xC0, 0x3F], to: "features/sh600000/extra.day.bin")
    let series = try #require(try disk.open().series("EXTRA", of: code("SH600000")))
    #expect(series.range == 3..<4)
    #expect(series[3] == 1.5)
    #expect(series[2].isNaN && series[4].isNaN && series[-1].isNaN)
  }

  /// qlib's calendar with the days to come repeats those of the bars; what lies behind them is announced.
  @Test func daysToComeAreReadFromTheirOwnCalendar() throws {
    let disk = try ProviderOnDisk()
    #expect(try disk.open().announcedDays.isEmpty)
    let known = disk.memory.calendar.days.map(\.description)
    try disk.folder.write(
      (known + ["2099-01-05", "2099-01-06"]).joined(separator: "\n") + "\n", to: "calendars/day_future.txt")
    #expect(try disk.open().announcedDays == [day("2099-01-05"), day("2099-01-06")])
    try disk.folder.write("2099-01-06\n2099-01-05\n", to: "calendars/day_future.txt")
    #expect(throws: Diagnostic.self) { try disk.open() }
  }

  @Test func valuesBehindTheCalendarAreNotDated() throws {
    let disk = try ProviderOnDisk()
    try disk.write(bin: [3, 7, 8, 9, 9], to: "features/sh600000/close.day.bin")
    let series = try #require(try disk.open().series("close", of: code("SH600000")))
    #expect(series.range == 3..<5)
    #expect(series.values(in: 2..<6).map { $0.isNaN ? -1 : $0 } == [-1, 7, 8, -1])
  }

  /// qlib lower-cases folders; dumps of other tools use the exchange's form.
  @Test(arguments: ["600519.SH", "600519.sh", "SH600519", "sh.600519"])
  func foldersInEveryForm(name: String) throws {
    let disk = try ProviderOnDisk()
    try disk.write(bin: [0, 1], to: "features/\(name)/close.day.bin")
    let provider = try disk.open()
    #expect(provider.hasData(code("SH600519")))
    #expect(try provider.series("close", of: code("600519.SH"))?[0] == 1)
  }

  @Test func qlibsOwnSpellingWinsOverAnother() throws {
    let disk = try ProviderOnDisk()
    try disk.write(bin: [0, 77], to: "features/600000.SH/close.day.bin")
    #expect(try disk.open().series("close", of: code("SH600000"))?[0] == 10)
  }

  @Test func absenceIsNilAndNoError() throws {
    let provider = try ProviderOnDisk().open()
    #expect(!provider.hasData(code("SH601318")))
    #expect(try provider.series("close", of: code("SH601318")) == nil)
    #expect(try provider.series("vwap", of: code("SH600000")) == nil)
  }

  @Test func universesWithSpansAndOtherDresses() throws {
    let disk = try ProviderOnDisk()
    try disk.write(
      "SZ000001\t2024-01-02\t2024-01-03\r\nsh600000\t2024-01-01 00:00:00\t2024-01-02\r\n\n600000.SH\t2024-01-04\t2099-12-31\n",
      to: "instruments/mixed.txt")
    let universe = try disk.open().universe("mixed")
    try #require(universe.instruments == [code("SH600000"), code("SZ000001")])
    #expect(
      universe.members[0].spans
        == [
          .init(start: day("2024-01-01"), end: day("2024-01-02")),
          .init(start: day("2024-01-04"), end: day("2099-12-31")),
        ])
  }

  /// The digest is of the content: equal in memory and on disk, different after any change.
  @Test func fingerprintIsOfTheContent() throws {
    let disk = try ProviderOnDisk()
    func digest(_ market: any Market, _ fields: [String] = ["close", "factor"]) throws
      -> String
    {
      try market.digest(
        universes: ["all"], fields: fields, instruments: [code("SZ300001"), code("SH600000")])
    }
    let before = try digest(disk.open())
    #expect(try digest(disk.memory) == before)
    #expect(try digest(disk.memory, ["factor", "close"]) == before)
    #expect(try digest(disk.memory, ["close"]) != before)
    try disk.write(bin: [0, 10, 11, 12, 11, 10.5], to: "features/sh600000/close.day.bin")
    #expect(try digest(disk.open()) != before)
  }

  @Test func calendarFindsNeighbours() throws {
    let calendar = try ProviderOnDisk().open().calendar
    #expect(calendar.count == 5)
    #expect(calendar.index(of: day("2024-01-03")) == 2)
    #expect(calendar.index(of: day("2024-01-06")) == nil)
    #expect(calendar.firstIndex(onOrAfter: day("2023-06-01")) == 0)
    #expect(calendar.firstIndex(onOrAfter: day("2024-01-06")) == nil)
    #expect(calendar.lastIndex(onOrBefore: day("2024-01-06")) == 4)
    #expect(calendar.lastIndex(onOrBefore: day("2023-12-31")) == nil)
  }
}
