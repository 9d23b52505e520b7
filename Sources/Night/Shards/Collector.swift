package import Primitives
import Records
package import Store

/// Takes shards of replays in, each migration once, so that the next night finds them unchanged.
///
/// Nothing is believed by its name: inputs are compared with those that stand here, and each file with its digest. What
/// is refused is named and stays missing. The folders may come in any order and in several calls.
package struct Collector {
  private let context: NightContext
  private let task: NightTask

  /// - Throws: what opening the market says.
  package init(
    _ configuration: AistockConfiguration, database: Database, clock: Clock = .system,
    progress: NightProgress = NightProgress()
  ) throws {
    context = try NightContext(
      configuration, date: nil, database: database, clock: clock, progress: progress, isAfresh: false)
    task = NightTask(context.migrations)
  }

  /// What became of every migration of the configuration: each is in one of the four lists.
  package struct Outcome {
    package var taken: [String] = []
    /// Those that stood here from equal inputs before.
    package var unchanged: [String] = []
    /// Those whose replay failed; the next night tries them again.
    package var failed: [String] = []
    package var missing: [Missing] = []
    /// Why shards and migrations were refused, and how replays failed.
    package var refusals: [Diagnostic] = []
    package var failures: [Diagnostic] = []
  }

  /// Migrations of one shard that did not come.
  package struct Missing {
    package var shard: Shard
    package var migrations: [String]
    /// What makes them.
    package var command: String
  }

  private struct Candidate {
    var folder: String
    var shard: Shard
    var entry: ShardDocument.Entry

    var place: String { Path.join(folder, ShardDocument.folder(of: entry.id)) }
  }

  /// Takes in what is sound.
  ///
  /// - Throws: what only reading the configuration's own files can throw.
  package func collect(_ folders: [String]) throws -> Outcome {
    if context.configuration.isDemo { try DemoWorkspaces.write(to: context.folders.demo) }
    var outcome = Outcome()
    let (documents, candidates) = try read(folders, &outcome)
    let known = Set(context.migrations.map(\.id))
    for id in candidates.keys.sorted() where !known.contains(id) {
      outcome.refusals.append(.unknown(id, candidates[id]?.first?.folder ?? ""))
    }
    let before = try context.database.newestSteps()
    var missing: [String] = []
    for (offset, migration) in context.migrations.enumerated() {
      context.progress.step(.reconcile(migration.id), offset + 1, context.migrations.count, nil)
      let step = ReconcileStep(context: context, migration: migration, task: task)
      let stands = try step.isUnchanged(since: before[StepID.reconcile(migration.id).name])
      let sound = try sound(candidates[migration.id] ?? [], migration, &outcome)
      let made = sound.filter(\.entry.isJudged)
      if let first = made.first, let other = made.first(where: { $0.entry.files != first.entry.files }) {
        outcome.refusals.append(.contradiction(migration.id, first.folder, other.folder))
        if stands { outcome.unchanged.append(migration.id) } else { missing.append(migration.id) }
      } else if stands {
        if let first = made.first, !step.holds(first.entry.files) {
          outcome.refusals.append(.contradiction(migration.id, context.folders.work(migration.id), first.folder))
        }
        outcome.unchanged.append(migration.id)
      } else if let first = made.first {
        do {
          try step.take(first.entry.files, from: first.place)
          outcome.taken.append(migration.id)
        } catch let error as any DiagnosableError {
          outcome.refusals.append(error.diagnostic)
          missing.append(migration.id)
        }
      } else if case .failed(let diagnostic)? = sound.first?.entry.outcome {
        outcome.failed.append(migration.id)
        outcome.failures.append(diagnostic)
      } else {
        missing.append(migration.id)
      }
    }
    context.progress.end()
    outcome.missing = lost(missing, documents, beside: folders.first ?? "")
    return outcome
  }

  /// The shards that were finished on the basis of this machine, and what they hold of each migration.
  private func read(
    _ folders: [String], _ outcome: inout Outcome
  ) throws -> (documents: [(folder: String, shard: Shard)], candidates: [String: [Candidate]]) {
    var documents: [(folder: String, shard: Shard)] = []
    var candidates: [String: [Candidate]] = [:]
    let local = try LocalBasis(context.market, context.configuration)
    for folder in folders {
      do {
        guard let document = try ShardDocument.read(folder) else { throw Diagnostic.noShard(folder) }
        documents.append((folder, document.shard))
        let command = command(document.shard, to: folder)
        guard document.isFinished else { throw Diagnostic.unfinished(folder, document, command) }
        let differences = try local.basis(besides: document.basis).differences(from: document.basis)
        guard differences.isEmpty else { throw Diagnostic.otherBasis(folder, document.shard, differences, command) }
        for entry in document.entries {
          candidates[entry.id, default: []].append(.init(folder: folder, shard: document.shard, entry: entry))
        }
      } catch let error as any DiagnosableError {
        outcome.refusals.append(error.diagnostic)
      }
    }
    return (documents, candidates)
  }

  /// Those from the inputs that stand here. Where there are several, those whose files are all as listed.
  private func sound(
    _ candidates: [Candidate], _ migration: AistockConfiguration.Migration, _ outcome: inout Outcome
  ) throws -> [Candidate] {
    var sound: [Candidate] = []
    for candidate in candidates {
      do {
        let here = try ReplayInputs(migration, task: task, besides: candidate.entry.inputs)
        let differences = here.differences(from: candidate.entry.inputs)
        guard differences.isEmpty else {
          throw Diagnostic.otherInputs(
            candidate.folder, migration.id, differences, command(candidate.shard, to: candidate.folder))
        }
        if candidates.count > 1 { for file in candidate.entry.files { _ = try file.bytes(in: candidate.place) } }
        sound.append(candidate)
      } catch let error as any DiagnosableError {
        outcome.refusals.append(error.diagnostic)
      }
    }
    return sound
  }

  /// The shards that missing migrations belong to, by the count of the shards that came.
  ///
  /// - Parameter folder: one of those that were named; the others are taken to lie beside it.
  private func lost(
    _ missing: [String], _ documents: [(folder: String, shard: Shard)], beside folder: String
  ) -> [Missing] {
    let count = documents.first?.shard.count ?? 1
    let place = Path.folder(of: folder)
    let names = Set(missing)
    let identifiers = context.migrations.map(\.id)
    return (1...count).compactMap { number in
      let shard = Shard(number: number, of: count)
      let lost = shard.members(of: identifiers).filter(names.contains)
      guard !lost.isEmpty else { return nil }
      let known = documents.first { $0.shard == shard }?.folder ?? Path.join(place, "\(number)")
      return Missing(shard: shard, migrations: lost, command: command(shard, to: known))
    }
  }

  private func command(_ shard: Shard, to folder: String) -> String {
    SlurmJob.replay("\(shard)", config: context.configuration.file, output: SlurmJob.word(folder))
  }
}

