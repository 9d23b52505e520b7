import Foundation
import MarketData
package import Preview
import Primitives

/// The minutes that previews were marked in, recorded a file a day: what a schedule by volume reads where nobody records
/// minute bars.
///
/// 1. `2024-01-02.csv` has `datetime,instrument,close,volume`, a row a stock and minute: the minute's end, the last price in
///    yuan, and the shares traded since the day's opening.
/// 2. A minute is added whole at the end of the file; what a killed process left of one is cut off by the next minute, and
///    passed over by who reads.
/// 3. The newest `daysMax` files are kept.
package struct RecordedMinutes: Sendable {
  /// A schedule by volume looks for days among the last 20 trading days.
  package static let daysMax = 20

  private let folder: String
  private static let header = "datetime,instrument,close,volume\n"
  /// More than a row has.
  private static let rowBytesMax = 256

  package init(_ configuration: AistockConfiguration) { folder = NightFolders(configuration).minutes }

  /// Adds a refresh in session, once a minute. Bars that were read from files are there already.
  package func add(_ outcome: PreviewRefresh.Outcome) throws {
    let minute = MarketTime(outcome.time.day, minute: outcome.time.minute)
    let rows = outcome.quotes.compactMap { quote in
      quote.source == "bars" ? nil : quote.volume.map { "\(minute),\(quote.instrument.name),\(quote.price),\($0)\n" }
    }
    guard !rows.isEmpty, TradingSessions.contains(minute.minute) else { return }
    let path = Path.join(folder, "\(minute.day).csv")
    guard FileReader.exists(path) else {
      try FileWriter.write(Array((RecordedMinutes.header + rows.joined()).utf8), to: path)
      return try prune()
    }
    try append(rows.joined(), of: "\(minute)", to: path)
  }

  /// Adds whole rows behind the last whole row, unless that is of this minute already.
  private func append(_ text: String, of minute: String, to path: String) throws {
    let descriptor = open(path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileWriter.unwritable(path) }
    defer { close(descriptor) }
    let size = lseek(descriptor, 0, SEEK_END)
    var tail = [UInt8](repeating: 0, count: Int(min(size, off_t(2 * RecordedMinutes.rowBytesMax))))
    guard size > 0, pread(descriptor, &tail, tail.count, size - off_t(tail.count)) == tail.count else {
      throw FileWriter.unwritable(path)
    }
    let whole = RecordedMinutes.whole(tail)
    let end = size - off_t(tail.count - whole.count)
    let last = whole.dropLast().split(separator: UInt8(ascii: "\n")).last ?? []
    guard !last.starts(with: minute.utf8) else { return }
    let bytes = Array(text.utf8)
    guard end == size || ftruncate(descriptor, end) == 0, pwrite(descriptor, bytes, bytes.count, end) == bytes.count
    else { throw FileWriter.unwritable(path) }
  }

  /// Bytes up to the end of the last whole row.
  static func whole(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
    bytes[..<(bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0)]
  }

  private func prune() throws {
    let days = try FileReader.names(in: folder).filter {
      $0.hasSuffix(".csv") && TradingDay(String($0.dropLast(4))) != nil
    }
    for name in days.sorted().dropLast(RecordedMinutes.daysMax) { try FileWriter.remove(Path.join(folder, name)) }
  }
}
