-- The schema steps of the state file as they were released, with rows behind each, in the form that the step before
-- left. A step that was released never changes, and neither does this file but by what is added at its end.
-- step: v1
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
-- rows
INSERT INTO preview_strategy VALUES ('p', 'topk', 'Preview', 10000000000, 'running', '2024-01-02T00:00:00+00:00', '2024-01-03T00:00:00+00:00');
INSERT INTO preview_definition (preview_id, conf, rules, fees, predictions_path, predictions_sha256, start_day) VALUES ('p', '{}', 'ashare', 1, 'pred.csv', 'aa', '2024-01-02');
INSERT INTO preview_account (preview_id, trading_day, cash, total_value, daily_pnl, cum_pnl, peak, cost, prices_sha256, scores_sha256) VALUES ('p', '2024-01-02', 9000000000, 10000000001, 1, 1, 10000000001, 5, 'bb', 'cc');
INSERT INTO preview_position VALUES ('p', '2024-01-02', 'SH600000', 100, 100000, 100001, 10000100, 10000000, 1, '2024-01-02');
INSERT INTO preview_trade VALUES (7, 'p', '2024-01-02', '2024-01-02 15:00:00', 'SH600000', 'buy', 100000, 100, 10000000, 50000, 0, 100, 'score 0.9, rank 1 of 2');
INSERT INTO preview_skip VALUES (8, 'p', '2024-01-02', 'SZ000001', 'buy', 100, 'suspended: no shares changed hands on this day');
INSERT INTO night VALUES (1, '2024-01-02', '2024-01-02T10:00:00+00:00', '2024-01-02T10:05:00+00:00', 'done', '{"migrations":[{"id":"m","verdict":"PASS"}]}', 'dd');
INSERT INTO night_step VALUES ('2024-01-02', 'reconcile m', 0, 'done', 'ee', 1.5, 'PASS');
-- step: migration stages
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
-- rows
INSERT INTO migration_stage VALUES ('m', 0, '2024-01-02', '2024-01-02T10:05:00+00:00', 'replayed', 'Replayed.', '[]');
-- step: v2 live previews
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
-- rows
INSERT INTO preview_live VALUES ('p', '2024-01-03', '2024-01-03T10:31:00+08:00', '2024-01-02', 9000000000, 10000000002, 1, 2, 10000000002, 1, 0);
INSERT INTO preview_live_position VALUES ('p', 'SH600000', 100, 100002, 10000200, 0, NULL, NULL, 'no quote');
INSERT INTO quote_fall VALUES ('2024-01-03', 'bridge', 'a quote that is too old', '10:31', '10:40', 9, 12);
INSERT INTO preview_verified VALUES ('p', '2024-01-02', 1, 2, 'x');
-- step: v3 live scores
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
-- rows
INSERT INTO preview_memory VALUES ('p', '2024-01-02', '{"a":1}');
INSERT INTO preview_event VALUES ('p', 'restated', '2024-01-02', '2024-01-03T00:00:00+00:00');
INSERT INTO live_score VALUES ('model', '2024-01-03', 'ff', 'SH600000 SZ000001', x'000000000000F03F0000000000000040');
-- step: model pool
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
-- rows
INSERT INTO model_candidate VALUES ('model', 'models/model', 'LGBModel', 'gg', 'm', '{}');
INSERT INTO model_state VALUES ('model', 0, '2024-01-03T00:00:00+00:00', 'candidate', 'New.');
-- step: v4 codes
ALTER TABLE preview_account ADD COLUMN coding INTEGER NOT NULL DEFAULT 1 CHECK (coding IN (1, 2));
ALTER TABLE quote_fall ADD COLUMN message TEXT NOT NULL DEFAULT '';
DELETE FROM preview_verified;
UPDATE preview_skip SET reason = 'no-bar' WHERE reason = 'suspended or not listed: no close on this day';
UPDATE preview_skip SET reason = 'no-volume' WHERE reason = 'suspended: no shares changed hands on this day';
UPDATE preview_skip SET reason = 'no-factor' WHERE reason = 'the real price is unknown: no factor on this day';
UPDATE preview_skip SET reason = 'unknown-board' WHERE reason = 'no stock of a board known here';
UPDATE preview_skip SET reason = 'bought-today' WHERE reason = 'T+1: bought today, to be sold from tomorrow on';
UPDATE preview_skip SET reason = 'odd-lot' WHERE reason = 'an odd lot is only sold together with the whole holding';
UPDATE preview_skip SET reason = 'not-held' WHERE reason = 'not held';
UPDATE preview_skip SET reason = 'no-predictions' WHERE reason = 'no predictions for the day before: no orders';
UPDATE preview_skip SET reason = replace(replace(reason, 'locked at the upper price limit of', 'limit-up'), ' yuan', '') WHERE reason GLOB 'locked at the upper price limit of *';
UPDATE preview_skip SET reason = replace(replace(reason, 'locked at the lower price limit of', 'limit-down'), ' yuan', '') WHERE reason GLOB 'locked at the lower price limit of *';
UPDATE preview_skip SET reason = replace(replace(replace(reason, 'too little money for the smallest order,', 'below-one-lot'), ' shares at', ''), ' yuan', '') WHERE reason GLOB 'too little money for the smallest order, *';
UPDATE preview_skip SET reason = replace(replace(reason, 'not enough cash:', 'no-cash'), ' yuan at hand', '') WHERE reason GLOB 'not enough cash: * yuan at hand';
UPDATE preview_skip SET reason = replace(replace(reason, 'more than a tenth of the', 'participation'), ' shares that changed hands', '') WHERE reason GLOB 'more than a tenth of the * shares that changed hands';
UPDATE preview_skip SET reason = replace(replace(reason, 'no predictions for', 'no-predictions'), ': no orders', '') WHERE reason GLOB 'no predictions for *: no orders';
UPDATE preview_trade SET reason = 'no-score' WHERE reason = 'no score';
UPDATE preview_trade SET reason = replace(replace(replace(reason, 'score ', 'ranked '), ', rank ', ' '), ' of ', ' ') WHERE reason GLOB 'score *, rank * of *';
UPDATE quote_fall SET reason = 'no-quote' WHERE reason = 'no quote';
UPDATE quote_fall SET reason = 'no-price' WHERE reason = 'a quote without a price';
UPDATE quote_fall SET reason = 'price-not-positive' WHERE reason = 'a price of zero or below';
UPDATE quote_fall SET reason = 'price-out-of-range' WHERE reason = 'a price out of any range';
UPDATE quote_fall SET reason = 'earlier-day' WHERE reason = 'a quote of an earlier day';
UPDATE quote_fall SET reason = 'stale' WHERE reason = 'a quote that is too old';
UPDATE quote_fall SET reason = 'future' WHERE reason = 'a quote from the future';
UPDATE preview_live_position SET reason = 'no-quote' WHERE reason = 'no quote';
UPDATE preview_live_position SET reason = 'no-price' WHERE reason = 'a quote without a price';
UPDATE preview_live_position SET reason = 'price-not-positive' WHERE reason = 'a price of zero or below';
UPDATE preview_live_position SET reason = 'price-out-of-range' WHERE reason = 'a price out of any range';
UPDATE preview_live_position SET reason = 'earlier-day' WHERE reason = 'a quote of an earlier day';
UPDATE preview_live_position SET reason = 'stale' WHERE reason = 'a quote that is too old';
UPDATE preview_live_position SET reason = 'future' WHERE reason = 'a quote from the future';
UPDATE quote_fall SET message = reason WHERE reason NOT IN ('no-quote', 'no-price', 'price-not-positive', 'price-out-of-range', 'earlier-day', 'stale', 'future');
-- step: night step digests
ALTER TABLE night_step RENAME COLUMN fingerprint TO digest;
-- step: preview benchmark
ALTER TABLE preview_definition ADD COLUMN benchmark TEXT;
-- step: trade intents
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
-- rows
INSERT INTO trade_intent (intent_id, idempotency_key, strategy_id, symbol, side, quantity, price_type, price, env, status, created_at, updated_at, account, trading_day, signal, due_minute, filled_quantity, filled_amount, parts) VALUES ('i', 'k', 'm', 'SH600000', 'buy', 100, 'limit', 100000, 'paper', 'filled', 'a', 'b', 'paper', '2024-01-03', 's', 570, 100, 10000000, '{}');
INSERT INTO execution_fill VALUES ('paper', '2024-01-03', 't', 'o', 'i', 'SH600000', 'buy', 100000, 100, 50100, '2024-01-03T10:31:00+08:00');
INSERT INTO execution_event VALUES (3, 'a', 'paper', '2024-01-03', 'fill', 'filled', 'i', 'SH600000', '{}', 'Filled.');
INSERT INTO execution_account VALUES ('paper', '2024-01-03', '{}');
INSERT INTO execution_book VALUES ('paper', 'm', '2024-01-03', 1, 2);
INSERT INTO execution_holding VALUES ('paper', 'm', '2024-01-03', 'SH600000', 100, 10000000, 100000, '2024-01-03');
INSERT INTO execution_plan VALUES ('paper', 's', '2024-01-03', 'a', '{}');
INSERT INTO execution_switch VALUES ('paper', 'killed', 'Test.', 'wang', 'a');
-- step: watch
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
-- rows
INSERT INTO watch_step VALUES ('2024-01-03', 'settle', 'done', 1, '2024-01-03T18:00:00+08:00', '2024-01-03T18:01:00+08:00', 'Settled.');
INSERT INTO trade_ticket VALUES ('hh', 'main', '2024-01-03', 'wang', 's', 'a');
-- step: library
CREATE TABLE library_entry (
  source TEXT NOT NULL,
  origin TEXT NOT NULL,
  key TEXT NOT NULL,
  kind TEXT NOT NULL,
  loop TEXT,
  digest TEXT NOT NULL,
  repairs TEXT NOT NULL,
  received_at TEXT NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (source, origin, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX library_entry_loop ON library_entry (loop);
CREATE INDEX library_entry_kind ON library_entry (kind);
CREATE TABLE library_part (
  source TEXT NOT NULL,
  origin TEXT NOT NULL,
  digest TEXT NOT NULL,
  tally TEXT NOT NULL,
  PRIMARY KEY (source, origin)
) STRICT, WITHOUT ROWID;
CREATE TABLE library_pending (
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE library_source (
  source TEXT NOT NULL PRIMARY KEY,
  cursor TEXT,
  synced_at TEXT NOT NULL,
  outcome TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE library_loop (
  id TEXT NOT NULL PRIMARY KEY,
  action TEXT,
  status TEXT,
  decision INTEGER,
  started_at TEXT,
  updated_at TEXT,
  ic REAL,
  icir REAL,
  rank_ic REAL,
  rank_icir REAL,
  annual_return REAL,
  information_ratio REAL,
  max_drawdown REAL,
  document TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE library_factor (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  source TEXT,
  tags TEXT NOT NULL,
  created_at TEXT,
  document TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE VIRTUAL TABLE library_text USING fts5(kind UNINDEXED, id UNINDEXED, body, tokenize = 'unicode61');
CREATE TABLE library_candidate (
  loop TEXT NOT NULL PRIMARY KEY,
  factors TEXT NOT NULL,
  strategy TEXT,
  model TEXT,
  note TEXT NOT NULL,
  marked_by TEXT NOT NULL,
  marked_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
-- rows
INSERT INTO library_entry VALUES ('root', 'loops', 'l', 'loop', 't/1', 'ii', '', 'a', '{}');
INSERT INTO library_part VALUES ('root', 'loops', 'jj', '{}');
INSERT INTO library_pending VALUES ('loop', 't/1');
INSERT INTO library_source VALUES ('root', NULL, 'a', '{}');
INSERT INTO library_loop (id, action, ic, document) VALUES ('t/1', 'factor', 0.03, '{}');
INSERT INTO library_factor VALUES ('f', 'Factor', NULL, ' a ', NULL, '{}');
INSERT INTO library_text (kind, id, body) VALUES ('loop', 't/1', 'momentum');
INSERT INTO library_candidate (loop, factors, note, marked_by, marked_at) VALUES ('t/1', '[]', 'Good.', 'wang', 'a');
-- step: library selection
CREATE TABLE library_selection (
  loop TEXT NOT NULL PRIMARY KEY,
  trials INTEGER NOT NULL,
  deflated_sharpe REAL,
  overfitting_probability REAL,
  correlation REAL,
  selection TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE library_judgement (
  place INTEGER NOT NULL PRIMARY KEY CHECK (place = 1),
  basis TEXT NOT NULL,
  digest TEXT NOT NULL,
  judged_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE library_unmarked (
  loop TEXT NOT NULL PRIMARY KEY,
  unmarked_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
ALTER TABLE library_candidate ADD COLUMN rule TEXT;
ALTER TABLE library_candidate ADD COLUMN reason TEXT;
-- rows
INSERT INTO library_selection VALUES ('t/1', 3, 0.9, 0.1, 0.2, '{}');
INSERT INTO library_judgement VALUES (1, '{}', 'kk', 'a');
INSERT INTO library_unmarked VALUES ('t/2', 'a');
-- step: state identity
CREATE TABLE state_identity (
  place INTEGER NOT NULL PRIMARY KEY CHECK (place = 1),
  identity TEXT NOT NULL,
  generation INTEGER NOT NULL CHECK (generation >= 0),
  token TEXT,
  attempt TEXT,
  pushed_at TEXT
) STRICT;
INSERT INTO state_identity (place, identity, generation) VALUES (1, lower(hex(randomblob(16))), 0);
