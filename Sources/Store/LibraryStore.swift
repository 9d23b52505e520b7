import GRDB
package import Primitives
package import Records

/// The library, as syncs fill it.
extension Database {
  /// What is known of a source: where its last sync ended, and the digests of its parts.
  package struct LibraryState: Equatable, Sendable {
    /// What came last of a part.
    package struct Part: Equatable, Sendable {
      package var digest: String
      package var tally: SyncTally
    }

    package var cursor: String?
    /// By origin.
    package var parts: [String: Part] = [:]
  }

  /// Empty for a source that was never synced.
  package func libraryState(of source: String) throws -> LibraryState {
    var state = LibraryState()
    state.cursor =
      try rows("SELECT cursor FROM library_source WHERE source = ?", [source]) {
        $0.optionalText("cursor")
      }.first ?? nil
    let parts = try rows("SELECT origin, digest, tally FROM library_part WHERE source = ?", [source]) { row in
      let tally: SyncTally = try row.value("tally") { value in
        String.fromDatabaseValue(value).flatMap { try? JSONReader.read(Array($0.utf8)) }.flatMap { SyncTally($0) }
      }
      return (try row.text("origin"), LibraryState.Part(digest: try row.text("digest"), tally: tally))
    }
    state.parts = Dictionary(parts) { first, _ in first }
    return state
  }

  /// Stores the entries of one part where they are new or changed, in one transaction.
  ///
  /// - Parameters:
  ///   - tally: of the part; how many entries are new, changed and as they were is written into it.
  ///   - digest: of the part's bytes; nil where there are none.
  package func keep(
    _ entries: [LibraryEntry], of tally: inout SyncTally, from source: String, digest: String?, at time: String
  ) throws {
    let origin = tally.origin
    let known = Dictionary(
      try rows("SELECT key, digest FROM library_entry WHERE source = ? AND origin = ?", [source, origin]) {
        (try $0.text("key"), try $0.text("digest"))
      }
    ) { first, _ in first }
    var new: [(entry: LibraryEntry, digest: String)] = []
    for entry in entries {
      let digest = entry.digest
      switch known[entry.key] {
      case digest?: tally.same += 1
      case nil:
        tally.added += 1
        new.append((entry, digest))
      default:
        tally.changed += 1
        new.append((entry, digest))
      }
    }
    let done = tally
    try write { database in
      try BulkInsert.run(
        new, into: "library_entry", orReplacing: true,
        ["source", "origin", "key", "kind", "loop", "digest", "repairs", "received_at", "document"], database
      ) { item in
        let entry = item.entry
        return [
          source, entry.origin, entry.key, entry.kind.rawValue, entry.loop, item.digest,
          entry.repairs.map(\.rawValue).joined(separator: " "), time,
          String(decoding: entry.document.canonical, as: UTF8.self),
        ]
      }
      // A curve and code are no part of a loop: the selection and the factors take them from their entries.
      let pending =
        Set(new.filter { $0.entry.kind != .curve && $0.entry.kind != .code }.compactMap(\.entry.loop)).sorted()
        .map { ("loop", $0) }
        // Rows of loops tell of workspaces too, when they are new.
        + (new.contains {
          [.factor, .code, .workspace].contains($0.entry.kind) || ($0.entry.kind == .loop && known[$0.entry.key] == nil)
        } ? [("factors", "")] : [])
      try BulkInsert.run(pending, into: "library_pending", orReplacing: true, ["kind", "id"], database) {
        [$0.0, $0.1]
      }
      if let digest {
        try database.execute(
          sql: "INSERT OR REPLACE INTO library_part (source, origin, digest, tally) VALUES (?, ?, ?, ?)",
          arguments: [source, origin, digest, String(decoding: done.json.canonical, as: UTF8.self)])
      }
    }
  }

  /// Where a sync ended, and what it found.
  package func save(cursor: String?, outcome: JSONValue, of source: String, at time: String) throws {
    try write {
      try $0.execute(
        sql: "INSERT OR REPLACE INTO library_source (source, cursor, synced_at, outcome) VALUES (?, ?, ?, ?)",
        arguments: [source, cursor, time, String(decoding: outcome.canonical, as: UTF8.self)])
    }
  }

  /// What the last sync of each source found, by source.
  package func librarySyncs() throws -> [(source: String, at: String, outcome: JSONValue)] {
    try rows("SELECT source, synced_at, outcome FROM library_source ORDER BY source") {
      (source: try $0.text("source"), at: try $0.text("synced_at"), outcome: try $0.json("outcome"))
    }
  }

  /// The entries of some loops, by loop; nil: of all.
  package func libraryEntries(ofLoops loops: Set<String>?) throws -> [String: [LibraryEntry]] {
    let all = "SELECT * FROM library_entry WHERE loop IS NOT NULL"
    let kinds = " AND kind IN ('loop', 'feedback', 'performance', 'factor')"
    guard let loops else { return Dictionary(grouping: try entries(all + kinds)) { $0.loop ?? "" } }
    var found: [String: [LibraryEntry]] = [:]
    for loop in loops { found[loop] = try entries(all + kinds + " AND loop = ?", [loop]) }
    return found
  }

