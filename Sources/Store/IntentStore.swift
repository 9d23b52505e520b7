import GRDB
package import Primitives
package import Records

/// Intents and fills of paper and live trading.
extension Database {
  /// Stores a plan with its intents in one transaction, and gives the plan's intents as they stand.
  ///
  /// A plan is known by its account and signal: one that was stored before stays as it was, with its own intents, whatever
  /// the account wants by now. Nothing is decided twice on a day.
  package func create(_ intents: [TradeIntent], of plan: TradePlan, at timestamp: String) throws -> [TradeIntent] {
    try write { database in
      try database.execute(
        sql: """
          INSERT INTO execution_plan (account, signal, trading_day, made_at, document) VALUES (?, ?, ?, ?, ?)
          ON CONFLICT DO NOTHING
          """,
        arguments: [
          plan.account, plan.signal, plan.day.description, timestamp,
          String(decoding: plan.json.canonical, as: UTF8.self),
        ])
      guard database.changesCount == 1 else { return }
      for intent in intents {
        let statement = try database.cachedStatement(
          sql: """
            INSERT INTO trade_intent (intent_id, idempotency_key, strategy_id, symbol, side, quantity, price_type, price,
              env, status, block_reason, created_at, updated_at, account, trading_day, signal, due_minute,
              decision_price, arrival_price, parts)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (idempotency_key) DO NOTHING
            """)
        try statement.execute(arguments: [
          intent.id, intent.key, intent.strategyID, intent.instrument.name, intent.side.rawValue, intent.quantity,
          intent.priceType.rawValue, intent.price?.units, intent.environment.rawValue, intent.state.rawValue,
          intent.blockReason, intent.createdAt, intent.updatedAt, intent.account, intent.day.description, plan.signal,
          intent.dueMinute, intent.decisionPrice?.units, intent.arrivalPrice?.units, Database.text(of: intent.parts),
        ])
      }
    }
    return try self.intents("account = ? AND signal = ?", [plan.account, plan.signal])
  }

  /// Intents of an account's day, in the order in which they were stored.
  package func intents(of account: String, on day: TradingDay) throws -> [TradeIntent] {
    try intents("account = ? AND trading_day = ?", [account, day.description])
  }

  /// The intents that a plan stored, by its signal; nil where no such plan was stored.
  package func intents(ofPlan signal: String, of account: String) throws -> [TradeIntent]? {
    let stored = try rows(
      "SELECT signal FROM execution_plan WHERE account = ? AND signal = ?", [account, signal]
    ) { try $0.text("signal") }
    return stored.isEmpty ? nil : try intents("account = ? AND signal = ?", [account, signal])
  }

  /// Intents of any day that are not at their end.
  package func openIntents(of account: String) throws -> [TradeIntent] {
    try intents(
      "account = ? AND status IN ('created', 'sending', 'submitted', 'part_filled', 'unknown')", [account])
  }

  /// Writes how intents stand, with what happened to them and the fills that they had: all of it or nothing.
  ///
  /// - Parameters:
  ///   - before: the intents as they were when the change was decided; of those that it names, nothing is written where
  ///     another process has moved one on since: a kill and a run decide beside each other.
  ///   - fills: those that are there already are left as they are.
  /// - Returns: whether it was written.
  @discardableResult
  package func record(
    _ intents: [TradeIntent], over before: [TradeIntent] = [], fills: [ExecutionFill] = [],
    events: [ExecutionEvent] = []
  ) throws -> Bool {
    let states = Dictionary(before.map { ($0.id, $0.state.rawValue) }, uniquingKeysWith: { first, _ in first })
    return try write { database in
      for intent in intents {
        guard let state = states[intent.id] else { continue }
        let stored = try String.fetchOne(
          database, sql: "SELECT status FROM trade_intent WHERE intent_id = ?", arguments: [intent.id])
        if stored != state { return false }
      }
      for intent in intents {
        let statement = try database.cachedStatement(
          sql: """
            UPDATE trade_intent SET status = ?, quantity = ?, order_id = ?, block_reason = ?, updated_at = ?, arrival_price = ?,
              filled_quantity = ?, filled_amount = ? WHERE intent_id = ?
            """)
        try statement.execute(arguments: [
          intent.state.rawValue, intent.quantity, intent.orderID, intent.blockReason, intent.updatedAt,
          intent.arrivalPrice?.units,
          intent.filledQuantity, intent.filledAmount.units, intent.id,
        ])
        guard database.changesCount == 1 else { throw StoreFailure.damaged(path, .noIntent(intent.id)) }
      }
      for fill in fills {
        let statement = try database.cachedStatement(
          sql: """
            INSERT INTO execution_fill (account, trading_day, trade_id, order_id, intent_id, symbol, side, price, volume,
              cost, traded_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
            """)
        let trade = fill.trade
        try statement.execute(arguments: [
          fill.account, fill.day.description, trade.tradeID, trade.orderID, fill.intent, trade.instrument.name,
          trade.side.rawValue, trade.price.units, trade.volume, trade.cost?.units, trade.tradedAt.description,
        ])
      }
      try Database.append(events, database)
      return true
    }
  }

