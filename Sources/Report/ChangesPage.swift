import Primitives
import Records

/// The newest archived night against the one before.
struct ChangesPage {
  let shell: PageShell

  private func text(_ key: String) -> String { StringTable.require(key, shell.language) }

  func values(style: String) -> [String: PageValue] {
    var values = shell.values(.changes, title: text("changes"), style: style)
    guard let diff = shell.input.archive.changes else {
      values["hasDiff"] = false
      return values
    }
    values["hasDiff"] = true
    values["left"] = .text(diff.left.day.description)
    values["right"] = .text(diff.right.day.description)
    values["lead"] = .text(
      "\(diff.left.day) → \(diff.right.day): \(diff.entries.count) \(text("differences"))")
    values["hasEntries"] = .flag(!diff.entries.isEmpty)
    values["entries"] = .list(
      diff.entries.map {
        [
          "migration": .text($0.migration.isEmpty ? "–" : $0.migration),
          "kind": .text(text("kind." + $0.kind.rawValue)),
          "name": .text($0.name), "before": .text($0.left?[shell.language] ?? "–"),
          "after": .text($0.right?[shell.language] ?? "–"),
        ]
      })
    return values
  }
}
