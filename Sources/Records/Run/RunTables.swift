import Primitives

/// The tables of a run folder and of RD-Agent's exported workspace, read and written.
package enum RunTables {
  package static func report(_ rows: [ReportRow]) -> [UInt8] {
    let fields = ReportRow.fields
    var writer = ByteWriter(capacity: rows.count * 160 + 100)
    writer.text("datetime," + fields.map(\.name).joined(separator: ",") + "\n")
    for row in rows {
      writer.day(row.day)
      for field in fields {
        writer.comma()
        writer.number(field.value(row))
      }
      writer.newline()
    }
    return writer.bytes
  }

  /// Throws `report.order` and `report.duplicate` with the line, `table.infinite` with the cell.
  package static func readReport(_ path: String) throws -> [ReportRow] {
    let rows = try readReportAsWritten(path)
    if let row = rows.indices.dropFirst().first(where: { rows[$0].day < rows[$0 - 1].day }) {
      throw Diagnostic(
        "report.order", .damaged, at: .init(path, line: row + 2, field: "datetime"),
        ["day": .day(rows[row].day), "before": .day(rows[row - 1].day)],
        (en: "{day} stands behind {before}. Days must ascend.", zh: "{day} 排在 {before} 之后，日期须递增。"),
        remedy: (en: "Export the curve again.", zh: "请重新导出净值曲线。"))
    }
    return rows
  }

  /// The rows in the order of the file. A day that occurs twice and an infinite cell are thrown.
  package static func readReportAsWritten(_ path: String) throws -> [ReportRow] {
    let table = try CSVTable(file: path)
    let day = try table.column("datetime", "date")
    let columns = try ReportRow.fields.map { try table.column($0.name) }
    var rows: [ReportRow] = []
    var seen: Set<TradingDay> = []
    rows.reserveCapacity(table.rowCount)
    for row in 0..<table.rowCount {
      let values = try columns.map { try table.finite(row: row, column: $0) }
      rows.append(
        ReportRow(
          day: try table.day(row: row, column: day), account: values[0], returnRate: values[1],
          totalTurnover: values[2], turnover: values[3], totalCost: values[4], cost: values[5], value: values[6],
          cash: values[7], bench: values[8]))
      guard seen.insert(rows[row].day).inserted else {
        throw Diagnostic(
          "report.duplicate", .damaged, at: table.place(row: row, column: day), ["day": .day(rows[row].day)],
          (en: "{day} occurs twice.", zh: "{day} 出现两次。"),
          remedy: (en: "Export the curve again. A day has one row.", zh: "请重新导出净值曲线，每日一行。"))
      }
    }
    return rows
  }

  /// Throws where a cell of qlib's daily indicators is no number or infinite; what it misses is legal there.
  package static func checkIndicators(_ path: String) throws {
    let table = try CSVTable(file: path)
    let day = try table.column("datetime", "date")
    for row in 0..<table.rowCount {
      for column in table.columns.indices where column != day { _ = try table.finite(row: row, column: column) }
    }
  }

  package static func positions(_ rows: [PositionRow]) -> [UInt8] {
    var writer = ByteWriter(capacity: rows.count * 84 + 64)
    writer.text("datetime,instrument,amount,price,weight,count_day\n")
    for row in rows {
      writer.day(row.day)
      writer.comma()
      writer.text(row.instrument.name)
      for value in [row.amount, row.price, row.weight] {
        writer.comma()
        writer.number(value)
      }
      writer.comma()
      writer.number(row.countDay)
      writer.newline()
    }
    return writer.bytes
  }

  /// The holdings of a run, without the entries of cash and account.
  package static func readPositions(_ path: String) throws -> [PositionRow] {
    try readRecordedPositions(path).rows
  }

  /// The holdings of a run, and qlib's own entries of cash and account (`__cash__`, `__account_value__`), which repeat
  /// what the report holds.
  package static func readRecordedPositions(
    _ path: String
  ) throws -> (rows: [PositionRow], entries: [AccountEntry]) {
    let table = try CSVTable(file: path)
    let day = try table.column("datetime", "date")
    let instrument = try table.column("instrument")
    let amount = try table.column("amount")
    let price = try table.column("price")
    let weight = try table.column("weight")
    let count = try table.column("count_day")
    let entry = table.optionalColumn("value")
    var rows: [PositionRow] = []
    var entries: [AccountEntry] = []
    rows.reserveCapacity(table.rowCount)
    for row in 0..<table.rowCount {
      let name = table.slice(row: row, column: instrument)
      if name.starts(with: "__".utf8) {
        guard let entry, let kind = AccountEntry.Kind(rawValue: String(decoding: name, as: UTF8.self)) else { continue }
        entries.append(
          AccountEntry(
            day: try table.day(row: row, column: day), kind: kind, value: try table.finite(row: row, column: entry)))
        continue
      }
      rows.append(
        PositionRow(
          day: try table.day(row: row, column: day),
          instrument: try table.instrument(row: row, column: instrument),
          amount: try table.finite(row: row, column: amount), price: try table.finite(row: row, column: price),
          weight: try table.finite(row: row, column: weight), countDay: try table.int(row: row, column: count)))
    }
    rows.sort { ($0.day, $0.instrument) < ($1.day, $1.instrument) }
    for (row, next) in zip(rows, rows.dropFirst()) where row.day == next.day && row.instrument == next.instrument {
      throw Diagnostic(
        "positions.duplicate", .damaged, at: .init(path, field: "instrument"),
        ["instrument": .instrument(row.instrument), "day": .day(row.day)],
        (en: "{instrument} has two rows on {day}.", zh: "{instrument} 在 {day} 有两行持仓。"),
        remedy: (
          en: "Export the positions again. A stock has one row a day.", zh: "请重新导出持仓，每只股票每日一行。"
        ))
    }
    return (rows, entries)
  }

  package static func trades(_ rows: [TradeRow]) -> [UInt8] {
    var writer = ByteWriter(capacity: rows.count * 120 + 128)
    writer.text(
      "datetime,instrument,direction,order_amount,deal_amount,price,value,cost,status,reason\n")
    for row in rows {
      writer.day(row.day)
      writer.comma()
      writer.text(row.instrument.name)
      writer.comma()
      writer.text(row.direction.rawValue)
      for value in [row.orderAmount, row.dealAmount, row.price, row.value, row.cost] {
        writer.comma()
        writer.number(value)
      }
      writer.comma()
      writer.text(row.status.rawValue)
      writer.comma()
      writer.field(row.reason?.code ?? "")
      writer.newline()
    }
    return writer.bytes
  }

  /// Reads our own form and that of an exported workspace, which has no `status` and `reason`.
  package static func readTrades(_ path: String) throws -> [TradeRow] {
    let table = try CSVTable(file: path)
    let day = try table.column("datetime", "date")
    let instrument = try table.column("instrument")
    let direction = try table.column("direction")
    let numbers = try ["order_amount", "deal_amount", "price", "value", "cost"].map { try table.column($0) }
    let status = table.optionalColumn("status")
    let reason = table.optionalColumn("reason")
    let rows = try (0..<table.rowCount).map { row in
      let values = try numbers.map { try table.finite(row: row, column: $0) }
      guard let side = Direction(rawValue: table.text(row: row, column: direction)) else {
        throw Diagnostic(
          "trades.direction", .damaged, at: table.place(row: row, column: direction),
          ["cell": .text(table.text(row: row, column: direction))],
          (en: "'{cell}' is neither buy nor sell.", zh: "“{cell}”既不是 buy 也不是 sell。"),
          remedy: (en: "Export the file again.", zh: "请重新导出文件。"))
      }
      let told = status.flatMap { TradeRow.Status(rawValue: table.text(row: row, column: $0)) }
      return TradeRow(
        day: try table.day(row: row, column: day),
        instrument: try table.instrument(row: row, column: instrument), direction: side, orderAmount: values[0],
        dealAmount: values[1], price: values[2], value: values[3], cost: values[4],
        status: told ?? (values[1] == 0 ? .rejected : values[1] == values[0] ? .filled : .partial),
        reason: reason.flatMap { RejectReason(code: table.text(row: row, column: $0)) })
    }
    // By day, and within a day in the order of the file, which is that of execution.
    return rows.enumerated().sorted { ($0.element.day, $0.offset) < ($1.element.day, $1.offset) }.map(\.element)
  }
}

extension CSVTable {
  /// A number, or NaN where it is missing; throws `table.infinite` for what no run can hold.
  package func finite(row: Int, column: Int) throws -> Double {
    let value = try double(row: row, column: column)
    guard !value.isInfinite else {
      throw Diagnostic(
        "table.infinite", .damaged, at: place(row: row, column: column),
        ["cell": .text(text(row: row, column: column))],
        (en: "'{cell}' is infinite. No run holds such a value.", zh: "“{cell}”为无穷大，任何运行都不会有这样的值。"),
        remedy: (en: "Repair the cell, or export the file again.", zh: "请修复该单元格，或重新导出文件。"))
    }
    return value
  }
}
