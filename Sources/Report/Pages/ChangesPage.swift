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
    values["lead"] = .prose(diff.summary, shell.language)
    values["hasEntries"] = .flag(!diff.entries.isEmpty)
    values["entries"] = .list(diff.entries.map(row))
    return values
  }

  private func row(_ entry: ArchiveDiff.Entry) -> [String: PageValue] {
    func side(_ value: ArchivedValue?, ran: Int?) -> PageValue {
      guard let text = value?[shell.language] else { return .text(PageFigures.missing) }
      // A verdict has a word in each language; everything else stands as the archive holds it.
      guard entry.kind == .verdict else { return .text(text) }
      guard Comparison.Verdict(rawValue: text) != nil else {
        return .text(StringTable.text("verdict." + text, shell.language) ?? text)
      }
      return .text(Comparison.Verdict.phrase(text, ran: ran)[shell.language])
    }
    return [
      "migration": .text(entry.migration.isEmpty ? PageFigures.missing : entry.migration),
      "kind": .text(text("kind." + entry.kind.rawValue)), "name": .text(entry.name),
      "isCode": .flag(entry.kind != .verdict), "before": side(entry.left, ran: entry.rungsRan.left),
      "after": side(entry.right, ran: entry.rungsRan.right),
    ]
  }
}
