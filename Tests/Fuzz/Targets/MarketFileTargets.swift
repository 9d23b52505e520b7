import MarketData
import Primitives
import TestSupport

/// Markets in files of others: opened, and read whole.
extension FuzzTarget {
  static let bars = FuzzTarget(
    "bars", words: ["日期", "收盘", "20240102", "2024/01/02", "SH000300", "600000", "factor", "nan", "1e39"],
    seeds: {
      [
        Array("instrument,datetime,open,close\nSH600000,2024-01-02,1.5,2\n000300.SH,2024-01-03,3,4\n".utf8),
        Array("日期,代码,开盘,收盘\n20240102,sh600000,1,2\n20240103,sh600000,1,2\n".utf8),
      ]
    },
    read: { bytes in try Scratch.with(bytes, as: "bars/market.csv") { try readWhole($0) } })

  static let companion = FuzzTarget(
    "companion", words: ["null", "9223372036854775807", "-1", "\"2024-01-02\"", "ranges"],
    seeds: {
      [
        Array(
          """
          {"schema":1,"kind":"market","sha256":"\(SHA256Digest(hashing: Array(companionCSV.utf8)).hex)",
          "calendar":["2024-01-02","2024-01-03"],"announced":["2024-01-04"],
          "universes":{"all":["SH600000\\t2024-01-02\\t2024-01-03"]},
          "ranges":{"SH600000":{"close":["2024-01-02",1],"volume":null}}}
          """.utf8)
      ]
    },
    read: { bytes in
      let path = try Scratch.path("companion/market.csv")
      try FileWriter.write(Array(companionCSV.utf8), to: path)
      try Scratch.with(bytes, as: "companion/market.json") { _ in try readWhole(path) }
    })

  private static let companionCSV = "instrument,datetime,close,open\nSH600000,2024-01-02,1,2\nSH600000,2024-01-03,,4\n"

  static let tdx = FuzzTarget(
    "tdx", seeds: { [day(20_240_102) + day(20_240_103)] },
    read: { bytes in
      let folder = try Scratch.path("vipdoc")
      try Scratch.with(bytes, as: "vipdoc/sh/lday/sh600000.day") { _ in try readWhole("tdx:" + folder) }
    })

  static let minutes = FuzzTarget(
    "minutes", seeds: { [minute(570) + minute(571)] },
    read: { bytes in
      let folder = try Scratch.path("minutes")
      try Scratch.with(bytes, as: "minutes/sh/minline/sh600000.lc1") { _ in
        _ = try TDXMinuteBars(folder: folder).snapshot(
          of: [InstrumentID(canonical: "SH600000")], at: MarketTime(TestSupport.day("2024-01-02"), minute: 900))
      }
    })

  private static func readWhole(_ place: String) throws {
    let market = try Markets.open(MarketPlaces([place]))
    for instrument in market.recordedInstruments ?? [] {
      for field in try market.fieldNames() ?? [] {
        let series = try market.series(field, of: instrument)
        guard series.map({ $0.range.upperBound <= market.calendar.count }) ?? true else {
          throw BrokenPromise(description: "A series leads out of the calendar.")
        }
      }
    }
  }

  private static func words(_ values: [UInt32]) -> [UInt8] {
    values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
  }

  private static func day(_ date: UInt32) -> [UInt8] {
    words([date, 1000, 1020, 990, 1010, Float(1e6).bitPattern, 500, 0])
  }

  /// On 2024-01-02: (2024 - 2004) x 2048 + 102.
  private static func minute(_ minute: UInt32) -> [UInt8] {
    words([41_062 | minute << 16] + [Float](repeating: 10.1, count: 5).map(\.bitPattern) + [500, 0])
  }
}