extension ShardDocument.Entry {
  fileprivate var isJudged: Bool { if case .judged = outcome { true } else { false } }

  fileprivate var files: [ShardDocument.File] { if case .judged(_, let files) = outcome { files } else { [] } }
}

extension Collector.Outcome {
  /// 1 while a migration is missing or anything was refused; else that of the first failure.
  package var exit: ExitCode {
    missing.isEmpty && refusals.isEmpty ? failures.first?.exit ?? .done : .differs
  }

  /// In the order in which they are to be told.
  package var diagnostics: [Diagnostic] { failures + refusals + missing.map(\.diagnostic) }

  /// The collection in a document.
  package var json: JSONValue {
    func names(_ list: [String]) -> JSONValue { .array(list.map { .string($0) }) }
    return [
      "schema": 1, "taken": names(taken), "unchanged": names(unchanged), "failed": names(failed),
      "missing": .array(
        missing.map {
          [
            "shard": .string($0.shard.description), "migrations": names($0.migrations), "command": .string($0.command),
          ]
        }),
      "refused": names(refusals.map(\.id)),
    ]
  }

  /// The collection in one line for people.
  package var line: Message {
    let lost = missing.reduce(0) { $0 + $1.migrations.count }
    let all = taken.count + unchanged.count + failed.count + lost
    return Message(
      "collect.done",
      [
        "all": .count(all), "taken": .count(taken.count), "unchanged": .count(unchanged.count),
        "failed": .count(failed.count), "missing": .count(lost),
      ],
      en: "Of {all} migrations {taken} were taken in, {unchanged} unchanged, {failed} failed, {missing} missing.",
      zh: "{all} 个迁移：收取 {taken} 个，{unchanged} 个无变化，{failed} 个失败，{missing} 个缺失。")
  }
}

