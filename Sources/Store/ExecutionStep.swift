/// What paper and live trading keep (`Contracts.md`, execution layer): intents, fills, the log, accounts and books.
///
/// 1. `trade_intent` has the contract's columns first. Its key is unique: the same decision is stored once.
/// 2. `execution_event` is a log: rows are added and never altered.
/// 3. `execution_account` keeps the last state of each trading day as the broker told it; `execution_book` and
///    `execution_holding` what our own fills make of it, a strategy apart from another.
enum ExecutionStep {
  static let sql = """
    CREATE TABLE trade_intent (
      intent_id TEXT NOT NULL PRIMARY KEY,
      idempotency_key TEXT NOT NULL UNIQUE,
      strategy_id TEXT NOT NULL,
      symbol TEXT NOT NULL,
      side TEXT NOT NULL CHECK (side IN ('buy', 'sell')),
      quantity INTEGER NOT NULL CHECK (quantity > 0),
      price_type TEXT NOT NULL,
      price INTEGER,
      env TEXT NOT NULL CHECK (env IN ('paper', 'live')),
      status TEXT NOT NULL,
      order_id TEXT,
      block_reason TEXT,
      created_at TEXT NOT NULL,
      updated_at TEXT NOT NULL,
      account TEXT NOT NULL,
      trading_day TEXT NOT NULL,
      signal TEXT NOT NULL,
      due_minute INTEGER NOT NULL,
      decision_price INTEGER,
      arrival_price INTEGER,
      filled_quantity INTEGER NOT NULL DEFAULT 0 CHECK (filled_quantity BETWEEN 0 AND quantity),
      filled_amount INTEGER NOT NULL DEFAULT 0,
      parts TEXT NOT NULL
    ) STRICT;
    CREATE INDEX trade_intent_day ON trade_intent (account, trading_day);
    CREATE TABLE execution_fill (
      account TEXT NOT NULL,
      trading_day TEXT NOT NULL,
      trade_id TEXT NOT NULL,
      order_id TEXT NOT NULL,
      intent_id TEXT REFERENCES trade_intent (intent_id),
      symbol TEXT NOT NULL,
      side TEXT NOT NULL CHECK (side IN ('buy', 'sell')),
      price INTEGER NOT NULL,
      volume INTEGER NOT NULL CHECK (volume > 0),
      cost INTEGER,
      traded_at TEXT NOT NULL,
      PRIMARY KEY (account, trading_day, order_id, trade_id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE execution_event (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      time TEXT NOT NULL,
      account TEXT NOT NULL,
      trading_day TEXT NOT NULL,
      kind TEXT NOT NULL,
      code TEXT NOT NULL,
      intent_id TEXT,
      symbol TEXT,
      figures TEXT NOT NULL,
      message TEXT NOT NULL
    ) STRICT;
    CREATE INDEX execution_event_day ON execution_event (account, trading_day);
    CREATE TABLE execution_account (
      account TEXT NOT NULL,
      trading_day TEXT NOT NULL,
      state TEXT NOT NULL,
      PRIMARY KEY (account, trading_day)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE execution_book (
      account TEXT NOT NULL,
      strategy_id TEXT NOT NULL,
      trading_day TEXT NOT NULL,
      cash INTEGER NOT NULL,
      value INTEGER NOT NULL,
      PRIMARY KEY (account, strategy_id, trading_day)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE execution_holding (
      account TEXT NOT NULL,
      strategy_id TEXT NOT NULL,
      trading_day TEXT NOT NULL,
      symbol TEXT NOT NULL,
      volume INTEGER NOT NULL CHECK (volume > 0),
      cost_basis INTEGER NOT NULL,
      price INTEGER NOT NULL,
      bought_on TEXT NOT NULL,
      PRIMARY KEY (account, strategy_id, trading_day, symbol),
      FOREIGN KEY (account, strategy_id, trading_day)
        REFERENCES execution_book (account, strategy_id, trading_day) ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE execution_plan (
      account TEXT NOT NULL,
      signal TEXT NOT NULL,
      trading_day TEXT NOT NULL,
      made_at TEXT NOT NULL,
      document TEXT NOT NULL,
      PRIMARY KEY (account, signal)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE execution_switch (
      account TEXT NOT NULL PRIMARY KEY,
      position TEXT NOT NULL CHECK (position IN ('open', 'killed', 'stopped')),
      reason TEXT NOT NULL,
      person TEXT NOT NULL,
      time TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    """
}
