import Foundation
import Primitives
import TestSupport
import Testing

/// What previews saw of each minute, kept for a schedule by volume.
@Suite("minutes that previews were marked in") struct RecordedMinutesTests {
  private let world: SmallWorld
  private static let file = ".aistock/minutes/2024-01-03.csv"

  init() throws {
    world = try SmallWorld()
    try world.write(
      "market: {provider: market}\nsite: {output: out}\npreviews: {quotes: [file], quote_file: quotes.csv}\n",
      "aistock.yaml")
    let made = try world.program.run(
      "preview", "create", "--id", "p", "--conf", "ws/conf.yaml", "--pred", "ws/pred.csv", "--start", "2024-01-02")
    #expect(made.exit == 0, "\(made.err)")
    #expect(try world.program.run("preview", "settle", "--date", "2024-01-02").exit == 0)
  }

  private func refresh(_ time: String, volume: String, price: String = "10.50") throws {
    try world.write("symbol,price,time,volume\nSH600000,\(price),2024-01-03 \(time):00,\(volume)\n", "quotes.csv")
    let result = try world.program.run("preview", "refresh", "--at", "2024-01-03 \(time)", "--quiet")
    #expect(result.exit == 0, "\(result.err)")
  }

  private var recorded: String { get throws { try FileReader.text(world.program.path(RecordedMinutesTests.file)) } }

  @Test("each minute adds a row a stock once, and half a row of a killed process is cut off")
  func rows() throws {
    let first = "datetime,instrument,close,volume\n2024-01-03T10:00:00+08:00,SH600000,10.5000,1000\n"
    let second = "2024-01-03T10:01:00+08:00,SH600000,10.6000,1500\n"
    try refresh("10:00", volume: "1000")
    #expect(try recorded == first)
    try refresh("10:00", volume: "1200")
    #expect(try recorded == first, "one row a minute")
    try refresh("10:01", volume: "1500", price: "10.60")
    #expect(try recorded == first + second)
    try world.write(first + second + "2024-01-03T10:02:00+08", RecordedMinutesTests.file)
    try refresh("10:03", volume: "1600")
    #expect(try recorded == first + second + "2024-01-03T10:03:00+08:00,SH600000,10.5000,1600\n")
    // Quotes without a volume, and a moment outside the session, say nothing of one.
    let before = try recorded
    try refresh("10:04", volume: "")
    try refresh("12:30", volume: "1700")
    #expect(try recorded == before)
  }

  @Test("the newest twenty days are kept, and nothing else in the folder is touched")
  func bound() throws {
    for number in 1...25 { try world.write("old", ".aistock/minutes/2023-11-\(number < 10 ? "0" : "")\(number).csv") }
    try world.write("mine", ".aistock/minutes/notes.csv")
    try refresh("10:00", volume: "1000")
    let names = try FileReader.names(in: world.program.path(".aistock/minutes")).sorted()
    #expect(names.count == 21 && names.first == "2023-11-07.csv" && names.contains("notes.csv"))
    #expect(names.contains("2024-01-03.csv"))
  }

  @Test("a replay of other quotes records nothing")
  func replay() throws {
    try world.write("symbol,price,time,volume\nSH600000,10.50,2024-01-03 10:00:00,1000\n", "other.csv")
    #expect(
      try world.program.run("preview", "refresh", "--at", "2024-01-03 10:00", "--quotes", "other.csv", "--quiet").exit
        == 0)
    #expect(!FileReader.exists(world.program.path(RecordedMinutesTests.file)))
  }
}
