import Primitives
import Records

/// The users' own tables, read only: `kline_daily`, and, where they are there, `adj_factor`, `daily_basic`, `moneyflow`
/// and `trade_cal` (`Contracts.md`, database tables).
///
/// 1. Prices are post-adjusted: raw price × published factor. A stock's history has one base, 1, so that nothing recorded
///    changes when days are added, and raw = `close` / `factor`.
/// 2. `volume` is in shares / factor, `amount` in yuan. An index has the factor 1.
/// 3. `change` is close / published previous close - 1, else adjusted close / adjusted close before - 1.
/// 4. `db_*` and `mf_*` have the rows of the bars; rows without a bar are not used.
struct UserTables: DatabaseLayout {
  static let (bars, factors, basics, flows, days) = (
    "kline_daily", "adj_factor", "daily_basic", "moneyflow", "trade_cal"
  )

  let calendar: TradingCalendar
  let announcedDays: [TradingDay]
  let universes: [String: Universe]
  let instruments: [InstrumentID]
  let fields: [String]
  let findings: [Finding]
  private let columns: UserColumns
  private let units: UserUnits
  private let ranges: [Range<Int>]
  private let dayIndex: DayIndex

  /// - Throws: `market.database-…` (exit 3).
  init(_ reader: any DatabaseReader, _ tables: [String]) throws {
    let location = reader.location
    let columns = try UserColumns(reader, tables)
    self.columns = columns
    func day(_ text: String?, _ table: String) throws -> TradingDay {
      guard let text, let day = DatabaseDay.parse(text[...]) else {
        throw Diagnostic.databaseDay(text ?? "NULL", table: table, at: location)
      }
      return day
    }
    var extents: [InstrumentID: ClosedRange<TradingDay>] = [:]
    let (code, dayText) = (try reader.quoted(columns.code.name), try reader.dayText(columns.day))
    for row in try reader.texts(
      "SELECT CAST(\(code) AS text), min(\(dayText)), max(\(dayText)) FROM kline_daily GROUP BY \(code)")
    {
      guard let text = row[0], row[1] != nil else {
        throw Diagnostic.rowWithoutKey(table: UserTables.bars, at: location)
      }
      guard let instrument = InstrumentID(text) else {
        throw Diagnostic.databaseCode(text, table: UserTables.bars, at: location)
      }
      let (first, last) = (try day(row[1], UserTables.bars), try day(row[2], UserTables.bars))
      let known = extents[instrument]
      extents[instrument] = min(first, known?.lowerBound ?? first)...max(last, known?.upperBound ?? last)
    }
    guard let first = extents.values.map(\.lowerBound).min(), let last = extents.values.map(\.upperBound).max() else {
      throw Diagnostic.emptyTable(UserTables.bars, at: location)
    }
    var findings: [Finding] = []
    var open: Set<TradingDay>
    if let days = columns.openDays {
      open = Set(try reader.texts(try days.statement(reader)).map { try day($0[0], UserTables.days) })
    } else {
      open = Set(
        try reader.texts("SELECT DISTINCT \(dayText) FROM kline_daily WHERE \(dayText) IS NOT NULL").map {
          try day($0[0], UserTables.bars)
        })
      findings.append(.calendarOfBars)
    }
    let calendar = TradingCalendar(days: open.filter { (first...last).contains($0) }.sorted())
    self.calendar = calendar
    announcedDays = open.filter { $0 > last }.sorted()
    dayIndex = DayIndex(calendar)
    let instruments = extents.keys.sorted()
    self.instruments = instruments
    ranges = try instruments.map { instrument in
      let extent = extents[instrument] ?? first...last
      guard let start = calendar.index(of: extent.lowerBound) else {
        throw Diagnostic.outside(instrument, extent.lowerBound, UserTables.bars, at: location)
      }
      guard let end = calendar.index(of: extent.upperBound) else {
        throw Diagnostic.outside(instrument, extent.upperBound, UserTables.bars, at: location)
      }
      return start..<(end + 1)
    }
    universes = [
      "all": Universe(
        name: "all",
        members: instruments.filter { !InstrumentBars.isIndex($0) }.compactMap { instrument in
          extents[instrument].map {
            .init(instrument: instrument, spans: [.init(start: $0.lowerBound, end: $0.upperBound)])
          }
        })
    ]
    units = try UserUnits(columns, reader)
    findings.append(units.finding)
    fields = columns.fields
    if !columns.notOffered.isEmpty { findings.append(.notOffered(columns.notOffered)) }
    self.findings = findings
  }

  func group(of field: String) -> [String] {
    commonFields.contains(field) ? fields.filter(commonFields.contains) : [field]
  }

  func sign(_ reader: any DatabaseReader, isThorough: Bool) throws -> String {
    try columns.scans.map { try reader.sign(of: $0, isThorough: isThorough) }.joined(separator: " ")
  }

  func load(_ fields: [String], _ reader: any DatabaseReader) throws -> LoadedFields {
    if let joined = fields.first.flatMap({ columns.joined[$0] }) {
      let table = try read(joined.scan, reader, isBar: false)
      var series: [InstrumentID: FieldSeries] = [:]
      for (place, instrument) in instruments.enumerated() {
        series[instrument] = FieldSeries(
          start: ranges[place].lowerBound, values: table.values(0, of: place).map { Float($0 * joined.scale) })
      }
      return LoadedFields(series: [joined.field: series])
    }
    let bars = try read(columns.barScan, reader, isBar: true)
    let factors = try columns.factorScan.map { try read($0, reader, isBar: false) }
    var series: [String: [InstrumentID: FieldSeries]] = [:]
    var without: (rows: Int, stocks: [InstrumentID]) = (0, [])
    for (place, instrument) in instruments.enumerated() {
      let isIndex = InstrumentBars.isIndex(instrument)
      let stock = UserBars(
        bars, factors: isIndex ? nil : factors?.values(0, of: place), place: place, columns: columns, units: units)
      if stock.withoutFactor > 0 {
        without.rows += stock.withoutFactor
        without.stocks.append(instrument)
      }
      for (field, values) in stock.fields {
        series[field, default: [:]][instrument] = FieldSeries(start: ranges[place].lowerBound, values: values)
      }
    }
    if factors == nil { series["factor"] = nil }
    let findings = without.rows > 0 ? [Finding.withoutFactor(without.stocks, rows: without.rows)] : []
    return LoadedFields(series: series, findings: findings)
  }

