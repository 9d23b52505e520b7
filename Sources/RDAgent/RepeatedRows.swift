import Primitives
import Records

/// Rows of a table by day and stock that stand there more than once.
///
/// qlib's backtest takes the last score of a stock on a day that is not missing (`resam_ts_data` with `last`), in the
/// order of the file; so does the table here.
struct RepeatedRows {
  /// Each day and stock once.
  let table: PanelTable
  /// Every row, repeated ones side by side in the order of the file.
  let everyRow: PanelTable
  /// Days and stocks in the order of the file.
  private let order: [Key]
  /// Rows beyond the first of their day and stock.
  let count: Int
  /// The first ones, by day and stock.
  let first: [Message]
  private static let namedMax = 3

  private struct Key: Equatable {
    var day: TradingDay
    var code: InstrumentID
  }

  /// Reads a table whose rows may repeat.
  ///
  /// - Parameters:
  ///   - value: the column of the values.
  ///   - isFloat32: whether these are the texts of a float32 column.
  /// - Throws: what the cells' damage is; nothing for repeated rows.
  init(file path: String, value: String, isFloat32: Bool = false) throws {
    let csv = try CSVTable(file: path)
    let (dayColumn, codeColumn) = (try csv.column("datetime", "date"), try csv.column("instrument"))
    let valueColumn = try csv.column(value)
    var rows: [(day: TradingDay, code: InstrumentID, row: Int, value: Double)] = []
    for row in 0..<csv.rowCount where !csv.slice(row: row, column: codeColumn).starts(with: "__".utf8) {
      rows.append(
        (
          try csv.day(row: row, column: dayColumn), try csv.instrument(row: row, column: codeColumn), row,
          try isFloat32
            ? csv.float32(row: row, column: valueColumn) : csv.double(row: row, column: valueColumn)
        ))
    }
    order = rows.map { Key(day: $0.day, code: $0.code) }
    rows.sort { ($0.day, $0.code, $0.row) < ($1.day, $1.code, $1.row) }
    let instruments = Set(rows.map(\.code)).sorted()
    var places: [InstrumentID: Int32] = [:]
    for (place, code) in instruments.enumerated() { places[code] = Int32(place) }
    var (days, offsets, codes, values): ([TradingDay], [Int], [Int32], [Double]) = ([], [], [], [])
    var (count, first): (Int, [Message]) = (0, [])
    var everyOffset: [Int] = []
    for (index, row) in rows.enumerated() {
      if index == 0 || rows[index - 1].day != row.day { everyOffset.append(index) }
      if index > 0, rows[index - 1].day == row.day, rows[index - 1].code == row.code {
        count += 1
        if first.count < RepeatedRows.namedMax { first.append(.rowLabel(row.code, row.day)) }
        if !row.value.isNaN { values[values.count - 1] = row.value }
        continue
      }
      if days.last != row.day {
        days.append(row.day)
        offsets.append(values.count)
      }
      codes.append(places[row.code] ?? 0)
      values.append(row.value)
    }
    table = PanelTable(
      instruments: instruments, days: days, offsets: offsets + [values.count], codes: codes, values: values)
    everyRow = PanelTable(
      instruments: instruments, days: days, offsets: everyOffset + [rows.count],
      codes: rows.map { places[$0.code] ?? 0 },
      values: rows.map(\.value))
    self.count = count
    self.first = first
  }

  /// Whether another table has the same rows in the same order: only then does pandas lay the two side by side, and it
  /// counts every row (`DataFrame({"pred": pred, "label": label})` in `calc_ic`). It refuses all other repeated rows.
  func lines(upWith other: RepeatedRows) -> Bool { order == other.order }

  private var named: MessageArgument {
    .list(first.map { .message($0) } + (count > first.count ? [.text("…")] : []))
  }

  /// That the last row counts.
  func finding(_ name: String) -> Finding { .repeated(name, count, named) }

  /// That the file is not compared.
  func unusable(_ name: String) -> Finding { .repeatedPositions(name, count, named) }

  /// Why a part is missing whose rows contradict each other.
  func reason(_ name: String) -> Message { .repeatedRows(name, count, named) }
}

extension Finding {
  fileprivate static func repeated(_ name: String, _ count: Int, _ first: MessageArgument) -> Finding {
    Finding(
      "import.repeated-rows", .serious, ["file": .text(name), "count": .count(count), "first": first],
      title: (en: "Rows stand twice", zh: "存在重复行"),
      evidence: (
        en: "{count} {count:row|rows} of {file} {count:repeats|repeat} a stock on the same day: {first}.",
        zh: "{file} 中有 {count} 行与同日同一股票重复：{first}。"
      ),
      consequence: (
        en: "The last row with a value counts, as in qlib's backtest.", zh: "与 qlib 回测一致，以最后一个非缺失行为准。"
      ),
      remedy: (en: "Keep one row a day and stock, and export again.", zh: "请每日每只股票只留一行，并重新导出。"))
  }

  fileprivate static func repeatedPositions(_ name: String, _ count: Int, _ first: MessageArgument) -> Finding {
    Finding(
      "import.repeated-positions", .serious, ["file": .text(name), "count": .count(count), "first": first],
      title: (en: "Recorded positions stand twice", zh: "持仓记录重复"),
      evidence: (
        en: "{count} {count:row|rows} of {file} {count:repeats|repeat} a stock on the same day: {first}.",
        zh: "{file} 中有 {count} 行与同日同一股票重复：{first}。"
      ),
      consequence: (
        en: "Positions are not compared. The daily curve still is.", zh: "不比较持仓；每日曲线照常比较。"
      ),
      remedy: (en: "Export the positions again. A stock has one row a day.", zh: "请重新导出持仓，每只股票每日一行。"))
  }
}

extension Message {
  fileprivate static func rowLabel(_ stock: InstrumentID, _ day: TradingDay) -> Message {
    Message(
      "import.row-label", ["stock": .instrument(stock), "day": .day(day)], en: "{stock} {day}", zh: "{stock} {day}")
  }

  fileprivate static func repeatedRows(_ name: String, _ count: Int, _ first: MessageArgument) -> Message {
    Message(
      "workspace.repeated-rows", ["file": .text(name), "count": .count(count), "first": first],
      en: "{file} holds {count} repeated {count:row|rows}: {first}.", zh: "{file} 含 {count} 个重复行：{first}。")
  }
}
