/// What a loop's result is worth among all that were tried, and what rules and persons did with candidates.
///
/// 1. `library_selection` is computed from the whole library at once; its columns are those that lists show and filter by.
/// 2. `library_judgement` says from which state of the library it was computed.
/// 3. `library_unmarked` remembers loops whose mark a person took away: no rule proposes them again.
enum LibrarySelectionSchema {
  static let sql = """
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
    """
}
