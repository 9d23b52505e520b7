import Primitives
package import Records

/// Puts the factors of the library together from catalogs, registry and code: one idea is one factor, whatever it is
/// called (`LibraryFactor` says what is one).
package enum FactorAssembly {
  /// Sorted by name, then identity.
  ///
  /// - Parameters:
  ///   - entries: of factors, in any order.
  ///   - codes: entries of code.
  ///   - workspaces: `TASK/LOOP` by workspace.
  package static func factors(
    from entries: [LibraryEntry], codes: [LibraryEntry] = [], workspaces: [String: String] = [:]
  ) -> [LibraryFactor] {
    let code = RecordedCode(codes, workspaces)
    let facts = entries.filter { $0.kind == .factor && !$0.repairs.contains(.superseded) }.map { entry in
      let name = name(entry.document)
      return Fact(
        entry: entry, name: name, expression: normal(entry.document),
        digest: entry.loop.flatMap { code.digest(of: name, in: $0) })
    }
    var coded: [Meaning: Set<String>] = [:]
    for fact in facts {
      guard let digest = fact.digest, let meaning = fact.meaning else { continue }
      coded[meaning, default: []].insert(digest)
    }
    let groups = Dictionary(grouping: facts) { fact in
      let same = fact.meaning.flatMap { coded[$0] } ?? []
      let digest = fact.digest ?? (same.count == 1 ? same.first : nil)
      return digest.map { hashed("code " + $0) } ?? identity(fact.entry.document)
    }
    var factors = groups.map { id, facts in
      var factor = factor(id, facts.map(\.entry))
      factor.code = facts.lazy.compactMap(\.digest).first.map { .init(digest: $0, places: code.places[$0] ?? []) }
      return factor
    }.sorted { ($0.name, $0.id) < ($1.name, $1.id) }
    let expressions = clashes(groups.mapValues { Set($0.compactMap(\.expression)) })
    let names = clashes(groups.mapValues { Set($0.map(\.name)) })
    for index in factors.indices {
      factors[index].sameExpression = expressions[factors[index].id] ?? []
      factors[index].sameName = names[factors[index].id] ?? []
    }
    return factors
  }

  /// An entry with what it is known by.
  private struct Fact {
    var entry: LibraryEntry
    var name: String
    var expression: String?
    var digest: String?

    var meaning: Meaning? { expression.map { Meaning(name: name, expression: $0) } }
  }

  private struct Meaning: Hashable {
    var name: String
    var expression: String
  }

  /// By identity, the other identities that have one of its texts too.
  private static func clashes(_ texts: [String: Set<String>]) -> [String: [String]] {
    var holders: [String: [String]] = [:]
    for (id, own) in texts { for text in own { holders[text, default: []].append(id) } }
    // One more than is kept: a factor is none of its own clashes.
    let shared = holders.filter { $0.value.count > 1 }.mapValues { $0.sorted().prefix(LibraryFactor.clashesMax + 1) }
    var found: [String: [String]] = [:]
    for (id, own) in texts {
      let others = Set(own.flatMap { shared[$0] ?? [] }).subtracting([id])
      if !others.isEmpty { found[id] = Array(others.sorted().prefix(LibraryFactor.clashesMax)) }
    }
    return found
  }

  /// What a factor without code is known by.
  static func identity(_ row: JSONValue) -> String {
    hashed(normal(row).map { "expression " + $0 } ?? "name " + (row["source"]?.stringValue ?? "") + " " + name(row))
  }

  private static func hashed(_ known: String) -> String {
    String(SHA256Digest(hashing: Array(known.utf8)).hex.prefix(16))
  }

  private static func name(_ row: JSONValue) -> String {
    RecordedName.plain((row["name"] ?? row["factor_name"])?.stringValue ?? "")
  }

  private static func expression(_ row: JSONValue) -> String? {
    [row["expression"], row["formula_hint"]].lazy.compactMap { $0?.stringValue }.first { !$0.isEmpty }
  }

  private static func normal(_ row: JSONValue) -> String? { expression(row)?.filter { !$0.isWhitespace } }

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

/// What is known of code: which loop has which, under which names of columns.
private struct RecordedCode {
  /// By digest, sorted.
  private(set) var places: [String: [String]] = [:]
  /// Digests by loop and name.
  private var digests: [String: [String: Set<String>]] = [:]

  init(_ codes: [LibraryEntry], _ workspaces: [String: String]) {
    for entry in codes where !entry.repairs.contains(.superseded) {
      let row = entry.document
      guard let loop = entry.loop ?? row["workspace_id"]?.stringValue.flatMap({ workspaces[$0] }) else { continue }
      for (name, value) in row["columns"]?.objectValue ?? [:] {
        guard let digest = value.stringValue else { continue }
        digests[loop, default: [:]][name, default: []].insert(digest)
        places[digest, default: []].append(row["place"]?.stringValue ?? entry.key)
      }
    }
    places = places.mapValues { Set($0).sorted() }
  }

  /// Nil where the loop has none for the name, or different ones.
  func digest(of name: String, in loop: String) -> String? {
    guard let found = digests[loop]?[name], found.count == 1 else { return nil }
    return found.first
  }
}
