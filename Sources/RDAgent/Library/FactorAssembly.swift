import Primitives
package import Records

/// Puts the factors of the library together from catalogs and registry: one idea is one factor, whatever it is called.
package enum FactorAssembly {
  /// Sorted by name, then identity.
  ///
  /// - Parameter entries: of factors, in any order.
  package static func factors(from entries: [LibraryEntry]) -> [LibraryFactor] {
    let groups = Dictionary(
      grouping: entries.filter { $0.kind == .factor && !$0.repairs.contains(.superseded) }
    ) { identity($0.document) }
    return groups.map { factor($0.key, $0.value) }.sorted { ($0.name, $0.id) < ($1.name, $1.id) }
  }

  /// What a factor is known by.
  static func identity(_ row: JSONValue) -> String {
    let known: String
    if let expression = expression(row) {
      known = "expression " + expression.filter { !$0.isWhitespace }
    } else {
      known = "name " + (row["source"]?.stringValue ?? "") + " " + name(row)
    }
    return String(SHA256Digest(hashing: Array(known.utf8)).hex.prefix(16))
  }

  private static func name(_ row: JSONValue) -> String {
    RecordedName.plain((row["name"] ?? row["factor_name"])?.stringValue ?? "")
  }

  private static func expression(_ row: JSONValue) -> String? {
    [row["expression"], row["formula_hint"]].lazy.compactMap { $0?.stringValue }.first { !$0.isEmpty }
  }

  private static func factor(_ id: String, _ entries: [LibraryEntry]) -> LibraryFactor {
    let sorted = entries.sorted { ($0.origin, $0.key) < ($1.origin, $1.key) }
    let rows = sorted.map(\.document)
    func first(_ member: String) -> String? {
      rows.lazy.compactMap { $0[member]?.stringValue }.first { !$0.isEmpty }
    }
    return LibraryFactor(
      id: id, names: Set(rows.map(name)).sorted(), source: first("source"),
      expression: rows.lazy.compactMap(expression).first, description: first("description_cn"),
      tags: Set(rows.flatMap { $0["tags"]?.arrayValue ?? [] }.compactMap(\.stringValue)).sorted(),
      loops: Set(sorted.compactMap(\.loop)).sorted(),
      createdAt: first("created_at_utc").map(RecordedTime.zoned), origins: Set(sorted.map(\.origin)).sorted())
  }
}
