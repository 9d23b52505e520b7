package import Primitives

/// Writes one long CSV, `instrument,datetime,FIELD...` sorted by both, and its companion beside it (`MarketCompanion`).
///
/// A row stands for every day between the first and the last on which any field of the instrument has a row. Numbers
/// are the shortest texts that read back to the same float32. Packed, each piece is a gzip member of its own.
package struct CSVSink: MarketSink {
  /// Text that is kept before it is written, and what a gzip member holds at least.
  private static let pieceMin = 4 << 20

  private let path: String
  private let isPacked: Bool
  private let announced: [TradingDay]
  private let file: GrowingFile
  private var hasher = CSVDigest()
  private var piece = ByteWriter()
  private var companion: MarketCompanion?
  private var dates: [[UInt8]] = []
  private var fields: [String] = []
  private var written = 0

  /// - Parameter path: `.csv` or `.csv.gz`.
  /// - Throws: `transfer.companion` where another file stands in the companion's place; `file.unwritable`.
  package init(path: String, announced: [TradingDay] = []) throws {
    self.path = path
    self.announced = announced
    isPacked = path.hasSuffix(".gz")
    try MarketCompanion.refuseOther(beside: path)
    file = try GrowingFile(path)
  }

  package mutating func begin(calendar: TradingCalendar, universes: [Universe], fields: [String]) throws {
    companion = MarketCompanion(calendar: calendar, announced: announced, universes: universes)
    dates = calendar.days.map { Array($0.description.utf8) }
    self.fields = fields
    piece.text((["instrument", "datetime"] + fields).joined(separator: ",") + "\n")
  }

  package mutating func write(_ instrument: InstrumentID, _ series: [String: FieldSeries]) throws {
    let rows = FieldSeries.rows(of: series)
    companion?.note(instrument, series, rows: rows, fields: fields)
    let columns = fields.map { series[$0] ?? .empty }
    let name = Array(instrument.name.utf8)
    for index in rows {
      piece.append(name)
      piece.comma()
      piece.append(dates[index])
      for column in columns {
        piece.comma()
        piece.number(column[index])
      }
      piece.newline()
    }
    if piece.bytes.count >= CSVSink.pieceMin { try flush() }
  }

  package mutating func commit() throws {
    try flush()
    guard var companion else { preconditionFailure("a transfer begins before it ends") }
    companion.sha256 = hasher.hex
    try file.commit()
    try FileWriter.write(companion.json.pretty, to: MarketCompanion.path(beside: path))
  }

  private mutating func flush() throws {
    guard !piece.bytes.isEmpty else { return }
    written += piece.bytes.count
    // What could not be read again is not written.
    guard written <= FileKind.table.bytesMax else { throw Diagnostic.tooLarge(path) }
    hasher.add(piece.bytes)
    try file.append(isPacked ? try Gzip.pack(piece.bytes, level: 1) : piece.bytes)
    piece = ByteWriter(capacity: CSVSink.pieceMin + (1 << 20))
  }
}

extension Diagnostic {
  fileprivate static func tooLarge(_ path: String) -> Diagnostic {
    Diagnostic(
      "transfer.too-large", .unsupported, at: .init(path), ["limit": .count(FileKind.table.bytesMax)],
      (
        en: "The market has more than {limit} bytes as one CSV, the limit for reading it.",
        zh: "该行情写成一个 CSV 超过 {limit} 字节，即读取的上限。"
      ),
      remedy: (
        en: "Choose --start, --universe or --fields, or write a folder. Nothing was written.",
        zh: "请用 --start、--universe 或 --fields 缩小范围，或写成文件夹。未写入任何内容。"
      ))
  }
}

/// SHA-256 of a text that comes in pieces.
private final class CSVDigest {
  private var hasher = SHA256Hasher()

  func add(_ bytes: [UInt8]) { hasher.update(bytes) }

  var hex: String {
    var last = SHA256Hasher()
    swap(&last, &hasher)
    return last.finish().hex
  }
}