  /// The entries of a kind, by source, origin and key.
  package func libraryEntries(_ kind: LibraryEntry.Kind) throws -> [LibraryEntry] {
    try entries("SELECT * FROM library_entry WHERE kind = ? ORDER BY source, origin, key", [kind.rawValue])
  }

  /// The documents that one part of a source told last.
  package func libraryDocuments(ofPart origin: String, of source: String) throws -> [JSONValue] {
    try rows("SELECT document FROM library_entry WHERE source = ? AND origin = ?", [source, origin]) {
      try $0.json("document")
    }
  }

  /// `TASK/LOOP` by workspace, where registry and catalogs agree on it.
  package func libraryWorkspaces() throws -> [String: String] {
    let sql = """
      SELECT key AS workspace, loop FROM library_entry WHERE kind = 'workspace' AND loop IS NOT NULL
        AND instr(repairs, 'superseded') = 0
      UNION SELECT substr(key, length(loop) + 2), loop FROM library_entry
        WHERE kind = 'loop' AND length(key) > length(loop) AND instr(repairs, 'superseded') = 0
      """
    var found: [String: Set<String>] = [:]
    for (workspace, loop) in try rows(sql, [], { (try $0.text("workspace"), try $0.text("loop")) }) {
      found[workspace, default: []].insert(loop)
    }
    return found.compactMapValues { $0.count == 1 ? $0.first : nil }
  }

  /// The entries of a kind that belong to a loop, by source, origin and key.
  package func libraryEntries(_ kind: LibraryEntry.Kind, ofLoop loop: String) throws -> [LibraryEntry] {
    try entries(
      "SELECT * FROM library_entry WHERE loop = ? AND kind = ? ORDER BY source, origin, key", [loop, kind.rawValue])
  }

  private func entries(_ sql: String, _ arguments: StatementArguments = []) throws -> [LibraryEntry] {
    try rows(sql, arguments) { row in
      LibraryEntry(
        kind: try row.choice("kind"), key: try row.text("key"), origin: try row.text("origin"),
        loop: row.optionalText("loop"), document: try row.json("document"),
        repairs: try row.text("repairs").split(separator: " ").compactMap { LibraryEntry.Repair(rawValue: String($0)) })
    }
  }

  /// Loops whose entries changed since they were put together, and whether factors did.
  package func libraryPending() throws -> (loops: Set<String>, factors: Bool) {
    let found = try rows("SELECT kind, id FROM library_pending") { (try $0.text("kind"), try $0.text("id")) }
    return (Set(found.filter { $0.0 == "loop" }.map(\.1)), found.contains { $0.0 == "factors" })
  }

  /// Writes loops in the place of what was known of them; none is pending any more.
  package func save(_ loops: [LibraryLoop]) throws {
    try write { database in
      try database.execute(sql: "DELETE FROM library_pending WHERE kind = 'loop'")
      try BulkInsert.run(
        loops, into: "library_loop", orReplacing: true,
        ["id", "action", "status", "decision", "started_at", "updated_at"] + LibraryLoop.Figure.recorded.map(\.rawValue)
          + ["document"], database
      ) { loop in
        [
          loop.id, loop.action?.value, loop.status?.value, loop.decision.map { $0.value ? 1 : 0 },
          loop.startedAt?.value, loop.updatedAt?.value,
        ] + LibraryLoop.Figure.recorded.map { loop[$0] }
          + [String(decoding: loop.json.canonical, as: UTF8.self)]
      }
      try replaceTexts("loop", loops.map { ($0.id, $0.searchable) }, database)
    }
  }

  /// Writes all factors in the place of those that were known.
  package func replace(_ factors: [LibraryFactor]) throws {
    try write { database in
      try database.execute(sql: "DELETE FROM library_pending WHERE kind = 'factors'")
      try database.execute(sql: "DELETE FROM library_factor")
      try BulkInsert.run(
        factors, into: "library_factor", ["id", "name", "source", "tags", "created_at", "document"], database
      ) { factor in
        [
          factor.id, factor.name, factor.source, " " + factor.tags.joined(separator: " ") + " ", factor.createdAt,
          String(decoding: factor.json.canonical, as: UTF8.self),
        ]
      }
      try database.execute(sql: "DELETE FROM library_text WHERE kind = 'factor'")
      try insertTexts("factor", factors.map { ($0.id, $0.searchable) }, database)
    }
  }

  private func replaceTexts(_ kind: String, _ texts: [(id: String, text: String)], _ database: GRDB.Database) throws {
    // The index of words has none of the identities: its rows are looked through once, and taken away by their numbers.
    let known = try Row.fetchAll(database, sql: "SELECT id, rowid FROM library_text WHERE kind = ?", arguments: [kind])
    let places = Dictionary(known.map { ($0["id"] as String, $0["rowid"] as Int64) }) { first, _ in first }
    let removal = try database.cachedStatement(sql: "DELETE FROM library_text WHERE rowid = ?")
    for place in texts.compactMap({ places[$0.id] }) { try removal.execute(arguments: [place]) }
    try insertTexts(kind, texts, database)
  }

  private func insertTexts(_ kind: String, _ texts: [(id: String, text: String)], _ database: GRDB.Database) throws {
    try BulkInsert.run(texts, into: "library_text", ["kind", "id", "body"], database) { item in
      [kind, item.id, SearchText.indexed(item.text)]
    }
  }
}
