import GRDB

/// The schema, version by version; a version that was released never changes.
enum Schema {
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("v1") { database in
      try database.execute(sql: previews)
      try database.execute(sql: nights)
    }
    migrator.registerMigration("migration stages") { database in
      try database.execute(sql: stages)
    }
    migrator.registerMigration("v2 live previews") { database in
      try database.execute(sql: live)
    }
    migrator.registerMigration("v3 live scores") { database in
      try database.execute(sql: scores)
    }
    migrator.registerMigration("model pool") { database in
      try database.execute(sql: models)
    }
    migrator.registerMigration("v4 codes") { database in
      try database.execute(sql: CodesStep.sql)
    }
    migrator.registerMigration("night step digests") { database in
      try database.execute(sql: "ALTER TABLE night_step RENAME COLUMN fingerprint TO digest")
    }
    migrator.registerMigration("preview benchmark") { database in
      try database.execute(sql: "ALTER TABLE preview_definition ADD COLUMN benchmark TEXT")
    }
    migrator.registerMigration("trade intents") { database in
      try database.execute(sql: ExecutionStep.sql)
    }
    migrator.registerMigration("watch") { database in
      try database.execute(sql: WatchSchema.sql)
    }
    migrator.registerMigration("library") { database in
      try database.execute(sql: LibrarySchema.sql)
    }
    migrator.registerMigration("library selection") { database in
      try database.execute(sql: LibrarySelectionSchema.sql)
    }
    migrator.registerMigration("state identity") { database in
      try database.execute(sql: StateIdentity.sql)
    }
    return migrator
  }

  /// Steps that a database went through and this program does not know, sorted.
  static func unknownSteps(_ database: GRDB.Database) throws -> [String] {
    try migrator.appliedIdentifiers(database).subtracting(migrator.migrations).sorted()
  }

  /// `table.column` of each column that the newest version has, made once from the steps themselves.
  private static let known: Set<String>? = try? {
    let queue = try DatabaseQueue()
    try migrator.migrate(queue)
    return try queue.read { try columns($0) }
  }()

  /// `table.column` of each column of a database.
  static func columns(_ database: GRDB.Database) throws -> Set<String> {
    try Set(
      String.fetchAll(
        database,
        sql: "SELECT m.name || '.' || c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'"))
  }

  /// What of the newest version a database lacks: whole tables by name, else columns; sorted.
  static func missing(from columns: Set<String>) -> [String] {
    func table(_ column: String) -> String { String(column.prefix { $0 != "." }) }
    let tables = Set(columns.map(table))
    return Set((known ?? []).subtracting(columns).map { tables.contains(table($0)) ? $0 : table($0) }).sorted()
  }

  /// The users' columns first (`Contracts.md`, preview tables), then those that the rules need. Money is in
  /// ten-thousandths of a yuan.
  private static let previews = """
    CREATE TABLE preview_strategy (
      id TEXT NOT NULL PRIMARY KEY,
      strategy_id TEXT NOT NULL,
      display_name TEXT NOT NULL,
      initial_capital INTEGER NOT NULL CHECK (initial_capital > 0),
      status TEXT NOT NULL CHECK (status IN ('running', 'stopped', 'archived')),
      created_at TEXT NOT NULL,
      updated_at TEXT NOT NULL
    ) STRICT;
    CREATE TABLE preview_definition (
      preview_id TEXT NOT NULL PRIMARY KEY REFERENCES preview_strategy (id) ON DELETE CASCADE,
      conf TEXT NOT NULL,
      rules TEXT NOT NULL CHECK (rules IN ('ashare', 'qlib')),
      fees INTEGER NOT NULL CHECK (fees IN (0, 1)),
      predictions_path TEXT,
      predictions_sha256 TEXT,
      start_day TEXT NOT NULL
    ) STRICT;
    CREATE TABLE preview_account (
      preview_id TEXT NOT NULL REFERENCES preview_strategy (id) ON DELETE CASCADE,
      trading_day TEXT NOT NULL,
      cash INTEGER NOT NULL CHECK (cash >= 0),
      total_value INTEGER NOT NULL,
      daily_pnl INTEGER NOT NULL,
      cum_pnl INTEGER NOT NULL,
      peak INTEGER NOT NULL,
      cost INTEGER NOT NULL,
      prices_sha256 TEXT NOT NULL,
      scores_sha256 TEXT NOT NULL,
      PRIMARY KEY (preview_id, trading_day)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE preview_position (
      preview_id TEXT NOT NULL,
      trading_day TEXT NOT NULL,
      symbol TEXT NOT NULL,
      volume INTEGER NOT NULL CHECK (volume > 0),
      avg_cost INTEGER NOT NULL,
      last_price INTEGER NOT NULL,
      market_value INTEGER NOT NULL,
      cost_basis INTEGER NOT NULL,
      count_day INTEGER NOT NULL,
      price_day TEXT NOT NULL,
      PRIMARY KEY (preview_id, trading_day, symbol),
      FOREIGN KEY (preview_id, trading_day) REFERENCES preview_account (preview_id, trading_day) ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE preview_trade (
      id INTEGER PRIMARY KEY,
      preview_id TEXT NOT NULL,
      trading_day TEXT NOT NULL,
      datetime TEXT NOT NULL,
      symbol TEXT NOT NULL,
      side TEXT NOT NULL CHECK (side IN ('buy', 'sell')),
      price INTEGER NOT NULL,
      volume INTEGER NOT NULL CHECK (volume > 0),
      amount INTEGER NOT NULL,
      commission INTEGER NOT NULL,
      stamp_tax INTEGER NOT NULL,
      transfer_fee INTEGER NOT NULL,
      reason TEXT NOT NULL,
      FOREIGN KEY (preview_id, trading_day) REFERENCES preview_account (preview_id, trading_day) ON DELETE CASCADE
    ) STRICT;
    CREATE INDEX preview_trade_day ON preview_trade (preview_id, trading_day);
    CREATE TABLE preview_skip (
      id INTEGER PRIMARY KEY,
      preview_id TEXT NOT NULL,
      trading_day TEXT NOT NULL,
      symbol TEXT,
      side TEXT CHECK (side IN ('buy', 'sell')),
      volume INTEGER NOT NULL,
      reason TEXT NOT NULL,
      FOREIGN KEY (preview_id, trading_day) REFERENCES preview_account (preview_id, trading_day) ON DELETE CASCADE
    ) STRICT;
    CREATE INDEX preview_skip_day ON preview_skip (preview_id, trading_day);
    """

  /// What the minute refresh leaves: one row a preview and one a holding, overwritten each minute, so
  /// that a year of minutes takes no more room than one. `preview_verified` remembers under which
  /// prices all settled days were found unchanged.
  private static let live = """
    ALTER TABLE preview_strategy ADD COLUMN stopped_on TEXT;
    CREATE TABLE preview_live (
      preview_id TEXT NOT NULL PRIMARY KEY REFERENCES preview_strategy (id) ON DELETE CASCADE,
      trading_day TEXT NOT NULL,
      as_of TEXT NOT NULL,
      settled_day TEXT,
      cash INTEGER NOT NULL,
      total_value INTEGER NOT NULL,
      daily_pnl INTEGER NOT NULL,
      cum_pnl INTEGER NOT NULL,
      peak INTEGER NOT NULL,
      quoted INTEGER NOT NULL,
      missing INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE preview_live_position (
      preview_id TEXT NOT NULL REFERENCES preview_live (preview_id) ON DELETE CASCADE,
      symbol TEXT NOT NULL,
      volume INTEGER NOT NULL,
      last_price INTEGER NOT NULL,
      market_value INTEGER NOT NULL,
      left_over INTEGER NOT NULL,
      quoted_at TEXT,
      source TEXT,
      reason TEXT,
      PRIMARY KEY (preview_id, symbol)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE quote_fall (
      trading_day TEXT NOT NULL,
      source TEXT NOT NULL,
      reason TEXT NOT NULL,
      first_at TEXT NOT NULL,
      last_at TEXT NOT NULL,
      minutes INTEGER NOT NULL,
      count INTEGER NOT NULL,
      PRIMARY KEY (trading_day, source, reason)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE preview_verified (
      preview_id TEXT NOT NULL PRIMARY KEY REFERENCES preview_strategy (id) ON DELETE CASCADE,
      trading_day TEXT NOT NULL,
      prices INTEGER NOT NULL,
      scores INTEGER NOT NULL,
      touched TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    """

  /// Where each day's scores came from, the scores that were computed here, and what strategies
  /// remember after each day. A score is eight bytes, least significant first.
  private static let scores = """
    ALTER TABLE preview_definition ADD COLUMN model TEXT;
    ALTER TABLE preview_account ADD COLUMN score_origin TEXT NOT NULL DEFAULT 'recorded'
      CHECK (score_origin IN ('recorded', 'live', 'none', 'imported'));
    CREATE TABLE preview_memory (
      preview_id TEXT NOT NULL,
      trading_day TEXT NOT NULL,
      memory TEXT NOT NULL,
      PRIMARY KEY (preview_id, trading_day),
      FOREIGN KEY (preview_id, trading_day) REFERENCES preview_account (preview_id, trading_day) ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE preview_event (
      preview_id TEXT NOT NULL REFERENCES preview_strategy (id) ON DELETE CASCADE,
      kind TEXT NOT NULL CHECK (kind IN ('restated', 'scores changed')),
      trading_day TEXT NOT NULL,
      at TEXT NOT NULL,
      PRIMARY KEY (preview_id, kind, trading_day)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE live_score (
      model TEXT NOT NULL,
      trading_day TEXT NOT NULL,
      inputs_sha256 TEXT NOT NULL,
      symbols TEXT NOT NULL,
      scores BLOB NOT NULL,
      PRIMARY KEY (model, trading_day)
    ) STRICT;
    """

  /// Models that may be used, and the life of each: one row a change, never altered.
  private static let models = """
    CREATE TABLE model_candidate (
      id TEXT NOT NULL PRIMARY KEY,
      path TEXT NOT NULL,
      class TEXT NOT NULL,
      weights_sha256 TEXT NOT NULL,
      migration TEXT,
      evidence TEXT NOT NULL
    ) STRICT;
    CREATE INDEX model_candidate_weights ON model_candidate (weights_sha256);
    CREATE TABLE model_state (
      model TEXT NOT NULL REFERENCES model_candidate (id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      at TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('candidate', 'verified', 'in preview', 'approved', 'withdrawn')),
      reason TEXT NOT NULL,
      PRIMARY KEY (model, position)
    ) STRICT, WITHOUT ROWID;
    """

  private static let nights = """
    CREATE TABLE night (
      id INTEGER PRIMARY KEY,
      trading_day TEXT NOT NULL UNIQUE,
      started_at TEXT NOT NULL,
      finished_at TEXT,
      state TEXT NOT NULL CHECK (state IN ('running', 'done', 'failed')),
      summary TEXT NOT NULL,
      manifest_sha256 TEXT
    ) STRICT;
    CREATE TABLE night_step (
      trading_day TEXT NOT NULL REFERENCES night (trading_day) ON DELETE CASCADE,
      name TEXT NOT NULL,
      position INTEGER NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('running', 'done', 'failed', 'skipped')),
      fingerprint TEXT,
      seconds REAL NOT NULL,
      message TEXT NOT NULL,
      PRIMARY KEY (trading_day, name)
    ) STRICT, WITHOUT ROWID;
    """

  /// The life of each migration, one row a change; rows are never altered.
  private static let stages = """
    CREATE TABLE migration_stage (
      migration TEXT NOT NULL,
      position INTEGER NOT NULL,
      trading_day TEXT NOT NULL,
      at TEXT NOT NULL,
      stage TEXT NOT NULL CHECK (stage IN ('candidate', 'factors verified', 'replayed', 'retrained', 'in review',
        'approved', 'rejected', 'expired', 'reopened')),
      reason TEXT NOT NULL,
      blocks TEXT NOT NULL,
      PRIMARY KEY (migration, position)
    ) STRICT, WITHOUT ROWID;
    """
}
