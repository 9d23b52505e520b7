import GRDB
package import Primitives
package import Records

/// The settled days of previews.
extension Database {
  /// By day.
  package func accounts(of id: String) throws -> [PreviewAccount] {
    try rows("SELECT * FROM preview_account WHERE preview_id = ? ORDER BY trading_day", [id]) {
      try Database.account($0, id)
    }
  }

  /// By day and symbol; of one day if asked.
  package func positions(of id: String, on day: TradingDay? = nil) throws -> [PreviewPosition] {
    let filter = Database.filter(id, day)
    return try rows(
      "SELECT * FROM preview_position \(filter.sql) ORDER BY trading_day, symbol", filter.arguments
    ) { row in
      PreviewPosition(
        previewID: id, tradingDay: try row.day("trading_day"), symbol: try row.symbol("symbol"),
        volume: try row.integer("volume"), avgCost: try row.money("avg_cost"),
        lastPrice: try row.money("last_price"),
        marketValue: try row.money("market_value"), costBasis: try row.money("cost_basis"),
        countDay: Int(try row.integer("count_day")), priceDay: try row.day("price_day"))
    }
  }

  /// In the order of execution; of one day if asked.
  package func trades(of id: String, on day: TradingDay? = nil) throws -> [PreviewTrade] {
    let filter = Database.filter(id, day)
    return try rows(
      "SELECT * FROM preview_trade \(filter.sql) ORDER BY trading_day, id", filter.arguments
    ) { row in
      PreviewTrade(
        previewID: id, tradingDay: try row.day("trading_day"), datetime: try row.text("datetime"),
        symbol: try row.symbol("symbol"), side: try row.choice("side"),
        price: try row.money("price"),
        volume: try row.integer("volume"), amount: try row.money("amount"),
        commission: try row.money("commission"),
        stampTax: try row.money("stamp_tax"), transferFee: try row.money("transfer_fee"),
        reason: OrderReason(code: try row.text("reason")))
    }
  }

  /// In the order in which they came up; of one day if asked.
  package func skips(of id: String, on day: TradingDay? = nil) throws -> [PreviewSkip] {
    let filter = Database.filter(id, day)
    return try rows(
      "SELECT * FROM preview_skip \(filter.sql) ORDER BY trading_day, id", filter.arguments
    ) { row in
      PreviewSkip(
        previewID: id, tradingDay: try row.day("trading_day"),
        symbol: row.optionalText("symbol").map { InstrumentID(canonical: $0) },
        side: row.optionalText("side").flatMap(Direction.init), volume: try row.integer("volume"),
        reason: RejectReason(code: try row.text("reason")) ?? .other(""))
    }
  }

  /// Puts settled days in the place of all days from `first` on, in one transaction.
  ///
  /// - Parameters:
  ///   - lastSettled: the last day the settlement was computed from; throws `store.locked` where another
  ///     process has settled since.
  ///   - verified: under which prices all days, these with them, are as they should be.
  ///   - event: what is remembered of it.
  package func replaceDays(
    of id: String, from first: TradingDay, with days: PreviewDays, lastSettled: TradingDay?,
    verified: PreviewVerified? = nil, event: PreviewEvent? = nil, at timestamp: String
  ) throws {
    try write { database in
      let stored = try String.fetchOne(
        database, sql: "SELECT max(trading_day) FROM preview_account WHERE preview_id = ?",
        arguments: [id])
      guard stored == lastSettled?.description else {
        throw Diagnostic.settledMeanwhile(id, path)
      }
      // The other tables follow by their foreign keys.
      try database.execute(
        sql: "DELETE FROM preview_account WHERE preview_id = ? AND trading_day >= ?",
        arguments: [id, first.description])
      try Database.insert(days, id, database)
      try Database.replaceVerified(verified, id, database)
      if let event { try Database.insert(event, database) }
      try database.execute(
        sql: "UPDATE preview_strategy SET updated_at = ? WHERE id = ?", arguments: [timestamp, id])
    }
  }

  private static func insert(_ days: PreviewDays, _ id: String, _ database: GRDB.Database) throws {
    try BulkInsert.run(
      days.accounts, into: "preview_account",
      [
        "preview_id", "trading_day", "cash", "total_value", "daily_pnl", "cum_pnl", "peak", "cost",
        "prices_sha256",
        "scores_sha256", "score_origin", "coding",
      ], database
    ) {
      [
        id, $0.tradingDay.description, $0.cash.units, $0.totalValue.units, $0.dailyPnL.units,
        $0.cumPnL.units,
        $0.peak.units, $0.cost.units, $0.pricesSHA256, $0.scoresSHA256,
        $0.scoreOrigin.rawValue, $0.coding.rawValue,
      ]
    }
    try BulkInsert.run(
      days.positions, into: "preview_position",
      [
        "preview_id", "trading_day", "symbol", "volume", "avg_cost", "last_price", "market_value",
        "cost_basis",
        "count_day", "price_day",
      ], database
    ) {
      [
        id, $0.tradingDay.description, $0.symbol.name, $0.volume, $0.avgCost.units,
        $0.lastPrice.units,
        $0.marketValue.units, $0.costBasis.units, $0.countDay, $0.priceDay.description,
      ]
    }
    try BulkInsert.run(
      days.trades, into: "preview_trade",
      [
        "preview_id", "trading_day", "datetime", "symbol", "side", "price", "volume", "amount",
        "commission",
        "stamp_tax", "transfer_fee", "reason",
      ], database
    ) {
      [
        id, $0.tradingDay.description, $0.datetime, $0.symbol.name, $0.side.rawValue,
        $0.price.units, $0.volume,
        $0.amount.units, $0.commission.units, $0.stampTax.units, $0.transferFee.units,
        $0.reason.code,
      ]
    }
    try BulkInsert.run(
      days.skips, into: "preview_skip",
      ["preview_id", "trading_day", "symbol", "side", "volume", "reason"], database
    ) {
      [id, $0.tradingDay.description, $0.symbol?.name, $0.side?.rawValue, $0.volume, $0.reason.code]
    }
    try BulkInsert.run(
      days.memories, into: "preview_memory", ["preview_id", "trading_day", "memory"], database
    ) {
      [id, $0.tradingDay.description, $0.memory]
    }
  }

