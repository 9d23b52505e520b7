import Archive
import ArgumentParser
import Night
import Primitives
import Records
import Store

/// `aistock archive …`: the chain of snapshots.
struct ArchiveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "archive", abstract: "Lists, compares and verifies the archived nights.",
    subcommands: [List.self, Diff.self, Verify.self, Restore.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists the snapshots.")

    @OptionGroup var global: GlobalOptions

    func run() throws {
      let configuration = try global.configuration()
      let archive = SnapshotArchive(folder: configuration.archive.folder)
      // What the nights found out of files that nobody touched since is not read again.
      let known = StampedFacts(reading: NightFolders(configuration).facts)
      let nights = try archive.list().map { ($0, archive.verdicts($0, known: known)) }
      let language = global.console.language
      global.console.answer(
        .array(nights.map { $0.0.json($0.1) }), lines: nights.map { $0.0.line($0.1, language) })
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
      try global.check(output, as: .workspace, against: [.init(.archive, archive.folder)])
      let folder = try StagedFolder(replacing: output, as: .workspace)
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
    @Option(help: "A digest that you kept: of a head, as `nightly` prints it, or of a night's manifest.") var head:
      String?

    func run() throws {
      let configuration = try global.configuration()
      let archive = SnapshotArchive(configuration)
      let days = try archive.days()
      let problems = try archive.verify(configuration)
      let state = archive.headState()
      let anchor = try head.map { try archive.anchor($0) }
      var document: [String: JSONValue] = [
        "snapshots": .integer(days.count), "problems": .array(problems.map(\.json)), "head": state?.json ?? .null,
      ]
      if let anchor {
        document["anchor"] = ["state": .string(anchor.name), "detail": anchor.message.json]
      }
      global.console.answer(
        .object(document),
        lines: (problems.map(\.message) + [state?.message, anchor?.message].compactMap { $0 }
          + [.verified(days.count, problems.count)]).map { global.console.text($0) })
      if !problems.isEmpty || anchor?.isKnown == false { throw Differs() }
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
      let configuration = try global.configuration()
      let archive = SnapshotArchive(folder: configuration.archive.folder)
      let diff = try archive.diff(left.day, right.day)
      let change = try archive.change(left.day, right.day, stages: try stages(configuration))
      let console = global.console
      let entries = diff.entries.map { $0.line(console.language) }
      let summary = diff.entries.isEmpty ? [diff.summary] : change.lines + [diff.summary]
      var document = diff.json.objectValue ?? [:]
      document["change"] = change.json
      // The details stand apart, behind what most readers came for.
      console.answer(
        .object(document),
        lines: (summary + diff.notes).map { console.text($0) } + (entries.isEmpty ? [] : [""] + entries))
      if !diff.entries.isEmpty { throw Differs() }
    }

    /// How far the migrations had come is known where the state file stands.
    private func stages(_ configuration: AistockConfiguration) throws -> [String: [MigrationStep]] {
      FileReader.exists(configuration.state) ? try Database(path: configuration.state).stages() : [:]
    }
  }
}

extension Message {
  fileprivate static func restored(_ migration: String, of day: TradingDay, to folder: String) -> Message {
    Message(
      "archive.restored", ["migration": .text(migration), "day": .day(day), "folder": .text(folder)],
      en: "{migration} of {day} restored to {folder}", zh: "{day} 的 {migration} 已恢复至 {folder}")
  }

  fileprivate static func verified(_ snapshots: Int, _ problems: Int) -> Message {
    Message(
      "archive.verified", ["snapshots": .count(snapshots), "problems": .count(problems)],
      en: "{snapshots} {snapshots:snapshot|snapshots}, {problems} {problems:problem|problems}",
      zh: "{snapshots} 个快照，{problems} 个问题")
  }
}
