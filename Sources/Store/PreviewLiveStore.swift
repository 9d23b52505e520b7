import GRDB
package import Primitives
package import Records

/// The minute refresh: what it reads and what it leaves.
extension Database {
  /// The last settled account of each running preview that has one, by id.
  package func lastAccounts() throws -> [PreviewAccount] {
    try rows(
      """
      WITH newest AS MATERIALIZED (
        SELECT id, (SELECT max(trading_day) FROM preview_account WHERE preview_id = id) AS day
        FROM preview_strategy WHERE status = 'running'
      )
      SELECT a.* FROM newest CROSS JOIN preview_account a
      ON a.preview_id = newest.id AND a.trading_day = newest.day ORDER BY a.preview_id
      """
    ) { try Database.account($0, try $0.text("preview_id")) }
  }

  // The cross join keeps SQLite from walking all days of all previews for the newest of each.
  /// The holdings of all running previews at their last settled close: what a refresh needs of them.
  package func lastHoldings() throws -> [PreviewHolding] {
    try rows(
      """
      WITH newest AS MATERIALIZED (
        SELECT id, (SELECT max(trading_day) FROM preview_account WHERE preview_id = id) AS day
        FROM preview_strategy WHERE status = 'running'
      )
      SELECT p.preview_id, p.symbol, p.volume, p.last_price
      FROM newest CROSS JOIN preview_position p ON p.preview_id = newest.id AND p.trading_day = newest.day
      ORDER BY p.preview_id, p.symbol
      """
    ) { row in
      PreviewHolding(
        previewID: try row.text("preview_id"), symbol: try row.symbol("symbol"),
        volume: try row.integer("volume"), lastPrice: try row.money("last_price"))
    }
  }

  /// By id.
  package func live() throws -> [PreviewLive] {
    try rows("SELECT * FROM preview_live ORDER BY preview_id") { row in
      PreviewLive(
        previewID: try row.text("preview_id"), tradingDay: try row.day("trading_day"),
        asOf: try row.text("as_of"),
        settledDay: row.optionalText("settled_day").flatMap { TradingDay($0) },
        cash: try row.money("cash"), totalValue: try row.money("total_value"),
        dailyPnL: try row.money("daily_pnl"), cumPnL: try row.money("cum_pnl"),
        peak: try row.money("peak"), quoted: Int(try row.integer("quoted")),
        missing: Int(try row.integer("missing")))
    }
  }

  /// By id and symbol; of one preview if asked.
  package func livePositions(of id: String? = nil) throws -> [PreviewLivePosition] {
    try rows(
      "SELECT * FROM preview_live_position WHERE preview_id = ifnull(?, preview_id) "
        + "ORDER BY preview_id, symbol", [id]
    ) { row in
      PreviewLivePosition(
        previewID: try row.text("preview_id"), symbol: try row.symbol("symbol"),
        volume: try row.integer("volume"), lastPrice: try row.money("last_price"),
        marketValue: try row.money("market_value"), leftOver: try row.money("left_over"),
        quotedAt: row.optionalText("quoted_at"),
        source: row.optionalText("source"),
        reason: row.optionalText("reason").map { QuoteRefusal(rawValue: $0) ?? .missing })
    }
  }

  /// Falls of a day's quotes, by source and reason.
  package func quoteFalls(on day: TradingDay) throws -> [QuoteFallRow] {
    try rows(
      "SELECT * FROM quote_fall WHERE trading_day = ? ORDER BY source, reason", [day.description]
    ) { row in
      QuoteFallRow(
        tradingDay: day, source: try row.text("source"),
        reason: Database.fallReason(try row.text("reason"), try row.text("message")),
        firstAt: try row.text("first_at"), lastAt: try row.text("last_at"),
        minutes: Int(try row.integer("minutes")), count: Int(try row.integer("count")))
    }
  }

  /// Puts a refresh in the place of the one before, in one transaction; days of falls older than
  /// `keepFallsFrom` are forgotten.
  package func replaceLive(
    _ live: [PreviewLive], _ positions: [PreviewLivePosition], falls: [QuoteFallRow],
    keepFallsFrom: TradingDay
  ) throws {
    try write { database in
      // The positions follow by their foreign key.
      try database.execute(sql: "DELETE FROM preview_live")
      try BulkInsert.run(
        live, into: "preview_live",
        [
          "preview_id", "trading_day", "as_of", "settled_day", "cash", "total_value", "daily_pnl",
          "cum_pnl", "peak", "quoted", "missing",
        ], database
      ) {
        [
          $0.previewID, $0.tradingDay.description, $0.asOf, $0.settledDay?.description, $0.cash.units,
          $0.totalValue.units, $0.dailyPnL.units, $0.cumPnL.units, $0.peak.units, $0.quoted, $0.missing,
        ]
      }
      try BulkInsert.run(
        positions, into: "preview_live_position",
        [
          "preview_id", "symbol", "volume", "last_price", "market_value", "left_over",
          "quoted_at", "source", "reason",
        ], database
      ) {
        [
          $0.previewID, $0.symbol.name, $0.volume, $0.lastPrice.units, $0.marketValue.units,
          $0.leftOver.units, $0.quotedAt, $0.source, $0.reason?.rawValue,
        ]
      }
      for fall in falls {
        try database.execute(
          sql: """
            INSERT INTO quote_fall VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET last_at = excluded.last_at, minutes = minutes + excluded.minutes,
            count = excluded.count, message = excluded.message
            """,
          arguments: [
            fall.tradingDay.description, fall.source, fall.reason.code, fall.firstAt, fall.lastAt,
            fall.minutes, fall.count, fall.reason.stored,
          ])
      }
      try database.execute(
        sql: "DELETE FROM quote_fall WHERE trading_day < ?", arguments: [keepFallsFrom.description])
    }
  }

  private static func fallReason(_ code: String, _ message: String) -> QuoteFallReason {
    QuoteRefusal(rawValue: code).map { .refusal($0) } ?? .failure(code, Message(stored: message))
  }
}

extension QuoteFallReason {
  /// The message column: empty where the code says all.
  fileprivate var stored: String {
    if case .failure(_, let message) = self { message.stored } else { "" }
  }
}
