import Foundation
import Ladder
import MarketData
import Models
package import Primitives
import Reconciliation
package import Records

/// One shard of a configuration's migrations, reconciled without the night's state and lock: for many machines at once.
///
/// Writes into its folder: `work/<migration>/` with the bytes that the night would write, and `shard.json`. A migration
/// that stands there with equal inputs is not reconciled again, so that a shard that was cut off goes on where it was.
package struct Replay {
  private let configuration: AistockConfiguration
  private let shard: Shard
  private let clock: Clock
  private let progress: NightProgress
  private let migrations: [AistockConfiguration.Migration]

  /// - Parameter rungs: in place of those of the configuration; a night takes in only what its configuration says.
  package init(
    _ configuration: AistockConfiguration, _ shard: Shard, rungs: [Rung]? = nil, clock: Clock = .system,
    progress: NightProgress = NightProgress()
  ) {
    self.configuration = configuration
    self.shard = shard
    self.clock = clock
    self.progress = progress
    let folders = NightFolders(configuration)
    let configured = configuration.isDemo ? DemoWorkspaces.migrations(folders.demo) : configuration.migrations
    migrations = configured.map { migration in
      var migration = migration
      if let rungs { migration.rungs = rungs }
      return migration
    }
  }

  /// What came out of a shard, in the order of its migrations.
  package struct Outcome {
    package struct Migration {
      package var id: String
      /// Nil where it failed.
      package var verdict: Comparison.Verdict?
      package var failure: Diagnostic?
      /// Seconds that it took when it was made.
      package var seconds: Double
      /// Whether it stood there from equal inputs.
      package var isUnchanged: Bool
    }

    package var shard: Shard
    package var migrations: [Migration] = []
  }

  /// Refuses a folder that a shard may not be written to: onto, into or around what the configuration names, or one
  /// that holds anything else.
  ///
  /// - Throws: what `OutputPlace.check` says, and `shard.not-ours`, all exit 2.
  package func check(_ output: String) throws {
    try OutputPlace.check(output, against: configuration.inputs + configuration.places)
    guard FileReader.exists(output) else { return }
    let others = try FileReader.names(in: output).filter {
      ![ShardDocument.file, "work", "lock"].contains($0) && !$0.hasSuffix(".partial")
    }
    guard others.isEmpty else { throw Diagnostic.notOurs(output, others) }
  }

  /// Reconciles the shard into a folder.
  ///
  /// - Throws: what `check` says, `night.locked` where another process fills the folder, and what opening the market
  ///   says. A migration that fails is in the outcome.
  package func run(to output: String) throws -> Outcome {
    try check(output)
    let lock = try NightLock(path: Path.join(output, "lock"))
    defer { withExtendedLifetime(lock) {} }
    try Replay.clear(Path.join(output, "work"))
    if configuration.isDemo { try DemoWorkspaces.write(to: NightFolders(configuration).demo) }
    let market = try Markets.open(configuration.provider)
    let before = try? ShardDocument.read(output)
    var document = ShardDocument(shard, try LocalBasis(market, configuration).basis())
    let ladder = MigrationLadder(
      market: market, marketDigest: MarketDigest(), shared: SharedWork(), level: configuration.archive.level,
      seeds: nil, trainer: configuration.trainer,
      progress: progress.detail)
    let task = NightTask(migrations)
    var known = before.map { $0.basis.differences(from: document.basis).isEmpty ? $0.entries : [] } ?? []
    let byID = Dictionary(migrations.map { ($0.id, $0) }) { first, _ in first }
    let members = shard.members(of: migrations.map(\.id)).compactMap { byID[$0] }
    var outcome = Outcome(shard: shard)
    for (offset, migration) in members.enumerated() {
      progress.step(.reconcile(migration.id), offset + 1, members.count, nil)
      let inputs = try ReplayInputs(migration, task: task)
      let old = known.first { $0.id == migration.id && $0.inputs.differences(from: inputs).isEmpty }
      let standing = old.flatMap { Replay.stands($0, in: output) ? $0 : nil }
      let entry = standing ?? entry(migration, inputs, ladder, task, output)
      document.entries.append(entry)
      known.removeAll { $0.id == migration.id }
      if standing == nil { try document.write(to: output, besides: known) }
      outcome.migrations.append(.init(entry, isUnchanged: standing != nil))
    }
    progress.end()
    document.isFinished = true
    if document != before { try document.write(to: output) }
    return outcome
  }

  /// Removes what replays left that were killed while they wrote a migration's folder, whatever stands in it.
  private static func clear(_ work: String) throws {
    guard FileReader.isFolder(work) else { return }
    for name in try FileReader.names(in: work) {
      guard let process = Retention.process(of: name), kill(process, 0) != 0, errno == ESRCH else { continue }
      let path = Path.join(work, name)
      do { try FileManager.default.removeItem(atPath: path) } catch { throw FileWriter.unwritable(path) }
    }
  }

  /// Whether a judgement still has all its files.
  private static func stands(_ entry: ShardDocument.Entry, in output: String) -> Bool {
    guard case .judged(_, let files) = entry.outcome else { return false }
    let folder = Path.join(output, ShardDocument.folder(of: entry.id))
    return files.allSatisfy { (try? $0.bytes(in: folder)) != nil }
  }

  /// Whatever stops it is of this migration alone.
  private func entry(
    _ migration: AistockConfiguration.Migration, _ inputs: ReplayInputs, _ ladder: MigrationLadder, _ task: NightTask,
    _ output: String
  ) -> ShardDocument.Entry {
    let begin = clock.now()
    let outcome: ShardDocument.Outcome
    do {
      outcome = try reconcile(migration, ladder, task, output)
    } catch let error as any DiagnosableError {
      outcome = .failed(error.diagnostic)
    } catch {
      outcome = .failed(.replayStopped(migration.id, error))
    }
    return ShardDocument.Entry(id: migration.id, inputs: inputs, seconds: clock.now() - begin, outcome: outcome)
  }

  private func reconcile(
    _ migration: AistockConfiguration.Migration, _ ladder: MigrationLadder, _ task: NightTask, _ output: String
  ) throws -> ShardDocument.Outcome {
    let made = try ladder.climb(migration, findings: task.findings(about: migration))
    let staged = try MigrationLadder.staged(Path.join(output, ShardDocument.folder(of: migration.id)))
    let sink = ListingSink(staged)
    try ladder.write(made, to: sink)
    try staged.commit()
    return .judged(made.comparison.verdict, sink.files.sorted { $0.path < $1.path })
  }
}