  /// Fills of an account between two days, both included, in the order of time.
  package func fills(of account: String, from start: TradingDay, through end: TradingDay) throws -> [ExecutionFill] {
    try rows(
      "SELECT * FROM execution_fill WHERE account = ? AND trading_day BETWEEN ? AND ? ORDER BY traded_at, trade_id",
      [account, start.description, end.description]
    ) { row in
      ExecutionFill(
        account: account, day: try row.day("trading_day"), intent: row.optionalText("intent_id"),
        trade: BrokerTrade(
          tradeID: try row.text("trade_id"), orderID: try row.text("order_id"), instrument: try row.symbol("symbol"),
          side: try row.choice("side"), volume: try row.integer("volume"), price: try row.money("price"),
          cost: row.optionalMoney("cost"),
          tradedAt: try row.value("traded_at") { String.fromDatabaseValue($0).flatMap { MarketTime($0) } }))
    }
  }

  private func intents(_ condition: String, _ arguments: StatementArguments) throws -> [TradeIntent] {
    try rows("SELECT * FROM trade_intent WHERE \(condition) ORDER BY rowid", arguments) { row in
      var intent = TradeIntent(
        id: try row.text("intent_id"), key: try row.text("idempotency_key"), account: try row.text("account"),
        strategyID: try row.text("strategy_id"), day: try row.day("trading_day"), environment: try row.choice("env"),
        instrument: try row.symbol("symbol"), side: try row.choice("side"), quantity: try row.integer("quantity"),
        priceType: try row.choice("price_type"), price: row.optionalMoney("price"),
        decisionPrice: row.optionalMoney("decision_price"), createdAt: try row.text("created_at"),
        updatedAt: try row.text("updated_at"))
      intent.state = try row.choice("status")
      intent.dueMinute = Int(try row.integer("due_minute"))
      intent.orderID = row.optionalText("order_id")
      intent.blockReason = row.optionalText("block_reason")
      intent.arrivalPrice = row.optionalMoney("arrival_price")
      intent.filledQuantity = try row.integer("filled_quantity")
      intent.filledAmount = try row.money("filled_amount")
      intent.parts = try row.value("parts") { String.fromDatabaseValue($0).flatMap(Database.parts) }
      return intent
    }
  }

  private static func text(of parts: [TradePlan.Part]) -> String {
    let json = JSONValue.object(
      Dictionary(parts.map { ($0.strategyID, .integer(Int($0.shares))) }, uniquingKeysWith: { first, _ in first }))
    return String(decoding: json.canonical, as: UTF8.self)
  }

  private static func parts(_ text: String) -> [TradePlan.Part]? {
    guard let members = try? JSONReader.read(Array(text.utf8)).objectValue else { return nil }
    let parts = members.sorted { $0.key < $1.key }.compactMap { name, value in
      value.intValue.map { TradePlan.Part(strategyID: name, shares: Int64($0)) }
    }
    return parts.count == members.count ? parts : nil
  }
}

extension Message {
  fileprivate static func noIntent(_ id: String) -> Message {
    Message("store.no-intent", ["id": .text(id)], en: "The intent {id} is not there.", zh: "没有意图 {id}。")
  }
}
