import ArgumentParser
import Night
import Primitives
import Records
import Store

/// `aistock state …`: the state file's copies and its health.
struct StateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "state", abstract: "Backs up, restores and checks the state file, and removes old work beside it.",
    subcommands: [Backup.self, Restore.self, Check.self, Prune.self])

  struct Backup: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "backup", abstract: "Writes a copy of the state file of one moment, also while a night runs.",
      discussion: """
        FILE.sha256 beside it holds its digest in sha256sum's form. An older copy is overwritten, any other file is not. \
        The archive is a folder of plain files, which any backup program copies.
        """)

    @OptionGroup var global: GlobalOptions
    @Option(help: "The file to write.") var output: String

    func run() throws {
      let configuration = try global.configuration()
      try global.check(file: output)
      let copy = try Database(copying: configuration.state).backup(to: output)
      global.console.answer(copy.json, lines: [.backedUp(copy)])
    }
  }

  struct Restore: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "restore", abstract: "Puts a copy in the place of the state file, which is kept under a dated name.",
      discussion: """
        The copy is compared with its digest, read through and brought to the present schema first. A night, a watch or a \
        trade that is at work is not disturbed: the exit code is 75.
        """)

    @OptionGroup var global: GlobalOptions
    @Argument(help: "A file that `aistock state backup` wrote.") var file: String

    func run() throws {
      let configuration = try global.configuration()
      let locks = try NightFolders(configuration).everyLock(configuration).map { try NightLock(path: $0) }
      defer { withExtendedLifetime(locks) {} }
      let restored = try StateBackup.restore(file, to: configuration.state, at: Clock.system.timestamp)
      global.console.answer(
        ["state": .string(configuration.state), "kept": .optional(restored.kept), "backup": restored.backup.json],
        lines: [.restored(restored.backup, to: configuration.state)] + (restored.kept.map { [.kept($0)] } ?? []))
    }
  }

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check", abstract: "Reads every page of the state file; schema steps, sizes, rows by table.",
      discussion: "Changes nothing. Exit code: 0 where the file is sound, 3 where it is damaged.")

    @OptionGroup var global: GlobalOptions

    func run() throws {
      let report = try StateReport(try global.configuration().state)
      let console = global.console
      console.answer(report.json, lines: report.lines.map(console.text))
      if !report.problems.isEmpty { throw Ended(exit: .input) }
    }
  }

  struct Prune: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "prune", abstract: "Removes old work beside the state file, as each night does at its end.",
      discussion: """
        Removed are work folders of migrations that the configuration no longer has, comparisons of nights that no page \
        shows, and what killed processes left. Archive, sign-offs, bundles, previews and backups stay.
        """)

    @OptionGroup var global: GlobalOptions
    @Option(help: "Days to keep; default: state.keep of the configuration, else 90.") var keep: Int?
    @Flag(help: "Only say what would be removed.") var dryRun = false

    func validate() throws {
      if let keep, keep < 1 { throw ValidationError(.keepOutOfRange) }
    }

    func run() throws {
      let configuration = try global.configuration()
      let lock = try NightLock(path: NightFolders(configuration).lock)
      defer { withExtendedLifetime(lock) {} }
      guard let days = keep ?? configuration.keepDays else {
        return global.console.answer(["items": []], lines: [Message.keepsAll])
      }
      let retention = Retention(configuration, days: days, clock: .system)
      let items = try retention.items()
      if !dryRun { try retention.remove(items) }
      let summary: Message = items.isEmpty ? .nothingOld(days) : dryRun ? .wouldRemove(items) : .removed(items)
      global.console.answer(
        ["dry_run": .bool(dryRun), "days": .integer(days), "items": .array(items.map(\.json))],
        lines: items.map { "\($0.kind.rawValue)  \($0.path)  \($0.byteCount)" } + [global.console.text(summary)])
    }
  }
}

extension StateBackup {
  fileprivate var json: JSONValue {
    [
      "file": .string(path), "bytes": .integer(byteCount), "sha256": .string(sha256),
      "last_night": .optional(lastNight),
    ]
  }
}

extension StateReport {
  fileprivate var json: JSONValue {
    [
      "state": .string(path), "bytes": .integer(byteCount), "log_bytes": .integer(logByteCount),
      "free_bytes": .integer(freeByteCount), "schema_steps": .array(steps.map { .string($0) }),
      "pending_steps": .array(pending.map { .string($0) }), "problems": .array(problems.map { .string($0) }),
      "rows": .object(Dictionary(tables.map { ($0.name, .integer($0.rows)) }) { first, _ in first }),
    ]
  }

