/// What RD-Agent told, and what is made of it.
///
/// 1. `library_entry` holds each document as it came, by source, origin and key. Syncing adds and replaces; nothing that
///    RD-Agent no longer tells is taken away.
/// 2. `library_loop` and `library_factor` are put together from the entries, one row a loop and an idea, with the columns
///    that lists are filtered by.
/// 3. `library_pending` names what changed and was not yet put together: a killed sync loses nothing.
/// 4. `library_text` finds words in texts; its tokens are those of `SearchText`.
/// 5. `library_candidate` is what a person or a rule marked.
enum LibrarySchema {
  static let sql = """
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
    """
}
