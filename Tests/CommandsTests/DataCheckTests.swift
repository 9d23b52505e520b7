import Foundation
import MarketData
import Primitives
import TestSupport
import Testing

@Suite("data check")
struct DataCheckTests {
  /// Twenty weekdays without a festival, two stocks and an index, every field.
  private struct World {
    let program: Program

    init() throws {
      program = try Program()
      var tiny = TinyMarket(from: "2021-06-01", days: 20)
      let closes = (0..<20).map { Float(10) * (1 + 0.01 * Float($0 % 4)) }
      for stock in ["SH600000", "SZ000001"] { tiny.add(stock, close: closes) }
      tiny.add("SH000300", close: closes, listed: false)
      let sink = MemorySink()
      try tiny.market.write(to: sink)
      for (path, bytes) in sink.files {
        try program.temporary.write(bytes, to: "market/" + path)
        // The day's range is the open and the close here.
        guard path.hasSuffix("close.day.bin") else { continue }
        for field in ["high", "low"] {
          try program.temporary.write(
            bytes, to: "market/" + path.replacingOccurrences(of: "close.day", with: "\(field).day"))
        }
      }
    }

    func check(_ arguments: String...) throws -> Program.Result {
      try program.run(["data", "check", "--market", "market"] + arguments)
    }

    func write(bin values: [Float], _ path: String) throws {
      try program.temporary.write(
        values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) } },
        to: "market/features/" + path)
    }
  }

  @Test("a sound market is exit 0 and says so")
  func sound() throws {
    let world = try World()
    let result = try world.check()
    #expect(result.exit == 0, "\(result.out)\(result.err)")
    #expect(result.out.contains("No findings."))
    #expect(try world.check("--json").json?["findings"] == [])
  }

  @Test("a warning is exit 0, a serious finding exit 1, in a list that names stock and day")
  func severities() throws {
    let world = try World()
    try world.write(bin: [0] + (0..<20).map { $0 == 7 ? 0 : 1e6 }, "sz000001/volume.day.bin")
    let warned = try world.check()
    #expect(warned.exit == 0, "\(warned.out)")
    #expect(warned.out.contains("warning  market.volume-zero"))
    #expect(warned.out.contains("SZ000001 2021-06-10"))
    #expect(warned.out.contains("0 serious, 1 warning, 0 notes."))
    try world.write(bin: [0] + (0..<20).map { $0 == 7 ? -5 : 10 }, "sh600000/open.day.bin")
    let failed = try world.check()
    #expect(failed.exit == 1)
    // The serious one first.
    let places = ["market.impossible-value", "market.volume-zero"].map { failed.out.range(of: $0)?.lowerBound }
    #expect(try #require(places[0]) < (try #require(places[1])))
    let document = try #require(try world.check("--json").json)
    #expect(document["serious"]?.intValue ?? 0 >= 1)
    let first = document["findings"]?.arrayValue?.first
    #expect(first?["id"] == "market.impossible-value" && first?["case_count"] == 1)
    #expect(first?["cases"]?.arrayValue?.first?["instrument"] == "SH600000")
    #expect(first?["cases"]?.arrayValue?.first?["start"] == "2021-06-10")
  }

  @Test("a damaged file is exit 3, beside everything else that was found")
  func damage() throws {
    let world = try World()
    try world.write(bin: [0] + (0..<40).map { _ in 10 }, "sh600000/close.day.bin")
    let longer = try world.check("--json")
    #expect(longer.exit == 3, "a series longer than the calendar")
    #expect(longer.json?["findings"]?.arrayValue?.contains { $0["id"] == "market.damaged-file" } == true)
    try world.program.temporary.write([1, 2, 3], to: "market/features/sh600000/close.day.bin")
    let cut = try world.check()
    #expect(cut.exit == 3 && cut.out.contains("sh600000/close.day.bin"))
    try world.program.temporary.write([0xEF, 0xBB, 0xBF] + Array("2021-06-01\n".utf8), to: "market/calendars/day.txt")
    let mark = try world.check()
    #expect(mark.exit == 3 && mark.err.contains("byte order mark"))
  }
}
