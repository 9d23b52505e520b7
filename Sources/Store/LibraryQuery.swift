import GRDB
import Primitives
package import Records

/// The library, as readers ask for it.
extension Database {
  /// Loops that a filter lets through, in its order.
  package func loops(_ filter: LibraryFilter) throws -> [LibraryLoop] {
    guard let search = LoopSearch(filter) else { return [] }
    return try rows("SELECT document FROM " + search.clause, search.arguments) {
      try $0.value("document") { LibraryLoop(json: $0) }
    }
  }

  /// The same as lists show them, without reading a document.
  package func loopRows(_ filter: LibraryFilter) throws -> [LibraryRow] {
    guard let search = LoopSearch(filter, withSelection: true) else { return [] }
    let names = LibraryLoop.Figure.allCases.map(\.rawValue).joined(separator: ", ")
    return try rows("SELECT id, action, decision, \(names) FROM " + search.clause, search.arguments) { row in
      var figures: [LibraryLoop.Figure: Double] = [:]
      for figure in LibraryLoop.Figure.allCases { figures[figure] = row.optionalDouble(figure.rawValue) }
      return LibraryRow(
        id: try row.text("id"), action: row.optionalText("action"),
        decision: row.optionalDouble("decision").map { $0 != 0 }, figures: figures)
    }
  }

  /// Factors that a filter lets through, by name.
  package func factors(_ filter: LibraryFilter) throws -> [LibraryFactor] {
    var query = Conditions()
    if let source = filter.source { query.add("source = ?", source) }
    if let tag = filter.tag { query.add("instr(tags, ?) > 0", " " + tag + " ") }
    if let since = filter.since { query.add("created_at >= ?", since.description) }
    if let until = filter.until { query.add("created_at < ?", until.advanced(byDays: 1).description) }
    guard query.addWords(filter.words, in: "factor") else { return [] }
    return try rows(
      "SELECT document FROM library_factor" + query.text + " ORDER BY name, id" + query.limit(filter.limit),
      query.arguments
    ) {
      try $0.value("document") { LibraryFactor(json: $0) }
    }
  }

  /// Nil where it is not known.
  package func loop(_ id: String) throws -> LibraryLoop? {
    try rows("SELECT document FROM library_loop WHERE id = ?", [id]) {
      try $0.value("document") { LibraryLoop(json: $0) }
    }.first
  }

  /// Factors whose identity begins with, or one of whose names is, a text.
  package func factors(named text: String) throws -> [LibraryFactor] {
    try factors(LibraryFilter()).filter { $0.names.contains(text) || (text.count >= 6 && $0.id.hasPrefix(text)) }
  }

  /// How many loops and factors there are, and what was decided on the loops.
  package func libraryCounts() throws -> LibraryNight.Counts {
    let sql = """
      SELECT count(*) AS loops, coalesce(sum(decision = 1), 0) AS accepted, coalesce(sum(decision = 0), 0) AS rejected,
        (SELECT count(*) FROM library_factor) AS factors
      FROM library_loop
      """
    let found = try rows(sql) { row in
      var counts = LibraryNight.Counts()
      counts.loops = Int(try row.integer("loops"))
      counts.accepted = Int(try row.integer("accepted"))
      counts.rejected = Int(try row.integer("rejected"))
      counts.factors = Int(try row.integer("factors"))
      return counts
    }
    return found.first ?? LibraryNight.Counts()
  }

  // MARK: - Candidates

  package func candidates() throws -> [LibraryCandidate] {
    try rows("SELECT * FROM library_candidate ORDER BY marked_at, loop") { row in
      LibraryCandidate(
        loop: try row.text("loop"),
        factors: try row.text("factors").split(separator: " ").map(String.init), strategy: row.optionalText("strategy"),
        model: row.optionalText("model"), note: try row.text("note"), markedBy: try row.text("marked_by"),
        markedAt: try row.text("marked_at"), rule: row.optionalText("rule"),
        reason: row.optionalText("reason").flatMap { try? JSONReader.read(Array($0.utf8)) }.flatMap { Message($0) })
    }
  }

