import MarketData
package import Primitives
package import Records
import Simulation

/// Cash and holdings that an order list starts from, as a user states them: no preview stands behind them.
///
/// 1. Cash is stated once and not below zero; a holding is stated once, in whole shares above zero.
/// 2. Every holding is a stock that the market has a price of; nothing is left out in silence.
/// 3. Shares that may be sold are at most those held.
/// 4. Cash and holdings together stay within what accounts may hold.
package struct GivenAccount: Equatable, Sendable {
  package struct Holding: Equatable, Sendable {
    package var instrument: InstrumentID
    package var shares: Int64
    /// Shares that may be sold on the day the orders are for.
    package var sellable: Int64
    /// Closes since the purchase.
    package var days: Int
    /// For messages; nil where no file states it.
    fileprivate var place: Diagnostic.Place?
  }

  package let cash: Money
  /// What its strategy remembers of earlier days; nil: nothing is known.
  package var memory: String?
  /// By instrument.
  package let holdings: [Holding]
  /// The file; nil for an account that starts empty.
  package let path: String?

  /// An account without holdings. Throws `preview.capital` for amounts that accounts may not hold.
  package init(capital yuan: Int) throws {
    guard yuan > 0, yuan <= Int(PreviewInstance.capitalMax.yuan) else { throw Diagnostic.capital(Double(yuan)) }
    cash = Money(yuan: yuan)
    holdings = []
    path = nil
  }

  /// What a broker says that an account has. Cash held back by open orders is not part of it.
  ///
  /// - Parameter days: closes since a stock was bought; 1 where nobody knows.
  package init(_ state: AccountState, days: (InstrumentID) -> Int = { _ in 1 }) throws {
    try self.init(
      cash: max(.zero, state.cash),
      holdings: state.positions.filter { $0.volume > 0 }.map {
        Holding(instrument: $0.instrument, shares: $0.volume, sellable: $0.available, days: days($0.instrument))
      }, path: nil)
  }

  /// What a strategy's own book has. Shares of the day itself may not be sold.
  ///
  /// - Parameter closes: how many there were from a day to now.
  package init(_ book: StrategyBook, today: TradingDay, closes: (TradingDay) -> Int) throws {
    try self.init(
      cash: max(.zero, book.cash),
      holdings: book.holdings.map {
        Holding(
          instrument: $0.instrument, shares: $0.volume, sellable: $0.boughtOn == today ? 0 : $0.volume,
          days: max(1, closes($0.boughtOn)))
      }, path: nil)
  }

  fileprivate init(cash: Money, holdings: [Holding], path: String?) throws {
    let sorted = holdings.sorted { $0.instrument < $1.instrument }
    for (left, right) in zip(sorted, sorted.dropFirst()) where left.instrument == right.instrument {
      throw Diagnostic.account(.twice(right.instrument), at: right.place ?? .init(path ?? ""))
    }
    self.cash = cash
    self.holdings = sorted
    self.path = path
  }

  /// The account as the exchange's rules count it, at the last closes up to a day of the calendar.
  func account(_ quotes: AShareQuotes, upTo index: Int) throws -> AShareAccount {
    let place = Diagnostic.Place(path ?? "")
    let positions = try holdings.map { holding in
      guard let stock = quotes.number(of: holding.instrument), quotes.board(stock) != nil,
        let last = quotes.lastClose(stock, onOrBefore: index)
      else {
        throw Diagnostic.account(
          .withoutPrice(holding.instrument, quotes.calendar[index]), at: holding.place ?? place)
      }
      return AShareAccount.Position(
        stock: stock, shares: holding.shares, sellable: holding.sellable, price: last.cents, priceIndex: last.index,
        costBasis: AShareAccount.value(holding.shares, cents: last.cents), countDay: holding.days)
    }
    let account = AShareAccount(cash: cash, positions: positions)
    guard account.totalValue <= PreviewInstance.capitalMax else {
      throw Diagnostic.account(.total(account.totalValue, most: PreviewInstance.capitalMax), at: place)
    }
    return account
  }

  /// Holdings that are no whole number of lots: they can only be sold whole.
  var oddLots: [InstrumentID] {
    holdings.filter { holding in
      AShareBoard(holding.instrument).map { AShareLots.buyable(holding.shares, $0) != holding.shares } ?? false
    }.map(\.instrument)
  }
}

extension GivenAccount {
  /// The instrument of the row that states the cash.
  private static let cashName = "CASH"
  private static let columns = ["instrument", "amount", "sellable", "days"]

