import Night
import Primitives
import TestSupport
import Testing

/// What part of a day's volume each minute had, all figures by hand.
@Suite("volumes by minute") struct MinuteVolumesTests {
  private let folder: TemporaryFolder
  private let stock = code("SH600000")

  init() throws { folder = try TemporaryFolder() }

  private func write(_ place: String, _ name: String, _ rows: [(String, Int)], end: String = "\n") throws {
    let lines = rows.map { "\(name)T\($0.0):00+08:00,SH600000,10.00,\($0.1)" }
    try folder.write(
      (["datetime,instrument,close,volume"] + lines).joined(separator: "\n") + end, to: "\(place)/\(name).csv")
  }

  private func volumes(_ days: String...) throws -> MinuteVolumes {
    try MinuteVolumes(
      folder: folder.path("bars"), recorded: folder.path("own"), of: [stock], on: days.map { day($0) })
  }

  @Test("bars of the minute count as they are, at the minute that they end")
  func bars() throws {
    try write("bars", "2024-01-02", [("09:31", 300), ("09:32", 100), ("09:33", 200)])
    let volumes = try volumes("2024-01-02")
    #expect(volumes.weights(of: stock, [569, 570, 571, 572, 573]) == [0, 300, 100, 200, 0])
    #expect(volumes.weights(of: code("SZ000001"), [570]) == nil && volumes.weights(of: stock, [600]) == nil)
  }

  @Test("a running sum counts by what it gained, shared out over the minutes in which nobody looked")
  func runningSum() throws {
    // 1,000 in the first minute, 500 in the second, then 2,000 in four.
    try write("own", "2024-01-02", [("09:31", 1000), ("09:32", 1500), ("09:36", 3500), ("09:37", 3500)])
    let early = try volumes("2024-01-02")
    #expect(early.weights(of: stock, Array(570...576)) == [1000, 500, 500, 500, 500, 500, 0])
    // The first look at 10:00 saw half an hour; the one at 13:01 a minute before the break and one behind it.
    try write("own", "2024-01-03", [("10:00", 30_000), ("11:29", 30_000), ("13:01", 30_400), ("15:00", 149_400)])
    let late = try volumes("2024-01-03")
    #expect(late.weights(of: stock, [570, 599, 600, 689, 780]) == [1000, 1000, 0, 200, 200])
    // 119,000 in 119 minutes.
    #expect(late.weights(of: stock, [781, 899]) == [1000, 1000])
  }

  @Test("another tool's bars come before our own of the day; the newest five days are read and no more")
  func choice() throws {
    try write("bars", "2024-01-02", [("09:31", 300), ("09:32", 100), ("09:33", 200)])
    for (number, name) in ["2024-01-02", "2024-01-03", "2024-01-04", "2024-01-05", "2024-01-08", "2024-01-09"]
      .enumerated()
    {
      try write("own", name, [("09:31", 1000 * (number + 1)), ("09:32", 10_000), ("09:33", 10_001)])
    }
    let two = try volumes("2024-01-02", "2024-01-03")
    #expect(two.weights(of: stock, [570]) == [2300])
    let all = try volumes("2024-01-02", "2024-01-03", "2024-01-04", "2024-01-05", "2024-01-08", "2024-01-09")
    #expect(all.days.count == MinuteVolumes.daysMax && all.weights(of: stock, [570]) == [20_000])
  }

  @Test("a minute that a killed process left half written is passed over; in another tool's file it is damage")
  func halfWritten() throws {
    let rows = [("09:31", 1000), ("09:32", 1500), ("09:33", 3500)]
    try write("own", "2024-01-02", rows, end: "\n2024-01-02T09:34:00+08:00,SH60")
    #expect(try volumes("2024-01-02").weights(of: stock, [570, 571, 572]) == [1000, 500, 2000])
    try write("bars", "2024-01-02", rows, end: "\n2024-01-02T09:34:00+08:00,SH60")
    #expect(throws: Diagnostic.self) { _ = try volumes("2024-01-02") }
  }
}
