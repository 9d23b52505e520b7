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
        lines: ["\(migration) of \(date.day) restored to \(output)"])
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
                "detail": .string($0.detail.english),
              ]
            }),
        ],
        lines: problems.map { "\($0.day) \($0.kind.rawValue): \($0.path): \($0.detail)" }
          + ["\(days.count) snapshots, \(problems.count) problems"])
      if !problems.isEmpty { throw Differs() }
    }
  }

  struct Diff: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "diff",
      abstract: "Compares two nights: verdicts, metrics, holdings, fingerprints, versions; exit 1 where they differ.")

    @OptionGroup var global: GlobalOptions
    @Argument(help: "A day, YYYY-MM-DD.") var left: DayArgument
    @Argument(help: "Another day, YYYY-MM-DD.") var right: DayArgument

    func run() throws {
      let archive = SnapshotArchive(folder: try global.configuration().archive.folder)
      let diff = try archive.diff(left.day, right.day)
      global.console.answer(
        diff.json,
        lines: diff.entries.map {
          "\($0.kind.rawValue)  \($0.migration.isEmpty ? "" : $0.migration + "  ")\($0.name): \($0.left ?? "-") -> \($0.right ?? "-")"
        } + diff.notes.map(\.english) + [
          "\(diff.entries.count) differences between \(diff.left.day) and \(diff.right.day)"
        ])
      if !diff.entries.isEmpty { throw Differs() }
    }
  }
}