  /// Reads a file, CSV or JSON by what it begins with.
  ///
  /// CSV: `instrument,amount`, and `sellable` and `days` where known; the row `CASH` states yuan. JSON:
  /// `{"cash": 1000.5, "holdings": [{"instrument": "SH600000", "amount": 100}]}` with the same members.
  /// Empty `sellable`: all shares; empty `days`: 1. Throws `account.damaged` and what the readers throw.
  package init(file path: String) throws {
    let bytes = try FileReader.unpacked(path)
    let first = bytes.first { ![0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF].contains($0) }
    if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
      self = try GivenAccount.json(bytes, path)
    } else {
      self = try GivenAccount.csv(try CSVTable(bytes, path: path))
    }
  }

  private static func csv(_ table: CSVTable) throws -> GivenAccount {
    let name = try table.column("instrument")
    let amount = try table.column("amount")
    let sellable = table.optionalColumn("sellable")
    let days = table.optionalColumn("days")
    for (column, header) in table.columns.enumerated() {
      guard columns.contains(header), table.columns.firstIndex(of: header) == column else {
        throw Diagnostic.account(.unknownField(header, columns), at: .init(table.path, line: 1, field: header))
      }
    }
    var cash: Money?
    var holdings: [Holding] = []
    for row in 0..<table.rowCount {
      let place = table.place(row: row, column: amount)
      let value = try table.double(row: row, column: amount)
      if table.text(row: row, column: name) == cashName {
        guard cash == nil else { throw Diagnostic.account(.cashTwice, at: place) }
        for column in [sellable, days].compactMap({ $0 }) where !table.slice(row: row, column: column).isEmpty {
          throw Diagnostic.account(.cashWithMore, at: table.place(row: row, column: column))
        }
        cash = try money(value, place)
        continue
      }
      func optional(_ column: Int?) throws -> Double? {
        guard let column, !table.slice(row: row, column: column).isEmpty else { return nil }
        return try table.double(row: row, column: column)
      }
      holdings.append(
        try holding(
          try table.instrument(row: row, column: name), value, try optional(sellable), try optional(days), place))
    }
    guard let cash else { throw Diagnostic.account(.withoutCash, at: .init(table.path)) }
    return try GivenAccount(cash: cash, holdings: holdings, path: table.path)
  }

  private static func json(_ bytes: [UInt8], _ path: String) throws -> GivenAccount {
    let document: JSONValue
    do {
      document = try JSONReader.read(bytes)
    } catch {
      throw Diagnostic.account(.noJSON(error.message), at: .init(path, line: error.line))
    }
    guard let members = document.objectValue else { throw Diagnostic.account(.noObject, at: .init(path)) }
    try refuseOthers(members, ["cash", "holdings"], .init(path))
    guard let stated = members["cash"] else { throw Diagnostic.account(.withoutCash, at: .init(path, field: "cash")) }
    let place = Diagnostic.Place(path, field: "cash")
    let cash = try money(try number(stated, place), place)
    guard let rows = (members["holdings"] ?? []).arrayValue else {
      throw Diagnostic.account(.noList, at: .init(path, field: "holdings"))
    }
    let holdings = try rows.enumerated().map { offset, row in
      func place(_ field: String) -> Diagnostic.Place { .init(path, field: "holdings[\(offset)].\(field)") }
      guard let members = row.objectValue else { throw Diagnostic.account(.noObject, at: place("")) }
      try refuseOthers(members, columns, place(""))
      guard let instrument = members["instrument"]?.stringValue.flatMap({ InstrumentID($0) }) else {
        throw Diagnostic.account(.noInstrument, at: place("instrument"))
      }
      guard let amount = members["amount"] else { throw Diagnostic.account(.noShares, at: place("amount")) }
      func optional(_ name: String) throws -> Double? { try members[name].map { try number($0, place(name)) } }
      return try holding(
        instrument, try number(amount, place("amount")), try optional("sellable"), try optional("days"),
        place("amount"))
    }
    return try GivenAccount(cash: cash, holdings: holdings, path: path)
  }

  private static func refuseOthers(
    _ members: [String: JSONValue], _ known: [String], _ place: Diagnostic.Place
  ) throws {
    if let other = members.keys.filter({ !known.contains($0) }).min() {
      throw Diagnostic.account(.unknownField(other, known), at: place)
    }
  }

  private static func number(_ value: JSONValue, _ place: Diagnostic.Place) throws -> Double {
    guard let number = value.doubleValue ?? value.stringValue.flatMap({ NumberReader.double($0) }) else {
      throw Diagnostic.account(.noNumber, at: place)
    }
    return number
  }

  private static func money(_ yuan: Double, _ place: Diagnostic.Place) throws -> Money {
    guard yuan >= 0, let cash = Money(rounding: yuan), cash <= PreviewInstance.capitalMax else {
      throw Diagnostic.account(.cashOutOfRange(most: PreviewInstance.capitalMax), at: place)
    }
    return cash
  }

  private static func holding(
    _ instrument: InstrumentID, _ amount: Double, _ sellable: Double?, _ days: Double?, _ place: Diagnostic.Place
  ) throws -> Holding {
    guard instrument.isExchangeCode else { throw Diagnostic.account(.noCode(instrument), at: place) }
    guard let shares = whole(amount, 1...1_000_000_000_000) else {
      throw Diagnostic.account(.shares(instrument), at: place)
    }
    guard let free = whole(sellable ?? amount, 0...shares) else {
      throw Diagnostic.account(.sellable(instrument, held: shares), at: place)
    }
    guard let closes = whole(days ?? 1, 0...100_000) else { throw Diagnostic.account(.days(instrument), at: place) }
    return Holding(instrument: instrument, shares: shares, sellable: free, days: Int(closes), place: place)
  }

  private static func whole(_ value: Double, _ range: ClosedRange<Int64>) -> Int64? {
    Int64(exactly: value).flatMap { range.contains($0) ? $0 : nil }
  }
}

