import Archive
import ArgumentParser
import Night
import Primitives
import Records

/// `aistock archive …`: the chain of snapshots.
struct ArchiveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "archive", abstract: "Lists, compares and verifies the archived nights.",
    subcommands: [List.self, Diff.self, Verify.self, Restore.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists the snapshots.")

    @OptionGroup var global: GlobalOptions

    func run() throws {
      let snapshots = try SnapshotArchive(folder: global.configuration().archive.folder).list()
      global.console.answer(
        .array(
          snapshots.map { snapshot in
            [
              "trading_day": .string(snapshot.manifest.day.description), "sha256": .string(snapshot.sha256),
              "level": .integer(snapshot.manifest.level), "files": .integer(snapshot.manifest.files.count),
              "parent": .optional(snapshot.manifest.parent?.sha256),
              "verdicts": .array(
                snapshot.manifest.verdicts.map {
                  ["migration": .string($0.migration), "verdict": .string($0.verdict)]
                }),
            ]
          }),
        lines: snapshots.map { snapshot -> String in
          let verdicts = snapshot.manifest.verdicts.map { "\($0.migration) \($0.verdict)" }.joined(separator: ", ")
          return "\(snapshot.manifest.day)  \(snapshot.sha256)  \(verdicts)"
        })
    }
  }

  struct Restore: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "restore",
      abstract: "Writes what a night of level 2 archived of a migration as a workspace that can be reconciled again.")

    @OptionGroup var global: GlobalOptions
    @Option(help: "A day, YYYY-MM-DD.") var date: DayArgument
    @Option(help: "A migration of that night.") var migration: String
    @Option(help: "The folder to write.") var output: String

    func run() throws {
      let archive = SnapshotArchive(folder: try global.configuration().archive.folder)
      let folder = try StagedFolder(replacing: output, marker: "conf.yaml")
      try archive.restore(migration, of: date.day, to: folder)
      try folder.commit()
      global.console.answer(
        ["workspace": .string(output), "migration": .string(migration), "trading_day": .string(date.day.description)],
        lines: [global.console.text(.restored(migration, of: date.day, to: output))])
    }
  }

  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "verify", abstract: "Compares every file with its manifest and every manifest with the chain.")

    @OptionGroup var global: GlobalOptions

    func run() throws {
      let archive = SnapshotArchive(folder: try global.configuration().archive.folder)
      let days = try archive.days()
      let problems = try archive.verify()
      global.console.answer(
        [
          "snapshots": .integer(days.count),
          "problems": .array(
            problems.map {
              [
                "trading_day": .string($0.day.description), "kind": .string($0.kind.rawValue), "path": .string($0.path),
                "detail": $0.detail.json,
              ]
            }),
        ],
        lines: problems.map { global.console.text(.problem($0)) }
          + [global.console.text(.verified(days.count, problems.count))])
      if !problems.isEmpty { throw Differs() }
    }
  }

  struct Diff: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "diff",
      abstract:
        "Compares two nights: verdicts, findings, metrics, holdings, digests, versions; exit 1 where they differ.")

    @OptionGroup var global: GlobalOptions
    @Argument(help: "A day, YYYY-MM-DD.") var left: DayArgument
    @Argument(help: "Another day, YYYY-MM-DD.") var right: DayArgument

    func run() throws {
      let archive = SnapshotArchive(folder: try global.configuration().archive.folder)
      let diff = try archive.diff(left.day, right.day)
      let console = global.console
      let entries = diff.entries.map { line($0, console.language) }
      console.answer(diff.json, lines: [console.text(diff.summary)] + entries + diff.notes.map { console.text($0) })
      if !diff.entries.isEmpty { throw Differs() }
    }

    /// `kind  migration  name: left -> right`.
    private func line(_ entry: ArchiveDiff.Entry, _ language: Language) -> String {
      let place = entry.migration.isEmpty ? entry.name : entry.migration + "  " + entry.name
      let sides = [entry.left, entry.right].map { $0?[language] ?? "-" }
      return entry.kind.rawValue + "  " + place + ": " + sides.joined(separator: " -> ")
    }
  }
}

extension Message {
  fileprivate static func restored(_ migration: String, of day: TradingDay, to folder: String) -> Message {
    Message(
      "archive.restored", ["migration": .text(migration), "day": .day(day), "folder": .text(folder)],
      en: "{migration} of {day} restored to {folder}", zh: "{day} 的 {migration} 已恢复至 {folder}")
  }

  /// The kind stands as in the document, for scripts that read lines.
  fileprivate static func problem(_ problem: SnapshotArchive.Problem) -> Message {
    Message(
      "archive.problem",
      [
        "day": .day(problem.day), "kind": .text(problem.kind.rawValue), "path": .text(problem.path),
        "detail": .message(problem.detail),
      ],
      en: "{day} {kind}: {path}: {detail}", zh: "{day} {kind}：{path}：{detail}")
  }

  fileprivate static func verified(_ snapshots: Int, _ problems: Int) -> Message {
    Message(
      "archive.verified", ["snapshots": .count(snapshots), "problems": .count(problems)],
      en: "{snapshots} {snapshots:snapshot|snapshots}, {problems} {problems:problem|problems}",
      zh: "{snapshots} 个快照，{problems} 个问题")
  }
}
