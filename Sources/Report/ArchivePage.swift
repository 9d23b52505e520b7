import Archive
import Primitives

/// The chain of snapshots and whether it holds.
struct ArchivePage {
  let shell: PageShell

  private func text(_ key: String) -> String { StringTable.require(key, shell.language) }

  func values(style: String) -> [String: PageValue] {
    var values = shell.values(.archive, title: text("archive"), style: style)
    values["hasProblems"] = .flag(!shell.input.problems.isEmpty)
    values["problems"] = .list(
      shell.input.problems.map {
        [
          "day": .text($0.day.description), "kind": .text(text("problem." + $0.kind.rawValue)), "path": .text($0.path),
          "detail": .text($0.detail),
        ]
      })
    values["snapshots"] = .list(shell.input.snapshots.reversed().map(row))
    return values
  }

  private func row(_ snapshot: SnapshotArchive.Snapshot) -> [String: PageValue] {
    let manifest = snapshot.manifest
    return [
      "day": .text(manifest.day.description), "files": .text("\(manifest.files.count + manifest.objects.count)"),
      "level": .text("\(manifest.level)"), "sha256": .text(snapshot.sha256),
      "parent": .text(manifest.parent.map { "\($0.day) \($0.sha256.prefix(16))…" } ?? "–"),
      "verdicts": .list(
        manifest.verdicts.map {
          [
            "migration": .text($0.migration), "tone": .text(PageShell.tone($0.verdict)),
            "verdict": .text(StringTable.text("verdict." + $0.verdict, shell.language) ?? $0.verdict),
          ]
        }),
    ]
  }
}
