import Foundation
import Primitives
import Records

/// In which units the users' tables are written: told by the column's name, else by size.
struct UserUnits: Sendable {
  /// How a unit was found.
  enum Basis: Sendable {
    case name, size, assumed
  }

  /// A price divided by this is yuan.
  let price: Double
  /// The same for the published previous close.
  let previous: Double
  /// Shares.
  let volume: Double
  /// Yuan.
  let amount: Double
  private let bases: [Basis]

  /// Sizes may be this many times off: a median of real days lies far closer.
  private static let spread = 2.0
  private static let sampleMax = 2000

  /// - Throws: `market.database-unit` (exit 3) where sizes contradict every unit.
  init(_ columns: UserColumns, _ reader: any DatabaseReader) throws {
    func name(_ field: String) -> String { columns.bars[field]?.name.lowercased() ?? "" }
    let isLi = name("close").hasSuffix("_li")
    (price, _) = try isLi ? (1000, Basis.name) : UserUnits.price(columns, reader)
    let priceBasis: Basis = isLi ? .name : columns.basicClose == nil ? .assumed : .size
    previous = name("previous").hasSuffix("_li") ? 1000 : price
    let lots: [Double] = ["volume_hand", "vol"].contains(name("volume")) ? [100] : [1, 100]
    let yuan: [Double] = name("amount") == "amount_li" ? [0.001] : [1, 1000, 10_000, 0.001]
    let hasAmount = columns.bars["amount"] != nil
    if lots.count == 1, yuan.count == 1 || !hasAmount {
      (volume, amount) = (lots[0], yuan[0])
      bases = [priceBasis, .name]
      return
    }
    guard hasAmount, let ratio = try UserUnits.amounts(columns, reader) else {
      (volume, amount) = (lots[0], yuan[0])
      bases = [priceBasis, .assumed]
      return
    }
    // amount / (close × volume) of a day is shares a unit / yuan a unit, but for the average price's distance to the close.
    let size = ratio * price
    let found = lots.flatMap { lot in yuan.map { (lot, $0) } }.first { UserUnits.agrees(size, $0.0 / $0.1) }
    guard let found else { throw Diagnostic.unit("amount", size, at: reader.location) }
    (volume, amount) = found
    bases = [priceBasis, .size]
  }

  private static func agrees(_ size: Double, _ wanted: Double) -> Bool {
    size > wanted / spread && size < wanted * spread
  }

  private static func price(_ columns: UserColumns, _ reader: any DatabaseReader) throws -> (Double, Basis) {
    guard let basic = columns.basicClose, let close = columns.bars["close"] else { return (1, .assumed) }
    func part(_ table: String, _ code: DatabaseColumn, _ day: DatabaseColumn, _ value: String) throws -> String {
      "(SELECT CAST(\(try reader.quoted(code.name)) AS text) c, \(try reader.dayText(day)) d, "
        + "CAST(\(try reader.quoted(value)) AS text) v FROM \(table))"
    }
    let ratio = try median(
      reader.texts(
        "SELECT a.v, b.v FROM \(try part(UserTables.bars, columns.code, columns.day, close.name)) a "
          + "JOIN \(try part(basic.table, basic.code, basic.day, basic.values[0])) b ON a.c = b.c AND a.d = b.d "
          + "LIMIT \(sampleMax)")
    ) { $0[0] / $0[1] }
    guard let ratio else { return (1, .assumed) }
    guard let found = [1, 100, 1000].first(where: { agrees(ratio, $0) }) else {
      throw Diagnostic.unit("close", ratio, at: reader.location)
    }
    return (found, .size)
  }

  private static func amounts(_ columns: UserColumns, _ reader: any DatabaseReader) throws -> Double? {
    let names = try ["amount", "close", "volume"].compactMap { columns.bars[$0]?.name }.map(reader.quoted)
    let list = names.map { "CAST(\($0) AS text)" }.joined(separator: ", ")
    let condition = names.map { "\($0) > 0" }.joined(separator: " AND ")
    return try median(
      reader.texts("SELECT \(list) FROM \(UserTables.bars) WHERE \(condition) LIMIT \(sampleMax)")
    ) { $0[0] / ($0[1] * $0[2]) }
  }