  /// Undoes all previews' days from one on; for rehearsals on a copy.
  package func forgetDays(from first: TradingDay) throws {
    try write {
      try $0.execute(
        sql: "DELETE FROM preview_account WHERE trading_day >= ?", arguments: [first.description])
      try $0.execute(sql: "DELETE FROM preview_verified; DELETE FROM preview_live")
    }
  }

  /// Days that are settled, the last of them and its account; nil before the first.
  package func lastAccount(of id: String) throws -> (count: Int, account: PreviewAccount)? {
    let found = try rows(
      """
      SELECT *, (SELECT count(*) FROM preview_account WHERE preview_id = ?1) AS days
      FROM preview_account WHERE preview_id = ?1 ORDER BY trading_day DESC LIMIT 1
      """, [id]
    ) { row in (Int(try row.integer("days")), try Database.account(row, id)) }
    return found.first.map { (count: $0.0, account: $0.1) }
  }

  /// The last day with a holding, a trade or a rejection, whether its account is there or not.
  package func lastDetailDay(of id: String) throws -> TradingDay? {
    let days = try rows(
      """
      SELECT max(trading_day) AS day FROM preview_position WHERE preview_id = ?1
      UNION ALL SELECT max(trading_day) FROM preview_trade WHERE preview_id = ?1
      UNION ALL SELECT max(trading_day) FROM preview_skip WHERE preview_id = ?1
      """, [id]
    ) { row in try row.optionalText("day").map { _ in try row.day("day") } }
    return days.compactMap { $0 }.max()
  }

  /// Every stock that was ever held, traded or passed over, sorted.
  package func touched(by id: String) throws -> [InstrumentID] {
    try rows(
      """
      SELECT symbol FROM preview_position WHERE preview_id = ?1
      UNION SELECT symbol FROM preview_trade WHERE preview_id = ?1
      UNION SELECT symbol FROM preview_skip WHERE preview_id = ?1 AND symbol IS NOT NULL
      ORDER BY symbol
      """, [id]
    ) { try $0.symbol("symbol") }
  }

  /// Nil where the settled days were never verified as a whole.
  package func verified(of id: String) throws -> PreviewVerified? {
    try rows("SELECT * FROM preview_verified WHERE preview_id = ?", [id]) { row in
      PreviewVerified(
        previewID: id, tradingDay: try row.day("trading_day"), prices: try row.integer("prices"),
        scores: try row.integer("scores"),
        touched: try row.text("touched").split(separator: " ").map { InstrumentID(canonical: String($0)) })
    }.first
  }

  /// Keeps what was verified of a preview, in the place of what stood there.
  package func save(_ verified: PreviewVerified) throws {
    try write { try Database.replaceVerified(verified, verified.previewID, $0) }
  }

  /// Without a new one the old one goes: it speaks of days that are others now.
  private static func replaceVerified(
    _ verified: PreviewVerified?, _ id: String, _ database: GRDB.Database
  ) throws {
    try database.execute(sql: "DELETE FROM preview_verified WHERE preview_id = ?", arguments: [id])
    guard let verified else { return }
    try database.execute(
      sql: "INSERT INTO preview_verified VALUES (?, ?, ?, ?, ?)",
      arguments: [
        id, verified.tradingDay.description, verified.prices, verified.scores,
        verified.touched.map(\.name).joined(separator: " "),
      ])
  }

  static func account(_ row: RowReader, _ id: String) throws -> PreviewAccount {
    PreviewAccount(
      previewID: id, tradingDay: try row.day("trading_day"), cash: try row.money("cash"),
      totalValue: try row.money("total_value"), dailyPnL: try row.money("daily_pnl"),
      cumPnL: try row.money("cum_pnl"), peak: try row.money("peak"), cost: try row.money("cost"),
      pricesSHA256: try row.text("prices_sha256"), scoresSHA256: try row.text("scores_sha256"),
      scoreOrigin: try row.choice("score_origin"),
      coding: try row.value("coding") { Int64.fromDatabaseValue($0).flatMap(DigestCoding.init) })
  }

  private static func filter(_ id: String, _ day: TradingDay?) -> (
    sql: String, arguments: StatementArguments
  ) {
    guard let day else { return ("WHERE preview_id = ?", [id]) }
    return ("WHERE preview_id = ? AND trading_day = ?", [id, day.description])
  }
}

extension Diagnostic {
  fileprivate static func settledMeanwhile(_ id: String, _ path: String) -> Diagnostic {
    Diagnostic(
      "store.locked", .locked, at: .init(path), ["preview": .text(id)],
      (en: "Another process has settled preview '{preview}' meanwhile.", zh: "另一进程此间已结算模拟预览“{preview}”。"),
      remedy: (en: "Start again.", zh: "请重新运行。"))
  }
}
