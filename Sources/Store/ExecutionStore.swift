import GRDB
package import Primitives
package import Records

/// The log, accounts, books and the switch of paper and live trading.
extension Database {
  /// Adds lines to the log; each gets the next number.
  package func append(_ events: [ExecutionEvent]) throws {
    try write { try Database.append(events, $0) }
  }

  static func append(_ events: [ExecutionEvent], _ database: GRDB.Database) throws {
    for event in events {
      let statement = try database.cachedStatement(
        sql: """
          INSERT INTO execution_event (time, account, trading_day, kind, code, intent_id, symbol, figures, message)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
          """)
      let figures = JSONValue.object(event.figures.mapValues { .optional($0) })
      try statement.execute(arguments: [
        event.time, event.account, event.day.description, event.kind.rawValue, event.code, event.intent,
        event.instrument?.name, String(decoding: figures.canonical, as: UTF8.self),
        event.message.stored,
      ])
    }
  }

  /// Events of an account between two days, both included, in the order in which they happened.
  package func events(of account: String, from start: TradingDay, through end: TradingDay) throws -> [ExecutionEvent] {
    try rows(
      "SELECT * FROM execution_event WHERE account = ? AND trading_day BETWEEN ? AND ? ORDER BY number",
      [account, start.description, end.description]
    ) { row in
      let figures = try row.value("figures") {
        String.fromDatabaseValue($0).flatMap { try? JSONReader.read(Array($0.utf8)).objectValue }
      }
      var event = ExecutionEvent(
        time: try row.text("time"), account: account, day: try row.day("trading_day"), kind: try row.choice("kind"),
        code: try row.text("code"), intent: row.optionalText("intent_id"),
        instrument: row.optionalText("symbol").map { InstrumentID(canonical: $0) },
        figures: figures.compactMapValues(\.doubleValue),
        message: Message(stored: try row.text("message")))
      event.number = try row.integer("number")
      return event
    }
  }

  /// Keeps an account's state as the day's last one.
  package func keep(_ state: AccountState) throws {
    try write { database in
      try database.execute(
        sql: """
          INSERT INTO execution_account (account, trading_day, state) VALUES (?, ?, ?)
          ON CONFLICT (account, trading_day) DO UPDATE SET state = excluded.state
          """,
        arguments: [
          state.account, state.time.day.description, String(decoding: state.json.canonical, as: UTF8.self),
        ])
    }
  }

  /// The last states of an account's days between two days, both included.
  package func accountStates(
    of account: String, from start: TradingDay, through end: TradingDay
  ) throws -> [(day: TradingDay, state: AccountState)] {
    try rows(
      "SELECT * FROM execution_account WHERE account = ? AND trading_day BETWEEN ? AND ? ORDER BY trading_day",
      [account, start.description, end.description]
    ) { row in
      (
        try row.day("trading_day"),
        try AccountState(json: row.json("state"), at: .init(path, field: "execution_account.state"))
      )
    }
  }

  /// How an account's switch stands; nil where nobody ever touched it.
  package func tradingSwitch(of account: String) throws -> TradingSwitch? {
    try rows("SELECT * FROM execution_switch WHERE account = ?", [account]) { row in
      TradingSwitch(
        account: account, position: try row.choice("position"), reason: try row.text("reason"),
        person: try row.text("person"), time: try row.text("time"))
    }.first
  }

  /// Turns the switch and says so in the log, in one transaction.
  package func turn(_ position: TradingSwitch, event: ExecutionEvent) throws {
    try write { database in
      try database.execute(
        sql: """
          INSERT INTO execution_switch (account, position, reason, person, time) VALUES (?, ?, ?, ?, ?)
          ON CONFLICT (account) DO UPDATE SET position = excluded.position, reason = excluded.reason,
            person = excluded.person, time = excluded.time
          """,
        arguments: [
          position.account, position.position.rawValue, position.reason, position.person, position.time,
        ])
      try Database.append([event], database)
    }
  }

