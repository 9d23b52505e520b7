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
  /// Stands in the place of the hash of an imported day.
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
        throw wrong("order", "the days do not ascend at \(date)", place)
      }
      guard let index = calendar.index(of: date) else {
        throw wrong("calendar", "\(date) is no trading day of the market", place)
      }
      if let last = days.accounts.last?.tradingDay, index == 0 || calendar[index - 1] != last {
        throw wrong("gap", "days are missing between \(last) and \(date)", place)
      }
      let value = try money(accounts, row, total)
      var held = positions[date] ?? []
      known = Dictionary(
        held.map { ($0.symbol, (known[$0.symbol] ?? 0) + 1) }, uniquingKeysWith: { first, _ in first })
      for offset in held.indices { held[offset].countDay = known[held[offset].symbol] ?? 1 }
      let own = try money(accounts, row, cash)
      let sum = held.reduce(own) { $0 + $1.marketValue }
      guard sum == value else {
        throw wrong(
          "total", "cash and holdings of \(date) are \(sum) yuan, not \(value)",
          accounts.place(row: row, column: total))
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
      throw wrong("stray", "\(stray) has holdings or trades but no account", .init(folder))
    }
    return days
  }

  /// Makes the preview with its history, in place of nothing.
  package static func store(
    _ strategy: PreviewStrategy, _ definition: PreviewDefinition, _ days: PreviewDays,
    in database: Database, clock: Clock
  ) throws -> PreviewInstance {
    guard let first = days.accounts.first?.tradingDay else {
      throw wrong("empty", "there is no day in it", .init("preview_account.csv"))
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
        throw wrong("volume", "a holding has no shares", table.place(row: row, column: volume))
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
        throw wrong("side", "a side is neither buy nor sell", table.place(row: row, column: side))
      }
      let shares = Int64(try table.int(row: row, column: volume))
      let deal = try money(table, row, price)
      let costs = try fees.map { try $0.map { try money(table, row, $0) } ?? .zero }
      return PreviewTrade(
        previewID: id, tradingDay: try table.day(row: row, column: day),
        datetime: table.text(row: row, column: time),
        symbol: try table.instrument(row: row, column: symbol), side: direction, price: deal,
        volume: shares, amount: deal * shares, commission: costs[0], stampTax: costs[1],
        transferFee: costs[2], reason: reason.map { table.text(row: row, column: $0) } ?? "")
    }
  }

  private static func money(_ table: CSVTable, _ row: Int, _ column: Int) throws -> Money {
    let yuan = try table.double(row: row, column: column)
    guard let money = Money(rounding: yuan), money.units.magnitude < 1_000_000_000_000_000 else {
      throw wrong("money", "an amount is missing or out of range", table.place(row: row, column: column))
    }
    return money
  }

  private static func wrong(_ id: String, _ what: String, _ place: Diagnostic.Place) -> Diagnostic {
    Diagnostic(
      "preview.import-\(id)", what, at: place, remedy: "Repair the table, or leave its history out.")
  }
}
