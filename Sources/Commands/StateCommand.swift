import ArgumentParser
import Night
import Primitives
import Records
import Store

/// `aistock state …`: the state file's copies and its health.
struct StateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "state",
    abstract: "Backs up, restores, checks and pushes the state file, and removes old work beside it.",
    subcommands: [Backup.self, Restore.self, Check.self, Push.self, Prune.self])

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
        trade that is at work is not disturbed: the exit code is 75. With --server the copy is made from the rows of a \
        server that `aistock state push` filled.
        """)

    @OptionGroup var global: GlobalOptions
    @Argument(help: "A file that `aistock state backup` wrote.") var file: String?
    @Option(help: "A server, postgresql://…, or `configured` for state.server of the configuration.") var server:
      String?
    @Option(help: "With --server, the schema of the state; default: aistock, or state.schema.") var schema: String?

    func validate() throws {
      if (file == nil) == (server == nil) { throw ValidationError(.oneSource) }
      if schema != nil, server == nil { throw ValidationError(.schemaAlone) }
      if let schema, !StateServer.isSchema(schema) { throw ValidationError(.noSchema) }
    }

    func run() throws {
      let configuration = try global.configuration()
      let source = try Source.server(server, schema: schema, configuration)
      let locks = try NightFolders(configuration).everyLock(configuration).map { try NightLock(path: $0) }
      defer { withExtendedLifetime(locks) {} }
      if let source { return try restore(from: source, to: configuration.state) }
      let restored = try StateBackup.restore(file ?? "", to: configuration.state, at: Clock.system.timestamp)
      global.console.answer(
        ["state": .string(configuration.state), "kept": .optional(restored.kept), "backup": restored.backup.json],
        lines: [.restored(restored.backup.lastNight, to: configuration.state)]
          + (restored.kept.map { [.kept($0)] } ?? []))
    }

    private func restore(from server: StateServer, to path: String) throws {
      let restored = try server.restore(to: path, at: Clock.system.timestamp)
      global.console.answer(
        [
          "state": .string(path), "kept": .optional(restored.kept), "server": .string(server.location),
          "schema": .string(server.schema), "generation": .integer(restored.generation.number),
          "pushed_at": .string(restored.generation.pushedAt), "digest": .string(restored.generation.digest),
          "bytes": .integer(restored.byteCount), "last_night": .optional(restored.lastNight),
        ],
        lines: [.restored(restored.lastNight, to: path), .ofGeneration(restored.generation)]
          + (restored.kept.map { [.kept($0)] } ?? []))
    }
  }

  struct Push: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "push", abstract: "Gives every row of the state to the server that state.server names.",
      discussion: """
        Each night does so at its end. The server's tables are written in one transaction, those that have not changed are \
        left. This command also reads the rows there, and writes tables again that somebody touched. A server that holds \
        a later generation or another state is not written to: the exit code is 3.
        """)

    @OptionGroup var global: GlobalOptions

    func run() throws {
      let configuration = try global.configuration()
      guard configuration.stateServer != nil else { throw Diagnostic.noServer(configuration.file) }
      let lock = try NightLock(path: NightFolders(configuration).lock)
      defer { withExtendedLifetime(lock) {} }
      // A file is pushed that is there, and none is made.
      _ = try Database(copying: configuration.state)
      let database = try Database(path: configuration.state)
      guard let push = try StatePushing(configuration, database, clock: .system)?.run(isThorough: true) else { return }
      global.console.answer(push.json, lines: [push.message])
    }
  }

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check", abstract: "Reads every page of the state file; schema steps, sizes, rows by table.",
      discussion: """
        Changes nothing. Exit code: 0 where the file is sound, 3 where it is damaged. Where state.server names a server, \
        every row there is read too: it may lag behind the file, but what it holds must be what was pushed (3 otherwise).
        """)

    @OptionGroup var global: GlobalOptions

    func run() throws {
      let configuration = try global.configuration()
      let report = try StateReport(configuration.state)
      let console = global.console
      var standing: StateStanding?
      var problem: Diagnostic?
      if let server = configuration.stateServer, report.problems.isEmpty {
        do {
          standing = try Database(copying: configuration.state).standing(at: server, isThorough: true)
          problem = standing?.problem
        } catch let error as any DiagnosableError { problem = error.diagnostic }
      }
      console.answer(
        report.json(standing), lines: (report.lines + (standing.map { [$0.message] } ?? [])).map(console.text))
      if !report.problems.isEmpty { throw Ended(exit: .input) }
      if let problem { throw problem }
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
  fileprivate func json(_ standing: StateStanding?) -> JSONValue {
    [
      "server": standing?.json ?? .null, "state": .string(path), "bytes": .integer(byteCount),
      "log_bytes": .integer(logByteCount),
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

extension StateStanding {
  fileprivate var json: JSONValue {
    [
      "generation": newest.map { .integer($0.number) } ?? .null, "pushed_at": .optional(newest?.pushedAt),
      "machine": .optional(newest?.machine), "program": .optional(newest?.program),
      "digest": .optional(newest?.digest), "own_generation": own.map { .integer($0.generation) } ?? .null,
      "behind": .integer(behind), "changed": .array(changed.map { .string($0) }),
      "problem": problem?.summary.json ?? .null,
    ]
  }
}

/// Where a state is restored from.
private enum Source {
  /// The server that an option names; nil where it names none.
  static func server(
    _ name: String?, schema: String?, _ configuration: AistockConfiguration
  ) throws -> StateServer? {
    guard let name else { return nil }
    guard name == "configured" else { return try StateServer(name, schema: schema ?? StateServer.schemaDefault) }
    guard let server = configuration.stateServer else { throw Diagnostic.noServer(configuration.file) }
    return schema.map { server.with(schema: $0) } ?? server
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

  fileprivate static var oneSource: Message {
    Message("state.one-source", en: "Name either a file or --server.", zh: "请指定文件或 --server 之一。")
  }

  fileprivate static var schemaAlone: Message {
    Message("state.schema-alone", en: "--schema needs --server.", zh: "--schema 须与 --server 同用。")
  }

  fileprivate static var noSchema: Message {
    Message("state.no-schema", en: "--schema is no name of a schema.", zh: "--schema 不是可用的模式名。")
  }

  fileprivate static func ofGeneration(_ generation: ServerGeneration) -> Message {
    Message(
      "state.of-generation",
      [
        "number": .count(generation.number), "at": .text(generation.pushedAt), "machine": .text(generation.machine),
      ], en: "It is generation {number}, pushed by {machine} at {at}.",
      zh: "为第 {number} 代，由 {machine} 于 {at} 推送。")
  }

  fileprivate static func restored(_ day: TradingDay?, to path: String) -> Message {
    guard let day else {
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

extension Diagnostic {
  fileprivate static func noServer(_ file: String?) -> Diagnostic {
    Diagnostic(
      "state.no-server", .usage, at: file.map { .init($0, field: "state.server") },
      (en: "The configuration names no server of the state.", zh: "配置未指定状态服务器。"),
      remedy: (
        en: "Set `state.server` to `postgresql://USER@HOST/DATABASE`.",
        zh: "请将 `state.server` 设为 `postgresql://USER@HOST/DATABASE`。"
      ))
  }
}
