import Primitives
import Records

/// The layout that this program writes itself, the same in every database (`MarketData.md`, forms on disk).
///
/// 1. `aistock_bars` has a row for every calendar day of an instrument from its first to its last one; NULL is missing.
/// 2. `aistock_series` says which days each series covers: where fields of an instrument cover different days, NULL alone
///    would not tell a missing value from a day outside.
struct OwnTables: DatabaseLayout {
  static let schema = "1"
  static let (market, calendar, universes, series, bars) = (
    "aistock_market", "aistock_calendar", "aistock_universes", "aistock_series", "aistock_bars"
  )
  static let all = [market, calendar, universes, series, bars]
  /// The columns of a bar that are no field.
  static let keys = ["instrument", "day"]

  let calendar: TradingCalendar
  let announcedDays: [TradingDay] = []
  let universes: [String: Universe]
  let instruments: [InstrumentID]
  let fields: [String]
  let findings: [Finding] = []
  private let ranges: [InstrumentID: [String: Range<Int>]]
  private let dayIndex: DayIndex

  /// - Throws: `market.database-schema`, `market.database-column`, `market.database-type`, `market.database-day`,
  ///   `market.database-span` (exit 3).
  init(_ reader: any DatabaseReader) throws {
    let location = reader.location
    try OwnTables.require(["key", "value"], of: OwnTables.market, reader)
    guard try OwnTables.value("schema", reader) == OwnTables.schema else { throw Diagnostic.schema(at: location) }
    for (table, columns) in [
      (OwnTables.calendar, ["day"]),
      (OwnTables.universes, ["name", "position", "instrument", "first_day", "last_day"]),
      (OwnTables.series, ["instrument", "field", "first_day", "days"]), (OwnTables.bars, OwnTables.keys),
    ] { try OwnTables.require(columns, of: table, reader) }
    func day(_ text: String?, _ table: String) throws -> TradingDay {
      guard let day = DatabaseDay.parse((text ?? "")[...]) else {
        throw Diagnostic.databaseDay(text ?? "NULL", table: table, at: location)
      }
      return day
    }
    func code(_ text: String?, _ table: String) throws -> InstrumentID {
      guard let code = InstrumentID(text ?? "") else {
        throw Diagnostic.databaseCode(text ?? "NULL", table: table, at: location)
      }
      return code
    }
    let days = try reader.texts("SELECT CAST(day AS text) FROM aistock_calendar").map {
      try day($0[0], OwnTables.calendar)
    }
    let calendar = TradingCalendar(days: Set(days).sorted())
    guard calendar.count > 0 else { throw Diagnostic.emptyTable(OwnTables.calendar, at: location) }
    self.calendar = calendar
    dayIndex = DayIndex(calendar)

    var spans: [String: [InstrumentID: [Universe.Span]]] = [:]
    for row in try reader.texts(
      "SELECT name, instrument, CAST(first_day AS text), CAST(last_day AS text) FROM aistock_universes "
        + "ORDER BY name, position")
    {
      let name = row[0] ?? ""
      spans[name, default: [:]] = spans[name, default: [:]]
      // A universe without members.
      guard row[1] != nil else { continue }
      let span = Universe.Span(
        start: try day(row[2], OwnTables.universes), end: try day(row[3], OwnTables.universes))
      let instrument = try code(row[1], OwnTables.universes)
      guard span.start <= span.end else { throw Diagnostic.span(instrument, span, universe: name, at: location) }
      spans[name, default: [:]][instrument, default: []].append(span)
    }
    universes = Dictionary(
      uniqueKeysWithValues: spans.map { name, members in
        (name, Universe(name: name, members: members.map { .init(instrument: $0.key, spans: $0.value) }))
      })

    let columns = Set(try reader.columns(of: OwnTables.bars).map(\.name))
    var ranges: [InstrumentID: [String: Range<Int>]] = [:]
    for row in try reader.texts(
      "SELECT instrument, field, CAST(first_day AS text), CAST(days AS text) FROM aistock_series")
    {
      let field = row[1] ?? ""
      guard columns.contains(field) else {
        throw Diagnostic.databaseColumn([field], table: OwnTables.bars, found: columns.sorted(), at: location)
      }
      let first = try day(row[2], OwnTables.series)
      guard let start = calendar.index(of: first), let count = row[3].flatMap({ Int($0) }), count >= 0,
        start + count <= calendar.count
      else { throw Diagnostic.outside(try code(row[0], OwnTables.series), first, OwnTables.series, at: location) }
      ranges[try code(row[0], OwnTables.series), default: [:]][field] = start..<(start + count)
    }
    self.ranges = ranges
    instruments = ranges.keys.sorted()
    fields = Set(ranges.values.flatMap(\.keys)).sorted()
  }