  fileprivate var lines: [Message] {
    problems.map { .verbatim($0) }
      + tables.map { .table($0) } + [.sizes(self), .schema(self)] + [
        problems.isEmpty ? .sound : .damaged(problems.count)
      ]
  }
}

extension Retention.Item {
  fileprivate var json: JSONValue {
    ["kind": .string(kind.rawValue), "path": .string(path), "bytes": .integer(byteCount)]
  }
}

extension Message {
  fileprivate static let sound = Message("state.sound", en: "The state file is sound.", zh: "状态文件完好。")
  fileprivate static let keepsAll = Message(
    "state.keeps-all", en: "The configuration keeps everything (`state.keep: all`).", zh: "配置为全部保留（`state.keep: all`）。")

  fileprivate static var keepOutOfRange: Message {
    Message("state.keep-out-of-range", en: "--keep is a number of days of at least 1.", zh: "--keep 须为不小于 1 的天数。")
  }

  fileprivate static func backedUp(_ copy: StateBackup) -> Message {
    Message(
      "state.backed-up",
      ["path": .text(copy.path), "bytes": .count(copy.byteCount), "digest": .text(copy.sha256)],
      en: "Wrote {path}: {bytes} bytes, digest {digest}.", zh: "已写入 {path}：{bytes} 字节，摘要 {digest}。")
  }

  fileprivate static func restored(_ copy: StateBackup, to path: String) -> Message {
    guard let day = copy.lastNight else {
      return Message(
        "state.restored-empty", ["path": .text(path)], en: "Restored {path}; it has no night.",
        zh: "已恢复 {path}；其中没有夜间任务。")
    }
    return Message(
      "state.restored", ["path": .text(path), "day": .day(day)],
      en: "Restored {path}; its newest night is {day}.", zh: "已恢复 {path}；其中最新一夜为 {day}。")
  }

  fileprivate static func kept(_ path: String) -> Message {
    Message("state.kept", ["path": .text(path)], en: "The file that was there is kept as {path}.", zh: "原文件保留为 {path}。")
  }

  fileprivate static func table(_ table: StateReport.Table) -> Message {
    Message(
      "state.table-label", ["name": .text(table.name), "rows": .count(table.rows)], en: "  {name}: {rows}",
      zh: "  {name}：{rows}")
  }

  fileprivate static func sizes(_ report: StateReport) -> Message {
    Message(
      "state.sizes",
      [
        "path": .text(report.path), "bytes": .count(report.byteCount), "log": .count(report.logByteCount),
        "free": .count(report.freeByteCount),
      ], en: "{path}: {bytes} bytes, {log} in its log; {free} bytes hold nothing.",
      zh: "{path}：{bytes} 字节，日志 {log} 字节；空闲页 {free} 字节。")
  }

  fileprivate static func schema(_ report: StateReport) -> Message {
    guard !report.pending.isEmpty else {
      return Message(
        "state.schema", ["count": .count(report.steps.count), "last": .text(report.steps.last ?? "")],
        en: "{count} schema steps, the last is '{last}'.", zh: "结构步骤 {count} 个，最后一个是“{last}”。")
    }
    return Message(
      "state.schema-pending", ["count": .count(report.steps.count), "pending": .names(report.pending)],
      en: "{count} {count:schema step|schema steps}; to come: {pending}.", zh: "结构步骤 {count} 个，尚待执行：{pending}。")
  }

  fileprivate static func damaged(_ count: Int) -> Message {
    Message(
      "state.damaged", ["count": .count(count)],
      en: "The state file is damaged: {count} {count:problem|problems}. Restore it with `aistock state restore FILE`.",
      zh: "状态文件已损坏：问题 {count} 处。请用 `aistock state restore 文件` 恢复。")
  }

  fileprivate static func nothingOld(_ days: Int) -> Message {
    Message(
      "state.nothing-old", ["days": .count(days)], en: "Nothing is older than {days} {days:day|days}.",
      zh: "没有早于 {days} 天的内容。")
  }

  fileprivate static func wouldRemove(_ items: [Retention.Item]) -> Message {
    Message(
      "state.would-remove",
      ["count": .count(items.count), "bytes": .count(items.reduce(0) { $0 + $1.byteCount })],
      en: "Would remove {count} {count:file or folder|files and folders}, {bytes} bytes.",
      zh: "将删除 {count} 项，共 {bytes} 字节。")
  }
}
