/// What the watch has done, and the day tickets that were used.
///
/// 1. `watch_step` has a row a day and step: one that is `done` is never done again.
/// 2. `trade_ticket` has a row a ticket, by the digest of what was signed, and the plan that it was used for.
enum WatchSchema {
  static let sql = """
    CREATE TABLE watch_step (
      trading_day TEXT NOT NULL,
      name TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('running', 'done', 'retry', 'failed')),
      attempts INTEGER NOT NULL CHECK (attempts > 0),
      started_at TEXT NOT NULL,
      ended_at TEXT,
      message TEXT NOT NULL,
      PRIMARY KEY (trading_day, name)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE trade_ticket (
      digest TEXT NOT NULL PRIMARY KEY,
      account TEXT NOT NULL,
      trading_day TEXT NOT NULL,
      reviewer TEXT NOT NULL,
      signal TEXT NOT NULL,
      used_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    """
}