  /// - Parameter isBar: other tables may have rows of instruments and days without a bar.
  private func read(_ scan: TableScan, _ reader: any DatabaseReader, isBar: Bool) throws -> SeriesTable<Double> {
    var table = SeriesTable<Double>(ranges: ranges, columns: scan.values.count)
    var codes = CodeIndex(instruments, table: scan.table, at: reader.location)
    try reader.scan(scan) { code, day, values in
      guard let instrument = try codes.place(code) else { return }
      guard let index = dayIndex[day] else {
        if isBar { throw Diagnostic.outside(instruments[instrument], day, scan.table, at: reader.location) }
        return
      }
      if table.place(instrument, index, values) == .twice {
        throw Diagnostic.twice(instruments[instrument], day, scan.table, at: reader.location)
      }
    }
    return table
  }
}

/// The bars of one instrument as a market has them.
private struct UserBars {
  private(set) var fields: [String: [Float]]
  /// Days with a price and without a factor.
  private(set) var withoutFactor = 0

  /// - Parameter factors: by day; nil: the price stands as it is.
  init(
    _ table: SeriesTable<Double>, factors: ArraySlice<Double>?, place: Int, columns: UserColumns, units: UserUnits
  ) {
    func column(_ name: String) -> ArraySlice<Double>? {
      columns.barFields.firstIndex(of: name).map { table.values($0, of: place) }
    }
    let closes = column("close") ?? []
    let count = closes.count
    func missing() -> [Float] { [Float](repeating: .nan, count: count) }
    var (volume, factor, change) = (missing(), missing(), missing())
    var prices = ["open": missing(), "high": missing(), "low": missing(), "close": missing()]
    let raw = prices.keys.reduce(into: [:]) { $0[$1] = column($1) }
    let (volumes, previous) = (column("volume"), column("previous"))
    var before = Double.nan
    for day in 0..<count {
      let close = closes[closes.startIndex + day]
      guard !close.isNaN else { continue }
      let adjustment = factors.map { $0[$0.startIndex + day] } ?? 1
      if adjustment.isNaN { withoutFactor += 1 }
      factor[day] = Float(adjustment)
      for (name, values) in raw {
        prices[name]?[day] = Float(values[values.startIndex + day] / units.price * adjustment)
      }
      if let volumes { volume[day] = Float(volumes[volumes.startIndex + day] * units.volume / adjustment) }
      let adjusted = close / units.price * adjustment
      let published = previous.map { $0[$0.startIndex + day] / units.previous } ?? .nan
      change[day] = Float(published > 0 ? close / units.price / published - 1 : adjusted / before - 1)
      if !adjusted.isNaN { before = adjusted }
    }
    fields = prices
    (fields["volume"], fields["factor"], fields["change"]) = (volume, factor, change)
    if let amounts = column("amount") { fields["amount"] = amounts.map { Float($0 * units.amount) } }
  }
}

extension Finding {
  fileprivate static let calendarOfBars = Finding(
    "market.database-calendar", .note, title: (en: "The calendar comes from the bars", zh: "日历取自行情数据"),
    evidence: (en: "The database has no table trade_cal.", zh: "数据库没有表 trade_cal。"),
    consequence: (
      en: "A day on which no bar was recorded is not a trading day, and no day to come is known.",
      zh: "没有任何行情记录的日子不算交易日，也不知道未来的交易日。"
    ), remedy: (en: "Add trade_cal with cal_date and is_open.", zh: "请添加含 cal_date 与 is_open 的表 trade_cal。"))

  fileprivate static func notOffered(_ tables: [String]) -> Finding {
    Finding(
      "market.database-not-offered", tables.contains(UserTables.factors) ? .serious : .note,
      ["tables": .names(tables)], title: (en: "Fields are not offered", zh: "部分字段不提供"),
      evidence: (en: "The database has no table {tables}.", zh: "数据库没有表 {tables}。"),
      consequence: (
        en: "Their fields are missing. Without adj_factor prices are not adjusted.",
        zh: "这些表的字段缺失；没有 adj_factor 时价格不复权。"
      ), remedy: (en: "Add the tables.", zh: "请添加这些表。"))
  }

  fileprivate static func withoutFactor(_ stocks: [InstrumentID], rows: Int) -> Finding {
    Finding(
      "market.database-factor-missing", .serious,
      ["rows": .count(rows), "stocks": .count(stocks.count), "names": .sample(stocks)],
      title: (en: "Adjustment factors are missing", zh: "缺少复权因子"),
      evidence: (
        en: "{rows} {rows:bar has|bars have} no factor in adj_factor, of {stocks} {stocks:stock|stocks}: {names}.",
        zh: "{stocks} 只股票共 {rows} 条行情在 adj_factor 中没有因子：{names}。"
      ),
      consequence: (
        en: "Prices and volumes of these days are missing: they cannot be adjusted.", zh: "这些日期的价格与成交量缺失，因为无法复权。"
      ), remedy: (en: "Complete adj_factor.", zh: "请补全 adj_factor。"))
  }
}
