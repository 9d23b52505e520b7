package import Primitives
package import Records

extension SnapshotArchive.Snapshot {
  /// The night in the answer of `archive list --json`.
  ///
  /// - Parameter verdicts: of the night, in the manifest's order.
  package func json(_ verdicts: [ArchivedVerdict]) -> JSONValue {
    [
      "trading_day": .string(manifest.day.description), "sha256": .string(sha256),
      "level": .integer(manifest.level), "files": .integer(manifest.files.count),
      "parent": .optional(manifest.parent?.sha256), "verdicts": .array(verdicts.map(\.json)),
    ]
  }

  /// `day  digest  migration verdict (rungs), …`, the worst verdict first.
  package func line(_ verdicts: [ArchivedVerdict], _ language: Language) -> String {
    let shown = verdicts.worstFirst(\.verdict).map {
      $0.migration + " " + Comparison.Verdict.phrase($0.verdict, ran: $0.rungsRan)[language]
    }
    return "\(manifest.day)  \(sha256)  \(shown.joined(separator: ", "))"
  }
}

extension SnapshotArchive.Problem {
  package var json: JSONValue {
    [
      "trading_day": .string(day.description), "kind": .string(kind.rawValue), "path": .string(path),
      "detail": detail.json,
    ]
  }

  /// The kind stands as in the document, for scripts that read lines.
  package var message: Message {
    Message(
      "archive.problem",
      [
        "day": .day(day), "kind": .text(kind.rawValue), "path": .text(path),
        "detail": .message(detail),
      ],
      en: "{day} {kind}: {path}: {detail}", zh: "{day} {kind}：{path}：{detail}")
  }
}

extension ArchiveDiff.Entry {
  /// `kind  migration  name: left -> right`.
  package func line(_ language: Language) -> String {
    let place = migration.isEmpty ? name : migration + "  " + name
    let sides = sides(language)
    return kind.rawValue + "  " + place + ": " + sides.left + " -> " + sides.right
  }
}