  private static func value(_ key: String, _ reader: any DatabaseReader) throws -> String? {
    try reader.texts("SELECT key, value FROM aistock_market").first { $0[0] == key }?[1]
  }

  private static func require(_ names: [String], of table: String, _ reader: any DatabaseReader) throws {
    let found = try reader.columns(of: table).map(\.name)
    let missing = names.filter { !found.contains($0) }
    guard missing.isEmpty else {
      throw Diagnostic.databaseColumn(missing, table: table, found: found, at: reader.location)
    }
  }

  func group(of field: String) -> [String] {
    commonFields.contains(field) ? fields.filter(commonFields.contains) : [field]
  }

  func sign(_ reader: any DatabaseReader, isThorough: Bool) throws -> String {
    let columns = try reader.columns(of: OwnTables.bars).map { "\($0.name) \($0.type)" }
    return ([try OwnTables.value("revision", reader) ?? ""] + columns).joined(separator: " ")
  }

  func load(_ fields: [String], _ reader: any DatabaseReader) throws -> LoadedFields {
    let columns = Dictionary(try reader.columns(of: OwnTables.bars).map { ($0.name, $0) }) { first, _ in first }
    guard let code = columns["instrument"], let day = columns["day"] else {
      throw Diagnostic.databaseColumn(
        OwnTables.keys, table: OwnTables.bars, found: columns.keys.sorted(), at: reader.location)
    }
    for field in fields {
      guard let column = columns[field], column.kind == .number else {
        throw Diagnostic.databaseType(
          columns[field] ?? .init(name: field, type: "none", kind: .other), wanted: "real", table: OwnTables.bars,
          at: reader.location)
      }
    }
    let hulls = instruments.map { instrument in
      let all = (ranges[instrument] ?? [:]).values.filter { !$0.isEmpty }
      return (all.map(\.lowerBound).min() ?? 0)..<(all.map(\.upperBound).max() ?? 0)
    }
    let own = instruments.map { instrument in fields.map { ranges[instrument]?[$0] ?? 0..<0 } }
    var table = SeriesTable<Float>(ranges: hulls, columns: fields.count)
    var codes = CodeIndex(instruments, table: OwnTables.bars, at: reader.location)
    try reader.scan(TableScan(table: OwnTables.bars, code: code, day: day, values: fields)) { code, day, values in
      guard let instrument = try codes.place(code) else {
        throw Diagnostic.databaseCode(String(decoding: code, as: UTF8.self), table: OwnTables.bars, at: reader.location)
      }
      let index = dayIndex[day]
      // A value on a day that its series does not cover was put there by somebody else.
      guard let index, values.indices.allSatisfy({ values[$0].isNaN || own[instrument][$0].contains(index) }) else {
        throw Diagnostic.outside(instruments[instrument], day, OwnTables.bars, at: reader.location)
      }
      switch table.place(instrument, index, values) {
      case .placed: break
      case .outside: throw Diagnostic.outside(instruments[instrument], day, OwnTables.bars, at: reader.location)
      case .twice: throw Diagnostic.twice(instruments[instrument], day, OwnTables.bars, at: reader.location)
      }
    }
    var series: [String: [InstrumentID: FieldSeries]] = [:]
    for (place, instrument) in instruments.enumerated() {
      if let gap = table.firstGap(of: place) {
        throw Diagnostic.rowMissing(instrument, calendar[gap], at: reader.location)
      }
    }
    for (column, field) in fields.enumerated() {
      var found: [InstrumentID: FieldSeries] = [:]
      for (place, instrument) in instruments.enumerated() {
        guard let range = ranges[instrument]?[field] else { continue }
        let values = table.values(column, of: place)
        let start = values.startIndex + range.lowerBound - hulls[place].lowerBound
        found[instrument] = FieldSeries(
          start: range.lowerBound, values: range.isEmpty ? [] : Array(values[start..<(start + range.count)]))
      }
      series[field] = found
      table.release(column)
    }
    return LoadedFields(series: series)
  }
}

