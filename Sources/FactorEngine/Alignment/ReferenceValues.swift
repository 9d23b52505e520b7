package import MarketData
package import Primitives

/// Reference values of factors: `instrument,datetime,NAME...`, gzip accepted, rows and columns in any order.
///
/// The exporter writes `result.h5` and `combined_factors_df.parquet` in this form. Names printed as
/// `('feature', 'X')` or `feature_X` are read as `X`.
package struct ReferenceValues: Sendable {
  private let table: CSVTable
  /// Sorted, distinct.
  package let instruments: [InstrumentID]
  /// Of each row, sorted by day, then by instrument.
  let days: [TradingDay]
  /// Place in `instruments` of each row.
  let codes: [Int32]
  /// The rows of each instrument, ascending by day.
  private let rowsOf: [[Int32]]
  /// The row of the file behind each row.
  private let fileRows: [Int]
  /// Column of each name.
  private let columns: [String: Int]
  /// Normalised names of the columns with values, in the file's order.
  package let names: [String]

  /// Throws `factor.reference-…` where there is nothing to compare, or two values for one cell.
  package init(csv path: String) throws {
    let table = try CSVTable(file: path)
    let instrumentColumn = try table.column("instrument")
    let dayColumn = try table.column("datetime", "date")
    let values = table.columns.indices.filter { $0 != instrumentColumn && $0 != dayColumn }
    let names = values.map { FactorName.normalised(table.columns[$0]) }
    var columns: [String: Int] = [:]
    for (name, column) in zip(names, values) {
      if columns.updateValue(column, forKey: name) != nil {
        throw Diagnostic(
          "factor.reference-column-twice", .damaged, at: .init(path, line: 1, field: name), ["name": .text(name)],
          (en: "The column '{name}' occurs twice.", zh: "列“{name}”重复出现。"),
          remedy: (en: "Keep one of the two columns.", zh: "请只保留其中一列。"))
      }
    }
    guard table.rowCount > 0, !names.isEmpty else {
      throw Diagnostic(
        "factor.reference-empty", .absent, at: .init(path),
        ["columns": .count(names.count), "rows": .count(table.rowCount)],
        (
          en: "The reference has {columns} {columns:column|columns} with values and {rows} {rows:row|rows}.",
          zh: "参考文件有 {columns} 个取值列和 {rows} 行。"
        ),
        remedy: (
          en: "Export `instrument,datetime,NAME...` with a row for each cell.",
          zh: "请导出 `instrument,datetime,NAME...`，每个单元一行。"
        ))
    }
    let rows = try ReferenceValues.rows(table, instrumentColumn, dayColumn)
    (self.table, self.columns, self.names) = (table, columns, names)
    (instruments, days, codes, fileRows) = (rows.instruments, rows.days, rows.codes, rows.order)
    var rowsOf = [[Int32]](repeating: [], count: rows.instruments.count)
    for (row, code) in rows.codes.enumerated() { rowsOf[Int(code)].append(Int32(row)) }
    self.rowsOf = rowsOf
  }

  private static func rows(_ table: CSVTable, _ instrumentColumn: Int, _ dayColumn: Int) throws -> (
    instruments: [InstrumentID], days: [TradingDay], codes: [Int32], order: [Int]
  ) {
    var known: [InstrumentID: Int32] = [:]
    var found: [InstrumentID] = []
    var keys: [UInt64] = []
    keys.reserveCapacity(table.rowCount)
    var days: [TradingDay] = []
    for row in 0..<table.rowCount {
      let instrument = try table.instrument(row: row, column: instrumentColumn)
      let code = known[instrument] ?? Int32(found.count)
      if Int(code) == found.count {
        known[instrument] = code
        found.append(instrument)
      }
      days.append(try table.day(row: row, column: dayColumn))
      keys.append(UInt64(code))
    }
    let sorted = found.indices.sorted { found[$0] < found[$1] }
    var rank = [UInt64](repeating: 0, count: found.count)
    for (place, code) in sorted.enumerated() { rank[code] = UInt64(place) }
    for row in keys.indices {
      // Days before 1970 have negative numbers: the offset keeps their order.
      let day = UInt64(Int64(days[row].daysSince1970) + Int64(Int32.max) + 1)
      keys[row] = day << 32 | rank[Int(keys[row])]
    }
    let order = keys.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }
    for (row, next) in zip(order, order.dropFirst()) where keys[row] == keys[next] {
      throw Diagnostic(
        "factor.reference-duplicate", .damaged, at: table.place(row: next, column: instrumentColumn),
        ["instrument": .instrument(found[sorted[Int(keys[next] & 0xFFFF_FFFF)]]), "day": .day(days[next])],
        (en: "{instrument} on {day} occurs twice.", zh: "{instrument} 在 {day} 重复出现。"),
        remedy: (en: "Keep one of the two rows.", zh: "请只保留其中一行。"))
    }
    return (
      sorted.map { found[$0] }, order.map { days[$0] },
      order.map { Int32(truncatingIfNeeded: keys[$0] & 0xFFFF_FFFF) }, order
    )
  }

  package var path: String { table.path }
  package var firstDay: TradingDay? { days.first }

  /// The instruments and days that must be computed. Values depend on where an expression begins: the
  /// first day of the reference is taken as its query's start unless one is given.
  package func scope(start: TradingDay?) -> FactorScope {
    FactorScope(.instruments(instruments), start: start ?? days.first, end: days.last)
  }

  /// Throws for instruments and days that the market does not have: their values could not be compared.
  package func requireKnown(to market: any Market) throws {
    let strangers = instruments.filter { !market.hasData($0) }
    if let first = strangers.first {
      let code = Int32(instruments.binarySearch(first) ?? 0)
      let row = codes.firstIndex(of: code).map { fileRows[$0] } ?? 0
      throw Diagnostic(
        "factor.reference-instrument", .absent, at: .init(path, line: row + 2),
        [
          "unknown": .count(strangers.count), "count": .count(instruments.count),
          "instruments": .names(strangers.prefix(5)),
        ],
        (
          en: "{unknown} of {count} instruments are not in the market, such as {instruments}.",
          zh: "{count} 只股票中有 {unknown} 只不在行情中，如 {instruments}。"
        ),
        remedy: (
          en: "Name the market that the reference was made on, or take these rows out.",
          zh: "请指定生成参考值的行情，或去掉这些行。"
        ))
    }
    var last: TradingDay?
    for (row, day) in days.enumerated() where day != last {
      last = day
      if market.calendar.index(of: day) == nil {
        throw Diagnostic(
          "factor.reference-day", .absent, at: .init(path, line: fileRows[row] + 2), ["day": .day(day)],
          (en: "{day} is not a trading day of the market.", zh: "{day} 不是该行情的交易日。"),
          remedy: (
            en: "Name the market that the reference was made on, or take the day out.",
            zh: "请指定生成参考值的行情，或去掉该日。"
          ))
      }
    }
  }

  /// A column's values in the order of the rows; nil where there is none. Throws `csv.number`.
  package func values(_ name: String) throws -> [Float]? {
    guard let column = columns[name] else { return nil }
    return try fileRows.map { Float(try table.double(row: $0, column: column)) }
  }

  /// SHA-256 over instruments, days and the values of one column.
  package func digest(_ name: String) throws -> String {
    let values = try values(name) ?? []
    var hasher = SHA256Hasher()
    hasher.update(Array(instruments.map(\.name).joined(separator: "\n").utf8))
    days.withUnsafeBytes { hasher.update(labelled: "days", $0) }
    codes.withUnsafeBytes { hasher.update(labelled: "codes", $0) }
    let bits = values.map { $0.isNaN ? Float.nan.bitPattern : $0.bitPattern }
    bits.withUnsafeBytes { hasher.update(labelled: "values", $0) }
    return hasher.finish().hex
  }

  var rowCount: Int { days.count }

  /// Puts the cells of a computed table in the places of the reference's rows, a list a column.
  func take(_ table: FactorTable, into cells: inout [[Float]]) {
    for block in table.blocks {
      guard let code = instruments.binarySearch(block.instrument) else { continue }
      var place = 0
      for row in rowsOf[code] {
        let day = days[Int(row)]
        while place < block.rows.count, table.calendar[Int(block.rows[place])] < day { place += 1 }
        guard place < block.rows.count, table.calendar[Int(block.rows[place])] == day else { continue }
        for column in cells.indices { cells[column][Int(row)] = block[place, column] }
      }
    }
  }

  /// Compares each column of a computed table that the reference has too, in the table's order.
  package func compare(_ computed: FactorTable) throws -> [Alignment] {
    var cells = [[Float]](repeating: [Float](repeating: .nan, count: rowCount), count: computed.names.count)
    take(computed, into: &cells)
    return try zip(computed.names, cells).compactMap { name, ours in
      try values(name).map { align(name, ours, $0) }
    }
  }

  func align(_ name: String, _ ours: [Float], _ reference: [Float]) -> Alignment {
    Alignment(
      name: name, days: days, ours: ours, reference: reference,
      instrument: { instruments[Int(codes[$0])] })
  }
}