extension Collector.Missing {
  fileprivate var diagnostic: Diagnostic {
    Diagnostic(
      "collect.missing", .refused,
      [
        "shard": .text(shard.description), "count": .count(migrations.count), "names": .names(migrations.prefix(5)),
        "command": .text(command),
      ],
      (
        en: "Shard {shard} is missing: {count} {count:migration|migrations}, {names}.",
        zh: "缺少分片 {shard}：{count} 个迁移，{names}。"
      ),
      remedy: (
        en: "Run `{command}`, then `aistock collect` on its folder.", zh: "请运行 `{command}`，再对其文件夹运行 `aistock collect`。"
      ))
  }
}

extension Diagnostic {
  fileprivate static func noShard(_ folder: String) -> Diagnostic {
    Diagnostic(
      "collect.no-shard", .absent, at: .init(folder),
      (en: "The folder holds no `shard.json`.", zh: "该文件夹中没有 `shard.json`。"),
      remedy: (
        en: "Name the folders that `aistock replay --shard i/n` wrote.", zh: "请指定 `aistock replay --shard i/n` 写出的文件夹。"
      ))
  }

  fileprivate static func unfinished(_ folder: String, _ document: ShardDocument, _ command: String) -> Diagnostic {
    Diagnostic(
      "collect.unfinished", .refused, at: .init(folder),
      [
        "shard": .text(document.shard.description), "count": .count(document.entries.count), "command": .text(command),
      ],
      (
        en: "Shard {shard} ended before its time, after {count} {count:migration|migrations}.",
        zh: "分片 {shard} 提前中止，只完成 {count} 个迁移。"
      ),
      remedy: (en: "Run `{command}`: it goes on where it was.", zh: "请运行 `{command}`：它会从中断处继续。"))
  }

  fileprivate static func otherBasis(
    _ folder: String, _ shard: Shard, _ differences: [Message], _ command: String
  ) -> Diagnostic {
    Diagnostic(
      "collect.other-basis", .refused, at: .init(folder),
      [
        "shard": .text(shard.description), "what": .list(differences.map { .message($0) }), "command": .text(command),
      ],
      (en: "Shard {shard} rests on something else: {what}.", zh: "分片 {shard} 的依据不同：{what}。"),
      remedy: (
        en: "Give both machines the same, then run `{command}` there.", zh: "请使两台机器一致，再在那里运行 `{command}`。"
      ))
  }

  fileprivate static func otherInputs(
    _ folder: String, _ id: String, _ differences: [Message], _ command: String
  ) -> Diagnostic {
    Diagnostic(
      "collect.other-inputs", .refused, at: .init(folder),
      ["id": .text(id), "what": .list(differences.map { .message($0) }), "command": .text(command)],
      (en: "{id} was made from something else: {what}.", zh: "{id} 的输入不同：{what}。"),
      remedy: (
        en: "Give both machines the same, then run `{command}` there.", zh: "请使两台机器一致，再在那里运行 `{command}`。"
      ))
  }

  fileprivate static func unknown(_ id: String, _ folder: String) -> Diagnostic {
    Diagnostic(
      "collect.unknown", .refused, at: .init(folder), ["id": .text(id)],
      (en: "The configuration has no migration {id}.", zh: "配置中没有迁移 {id}。"),
      remedy: (
        en: "Name the configuration of the replay with `--config`, or leave the folder out.",
        zh: "请用 `--config` 指定回放所用的配置，或去掉该文件夹。"
      ))
  }

  fileprivate static func contradiction(_ id: String, _ left: String, _ right: String) -> Diagnostic {
    Diagnostic(
      "collect.contradiction", .refused, at: .init(right), ["id": .text(id), "left": .text(left)],
      (
        en: "{id} has other files than in `{left}`, though the inputs are the same. None of them was taken.",
        zh: "{id} 的输入相同，文件却与 `{left}` 中的不同。两者均未收取。"
      ),
      remedy: (
        en: "Run both replays again: one of the machines computes wrongly.", zh: "请重新运行两次回放：其中一台机器的计算有误。"
      ))
  }
}