extension Diagnostic {
  fileprivate static func schema(at location: String) -> Diagnostic {
    Diagnostic(
      "market.database-schema", .unsupported, at: .init(location, field: "aistock_market"),
      (en: "The tables are of another version of this program.", zh: "这些表由本程序的其他版本写成。"),
      remedy: (en: "Write the market anew with `aistock data import`.", zh: "请用 `aistock data import` 重新写入行情。"))
  }

  static func emptyTable(_ table: String, at location: String) -> Diagnostic {
    Diagnostic(
      "market.database-empty", .damaged, at: .init(location, field: table),
      (en: "The table has no row.", zh: "表中没有数据行。"),
      remedy: (en: "Fill the table.", zh: "请填充该表。"))
  }

  fileprivate static func span(
    _ instrument: InstrumentID, _ span: Universe.Span, universe: String, at location: String
  ) -> Diagnostic {
    Diagnostic(
      "market.database-span", .damaged, at: .init(location, field: "aistock_universes"),
      [
        "name": .text(universe), "instrument": .instrument(instrument), "start": .day(span.start),
        "end": .day(span.end),
      ],
      (
        en: "In '{name}', {instrument} starts on {start}, after its end {end}.",
        zh: "“{name}”中 {instrument} 的起始日 {start} 晚于结束日 {end}。"
      ),
      remedy: (en: "Correct the row.", zh: "请更正该行。"))
  }

  static func outside(_ instrument: InstrumentID, _ day: TradingDay, _ table: String, at location: String) -> Diagnostic
  {
    Diagnostic(
      "market.database-outside", .damaged, at: .init(location, field: table),
      ["instrument": .instrument(instrument), "day": .day(day)],
      (
        en: "The row of {instrument} on {day} lies outside its series or the calendar.",
        zh: "{instrument} 在 {day} 的行超出其序列或日历。"
      ),
      remedy: (en: "Delete the row, or write the market anew.", zh: "请删除该行，或重新写入行情。"))
  }

  static func twice(_ instrument: InstrumentID, _ day: TradingDay, _ table: String, at location: String) -> Diagnostic {
    Diagnostic(
      "market.database-twice", .damaged, at: .init(location, field: table),
      ["instrument": .instrument(instrument), "day": .day(day)],
      (en: "{instrument} has two rows on {day}.", zh: "{instrument} 在 {day} 有两行。"),
      remedy: (en: "Delete one of them.", zh: "请删除其中一行。"))
  }

  fileprivate static func rowMissing(_ instrument: InstrumentID, _ day: TradingDay, at location: String) -> Diagnostic {
    Diagnostic(
      "market.database-row-missing", .damaged, at: .init(location, field: "aistock_bars"),
      ["instrument": .instrument(instrument), "day": .day(day)],
      (en: "The row of {instrument} on {day} is missing.", zh: "缺少 {instrument} 在 {day} 的行。"),
      remedy: (en: "Write the market anew with `aistock data import`.", zh: "请用 `aistock data import` 重新写入行情。"))
  }
}
