import GRDB
import Primitives
package import Records

/// What loops are worth among all that were tried, as it was computed last.
extension Database {
  /// From which state of the library the selections were computed.
  package struct LibraryJudgementState: Equatable, Sendable {
    /// A cheap sign of that state; equal signs need no second look.
    package var basis: String
    /// Of everything that was looked at.
    package var digest: String

    package init(basis: String, digest: String) {
      self.basis = basis
      self.digest = digest
    }
  }

  /// The last sync of each source, as a text: changes with every sync, and with nothing else.
  package func librarySyncSign() throws -> String {
    try rows("SELECT source, synced_at FROM library_source ORDER BY source") {
      try $0.text("source") + "\t" + $0.text("synced_at") + "\n"
    }.joined()
  }

  /// Nil where nothing was ever computed.
  package func libraryJudgement() throws -> LibraryJudgementState? {
    try rows("SELECT basis, digest FROM library_judgement") {
      LibraryJudgementState(basis: try $0.text("basis"), digest: try $0.text("digest"))
    }.first
  }

  /// Writes all selections in the place of those that were known; nil: those that are known stay.
  package func save(_ selections: [LibrarySelection]?, _ state: LibraryJudgementState, at time: String) throws {
    try write { database in
      if let selections {
        try database.execute(sql: "DELETE FROM library_selection")
        try BulkInsert.run(
          selections, into: "library_selection",
          ["loop", "trials", "deflated_sharpe", "overfitting_probability", "correlation", "selection"], database
        ) {
          [
            $0.loop, $0.trials, $0.deflatedSharpe.number, $0.overfitting.number, $0.correlation.number,
            String(decoding: $0.json.canonical, as: UTF8.self),
          ]
        }
      }
      try database.execute(
        sql: "INSERT OR REPLACE INTO library_judgement (place, basis, digest, judged_at) VALUES (1, ?, ?, ?)",
        arguments: [state.basis, state.digest, time])
    }
  }

  /// Nil for a loop without a result.
  package func selection(of loop: String) throws -> LibrarySelection? {
    try rows("SELECT selection FROM library_selection WHERE loop = ?", [loop]) { try $0.selection() }.first
  }

  /// By loop.
  package func selections() throws -> [LibrarySelection] {
    try rows("SELECT selection FROM library_selection ORDER BY loop") { try $0.selection() }
  }

  /// The figures that lists show of some loops, by loop; a missing figure is missing.
  package func selectionFigures(of loops: [String]) throws -> [String: [LibraryLoop.Figure: Double]] {
    let sql = "SELECT loop, trials, deflated_sharpe, overfitting_probability, correlation FROM library_selection"
    // SQLite takes 32,766 values in one statement.
    let isFew = loops.count <= 1000
    let places = loops.map { _ in "?" }.joined(separator: ",")
    let figures: [LibraryLoop.Figure] = [.trials, .deflatedSharpe, .overfitting, .correlation]
    let found = try rows(
      isFew ? sql + " WHERE loop IN (\(places))" : sql, isFew ? StatementArguments(loops) : StatementArguments()
    ) { row in
      var values: [LibraryLoop.Figure: Double] = [:]
      for figure in figures { values[figure] = row.optionalDouble(figure.rawValue) }
      return (try row.text("loop"), values)
    }
    return Dictionary(found) { first, _ in first }
  }

  /// The daily curves of workspaces, by source, origin and key.
  package func libraryCurves() throws -> [LibraryCurve] {
    try libraryEntries(.curve).compactMap { LibraryCurve($0.document) }
  }

  /// What the curves, configurations and results of all loops were computed from: changes where one of them does.
  package func libraryDigests() throws -> [String] {
    try rows(
      "SELECT origin, key, digest FROM library_entry WHERE kind NOT IN ('artifact', 'file') ORDER BY source, origin, key"
    ) {
      try $0.text("origin") + "\t" + $0.text("key") + "\t" + $0.text("digest") + "\n"
    }
  }

  /// Identifiers of strategies by loop, as the loops' own rows name them; several rows are in the order of origin and key.
  package func libraryStrategies() throws -> [String: [String]] {
    let found = try rows(
      """
      SELECT loop, json_extract(document, '$.strategy_id') AS strategy FROM library_entry
      WHERE kind = 'loop' AND loop IS NOT NULL AND json_type(document, '$.strategy_id') = 'text' ORDER BY origin, key
      """
    ) { (try $0.text("loop"), try $0.text("strategy")) }
    return Dictionary(grouping: found) { $0.0 }.mapValues { $0.map(\.1) }
  }

  // MARK: - Proposals

  /// Loops whose mark a person took away.
  package func unmarkedLoops() throws -> Set<String> {
    Set(try rows("SELECT loop FROM library_unmarked") { try $0.text("loop") })
  }

  /// Marks a loop for a rule, unless it is marked or a person took its mark away.
  ///
  /// - Returns: whether it is marked by this call.
  package func propose(_ candidate: LibraryCandidate) throws -> Bool {
    try write { database in
      let isUnmarked = try Bool.fetchOne(
        database, sql: "SELECT EXISTS (SELECT 1 FROM library_unmarked WHERE loop = ?)", arguments: [candidate.loop])
      guard isUnmarked == false else { return false }
      try database.execute(
        sql:
          "INSERT OR IGNORE INTO library_candidate (\(Database.candidateColumns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        arguments: Database.arguments(candidate))
      return database.changesCount > 0
    }
  }

  static let candidateColumns = "loop, factors, strategy, model, note, marked_by, marked_at, rule, reason"

  static func arguments(_ candidate: LibraryCandidate) -> StatementArguments {
    [
      candidate.loop, candidate.factors.joined(separator: " "), candidate.strategy, candidate.model, candidate.note,
      candidate.markedBy, candidate.markedAt, candidate.rule, candidate.reason?.stored,
    ]
  }
}

extension RowReader {
  fileprivate func selection() throws -> LibrarySelection {
    try value("selection") { value in
      String.fromDatabaseValue(value).flatMap { try? JSONReader.read(Array($0.utf8)) }.flatMap { LibrarySelection($0) }
    }
  }
}
