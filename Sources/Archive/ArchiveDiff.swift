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

  package var left: Manifest.Reference
  package var right: Manifest.Reference
  /// By migration, kind and name; those of the whole night first.
  package var entries: [Entry]
  /// What could not be compared and why, one sentence each.
  package var notes: [String]

  package init(
    left: Manifest.Reference, right: Manifest.Reference, entries: [Entry], notes: [String]
  ) {
    self.left = left
    self.right = right
    self.entries = entries
    self.notes = notes
  }

  package var json: JSONValue {
    func reference(_ reference: Manifest.Reference) -> JSONValue {
      ["trading_day": .string(reference.day.description), "sha256": .string(reference.sha256)]
    }
    return [
      "schema": 1, "left": reference(left), "right": reference(right),
      "differences": .array(entries.map(\.json)),
      "notes": .array(notes.map { .string($0) }),
    ]
  }
}

extension SnapshotArchive {
  /// Compares two nights: versions, verdicts, digests, findings, metrics, holdings and files.
  ///
  /// - Throws: `archive.day` for a day without a snapshot, `archive.manifest` for a damaged one.
  package func diff(_ left: TradingDay, _ right: TradingDay) throws -> ArchiveDiff {
    let days = try self.days()
    for day in [left, right] where !days.contains(day) {
      throw Diagnostic(
        "archive.day", "the archive has no night of \(day)", at: .init(folder),
        remedy: "Name two days of `aistock archive list`.", exit: .usage)
    }
    let sides = try (NightFacts(self, try snapshot(left)), NightFacts(self, try snapshot(right)))
    return ArchiveDiff(
      left: .init(day: left, sha256: sides.0.snapshot.sha256),
      right: .init(day: right, sha256: sides.1.snapshot.sha256),
      entries: sides.0.differences(to: sides.1), notes: Set(sides.0.notes + sides.1.notes).sorted())
  }
}
