import Primitives

/// What a database's sink keeps while it takes a market in: which days each series covers, and the content's digest.
struct SinkRecord {
  let calendar: TradingCalendar
  let fields: [String]
  private(set) var series: [(instrument: InstrumentID, field: String, first: TradingDay, days: Int)] = []
  private var hasher = Digest()
  private var last: InstrumentID?

  /// A hasher that a structure can hold.
  private final class Digest {
    private var hasher: SHA256Hasher? = SHA256Hasher()

    func update(_ label: String, _ bytes: UnsafeRawBufferPointer) { hasher?.update(labelled: label, bytes) }

    func finish() -> String { hasher.take()?.finish().hex ?? "" }
  }

  /// - Throws: `market.database-field` (exit 3) for a name that cannot be a column of its own.
  init(_ calendar: TradingCalendar, _ universes: [Universe], _ fields: [String], at location: String) throws {
    self.calendar = calendar
    self.fields = fields.map { $0.lowercased() }.sorted()
    var seen = Set(OwnTables.keys)
    for field in self.fields {
      // PostgreSQL cuts longer names, and two could become one.
      guard !field.isEmpty, field.utf8.count <= 63, !field.utf8.contains(0), seen.insert(field).inserted else {
        throw Diagnostic.field(field, at: location)
      }
    }
    QlibTextFiles.calendar(calendar).withUnsafeBytes { hasher.update("calendar", $0) }
    for universe in universes.sorted(by: { $0.name < $1.name }) {
      QlibTextFiles.universe(universe).withUnsafeBytes { hasher.update(universe.name, $0) }
    }
  }

  /// Notes an instrument; returns its series in the order of `fields` and the days that they cover together.
  mutating func add(
    _ instrument: InstrumentID, _ series: [String: FieldSeries], at location: String
  ) throws -> (columns: [FieldSeries?], days: Range<Int>) {
    precondition(last.map { $0 < instrument } ?? true, "instruments are written in ascending order")
    last = instrument
    for (field, values) in series.sorted(by: { $0.key < $1.key }) {
      guard fields.contains(field), values.range.upperBound <= calendar.count, values.start < calendar.count else {
        throw Diagnostic.field(field, at: location)
      }
      self.series.append((instrument, field, calendar[values.start], values.count))
      MarketContent.bin(values).withUnsafeBytes { hasher.update("\(instrument.name)/\(field)", $0) }
    }
    let ranges = series.values.map(\.range).filter { !$0.isEmpty }
    return (
      fields.map { series[$0] },
      (ranges.map(\.lowerBound).min() ?? 0)..<(ranges.map(\.upperBound).max() ?? 0)
    )
  }

  /// The rows of `aistock_market`.
  func facts() -> [(key: String, value: String)] { [("schema", OwnTables.schema), ("revision", hasher.finish())] }

  /// The rows of `aistock_universes`; one without an instrument stands for a universe without members.
  static func rows(
    _ universes: [Universe]
  ) -> [(name: String, position: Int, instrument: InstrumentID?, span: Universe.Span?)] {
    universes.flatMap { universe in
      let spans = universe.members.flatMap { member in member.spans.map { (member.instrument, $0) } }
      let rows: [(name: String, position: Int, instrument: InstrumentID?, span: Universe.Span?)] =
        spans.isEmpty ? [(universe.name, 0, nil, nil)] : spans.enumerated().map { (universe.name, $0, $1.0, $1.1) }
      return rows
    }
  }
}

extension Diagnostic {
  fileprivate static func field(_ name: String, at location: String) -> Diagnostic {
    Diagnostic(
      "market.database-field", .unsupported, at: .init(location), ["name": .text(String(name.prefix(70)))],
      (en: "The field '{name}' cannot be written to a database.", zh: "字段“{name}”无法写入数据库。"),
      remedy: (
        en: "Use a name of 1 to 63 bytes, other than instrument and day, and within the calendar.",
        zh: "请使用 1 至 63 字节的名称，不可为 instrument 或 day，且不超出日历。"
      ))
  }
}
