package import Primitives

/// The standard test set as a file: `instrument,datetime` and the fields, sorted by both, float32, missing empty.
///
/// A row stands for every day on which the market has a row of the instrument, suspended days included: windows count
/// rows. The file is a market of its own (`CSVMarket`), so that both sides of a comparison see the same days and nothing before.
package struct TestSet: Sendable {
  package static let fields = ["open", "close", "high", "low", "volume", "factor", "change"]

  package let choice: TestSetChoice
  package let csv: [UInt8]
  package let rowCount: Int
  package let start: TradingDay
  package let end: TradingDay

  package init(_ market: any Market, choice: TestSetChoice) throws {
    var writer = ByteWriter(capacity: choice.entries.count * choice.window.count * 80)
    writer.text((["instrument", "datetime"] + TestSet.fields).joined(separator: ",") + "\n")
    var rows = 0
    for entry in choice.entries {
      let series = try TestSet.fields.map { try market.series($0, of: entry.instrument) ?? .empty }
      for index in choice.window where series.contains(where: { $0.range.contains(index) }) {
        writer.text(entry.instrument.name)
        writer.comma()
        writer.day(market.calendar[index])
        for field in series {
          writer.comma()
          writer.number(field[index])
        }
        writer.newline()
        rows += 1
      }
    }
    self.choice = choice
    csv = writer.bytes
    rowCount = rows
    start = market.calendar[choice.window.lowerBound]
    end = market.calendar[choice.window.upperBound - 1]
  }

  package var sha256: String { SHA256Digest(hashing: csv).hex }

  /// What the test set is, to be kept beside it and named in every verdict that rests on it.
  package func document(market: String) -> JSONValue {
    [
      "schema": 1, "kind": "test set", "market": .string(market), "sha256": .string(sha256), "rows": .integer(rowCount),
      "start": .optional(start), "end": .optional(end), "fields": .array(TestSet.fields.map { .string($0) }),
      "instruments": .array(
        choice.entries.map { ["instrument": .string($0.instrument.name), "reason": .string($0.reason.rawValue)] }),
    ]
  }
}
