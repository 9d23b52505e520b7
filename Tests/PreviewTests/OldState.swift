/// A state file as version 0.1.0 left it, as SQL: one preview of three stocks over six days, of which one is
/// suspended on two of them, in two ways; made by settling through 2024-01-05 and 2024-01-10 and one refresh.
enum OldState {
  static let sql = """
    CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
    INSERT INTO "grdb_migrations" VALUES('v1');
    INSERT INTO "grdb_migrations" VALUES('migration stages');
    INSERT INTO "grdb_migrations" VALUES('v2 live previews');
    INSERT INTO "grdb_migrations" VALUES('v3 live scores');
    INSERT INTO "grdb_migrations" VALUES('model pool');
    CREATE TABLE live_score (
      model TEXT NOT NULL,
      trading_day TEXT NOT NULL,
      inputs_sha256 TEXT NOT NULL,
      symbols TEXT NOT NULL,
      scores BLOB NOT NULL,
      PRIMARY KEY (model, trading_day)
    ) STRICT;
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
    CREATE TABLE model_candidate (
      id TEXT NOT NULL PRIMARY KEY,
      path TEXT NOT NULL,
      class TEXT NOT NULL,
      weights_sha256 TEXT NOT NULL,
      migration TEXT,
      evidence TEXT NOT NULL
    ) STRICT;
    CREATE TABLE model_state (
      model TEXT NOT NULL REFERENCES model_candidate (id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      at TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('candidate', 'verified', 'in preview', 'approved', 'withdrawn')),
      reason TEXT NOT NULL,
      PRIMARY KEY (model, position)
    ) STRICT, WITHOUT ROWID;
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
      scores_sha256 TEXT NOT NULL, score_origin TEXT NOT NULL DEFAULT 'recorded'
      CHECK (score_origin IN ('recorded', 'live', 'none', 'imported')),
      PRIMARY KEY (preview_id, trading_day)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO "preview_account" VALUES('p','2024-01-03',689919400,999919400,-80600,-80600,1000000000,80600,'842c45920a2c77b3d9b5352ce7d50b7b0a092cb86e61fe2d2f6005b78178aa8f','0f608b5d87058dec47769a1613e4fb9cbf7270a1df4e7b68e7c5521f0b30bb8d','recorded');
    INSERT INTO "preview_account" VALUES('p','2024-01-04',365035000,1015335000,15415600,15335000,1015335000,84400,'a35855aa73017406b7686ecb84177034e5e190b77bec8653a42dd70cf64d8504','0f608b5d87058dec47769a1613e4fb9cbf7270a1df4e7b68e7c5521f0b30bb8d','recorded');
    INSERT INTO "preview_account" VALUES('p','2024-01-05',365035000,1021135000,5800000,21135000,1021135000,0,'ed695cf80d6d96415a9b361837035312260aae0e07323c0daec7633912811aff','0f608b5d87058dec47769a1613e4fb9cbf7270a1df4e7b68e7c5521f0b30bb8d','recorded');
    INSERT INTO "preview_account" VALUES('p','2024-01-08',365035000,1026935000,5800000,26935000,1026935000,0,'7183ac9bbaecad5dbe2351d5037b4e197083ab5905a5cceaa57bf4ffbaebbba3','0f608b5d87058dec47769a1613e4fb9cbf7270a1df4e7b68e7c5521f0b30bb8d','recorded');
    INSERT INTO "preview_account" VALUES('p','2024-01-09',365035000,1038935000,12000000,38935000,1038935000,0,'65030906623b4b73dc458bfdd793202ff6fdf69cb190507d80cfea065a0f2cbc','0f608b5d87058dec47769a1613e4fb9cbf7270a1df4e7b68e7c5521f0b30bb8d','recorded');
    INSERT INTO "preview_account" VALUES('p','2024-01-10',365035000,1047835000,8900000,47835000,1047835000,0,'bce2a22b2cd802e3d739bb6fcbd20a40088b40718065d1ce73ea7c9a3d336e36','e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855','none');
    CREATE TABLE preview_definition (
      preview_id TEXT NOT NULL PRIMARY KEY REFERENCES preview_strategy (id) ON DELETE CASCADE,
      conf TEXT NOT NULL,
      rules TEXT NOT NULL CHECK (rules IN ('ashare', 'qlib')),
      fees INTEGER NOT NULL CHECK (fees IN (0, 1)),
      predictions_path TEXT,
      predictions_sha256 TEXT,
      start_day TEXT NOT NULL
    , model TEXT) STRICT;
    INSERT INTO "preview_definition" VALUES('p','{"class":"TopkDropoutStrategy","parameters":{"forbid_all_trade_at_limit":true,"hold_thresh":1,"n_drop":1,"only_tradable":false,"risk_degree":0.95,"topk":3}}','ashare',1,NULL,NULL,'2024-01-03',NULL);
    CREATE TABLE preview_event (
      preview_id TEXT NOT NULL REFERENCES preview_strategy (id) ON DELETE CASCADE,
      kind TEXT NOT NULL CHECK (kind IN ('restated', 'scores changed')),
      trading_day TEXT NOT NULL,
      at TEXT NOT NULL,
      PRIMARY KEY (preview_id, kind, trading_day)
    ) STRICT, WITHOUT ROWID;
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
    INSERT INTO "preview_live" VALUES('p','2024-01-11','2024-01-11T10:00:00+08:00','2024-01-10',365035000,1047835000,0,47835000,1047835000,0,2);
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
    INSERT INTO "preview_live_position" VALUES('p','SH600000',3100,108000,334800000,0,NULL,NULL,'no quote');
    INSERT INTO "preview_live_position" VALUES('p','SZ000002',5800,60000,348000000,0,NULL,NULL,'a price of zero or below');
    CREATE TABLE preview_memory (
      preview_id TEXT NOT NULL,
      trading_day TEXT NOT NULL,
      memory TEXT NOT NULL,
      PRIMARY KEY (preview_id, trading_day),
      FOREIGN KEY (preview_id, trading_day) REFERENCES preview_account (preview_id, trading_day) ON DELETE CASCADE
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
    INSERT INTO "preview_position" VALUES('p','2024-01-03','SH600000',3100,100026,100000,310000000,310080600,1,'2024-01-03');
    INSERT INTO "preview_position" VALUES('p','2024-01-04','SH600000',3100,100026,105000,325500000,310080600,2,'2024-01-04');
    INSERT INTO "preview_position" VALUES('p','2024-01-04','SZ000002',5800,56015,56000,324800000,324884400,1,'2024-01-04');
    INSERT INTO "preview_position" VALUES('p','2024-01-05','SH600000',3100,100026,105000,325500000,310080600,3,'2024-01-04');
    INSERT INTO "preview_position" VALUES('p','2024-01-05','SZ000002',5800,56015,57000,330600000,324884400,2,'2024-01-05');
    INSERT INTO "preview_position" VALUES('p','2024-01-08','SH600000',3100,100026,105000,325500000,310080600,4,'2024-01-04');
    INSERT INTO "preview_position" VALUES('p','2024-01-08','SZ000002',5800,56015,58000,336400000,324884400,3,'2024-01-08');
    INSERT INTO "preview_position" VALUES('p','2024-01-09','SH600000',3100,100026,107000,331700000,310080600,5,'2024-01-09');
    INSERT INTO "preview_position" VALUES('p','2024-01-09','SZ000002',5800,56015,59000,342200000,324884400,4,'2024-01-09');
    INSERT INTO "preview_position" VALUES('p','2024-01-10','SH600000',3100,100026,108000,334800000,310080600,6,'2024-01-10');
    INSERT INTO "preview_position" VALUES('p','2024-01-10','SZ000002',5800,56015,60000,348000000,324884400,5,'2024-01-10');
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
    INSERT INTO "preview_skip" VALUES(1,'p','2024-01-03','SH600519','buy',0,'too little money for the smallest order, 100 shares at 1700.00 yuan');
    INSERT INTO "preview_skip" VALUES(2,'p','2024-01-03','SZ000002','buy',5700,'locked at the upper price limit of 5.50 yuan');
    INSERT INTO "preview_skip" VALUES(3,'p','2024-01-04','SH600519','buy',0,'too little money for the smallest order, 100 shares at 1700.00 yuan');
    INSERT INTO "preview_skip" VALUES(4,'p','2024-01-05','SH600519','buy',0,'too little money for the smallest order, 100 shares at 1700.00 yuan');
    INSERT INTO "preview_skip" VALUES(5,'p','2024-01-08','SH600519','buy',0,'too little money for the smallest order, 100 shares at 1700.00 yuan');
    INSERT INTO "preview_skip" VALUES(6,'p','2024-01-09','SH600519','buy',0,'too little money for the smallest order, 100 shares at 1700.00 yuan');
    INSERT INTO "preview_skip" VALUES(7,'p','2024-01-10',NULL,NULL,0,'no predictions for 2024-01-09: no orders');
    CREATE TABLE preview_strategy (
      id TEXT NOT NULL PRIMARY KEY,
      strategy_id TEXT NOT NULL,
      display_name TEXT NOT NULL,
      initial_capital INTEGER NOT NULL CHECK (initial_capital > 0),
      status TEXT NOT NULL CHECK (status IN ('running', 'stopped', 'archived')),
      created_at TEXT NOT NULL,
      updated_at TEXT NOT NULL
    , stopped_on TEXT) STRICT;
    INSERT INTO "preview_strategy" VALUES('p','s','p',1000000000,'running','t','1970-01-01T00:00:00+00:00',NULL);
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
    INSERT INTO "preview_trade" VALUES(1,'p','2024-01-03','2024-01-03T15:00:00+08:00','SH600000','buy',100000,3100,310000000,77500,0,3100,'score 0.9, rank 1 of 3');
    INSERT INTO "preview_trade" VALUES(2,'p','2024-01-04','2024-01-04T15:00:00+08:00','SZ000002','buy',56000,5800,324800000,81200,0,3200,'score 0.5, rank 2 of 3');
    CREATE TABLE preview_verified (
      preview_id TEXT NOT NULL PRIMARY KEY REFERENCES preview_strategy (id) ON DELETE CASCADE,
      trading_day TEXT NOT NULL,
      prices INTEGER NOT NULL,
      scores INTEGER NOT NULL,
      touched TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    INSERT INTO "preview_verified" VALUES('p','2024-01-10',-8539195764068879091,2107285828117488622,'SH600000 SH600519 SZ000002');
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
    INSERT INTO "quote_fall" VALUES('2024-01-11','bridge','a price of zero or below','2024-01-11T10:00:00+08:00','2024-01-11T10:00:00+08:00',1,1);
    INSERT INTO "quote_fall" VALUES('2024-01-11','bridge','no quote','2024-01-11T10:00:00+08:00','2024-01-11T10:00:00+08:00',1,1);
    CREATE INDEX preview_trade_day ON preview_trade (preview_id, trading_day);
    CREATE INDEX preview_skip_day ON preview_skip (preview_id, trading_day);
    CREATE INDEX model_candidate_weights ON model_candidate (weights_sha256);
    """
}