  /// The books of an account's strategies on the last day up to one, by strategy.
  package func books(of account: String, through day: TradingDay) throws -> [StrategyBook] {
    let holdings = try rows(
      """
      SELECT h.* FROM execution_holding h
      WHERE h.account = ? AND h.trading_day = (
        SELECT max(trading_day) FROM execution_book b
        WHERE b.account = h.account AND b.strategy_id = h.strategy_id AND b.trading_day <= ?)
      ORDER BY h.strategy_id, h.symbol
      """, [account, day.description]
    ) { row in
      (
        try row.text("strategy_id"),
        StrategyBook.Holding(
          instrument: try row.symbol("symbol"), volume: try row.integer("volume"),
          costBasis: try row.money("cost_basis"), price: try row.money("price"), boughtOn: try row.day("bought_on"))
      )
    }
    return try rows(
      """
      SELECT strategy_id, max(trading_day) AS trading_day, cash, value FROM execution_book
      WHERE account = ? AND trading_day <= ? GROUP BY strategy_id ORDER BY strategy_id
      """, [account, day.description]
    ) { row in
      let strategy = try row.text("strategy_id")
      return StrategyBook(
        account: account, strategyID: strategy, day: try row.day("trading_day"), cash: try row.money("cash"),
        value: try row.money("value"), holdings: holdings.filter { $0.0 == strategy }.map(\.1))
    }
  }

  /// Each strategy's part of an account by the first plan that named it, up to a day.
  package func firstWeights(of account: String, through day: TradingDay) throws -> [String: Double] {
    var weights: [String: Double] = [:]
    for share in try shares(of: account, through: day) {
      guard let strategy = share["strategy"]?.stringValue, let weight = share["weight"]?.doubleValue else { continue }
      weights[strategy] = weights[strategy] ?? weight
    }
    return weights
  }

  /// What an account's strategies remembered after their last plan up to a day.
  package func memories(of account: String, through day: TradingDay) throws -> [String: String] {
    var memories: [String: String] = [:]
    for share in try shares(of: account, through: day) {
      guard let strategy = share["strategy"]?.stringValue else { continue }
      memories[strategy] = share["memory"]?.stringValue
    }
    return memories
  }

  /// The strategies of an account's plans as the plans tell them, in the order in which they were made.
  private func shares(of account: String, through day: TradingDay) throws -> [JSONValue] {
    try rows(
      "SELECT document FROM execution_plan WHERE account = ? AND trading_day <= ? ORDER BY trading_day, made_at",
      [account, day.description]
    ) { try $0.json("document") }
    .flatMap { $0["strategies"]?.arrayValue ?? [] }
  }

  /// The values of a strategy's book on each day between two days, both included.
  package func bookValues(
    of account: String, _ strategy: String, from start: TradingDay, through end: TradingDay
  ) throws -> [(day: TradingDay, value: Money)] {
    try rows(
      """
      SELECT trading_day, value FROM execution_book
      WHERE account = ? AND strategy_id = ? AND trading_day BETWEEN ? AND ? ORDER BY trading_day
      """, [account, strategy, start.description, end.description]
    ) { (try $0.day("trading_day"), try $0.money("value")) }
  }

  /// Writes the day's books in the place of what was written of that day.
  package func keep(_ books: [StrategyBook]) throws {
    try write { database in
      for book in books {
        try database.execute(
          sql: "DELETE FROM execution_book WHERE account = ? AND strategy_id = ? AND trading_day = ?",
          arguments: [book.account, book.strategyID, book.day.description])
        try database.execute(
          sql: "INSERT INTO execution_book (account, strategy_id, trading_day, cash, value) VALUES (?, ?, ?, ?, ?)",
          arguments: [book.account, book.strategyID, book.day.description, book.cash.units, book.value.units])
        try BulkInsert.run(
          book.holdings, into: "execution_holding",
          ["account", "strategy_id", "trading_day", "symbol", "volume", "cost_basis", "price", "bought_on"], database
        ) {
          [
            book.account, book.strategyID, book.day.description, $0.instrument.name, $0.volume, $0.costBasis.units,
            $0.price.units, $0.boughtOn.description,
          ]
        }
      }
    }
  }
}
