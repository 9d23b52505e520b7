package import MarketData
package import Primitives
package import Records
package import Store

/// Previews that another program kept, taken over with their history.
///
/// The tables have the contract's columns (section 7): `preview_account.csv` (`trading_day,cash,
/// total_value`), `preview_position.csv` (`trading_day,symbol,volume,avg_cost,last_price`) and
/// `preview_trade.csv` (`trading_day,datetime,symbol,side,price,volume,reason`; fees where known).
/// Profits, peaks and holding days are computed here. Imported days cannot be checked against prices;
/// they stand as they came, and settlement goes on after the last of them.
package enum PreviewImport {
  /// Stands in the place of the digest of an imported day.
  package static let unverified = "imported"

  /// Reads the tables of a folder. Throws `preview.import-…` where they contradict each other.
  package static func read(
    _ folder: String, id: String, capital: Money, calendar: TradingCalendar
  ) throws -> PreviewDays {
    var days = PreviewDays()
    let accounts = try CSVTable(file: Path.join(folder, "preview_account.csv"))
    let positions = try rows("preview_position.csv", folder, id)
    days.trades = try trades(folder, id)
    var peak = capital
    var before = capital
    var known: [InstrumentID: Int] = [:]
    let (day, cash, total) = (
      try accounts.column("trading_day"), try accounts.column("cash"),
      try accounts.column("total_value")
    )
    for row in 0..<accounts.rowCount {
      let date = try accounts.day(row: row, column: day)
      let place = accounts.place(row: row, column: day)
      if let last = days.accounts.last?.tradingDay, date <= last {
        throw Diagnostic.order(date, place)
      }
      guard let index = calendar.index(of: date) else {
        throw Diagnostic.notInCalendar(date, place)
      }
      if let last = days.accounts.last?.tradingDay, index == 0 || calendar[index - 1] != last {
        throw Diagnostic.gap(last, date, place)
      }
      let value = try money(accounts, row, total)
      var held = positions[date] ?? []
      known = Dictionary(
        held.map { ($0.symbol, (known[$0.symbol] ?? 0) + 1) }, uniquingKeysWith: { first, _ in first })
      for offset in held.indices { held[offset].countDay = known[held[offset].symbol] ?? 1 }
      let own = try money(accounts, row, cash)
      let sum = held.reduce(own) { $0 + $1.marketValue }
      guard sum == value else {
        throw Diagnostic.total(date, sum, value, accounts.place(row: row, column: total))
      }
      peak = max(peak, value)
      days.accounts.append(
        PreviewAccount(
          previewID: id, tradingDay: date, cash: own, totalValue: value, dailyPnL: value - before,
          cumPnL: value - capital, peak: peak,
          cost: days.trades.filter { $0.tradingDay == date }.reduce(.zero) { $0 + $1.cost },
          pricesSHA256: unverified, scoresSHA256: unverified, scoreOrigin: .imported))
      before = value
      days.positions += held
    }
    let settled = Set(days.accounts.map(\.tradingDay))
    let strays = Set(positions.keys).union(days.trades.map(\.tradingDay)).subtracting(settled)
    if let stray = strays.min() {
      throw Diagnostic.stray(stray, .init(folder))
    }
    return days
  }

  /// Makes the preview with its history, in place of nothing.
  package static func store(
    _ strategy: PreviewStrategy, _ definition: PreviewDefinition, _ days: PreviewDays,
    in database: Database, clock: Clock
  ) throws -> PreviewInstance {
    guard let first = days.accounts.first?.tradingDay else {
      throw Diagnostic.noDay
    }
    let instance = try PreviewInstance.create(strategy, definition, in: database)
    do {
      try database.replaceDays(
        of: strategy.id, from: first, with: days, lastSettled: nil, at: clock.timestamp)
    } catch {
      try database.deletePreview(strategy.id)
      throw error
    }
    return instance
  }

  private static func rows(_ name: String, _ folder: String, _ id: String) throws
    -> [TradingDay: [PreviewPosition]]
  {
    let table = try CSVTable(file: Path.join(folder, name))
    let (day, symbol, volume) = (
      try table.column("trading_day"), try table.column("symbol"), try table.column("volume")
    )
    let (cost, price) = (try table.column("avg_cost"), try table.column("last_price"))
    let all = try (0..<table.rowCount).map { row in
      let date = try table.day(row: row, column: day)
      let shares = Int64(try table.int(row: row, column: volume))
      guard shares > 0 else {
        throw Diagnostic.noShares(table.place(row: row, column: volume))
      }
      let last = try money(table, row, price)
      let average = try money(table, row, cost)
      return PreviewPosition(
        previewID: id, tradingDay: date, symbol: try table.instrument(row: row, column: symbol),
        volume: shares, avgCost: average, lastPrice: last, marketValue: last * shares,
        costBasis: average * shares, countDay: 1, priceDay: date)
    }
    return Dictionary(grouping: all, by: \.tradingDay).mapValues { $0.sorted { $0.symbol < $1.symbol } }
  }

  private static func trades(_ folder: String, _ id: String) throws -> [PreviewTrade] {
    let table = try CSVTable(file: Path.join(folder, "preview_trade.csv"))
    let (day, time, symbol) = (
      try table.column("trading_day"), try table.column("datetime"), try table.column("symbol")
    )
    let (side, price, volume) = (
      try table.column("side"), try table.column("price"), try table.column("volume")
    )
    let reason = table.optionalColumn("reason")
    let fees = ["commission", "stamp_tax", "transfer_fee"].map { table.optionalColumn($0) }
    return try (0..<table.rowCount).map { row in
      guard let direction = Direction(rawValue: table.text(row: row, column: side)) else {
        throw Diagnostic.side(table.place(row: row, column: side))
      }
      let shares = Int64(try table.int(row: row, column: volume))
      let deal = try money(table, row, price)
      let costs = try fees.map { try $0.map { try money(table, row, $0) } ?? .zero }
      return PreviewTrade(
        previewID: id, tradingDay: try table.day(row: row, column: day),
        datetime: table.text(row: row, column: time),
        symbol: try table.instrument(row: row, column: symbol), side: direction, price: deal,
        volume: shares, amount: deal * shares, commission: costs[0], stampTax: costs[1],
        transferFee: costs[2], reason: OrderReason(code: reason.map { table.text(row: row, column: $0) } ?? ""))
    }
  }

  private static func money(_ table: CSVTable, _ row: Int, _ column: Int) throws -> Money {
    let yuan = try table.double(row: row, column: column)
    guard let money = Money(rounding: yuan), money.units.magnitude < 1_000_000_000_000_000 else {
      throw Diagnostic.amount(table.place(row: row, column: column))
    }
    return money
  }
}