extension Diagnostic {
  fileprivate static func account(_ problem: Message, at place: Place) -> Diagnostic {
    Diagnostic(
      "account.damaged", .damaged, at: place, ["problem": .message(problem)],
      (en: "The account cannot be used. {problem}", zh: "账户文件不可用。{problem}"),
      remedy: (
        en: "Write `instrument,amount` with one row CASH and one row a holding, such as `SH600000,1000`.",
        zh: "请写成 `instrument,amount` 两列：一行 CASH，每只持仓一行，例如 `SH600000,1000`。"
      ))
  }
}

extension Message {
  fileprivate static let withoutCash = Message("account.without-cash", en: "It states no cash.", zh: "没有现金一项。")
  fileprivate static let cashTwice = Message("account.cash-twice", en: "It states cash twice.", zh: "现金出现两次。")
  fileprivate static let cashWithMore = Message(
    "account.cash-with-more", en: "The row CASH has an amount and nothing else.", zh: "CASH 行只能有金额。")
  fileprivate static let noObject = Message("account.no-object", en: "It is not an object.", zh: "不是 JSON 对象。")
  fileprivate static let noList = Message("account.no-list", en: "Holdings are not a list.", zh: "持仓不是列表。")
  fileprivate static let noInstrument = Message(
    "account.no-instrument", en: "A holding names no instrument.", zh: "有持仓没有证券代码。")
  fileprivate static let noShares = Message("account.no-shares", en: "A holding states no shares.", zh: "有持仓没有股数。")
  fileprivate static let noNumber = Message("account.no-number", en: "The value is not a number.", zh: "该值不是数字。")

  fileprivate static func noJSON(_ problem: Message) -> Message {
    Message(
      "account.no-json", ["problem": .message(problem)], en: "It is not valid JSON. {problem}",
      zh: "不是有效的 JSON。{problem}")
  }

  fileprivate static func unknownField(_ name: String, _ known: [String]) -> Message {
    Message(
      "account.unknown-field",
      ["name": .text(name), "known": .names(known), "hint": Spelling.suggestion(for: name, among: known)],
      en: "There is no field '{name}', or it stands twice; known are {known}.{hint}",
      zh: "没有字段“{name}”或重复出现，可用的为 {known}。{hint}")
  }

  fileprivate static func cashOutOfRange(most: Money) -> Message {
    Message(
      "account.cash-out-of-range", ["most": .money(most)], en: "Cash must be at least 0 and at most {most}.",
      zh: "现金须为 0 至 {most}。")
  }

  fileprivate static func noCode(_ instrument: InstrumentID) -> Message {
    Message(
      "account.no-code", ["stock": .instrument(instrument)], en: "{stock} is no code of an exchange.",
      zh: "{stock} 不是交易所代码。")
  }

  fileprivate static func shares(_ instrument: InstrumentID) -> Message {
    Message(
      "account.shares", ["stock": .instrument(instrument)], en: "The shares of {stock} must be a whole number above 0.",
      zh: "{stock} 的股数须为大于 0 的整数。")
  }

  fileprivate static func sellable(_ instrument: InstrumentID, held: Int64) -> Message {
    Message(
      "account.sellable", ["stock": .instrument(instrument), "held": .count(Int(held))],
      en: "The sellable shares of {stock} must be a whole number from 0 to {held}.",
      zh: "{stock} 的可卖股数须为 0 至 {held} 的整数。")
  }

  fileprivate static func days(_ instrument: InstrumentID) -> Message {
    Message(
      "account.days", ["stock": .instrument(instrument)], en: "The days of {stock} must be a whole number from 0.",
      zh: "{stock} 的持有天数须为非负整数。")
  }

  fileprivate static func twice(_ instrument: InstrumentID) -> Message {
    Message("account.twice", ["stock": .instrument(instrument)], en: "{stock} stands twice.", zh: "{stock} 出现两次。")
  }

  fileprivate static func withoutPrice(_ instrument: InstrumentID, _ day: TradingDay) -> Message {
    Message(
      "account.without-price", ["stock": .instrument(instrument), "day": .day(day)],
      en: "The market has no stock {stock} with a price up to {day}.", zh: "行情中没有 {stock} 在 {day} 及以前的股票价格。")
  }

  fileprivate static func total(_ total: Money, most: Money) -> Message {
    Message(
      "account.total", ["total": .money(total), "most": .money(most)],
      en: "It is worth {total}; at most {most} can be counted.", zh: "总值为 {total}，上限为 {most}。")
  }
}