extension Replay.Outcome.Migration {
  fileprivate init(_ entry: ShardDocument.Entry, isUnchanged: Bool) {
    id = entry.id
    seconds = entry.seconds
    self.isUnchanged = isUnchanged
    switch entry.outcome {
    case .judged(let verdict, _): self.verdict = verdict
    case .failed(let diagnostic): failure = diagnostic
    }
  }
}

extension Replay.Outcome {
  /// That of the first failure; 1 where a verdict is no PASS, as `aistock reconcile` has it.
  package var exit: ExitCode {
    if let failure = migrations.lazy.compactMap(\.failure).first { return failure.exit }
    let passes = migrations.allSatisfy { $0.verdict == .pass || $0.verdict == .passWithExceptions }
    return passes ? .done : .differs
  }

  /// The shard in a document.
  package var json: JSONValue {
    [
      "schema": 1, "shard": .integer(shard.number), "of": .integer(shard.count),
      "migrations": .array(
        migrations.map {
          [
            "id": .string($0.id), "verdict": .optional($0.verdict?.rawValue), "unchanged": .bool($0.isUnchanged),
            "seconds": .number($0.seconds), "error": .optional($0.failure?.id),
          ]
        }),
    ]
  }

  /// The shard in a few lines for people.
  package func lines(to output: String, _ language: Language) -> [String] {
    let lines = migrations.map { migration -> String in
      let state = migration.verdict?.word[language] ?? migration.failure?.id ?? ""
      return "\(state)  \(migration.id)"
    }
    let done = Message.done(
      shard, migrations.count, unchanged: migrations.count { $0.isUnchanged },
      failed: migrations.count { $0.failure != nil }, output)
    return lines + [done[language]]
  }
}

extension Message {
  fileprivate static func done(
    _ shard: Shard, _ count: Int, unchanged: Int, failed: Int, _ output: String
  ) -> Message {
    Message(
      "replay.done",
      [
        "shard": .text(shard.description), "count": .count(count), "unchanged": .count(unchanged),
        "failed": .count(failed), "output": .text(output),
      ],
      en: "Shard {shard}: {count} {count:migration|migrations}, {unchanged} unchanged, {failed} failed: {output}.",
      zh: "分片 {shard}：{count} 个迁移，{unchanged} 个无变化，{failed} 个失败：{output}。")
  }
}

extension Diagnostic {
  fileprivate static func notOurs(_ folder: String, _ names: [String]) -> Diagnostic {
    Diagnostic(
      "shard.not-ours", .usage, at: .init(folder), ["names": .names(names.prefix(3))],
      (en: "The folder holds what is no part of a shard: {names}.", zh: "该文件夹含有不属于分片的内容：{names}。"),
      remedy: (en: "Name a new folder. Nothing was written.", zh: "请指定一个新文件夹。未写入任何内容。"))
  }

  fileprivate static func replayStopped(_ id: String, _ error: any Error) -> Diagnostic {
    Diagnostic(
      "replay.stopped", .damaged, ["id": .text(id), "error": .text("\(error)")],
      (en: "The reconciliation of {id} stopped: {error}.", zh: "{id} 的对账中止：{error}。"),
      remedy: (
        en: "Look at the files of its workspace, then run the shard again.",
        zh: "请检查其工作区中的文件，再重新运行该分片。"
      ))
  }
}
