import MarketData
import Primitives
import RDAgent
import Records
import TestSupport

/// Tables of numbers: what is accepted of a record holds no infinite value. qlib ranks infinite scores, and so do runs here.
extension FuzzTarget {
  static let predictions = FuzzTarget(
    "predictions", words: tableWords,
    seeds: {
      try [Demo.file("pred.csv", lines: 200)] + Corpus.files("predictions") + Corpus.shared("bugs/00-base/pred.csv")
    },
    read: { bytes in _ = try Scratch.with(bytes, as: "pred.csv") { try PanelTable(csv: $0, value: "score") } })

  static let report = FuzzTarget(
    "report", words: tableWords, seeds: { try [Demo.file("report_normal_1day.csv", lines: 40)] },
    read: { bytes in
      let rows = try Scratch.with(bytes, as: "report_normal_1day.csv") { try RunTables.readReport($0) }
      guard rows.allSatisfy({ !$0.account.isInfinite && !$0.totalCost.isInfinite && !$0.value.isInfinite }) else {
        throw BrokenPromise(description: "An infinite amount was accepted.")
      }
    })

  static let positions = FuzzTarget(
    "positions", words: tableWords, seeds: { try [Demo.file("positions.csv", lines: 100)] },
    read: { bytes in
      let rows = try Scratch.with(bytes, as: "positions.csv") { try RunTables.readPositions($0) }
      guard rows.allSatisfy({ !$0.amount.isInfinite && !$0.price.isInfinite }) else {
        throw BrokenPromise(description: "An infinite amount was accepted.")
      }
    })

  static let results = FuzzTarget(
    "results", words: tableWords + [",0", "Unnamed: 0", "IC", "Rank IC"], seeds: { try [Demo.file("qlib_res.csv")] },
    read: { bytes in
      let results = try Scratch.with(bytes, as: "qlib_res.csv") { try QlibResults(file: $0) }
      guard !results.values.values.contains(where: \.isInfinite) else {
        throw BrokenPromise(description: "An infinite metric was accepted.")
      }
    })

  static let quotes = FuzzTarget(
    "quotes", words: tableWords + ["price", "time", "SH600000", "T16:00:00Z", "2024-12-31 10:00:00"],
    seeds: {
      [Array("instrument,time,price\nSH600000,2024-12-31 10:00:00,10.5\nSZ000001,2024-12-31 10:00:00,9.8\n".utf8)]
    },
    read: { bytes in _ = try QuoteFile.parse(bytes, path: "quotes.csv") })

  static let gzip = FuzzTarget(
    "gzip", seeds: { try [Gzip.pack(Demo.file("qlib_res.csv")), Gzip.pack([UInt8](repeating: 65, count: 200_000))] },
    read: { bytes in _ = try Scratch.with(bytes, as: "file.csv.gz") { try FileReader.unpacked($0) } })

  private static let tableWords = [
    "datetime", "instrument", "score", "date", "\"", "\"\"", "\"a\"b", "2020-01-02", "2020-01-02T16:00:00Z", "SH600000",
    "600000.SH", "sh600000", "1,234", "1e5", "N/A", "None",
  ]
}