  /// Over the rows whose values are all numbers above 0; nil where there is none.
  private static func median(_ rows: [[String?]], _ value: ([Double]) -> Double) -> Double? {
    let values = rows.compactMap { row -> Double? in
      let numbers = row.compactMap { $0.flatMap(Double.init) }.filter { $0 > 0 && $0.isFinite }
      return numbers.count == row.count ? value(numbers) : nil
    }.sorted()
    return values.isEmpty ? nil : values[values.count / 2]
  }

  var finding: Finding {
    let isAssumed = bases.contains(.assumed)
    let (price, volume, amount): (Message, Message, Message) = (
      price == 1000 ? .li : price == 100 ? .fen : .yuan, volume == 100 ? .hands : .shares,
      amount == 0.001 ? .li : amount == 1000 ? .thousandYuan : amount == 10_000 ? .tenThousandYuan : .yuan
    )
    return Finding(
      "market.database-units", isAssumed ? .warning : .note,
      [
        "price": .message(price), "volume": .message(volume), "amount": .message(amount),
        "basis": .message(isAssumed ? .assumed : bases.contains(.size) ? .bySize : .byName),
      ], title: (en: "Units of the database", zh: "数据库的单位"),
      evidence: (
        en: "Prices are read in {price}, volumes in {volume}, amounts in {amount} ({basis}).",
        zh: "价格按{price}读取，成交量按{volume}，成交额按{amount}（{basis}）。"
      ),
      consequence: (
        en: "They become yuan and shares. A wrong unit would make every price or volume wrong.",
        zh: "它们换算为元与股；单位有误则全部价格或成交量都不对。"
      ),
      remedy: (
        en: "Name the columns close_li, volume_hand and amount_li where they are in these units.",
        zh: "若为这些单位，请将列命名为 close_li、volume_hand、amount_li。"
      ))
  }
}

extension Diagnostic {
  fileprivate static func unit(_ field: String, _ ratio: Double, at location: String) -> Diagnostic {
    Diagnostic(
      "market.database-unit", .damaged, at: .init(location, field: UserTables.bars + "." + field),
      ["ratio": .number(ratio)],
      (
        en: "The unit cannot be told: the column is {ratio} times what other columns say.",
        zh: "无法判断单位：该列是其他列所示数值的 {ratio} 倍。"
      ),
      remedy: (
        en: "Correct the table, or name its unit in the column's name, such as close_li.",
        zh: "请更正该表，或在列名中写明单位，例如 close_li。"
      ))
  }
}

extension Message {
  fileprivate static let yuan = Message("market.unit-yuan-name", en: "yuan", zh: "元")
  fileprivate static let fen = Message("market.unit-fen-name", en: "fen (0.01 yuan)", zh: "分")
  fileprivate static let li = Message("market.unit-li-name", en: "li (0.001 yuan)", zh: "厘")
  fileprivate static let thousandYuan = Message("market.unit-thousand-name", en: "1,000 yuan", zh: "千元")
  fileprivate static let tenThousandYuan = Message("market.unit-ten-thousand-name", en: "10,000 yuan", zh: "万元")
  fileprivate static let shares = Message("market.unit-shares-name", en: "shares", zh: "股")
  fileprivate static let hands = Message("market.unit-hands-name", en: "hands of 100 shares", zh: "手（100 股）")
  fileprivate static let byName = Message("market.unit-by-name", en: "told by the columns' names", zh: "依据列名")
  fileprivate static let bySize = Message("market.unit-by-size-name", en: "told by size", zh: "依据数值大小")
  fileprivate static let assumed = Message(
    "market.unit-assumed-name", en: "assumed: nothing tells", zh: "假定，无从判断")
}
