package import Primitives

/// What is not the same in two archived nights.
package struct ArchiveDiff: Equatable, Sendable {
  /// One difference; a side that is nil does not have the thing.
  package struct Entry: Equatable, Sendable {
    package enum Kind: String, Sendable, CaseIterable {
      case version, migration, verdict, digest, finding, metric, holding, file
    }
    package var kind: Kind
    /// Empty for what concerns the whole night.
    package var migration: String
    /// The metric, hash, finding, stock or path.
    package var name: String
    package var left: String?
    package var right: String?

    package init(
      _ kind: Kind, _ migration: String, _ name: String, _ left: String?, _ right: String?
    ) {
      self.kind = kind
      self.migration = migration
      self.name = name
      self.left = left
      self.right = right
    }

    package var json: JSONValue {
      [
        "kind": .string(kind.rawValue), "migration": .string(migration), "name": .string(name),
        "left": .optional(left),
        "right": .optional(right),
      ]
    }
  }

  package var left: ArchiveReference
  package var right: ArchiveReference
  /// By migration, kind and name; those of the whole night first.
  package var entries: [Entry]
  /// What could not be compared and why.
  package var notes: [Message]

  package init(
    left: ArchiveReference, right: ArchiveReference, entries: [Entry], notes: [Message]
  ) {
    self.left = left
    self.right = right
    self.entries = entries
    self.notes = notes
  }

  package var json: JSONValue {
    func reference(_ reference: ArchiveReference) -> JSONValue {
      ["trading_day": .string(reference.day.description), "sha256": .string(reference.sha256)]
    }
    return [
      "schema": 1, "left": reference(left), "right": reference(right),
      "differences": .array(entries.map(\.json)),
      "notes": .array(notes.map(\.json)),
    ]
  }
}

extension ArchiveDiff {
  /// Reads what `json` writes; nil for anything else.
  package init?(_ json: JSONValue) {
    func reference(_ name: String) -> ArchiveReference? {
      guard let day = json[name]?["trading_day"]?.stringValue.flatMap({ TradingDay($0) }),
        let sha256 = json[name]?["sha256"]?.stringValue
      else { return nil }
      return ArchiveReference(day: day, sha256: sha256)
    }
    guard let left = reference("left"), let right = reference("right"), let list = json["differences"]?.arrayValue,
      let notes = json["notes"]?.arrayValue
    else { return nil }
    let entries = list.compactMap { item -> Entry? in
      guard let kind = item["kind"]?.stringValue.flatMap(Entry.Kind.init), let name = item["name"]?.stringValue,
        let migration = item["migration"]?.stringValue
      else { return nil }
      return Entry(kind, migration, name, item["left"]?.stringValue, item["right"]?.stringValue)
    }
    guard entries.count == list.count else { return nil }
    self.init(left: left, right: right, entries: entries, notes: notes.compactMap { Message($0) })
  }
}