extension Diagnostic {
  fileprivate static func order(_ day: TradingDay, _ place: Diagnostic.Place) -> Diagnostic {
    Diagnostic(
      "preview.import-order", .damaged, at: place, ["day": .day(day)],
      (en: "The days do not ascend at {day}.", zh: "{day} 处日期未递增。"),
      remedy: (en: "Repair the table, or leave its history out.", zh: "请修正该表，或不导入其历史。"))
  }

  fileprivate static func notInCalendar(_ day: TradingDay, _ place: Diagnostic.Place) -> Diagnostic {
    Diagnostic(
      "preview.import-calendar", .damaged, at: place, ["day": .day(day)],
      (en: "{day} is no trading day of the market.", zh: "{day} 不是行情中的交易日。"),
      remedy: (en: "Repair the table, or leave its history out.", zh: "请修正该表，或不导入其历史。"))
  }

  fileprivate static func gap(_ last: TradingDay, _ day: TradingDay, _ place: Diagnostic.Place) -> Diagnostic {
    Diagnostic(
      "preview.import-gap", .damaged, at: place, ["last": .day(last), "day": .day(day)],
      (en: "Days are missing between {last} and {day}.", zh: "{last} 与 {day} 之间缺交易日。"),
      remedy: (en: "Repair the table, or leave its history out.", zh: "请修正该表，或不导入其历史。"))
  }

  fileprivate static func total(_ day: TradingDay, _ sum: Money, _ total: Money, _ place: Diagnostic.Place)
    -> Diagnostic
  {
    Diagnostic(
      "preview.import-total", .damaged, at: place,
      ["day": .day(day), "sum": .money(sum.yuan), "total": .money(total.yuan)],
      (en: "Cash and holdings of {day} are {sum}, the table says {total}.", zh: "{day} 现金与持仓合计 {sum}，表中为 {total}。"),
      remedy: (en: "Repair the table, or leave its history out.", zh: "请修正该表，或不导入其历史。"))
  }

  fileprivate static func stray(_ day: TradingDay, _ place: Diagnostic.Place) -> Diagnostic {
    Diagnostic(
      "preview.import-stray", .damaged, at: place, ["day": .day(day)],
      (en: "{day} has holdings or trades and no account.", zh: "{day} 有持仓或成交，却没有账户记录。"),
      remedy: (en: "Repair the table, or leave its history out.", zh: "请修正该表，或不导入其历史。"))
  }

  fileprivate static func noShares(_ place: Diagnostic.Place) -> Diagnostic {
    Diagnostic(
      "preview.import-volume", .damaged, at: place, [:],
      (en: "A holding has no shares.", zh: "有持仓的股数为零或负。"),
      remedy: (en: "Repair the table, or leave its history out.", zh: "请修正该表，或不导入其历史。"))
  }

  fileprivate static func side(_ place: Diagnostic.Place) -> Diagnostic {
    Diagnostic(
      "preview.import-side", .damaged, at: place, [:],
      (en: "A side is neither buy nor sell.", zh: "方向既非 buy 也非 sell。"),
      remedy: (en: "Repair the table, or leave its history out.", zh: "请修正该表，或不导入其历史。"))
  }

  fileprivate static func amount(_ place: Diagnostic.Place) -> Diagnostic {
    Diagnostic(
      "preview.import-money", .damaged, at: place, [:],
      (en: "An amount is missing or out of range.", zh: "金额缺失或超出范围。"),
      remedy: (en: "Repair the table, or leave its history out.", zh: "请修正该表，或不导入其历史。"))
  }

  fileprivate static var noDay: Diagnostic {
    Diagnostic(
      "preview.import-empty", .damaged, at: .init("preview_account.csv"), [:],
      (en: "The table has no day.", zh: "该表没有任何交易日。"),
      remedy: (en: "Repair the table, or leave its history out.", zh: "请修正该表，或不导入其历史。"))
  }
}

extension Message {
  package static func imported(_ id: String, _ days: PreviewDays) -> Message {
    Message(
      "preview.imported",
      ["preview": .text(id), "days": .count(days.accounts.count), "trades": .count(days.trades.count)],
      en: "The preview '{preview}' has {days} imported {days:day|days} and {trades} {trades:trade|trades}.",
      zh: "模拟预览“{preview}”已导入 {days} 个交易日、{trades} 笔成交。")
  }
}
