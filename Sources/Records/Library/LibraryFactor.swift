package import Primitives

/// A factor of the library: one idea, under all names it goes by.
///
/// 1. An entry has code where its loop has code that writes a column of its name, and all such code of the loop is the
///    same. Whose loop a file is of, the registry, a catalog or a bundle's manifest says; nothing else proves it.
/// 2. Two entries with code are one factor where their code is equal, whatever their names and expressions are. Blanks,
///    comments, docstrings and the factor's own name do not count, everything else does.
/// 3. An entry without code joins entries with code only where name and expression agree, and only where they are one
///    factor.
/// 4. Any other entry is known by its expression without blanks; where there is none, by source and name.
///
/// Different factors of one expression, or of one name, name each other.
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
  /// The code that computes it; nil where none is known to.
  package var code: Code?
  /// Identities of other factors of the same expression, sorted, at most `clashesMax`.
  package var sameExpression: [String] = []
  /// Identities of other factors of the same name, sorted, at most `clashesMax`.
  package var sameName: [String] = []

  package static let clashesMax = 20

  /// Code of a factor, and where it stands.
  package struct Code: Equatable, Sendable {
    /// SHA-256 of its tokens without comments, docstrings and the factor's name.
    package var digest: String
    /// Below RD-Agent's folder, or below the folder of the state file; sorted.
    package var places: [String]

    package init(digest: String, places: [String]) {
      self.digest = digest
      self.places = places
    }
  }

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
      "code": code.map { ["digest": .string($0.digest), "places": strings($0.places)] } ?? .null,
      "same_expression": strings(sameExpression), "same_name": strings(sameName),
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
    if let digest = json["code"]?["digest"]?.stringValue {
      code = Code(digest: digest, places: json["code"]?["places"]?.arrayValue?.compactMap(\.stringValue) ?? [])
    }
    (sameExpression, sameName) = (strings("same_expression"), strings("same_name"))
  }
}

extension LibraryFactor {
  /// What keeps it apart from others of its expression or its name, a sentence each; none where there is no other.
  package var clashNotes: [Message] {
    (sameExpression.isEmpty ? [] : [.sameExpression(sameExpression, hasCode: code != nil)])
      + (sameName.isEmpty ? [] : [.sameName(sameName)])
  }
}

extension Message {
  fileprivate static func sameExpression(_ ids: [String], hasCode: Bool) -> Message {
    hasCode
      ? Message(
        "library.same-expression", ["ids": .names(ids)],
        en: "Its expression is also that of {ids}. Their code is not the same, or is not known.",
        zh: "{ids} 的表达式与其相同，但代码不同或未知。")
      : Message(
        "library.same-expression-uncoded", ["ids": .names(ids)],
        en: "Its expression is also that of {ids}, whose code is known. Whether it is the same is not.",
        zh: "{ids} 的表达式与其相同且代码已知；无法确定两者是否相同。")
  }

  fileprivate static func sameName(_ ids: [String]) -> Message {
    Message(
      "library.same-name", ["ids": .names(ids)], en: "Its name is also that of {ids}, which is another factor or more.",
      zh: "{ids} 与其同名，但为不同因子。")
  }
}
