package import Primitives

/// What is not the same in two archived nights.
package struct ArchiveDiff: Equatable, Sendable {
  /// One difference; a side that is nil does not have the thing.
  package struct Entry: Equatable, Sendable {
    package enum Kind: String, Sendable, CaseIterable {
      case version, migration, verdict, rung, digest, finding, metric, holding, file
    }
    package var kind: Kind
    /// Empty for what concerns the whole night.
    package var migration: String
    /// The metric, digest, finding, stock or path.
    package var name: String
    package var left: ArchivedValue?
    package var right: ArchivedValue?
    /// How many rungs ran, where a side is a verdict and its night says it.
    package var rungsRan = RungsRan()

    package struct RungsRan: Equatable, Sendable {
      package var left: Int?
      package var right: Int?

      package init(left: Int? = nil, right: Int? = nil) {
        self.left = left
        self.right = right
      }

      fileprivate var json: JSONValue {
        ["left": left.map { .integer($0) } ?? .null, "right": right.map { .integer($0) } ?? .null]
      }
    }

    package init(
      _ kind: Kind, _ migration: String, _ name: String, _ left: ArchivedValue?, _ right: ArchivedValue?
    ) {
      self.kind = kind
      self.migration = migration
      self.name = name
      self.left = left
      self.right = right
    }

    /// `rungs_ran` stands beside verdicts only.
    package var json: JSONValue {
      var members: [String: JSONValue] = [
        "kind": .string(kind.rawValue), "migration": .string(migration), "name": .string(name),
        "left": left?.json ?? .null, "right": right?.json ?? .null,
      ]
      if kind == .verdict { members["rungs_ran"] = rungsRan.json }
      return .object(members)
    }
  }

  package var left: ArchiveReference
  package var right: ArchiveReference
  /// By migration, kind and name; those of the whole night first.
  package var entries: [Entry]
  /// What could not be compared, and why.
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
    [
      "schema": 1, "left": left.json, "right": right.json,
      "counts": .object(
        Dictionary(uniqueKeysWithValues: counts.map { ($0.kind.rawValue, .integer($0.count)) })),
      "highlights": .array(highlights.map(\.json)),
      "differences": .array(entries.map(\.json)),
      "notes": .array(notes.map(\.json)),
    ]
  }
}

extension ArchiveDiff {
  /// How many differences there are of each kind that has some: verdicts first, files last.
  package var counts: [(kind: Entry.Kind, count: Int)] {
    [Entry.Kind.verdict, .rung, .migration, .finding, .metric, .holding, .digest, .version, .file].compactMap { kind in
      let count = entries.count { $0.kind == kind }
      return count == 0 ? nil : (kind, count)
    }
  }

  /// One line: both days and the counts by kind.
  package var summary: Message {
    guard !entries.isEmpty else {
      return Message(
        "archive.no-difference", ["left": .day(left.day), "right": .day(right.day)],
        en: "The nights of {left} and {right} do not differ.", zh: "{left} 与 {right} 两夜没有差异。")
    }
    return Message(
      "archive.differences",
      [
        "left": .day(left.day), "right": .day(right.day), "count": .count(entries.count),
        "parts": .list(counts.map { .message(.counted($0.kind, $0.count)) }),
      ],
      en: "{count} {count:difference|differences} between {left} and {right}: {parts}.",
      zh: "{left} 与 {right} 之间有 {count} 处差异：{parts}。")
  }
}

extension ArchiveDiff {
  /// Reads what `json` writes; nil for anything else.
  package init?(_ json: JSONValue) {
    guard let left = json["left"].flatMap({ ArchiveReference($0) }),
      let right = json["right"].flatMap({ ArchiveReference($0) }), let list = json["differences"]?.arrayValue,
      let notes = json["notes"]?.arrayValue
    else { return nil }
    let entries = list.compactMap(Entry.init)
    guard entries.count == list.count else { return nil }
    self.init(left: left, right: right, entries: entries, notes: notes.compactMap { Message($0) })
  }
}

extension ArchiveDiff.Entry {
  /// Reads what `json` writes; nil for anything else.
  package init?(_ json: JSONValue) {
    guard let kind = json["kind"]?.stringValue.flatMap(Kind.init), let name = json["name"]?.stringValue,
      let migration = json["migration"]?.stringValue
    else { return nil }
    self.init(
      kind, migration, name, json["left"].flatMap { ArchivedValue($0) }, json["right"].flatMap { ArchivedValue($0) })
    let ran = json["rungs_ran"]
    rungsRan = .init(left: ran?["left"]?.intValue, right: ran?["right"]?.intValue)
  }
}

extension Message {
  fileprivate static func counted(_ kind: ArchiveDiff.Entry.Kind, _ count: Int) -> Message {
    switch kind {
    case .verdict:
      Message(
        "archive.verdicts", ["count": .count(count)], en: "{count} {count:verdict|verdicts}", zh: "{count} 个判定")
    case .rung:
      Message(
        "archive.rungs", ["count": .count(count)], en: "{count} {count:rung state|rung states}", zh: "{count} 个级的状态")
    case .migration:
      Message(
        "archive.migrations", ["count": .count(count)], en: "{count} {count:migration|migrations}", zh: "{count} 个迁移")
    case .finding:
      Message(
        "archive.findings", ["count": .count(count)], en: "{count} {count:finding|findings}", zh: "{count} 个发现")
    case .metric:
      Message("archive.metrics", ["count": .count(count)], en: "{count} {count:metric|metrics}", zh: "{count} 个指标")
    case .holding:
      Message(
        "archive.holdings", ["count": .count(count)], en: "{count} {count:holding|holdings}", zh: "{count} 个持仓")
    case .digest:
      Message("archive.digests", ["count": .count(count)], en: "{count} {count:digest|digests}", zh: "{count} 个摘要")
    case .version:
      Message(
        "archive.versions", ["count": .count(count)], en: "{count} {count:version|versions}", zh: "{count} 个版本")
    case .file:
      Message("archive.files", ["count": .count(count)], en: "{count} {count:file|files}", zh: "{count} 个文件")
    }
  }
}
