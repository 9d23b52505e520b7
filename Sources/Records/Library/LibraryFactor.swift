package import Primitives

/// A factor of the library: one idea, under all names it goes by.
///
/// Two entries are one factor where their expressions are equal without blanks; where there is none, where
/// source and name are equal. Two expressions under one name are two factors.
package struct LibraryFactor: Equatable, Sendable {
  /// SHA-256 of what it is known by, the first 16 digits.
  package var id: String
  /// Sorted; the first is the one that lists show.
  package var names: [String]
  /// `rdagent_generated`, `qlib_alpha158`, …; nil where it is not recorded.
  package var source: String?
  /// A qlib expression, or LaTeX; nil where there is none.
  package var expression: String?
  package var description: String?
  package var tags: [String]
  /// `TASK/LOOP` of the loops that name it, sorted.
  package var loops: [String]
  package var createdAt: String?
  package var origins: [String]

  package init(
    id: String, names: [String], source: String?, expression: String?, description: String?, tags: [String],
    loops: [String], createdAt: String?, origins: [String]
  ) {
    self.id = id
    self.names = names
    self.source = source
    self.expression = expression
    self.description = description
    self.tags = tags
    self.loops = loops
    self.createdAt = createdAt
    self.origins = origins
  }

  package var name: String { names.first ?? id }

  /// All texts that a search looks through.
  package var searchable: String {
    (names + [description, expression].compactMap { $0 } + tags).joined(separator: "\n")
  }

  package var json: JSONValue {
    func strings(_ values: [String]) -> JSONValue { .array(values.map { .string($0) }) }
    return [
      "id": .string(id), "names": strings(names), "source": .optional(source), "expression": .optional(expression),
      "description": .optional(description), "tags": strings(tags), "loops": strings(loops),
      "created_at_utc": .optional(createdAt), "origins": strings(origins),
    ]
  }

  /// Nil where it has no identity.
  package init?(_ json: JSONValue) {
    func strings(_ key: String) -> [String] { json[key]?.arrayValue?.compactMap(\.stringValue) ?? [] }
    guard let id = json["id"]?.stringValue else { return nil }
    self.init(
      id: id, names: strings("names"), source: json["source"]?.stringValue,
      expression: json["expression"]?.stringValue, description: json["description"]?.stringValue,
      tags: strings("tags"), loops: strings("loops"), createdAt: json["created_at_utc"]?.stringValue,
      origins: strings("origins"))
  }
}
