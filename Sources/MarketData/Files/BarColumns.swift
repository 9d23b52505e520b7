import Primitives

/// Which column of a CSV of daily bars is what, by the names that are in real use, English and Chinese.
struct BarColumns {
  /// Nil where the file has no such column: its name is the instrument then.
  let instrument: Int?
  let day: Int
  /// Columns with values and the fields that they are, in the file's order.
  let fields: [(column: Int, name: String)]
  /// Headers that are not read, because they cannot be names of fields.
  let unread: [String]

  /// `vol` is none of them: where it is in use it counts lots, and a price move in percent is no `change`.
  private static let names: [String: String] = [
    "instrument": "instrument", "symbol": "instrument", "code": "instrument", "ts_code": "instrument",
    "代码": "instrument", "股票代码": "instrument", "证券代码": "instrument",
    "datetime": "day", "date": "day", "day": "day", "trade_date": "day", "日期": "day", "交易日期": "day", "时间": "day",
    "开盘": "open", "开盘价": "open", "最高": "high", "最高价": "high", "最低": "low", "最低价": "low",
    "收盘": "close", "收盘价": "close", "成交量": "volume", "成交额": "amount", "成交金额": "amount",
    "复权因子": "factor",
  ]

  /// - Throws: `csv.column` where there is no column of days, `market.csv-column-twice` where two columns are one field.
  init(_ table: CSVTable) throws {
    var instrument: Int?
    var day: Int?
    var fields: [(column: Int, name: String)] = []
    var unread: [String] = []
    var owner: [String: String] = [:]
    for (column, header) in table.columns.enumerated() {
      let own = String(header.trimming(" ").drop { $0 == "$" }).lowercased()
      let name = BarColumns.names[own] ?? own
      // A nameless first column is the row number of pandas.
      guard !name.isEmpty, name.utf8.allSatisfy({ $0.isFieldByte }) else {
        unread.append(header)
        continue
      }
      if let other = owner.updateValue(header, forKey: name) { throw Diagnostic.twice(header, other, in: table.path) }
      switch name {
      case "instrument": instrument = column
      case "day": day = column
      default: fields.append((column, name))
      }
    }
    self.instrument = instrument
    self.day = try day ?? table.column("datetime", "date")
    guard !fields.isEmpty else { throw Diagnostic.noField(in: table) }
    self.fields = fields
    self.unread = unread
  }
}

extension UInt8 {
  fileprivate var isFieldByte: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
    default: false
    }
  }
}

extension String {
  /// Without this character at both ends.
  fileprivate func trimming(_ character: Character) -> Substring {
    var text = self[...]
    while text.first == character { text = text.dropFirst() }
    while text.last == character { text = text.dropLast() }
    return text
  }
}

extension Diagnostic {
  fileprivate static func twice(_ header: String, _ other: String, in path: String) -> Diagnostic {
    Diagnostic(
      "market.csv-column-twice", .damaged, at: .init(path, line: 1),
      ["header": .text(header), "other": .text(other)],
      (en: "The columns '{other}' and '{header}' are the same field.", zh: "列“{other}”与“{header}”是同一字段。"),
      remedy: (en: "Keep one of the two columns.", zh: "请保留其中一列。"))
  }

  fileprivate static func noField(in table: CSVTable) -> Diagnostic {
    Diagnostic(
      "market.csv-no-field", .damaged, at: .init(table.path, line: 1), ["columns": .names(table.columns)],
      (en: "The table has no column with values. Its columns are {columns}.", zh: "表中没有数值列，现有的列为 {columns}。"),
      remedy: (
        en: "Export the columns date,open,high,low,close,volume,amount.",
        zh: "请导出 date,open,high,low,close,volume,amount 各列。"
      ))
  }
}