  /// Marks a loop for a person, in the place of an earlier mark.
  package func mark(_ candidate: LibraryCandidate) throws {
    try write {
      try $0.execute(
        sql:
          "INSERT OR REPLACE INTO library_candidate (\(Database.candidateColumns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        arguments: Database.arguments(candidate))
      try $0.execute(sql: "DELETE FROM library_unmarked WHERE loop = ?", arguments: [candidate.loop])
    }
  }

  /// Takes the mark of a loop away and remembers it, so that no rule proposes the loop again.
  ///
  /// - Returns: whether there was a mark to take away.
  package func unmark(_ loop: String, at time: String) throws -> Bool {
    try write {
      try $0.execute(sql: "DELETE FROM library_candidate WHERE loop = ?", arguments: [loop])
      guard $0.changesCount > 0 else { return false }
      try $0.execute(
        sql: "INSERT OR REPLACE INTO library_unmarked (loop, unmarked_at) VALUES (?, ?)", arguments: [loop, time])
      return true
    }
  }
}

/// Which loops, and in which order: what stands behind `FROM`.
private struct LoopSearch {
  let clause: String
  let arguments: StatementArguments

  /// Nil where the words hold nothing that could be found.
  init?(_ filter: LibraryFilter, withSelection: Bool = false) {
    var query = Conditions()
    for bound in filter.bounds {
      query.add("\(bound.figure.rawValue) \(bound.relation.rawValue) ?", bound.value)
    }
    switch filter.decision {
    case .accepted?: query.add("decision = 1")
    case .rejected?: query.add("decision = 0")
    case .unrecorded?: query.add("decision IS NULL")
    case nil: break
    }
    if let action = filter.action { query.add("action = ?", action) }
    if let status = filter.status { query.add("status = ?", status) }
    if let since = filter.since { query.add("started_at >= ?", since.description) }
    if let until = filter.until { query.add("started_at < ?", until.advanced(byDays: 1).description) }
    if filter.candidatesOnly { query.add("id IN (SELECT loop FROM library_candidate)") }
    guard query.addWords(filter.words, in: "loop") else { return nil }
    let order =
      filter.order.map { "\($0.rawValue) IS NULL, \($0.rawValue) DESC" } ?? "started_at IS NULL, started_at DESC"
    // The selection is a table of its own: it is computed over the whole library.
    let isSelected = (filter.bounds.map(\.figure) + [filter.order].compactMap { $0 })
      .contains { LibraryLoop.Figure.selected.contains($0) }
    let table = "library_loop" + (isSelected || withSelection ? " LEFT JOIN library_selection ON loop = id" : "")
    clause = table + query.text + " ORDER BY \(order), id" + query.limit(filter.limit)
    arguments = query.arguments
  }
}

/// Conditions of a query with their arguments.
private struct Conditions {
  private var parts: [String] = []
  private(set) var arguments = StatementArguments()

  mutating func add(_ condition: String, _ argument: (any DatabaseValueConvertible)? = nil) {
    parts.append(condition)
    if let argument { arguments += [argument] }
  }

  /// False where the words hold nothing that could be found.
  mutating func addWords(_ words: String?, in kind: String) -> Bool {
    guard let words else { return true }
    guard let query = SearchText.query(words) else { return false }
    parts.append("id IN (SELECT id FROM library_text WHERE kind = '\(kind)' AND library_text MATCH ?)")
    arguments += [query]
    return true
  }

  var text: String { parts.isEmpty ? "" : " WHERE " + parts.joined(separator: " AND ") }

  func limit(_ count: Int?) -> String { count.map { " LIMIT \(max(0, $0))" } ?? "" }
}

extension LibraryLoop {
  fileprivate init?(json: DatabaseValue) {
    guard let document = String.fromDatabaseValue(json).flatMap({ try? JSONReader.read(Array($0.utf8)) }) else {
      return nil
    }
    self.init(document)
  }
}

extension LibraryFactor {
  init?(json: DatabaseValue) {
    guard let document = String.fromDatabaseValue(json).flatMap({ try? JSONReader.read(Array($0.utf8)) }) else {
      return nil
    }
    self.init(document)
  }
}
