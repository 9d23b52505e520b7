import Archive
import Primitives
import Records

/// The chain of snapshots and whether it holds.
struct ArchivePage {
  let shell: PageShell

  private func text(_ key: String) -> String { StringTable.require(key, shell.language) }

  func values(style: String) -> [String: PageValue] {
    var values = shell.values(.archive, title: text("archive"), style: style)
    values["hasProblems"] = .flag(!shell.input.archive.problems.isEmpty)
    values["problems"] = .list(
      shell.input.archive.problems.map {
        [
          "day": .text($0.day.description), "kind": .text(text("problem." + $0.kind.rawValue)), "path": .text($0.path),
          "detail": .prose($0.detail, shell.language),
        ]
      })
    values["head"] = .list((shell.input.archive.head.map { [["line": .prose($0.message, shell.language)]] }) ?? [])
    values["snapshots"] = .list(shell.input.archive.nights.reversed().map(row))
    return values
  }

  private func row(_ night: ArchivedNight) -> [String: PageValue] {
    [
      "day": .text(night.day.description), "files": .text(PageFigures.count(night.fileCount)),
      "level": .text("\(night.level)"), "sha256": .text(night.sha256),
      "parent": .text(night.parent.map { "\($0.day) \($0.sha256.prefix(16))…" } ?? PageFigures.missing),
      "verdicts": .list(
        night.verdicts.worstFirst(\.verdict).map {
          [
            "migration": .text($0.migration), "tone": .text(PageShell.tone($0.verdict)),
            "verdict": .text(StringTable.text("verdict." + $0.verdict, shell.language) ?? $0.verdict),
            "coverage": .list($0.rungsRan.map { [["line": .prose(.coverage($0), shell.language)]] } ?? []),
          ]
        }),
    ]
  }
}
