import Primitives

/// Reads the table of a `FileOrderStrategy` as `pandas.read_csv` and `Order.parse_dir` of qlib do.
enum OrderTable {
  /// - Parameter file: as the configuration writes it.
  /// - Throws: `strategy.order-file` where there is none, `csv.…` for a file that is no such table, `strategy.order-row` for a row that qlib would stop at, or
  ///   of which its account would become no number.
  static func read(_ path: String, file: String) throws -> FileOrderParameters {
    guard FileReader.exists(path) else { throw Diagnostic.noOrders(path) }
    let table = try CSVTable(file: path)
    let columns = (
      day: try table.column("datetime"), instrument: try table.column("instrument"),
      amount: try table.column("amount"), direction: try table.column("direction")
    )
    // pandas makes numbers of a column only where all of it are numbers.
    let isNumeric = (0..<table.rowCount).allSatisfy { number(table.text(row: $0, column: columns.direction)) != nil }
    var lines: [FileOrderParameters.Line] = []
    var timed = 0
    for row in 0..<table.rowCount {
      func wrong(_ column: Int, _ why: Message) -> Diagnostic {
        .orderRow(table.text(row: row, column: column), why, at: table.place(row: row, column: column))
      }
      let amount = try table.double(row: row, column: columns.amount)
      guard amount >= 0, amount.isFinite else { throw wrong(columns.amount, .amount) }
      let text = table.text(row: row, column: columns.direction)
      guard let direction = direction(text, isNumeric) else { throw wrong(columns.direction, .direction) }
      let stamp = table.text(row: row, column: columns.day).split { $0 == " " || $0 == "T" }
      guard let first = stamp.first, let day = day(first), stamp.count <= 2 else { throw wrong(columns.day, .stamp) }
      let time = stamp.dropFirst().first ?? "0"
      guard time.allSatisfy({ $0 == "0" || $0 == ":" || $0 == "." }) else {
        guard time.allSatisfy({ $0.isNumber || $0 == ":" || $0 == "." }) else { throw wrong(columns.day, .stamp) }
        timed += 1
        continue
      }
      lines.append(
        .init(
          day: day, instrument: InstrumentID(canonical: table.text(row: row, column: columns.instrument)),
          direction: direction, amount: amount))
    }
    return FileOrderParameters(file: file, lines: lines, timed: timed)
  }

  private static func number(_ text: String) -> Double? { text.isEmpty ? nil : Double(text) }

  /// A number above zero buys, any other one sells.
  private static func direction(_ text: String, _ isNumeric: Bool) -> Direction? {
    if isNumeric { return number(text).map { $0 > 0 ? .buy : .sell } }
    let word = text.split { $0.isWhitespace }.joined(separator: " ").lowercased()
    return Direction(rawValue: word)
  }

  /// `20240102` or `2024-01-02`.
  private static func day(_ text: Substring) -> TradingDay? {
    guard text.count == 8, text.allSatisfy(\.isNumber) else { return TradingDay(text) }
    return TradingDay(text.prefix(4) + "-" + text.dropFirst(4).prefix(2) + "-" + text.suffix(2))
  }
}

extension Message {
  fileprivate static let amount = Message(
    "strategy.order-amount", en: "An amount is a number of adjusted shares, 0 or more.", zh: "数量须为不小于 0 的复权股数。")

  fileprivate static let direction = Message(
    "strategy.order-direction", en: "A direction is buy or sell, or in all rows a number, where above 0 buys.",
    zh: "方向须为 buy 或 sell；若各行均为数字，则大于 0 为买入。")

  fileprivate static let stamp = Message(
    "strategy.order-day", en: "A day is written 20240102 or 2024-01-02.", zh: "日期须写作 20240102 或 2024-01-02。")
}

extension Diagnostic {
  fileprivate static func noOrders(_ path: String) -> Diagnostic {
    Diagnostic(
      "strategy.order-file", .absent, at: Place(path),
      (
        en: "The table of orders that the configuration names (`file`) is not there.", zh: "配置中 `file` 所指的委托表不存在。"
      ), remedy: (en: "Copy the table to this place.", zh: "请把该表复制到此处。"))
  }

  fileprivate static func orderRow(_ text: String, _ why: Message, at place: Place) -> Diagnostic {
    Diagnostic(
      "strategy.order-row", .damaged, at: place, ["text": .text(text), "why": .message(why)],
      (en: "The cell '{text}' of the orders cannot be used. {why}", zh: "委托表的单元格“{text}”无法使用。{why}"),
      remedy: (en: "Correct the row, or remove it.", zh: "请更正或删除该行。"))
  }
}
