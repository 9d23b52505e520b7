import GRDB
import Primitives
package import Records

/// The whole library in few words, without reading a document here: SQLite takes out of each what is asked for.
extension Database {
  /// More than any page shows of a text.
  private static let beginning = 400

  /// All loops, the newest first.
  package func libraryLoopLines() throws -> [LibraryLists.Loop] {
    let figures = LibraryLoop.Figure.allCases
    let sql = """
      SELECT id, action, decision, started_at, \(figures.map(\.rawValue).joined(separator: ", ")),
        substr(json_extract(document, '$.hypothesis.value'), 1, \(Database.beginning)) AS hypothesis,
        json_extract(document, '$.factor_names') AS names
      FROM library_loop LEFT JOIN library_selection ON loop = id ORDER BY started_at IS NULL, started_at DESC, id
      """
    return try rows(sql) { row in
      var found: [LibraryLoop.Figure: Double] = [:]
      for figure in figures { found[figure] = row.optionalDouble(figure.rawValue) }
      return LibraryLists.Loop(
        id: try row.text("id"), action: row.optionalText("action"),
        decision: row.optionalDouble("decision").map { $0 != 0 }, hypothesis: row.optionalText("hypothesis"),
        figures: found, factorNames: row.texts("names"), startedAt: row.optionalText("started_at"))
    }
  }

  /// All factors, by name.
  package func libraryFactorLines() throws -> [LibraryLists.Factor] {
    let sql = """
      SELECT id, source, created_at, json_extract(document, '$.names') AS names,
        json_array_length(document, '$.loops') AS loops,
        substr(json_extract(document, '$.expression'), 1, \(Database.beginning)) AS expression,
        substr(json_extract(document, '$.description'), 1, \(Database.beginning)) AS description
      FROM library_factor ORDER BY name, id
      """
    return try rows(sql) { row in
      LibraryLists.Factor(
        id: try row.text("id"), names: row.texts("names"), source: row.optionalText("source"),
        expression: row.optionalText("expression"), description: row.optionalText("description"),
        loops: Int(try row.integer("loops")), createdAt: row.optionalText("created_at"))
    }
  }

  /// How many factors each source has; an empty source is one that is not recorded.
  package func libraryFactorSources() throws -> [String: Int] {
    let found = try rows("SELECT coalesce(source, '') AS source, count(*) AS count FROM library_factor GROUP BY 1") {
      (try $0.text("source"), Int(try $0.integer("count")))
    }
    return Dictionary(found) { first, _ in first }
  }

  /// Factors that some loops tell of, then others, each by name; the documents of no others are read.
  package func factors(ofLoops loops: [String], limit: Int) throws -> [LibraryFactor] {
    let wanted = String(decoding: JSONValue.array(loops.map { .string($0) }).canonical, as: UTF8.self)
    let sql = """
      SELECT document FROM library_factor ORDER BY NOT EXISTS (
        SELECT 1 FROM json_each(document, '$.loops') WHERE value IN (SELECT value FROM json_each(?))), name, id LIMIT ?
      """
    return try rows(sql, [wanted, limit]) { try $0.value("document") { LibraryFactor(json: $0) } }
  }

  /// Factors that have one of the names, by name.
  package func factors(named names: [String]) throws -> [LibraryFactor] {
    let wanted = String(decoding: JSONValue.array(names.map { .string($0) }).canonical, as: UTF8.self)
    let sql = """
      SELECT document FROM library_factor WHERE EXISTS (
        SELECT 1 FROM json_each(document, '$.names') WHERE value IN (SELECT value FROM json_each(?))) ORDER BY name, id
      """
    return try rows(sql, [wanted]) { try $0.value("document") { LibraryFactor(json: $0) } }
  }

  /// Changes where a loop, a factor or a selection may have: they are made of what the last judgement looked at and of
  /// the code in bundles.
  package func libraryListDigest() throws -> String {
    let parts = try rows("SELECT source, origin, digest FROM library_part ORDER BY source, origin") {
      try $0.text("source") + "\t" + $0.text("origin") + "\t" + $0.text("digest")
    }
    let text = ([try libraryJudgement()?.digest ?? ""] + parts).joined(separator: "\n")
    return SHA256Digest(hashing: Array(text.utf8)).hex
  }
}

extension RowReader {
  /// Of a JSON array of texts; none where there is no such array.
  fileprivate func texts(_ column: String) -> [String] {
    let array = optionalText(column).flatMap { try? JSONReader.read(Array($0.utf8)) }?.arrayValue
    return array?.compactMap(\.stringValue) ?? []
  }
}
