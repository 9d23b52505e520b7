package import Primitives

/// Quotes that another program drops as a file, CSV or JSON, and writes anew when it likes.
///
/// CSV: `symbol,price,time` with `volume`, `reference`, `bid` and `ask` where known; `instrument`, `last_price` and
/// `datetime` are read for the first three. JSON: an array of such objects, or an object whose member
/// `quotes` is one; of it, a quote whose time is null is left out. A cell that cannot be read stops the file, naming its place: half a file that is
/// still being written never passes for quotes.
package struct QuoteFile: QuoteSource {
  package let name: String
  package let stalenessMax: Int
  private let path: String

  /// - Parameter stalenessMax: seconds in session.
  package init(path: String, name: String = "file", stalenessMax: Int = 180) {
    self.path = path
    self.name = name
    self.stalenessMax = stalenessMax
  }

  package func snapshot(of instruments: [InstrumentID], at now: MarketTime) throws -> [RawQuote] {
    let wanted = Set(instruments)
    let all = try QuoteFile.parse(try FileReader.unpacked(path), path: path)
    return all.filter { wanted.contains($0.instrument) }
  }

  /// The quotes in bytes; `path` is for messages. Throws `quotes.damaged` or the CSV's diagnostics.
  package static func parse(_ bytes: [UInt8], path: String) throws -> [RawQuote] {
    let first = bytes.first { ![0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF].contains($0) }
    if first == UInt8(ascii: "[") || first == UInt8(ascii: "{") {
      return try QuoteFile.json(bytes, path: path)
    }
    return try QuoteFile.csv(try CSVTable(bytes, path: path))
  }

  /// The rows of a table, in its order.
  package static func csv(_ table: CSVTable) throws -> [RawQuote] {
    let symbol = try table.column("symbol", "instrument")
    let price = try table.column("price", "last_price", "close")
    let time = try table.column("time", "datetime")
    let volume = table.optionalColumn("volume")
    let reference = table.optionalColumn("reference")
    let bid = table.optionalColumn("bid")
    let ask = table.optionalColumn("ask")
    return try (0..<table.rowCount).map { row in
      guard let at = MarketTime(table.text(row: row, column: time)) else {
        throw Diagnostic.damagedQuotes(
          .noTime(table.text(row: row, column: time)), at: table.place(row: row, column: time))
      }
      return RawQuote(
        instrument: try table.instrument(row: row, column: symbol),
        price: try table.double(row: row, column: price),
        volume: try volume.map { try table.double(row: row, column: $0) } ?? .nan,
        reference: try reference.map { try table.double(row: row, column: $0) } ?? .nan,
        bid: try bid.map { try table.double(row: row, column: $0) } ?? .nan,
        ask: try ask.map { try table.double(row: row, column: $0) } ?? .nan, time: at)
    }
  }

  private static func json(_ bytes: [UInt8], path: String) throws -> [RawQuote] {
    let document: JSONValue
    do {
      document = try JSONReader.read(bytes)
    } catch {
      throw Diagnostic.damagedQuotes(.noJSON(error.message), at: .init(path, line: error.line))
    }
    guard let rows = document.arrayValue ?? document["quotes"]?.arrayValue else {
      throw Diagnostic.damagedQuotes(.noList, at: .init(path, field: "quotes"))
    }
    return try rows.enumerated().compactMap { offset, row -> RawQuote? in
      func member(_ names: String...) -> JSONValue? { names.lazy.compactMap { row[$0] }.first }
      func place(_ field: String) -> Diagnostic.Place { .init(path, field: "quotes[\(offset)].\(field)") }
      guard let instrument = member("symbol", "instrument")?.stringValue.flatMap({ InstrumentID($0) })
      else { throw Diagnostic.damagedQuotes(.noInstrument, at: place("symbol")) }
      // A source that knows a stock without the time of its price has no quote of it.
      if member("time", "datetime") == .null { return nil }
      guard let time = member("time", "datetime")?.stringValue.flatMap({ MarketTime($0) }) else {
        throw Diagnostic.damagedQuotes(.noTime(of: instrument), at: place("time"))
      }
      return RawQuote(
        instrument: instrument, price: member("price", "last_price")?.doubleValue ?? .nan,
        volume: member("volume")?.doubleValue ?? .nan,
        reference: member("reference")?.doubleValue ?? .nan, bid: member("bid")?.doubleValue ?? .nan,
        ask: member("ask")?.doubleValue ?? .nan, time: time)
    }
  }
}

extension Diagnostic {
  fileprivate static func damagedQuotes(_ problem: Message, at place: Place) -> Diagnostic {
    Diagnostic(
      "quotes.damaged", .damaged, at: place, ["problem": .message(problem)], (en: "{problem}", zh: "{problem}"),
      remedy: (
        en: "Let the writer put the file in place whole: write beside it, then rename.",
        zh: "请让写入程序先写临时文件，再整体改名到位。"
      ))
  }
}

extension Message {
  fileprivate static let noList = Message("quotes.no-list", en: "There is no list of quotes.", zh: "没有报价列表。")
  fileprivate static let noInstrument = Message(
    "quotes.no-instrument", en: "The quote names no instrument.", zh: "报价没有证券代码。")

  fileprivate static func noTime(_ cell: String) -> Message {
    Message("quotes.no-time", ["cell": .text(cell)], en: "'{cell}' is not a time.", zh: "“{cell}”不是时间。")
  }

  fileprivate static func noTime(of instrument: InstrumentID) -> Message {
    Message(
      "quotes.without-time", ["instrument": .instrument(instrument)], en: "The quote of {instrument} has no time.",
      zh: "{instrument} 的报价没有时间。")
  }

  fileprivate static func noJSON(_ problem: Message) -> Message {
    Message(
      "quotes.no-json", ["problem": .message(problem)], en: "The file is not valid JSON. {problem}",
      zh: "文件不是有效的 JSON。{problem}")
  }
}
