import Primitives

/// Which columns of the users' tables hold what, by their names in any case.
struct UserColumns: Sendable {
  /// A field from another table than the bars.
  struct Joined: Sendable {
    var field: String
    var scan: TableScan
    /// What a value is multiplied by.
    var scale: Double
  }

  /// The days of `trade_cal`.
  struct OpenDays: Sendable {
    var day: DatabaseColumn
    var isOpen: DatabaseColumn?

    /// All open days as text.
    func statement(_ reader: any DatabaseReader) throws -> String {
      let all = "SELECT DISTINCT \(try reader.dayText(day)) FROM trade_cal"
      guard let isOpen else { return all }
      return all + " WHERE CAST(\(try reader.quoted(isOpen.name)) AS text) IN ('1', 't', 'true', 'Y')"
    }
  }

  static let codes = ["ts_code", "instrument", "code"]
  static let dayNames = ["trade_date", "day", "date", "datetime"]
  /// Names of each field's column, the first that is there.
  static let names: [(field: String, names: [String])] = [
    ("open", ["open_li", "open"]), ("high", ["high_li", "high"]), ("low", ["low_li", "low"]),
    ("close", ["close_li", "close"]), ("volume", ["volume_hand", "vol", "volume"]),
    ("amount", ["amount_li", "amount"]), ("previous", ["pre_close_li", "pre_close"]),
  ]
  private static let optional: Set<String> = ["amount", "previous"]

  let code: DatabaseColumn
  let day: DatabaseColumn
  /// By field; `previous` is the published close before.
  let bars: [String: DatabaseColumn]
  /// The order of `barScan.values`.
  let barFields: [String]
  let barScan: TableScan
  let factorScan: TableScan?
  /// `close` of `daily_basic`, in yuan.
  let basicClose: TableScan?
  let openDays: OpenDays?
  let joined: [String: Joined]
  /// Tables that are not there.
  let notOffered: [String]

  /// - Throws: `market.database-column`, `market.database-type` (exit 3).
  init(_ reader: any DatabaseReader, _ tables: [String]) throws {
    let table = UserTables.bars
    let all = try reader.columns(of: table)
    (code, day) = try UserColumns.keys(all, table, reader)
    var bars: [String: DatabaseColumn] = [:]
    for (field, names) in UserColumns.names {
      bars[field] =
        UserColumns.optional.contains(field)
        ? UserColumns.first(names, all) : try UserColumns.required(names, all, table, reader)
    }
    let barFields = UserColumns.names.map(\.field).filter { bars[$0] != nil }
    self.bars = bars
    self.barFields = barFields
    barScan = try UserColumns.scan(table, code, day, barFields.compactMap { bars[$0] }, reader)

    factorScan =
      try tables.contains(UserTables.factors)
      ? UserColumns.factors(try reader.columns(of: UserTables.factors), reader) : nil
    var joined: [String: Joined] = [:]
    var basicClose: TableScan?
    for (table, prefix) in [(UserTables.basics, "db_"), (UserTables.flows, "mf_")] where tables.contains(table) {
      let columns = try reader.columns(of: table)
      let (code, day) = try UserColumns.keys(columns, table, reader)
      for column in columns where column.kind == .number && column != code && column != day {
        let (name, scale) = prefix == "mf_" ? UserColumns.flow(column.name) : (column.name.lowercased(), 1)
        let scan = TableScan(table: table, code: code, day: day, values: [column.name])
        joined[prefix + name] = Joined(field: prefix + name, scan: scan, scale: scale)
        if prefix == "db_", name == "close" { basicClose = scan }
      }
    }
    self.joined = joined
    self.basicClose = basicClose
    if tables.contains(UserTables.days) {
      let columns = try reader.columns(of: UserTables.days)
      openDays = OpenDays(
        day: try UserColumns.required(["cal_date"] + UserColumns.dayNames, columns, UserTables.days, reader),
        isOpen: UserColumns.first(["is_open"], columns))
    } else {
      openDays = nil
    }
    notOffered = [UserTables.factors, UserTables.basics, UserTables.flows].filter { !tables.contains($0) }
  }

  /// Names of the market's fields, sorted.
  var fields: [String] {
    let own = barFields.filter { $0 != "previous" } + ["change"] + (factorScan == nil ? [] : ["factor"])
    return (own + joined.keys).sorted()
  }

  /// Every table that fields come from, each with all columns that are read.
  var scans: [TableScan] {
    var list = [barScan] + [factorScan].compactMap(\.self)
    for table in [UserTables.basics, UserTables.flows] {
      let own = joined.values.filter { $0.scan.table == table }
      guard var scan = own.first?.scan else { continue }
      scan.values = own.flatMap(\.scan.values).sorted()
      list.append(scan)
    }
    return list
  }

  private static func factors(_ columns: [DatabaseColumn], _ reader: any DatabaseReader) throws -> TableScan {
    let (code, day) = try keys(columns, UserTables.factors, reader)
    let factor = try required(["adj_factor", "factor"], columns, UserTables.factors, reader)
    return try scan(UserTables.factors, code, day, [factor], reader)
  }

  /// A money flow's name as RD-Agent's factors have it, and its scale: Tushare's `buy_sm_vol` is in hands,
  /// `buy_sm_amount` in 10,000 yuan. Other names are taken as they are.
  private static func flow(_ column: String) -> (name: String, scale: Double) {
    let name = column.lowercased()
    switch name {
    case "net_mf_vol": return ("net_vol", 100)
    case "net_mf_amount": return ("net_amt", 10_000)
    default: break
    }
    let parts = name.split(separator: "_").map(String.init)
    guard parts.count == 3, ["buy", "sell"].contains(parts[0]), ["sm", "md", "lg", "elg"].contains(parts[1]) else {
      return (name, 1)
    }
    switch parts[2] {
    case "vol": return ("\(parts[1])_\(parts[0])_vol", 100)
    case "amount": return ("\(parts[1])_\(parts[0])_amt", 10_000)
    default: return (name, 1)
    }
  }

  private static func keys(
    _ columns: [DatabaseColumn], _ table: String, _ reader: any DatabaseReader
  ) throws -> (code: DatabaseColumn, day: DatabaseColumn) {
    let day = try required(dayNames, columns, table, reader)
    guard day.kind != .other else {
      throw Diagnostic.databaseType(day, wanted: "date", table: table, at: reader.location)
    }
    return (try required(codes, columns, table, reader), day)
  }

  private static func first(_ names: [String], _ columns: [DatabaseColumn]) -> DatabaseColumn? {
    names.lazy.compactMap { name in columns.first { $0.name.lowercased() == name } }.first
  }

  private static func required(
    _ names: [String], _ columns: [DatabaseColumn], _ table: String, _ reader: any DatabaseReader
  ) throws -> DatabaseColumn {
    guard let found = first(names, columns) else {
      throw Diagnostic.databaseColumn(names, table: table, found: columns.map(\.name), at: reader.location)
    }
    return found
  }

  private static func scan(
    _ table: String, _ code: DatabaseColumn, _ day: DatabaseColumn, _ values: [DatabaseColumn],
    _ reader: any DatabaseReader
  ) throws -> TableScan {
    for column in values where column.kind != .number {
      throw Diagnostic.databaseType(column, wanted: "real", table: table, at: reader.location)
    }
    return TableScan(table: table, code: code, day: day, values: values.map(\.name))
  }
}
