import Ladder
import MarketData
import Primitives
import RDAgent
import Reconciliation
import Records

/// Climbs the ladder for one migration, and keeps what came out in its work folder.
///
/// Reads: the workspace, the market, the settings of the migration, what the workspaces of the others hold.
/// Writes: `work/<migration>`: `comparison.json`, the run folders, what their pages show, what an approval freezes.
struct ReconcileStep {
  let context: NightContext
  let migration: AistockConfiguration.Migration
  let task: NightTask

  var planned: PlannedStep {
    PlannedStep(
      .reconcile(migration.id), isDeferrable: true, digest: { try inputs()?.digest },
      isPresent: { digest in recorded?.digest == digest },
      isTrusted: { digest in recorded.map { $0.isCollected && $0.digest == digest } ?? false },
      work: .abreast { try prepared() })
  }

  private var folder: String { context.folders.work(migration.id) }

  // MARK: - Inputs

  /// Signs of all that decides a reconciliation, in two sharpnesses.
  private struct Inputs: Sendable {
    /// Over contents: equal as long as the outcome is. It reads the workspaces of all migrations.
    var digest: String
    /// Over stamps: as long as it is equal, `digest` is.
    var stamp: String
    /// Whether a shard of replays brought the work in: no step of this state tells of it.
    var isCollected = false

    static let file = "inputs.sha256"

    init(digest: String, stamp: String) {
      self.digest = digest
      self.stamp = stamp
    }

    private static let collected = "collected"

    /// Up to version 0.1 the file held the digest alone, up to 0.2 no third line.
    init?(_ text: String) {
      let lines = text.split(separator: "\n")
      guard let digest = lines.first else { return nil }
      self.digest = String(digest)
      stamp = lines.count > 1 ? String(lines[1]) : ""
      isCollected = lines.count > 2 && lines[2] == Inputs.collected
    }

    var bytes: [UInt8] { Array("\(digest)\n\(stamp)\n\(isCollected ? Inputs.collected + "\n" : "")".utf8) }
  }

  /// What the work folder was made from. The steps of a day do not tell: a night for another day, with other
  /// inputs, may have come between.
  private var recorded: Inputs? {
    let path = Path.join(folder, Inputs.file)
    return FileReader.exists(path) ? (try? FileReader.text(path)).flatMap(Inputs.init) : nil
  }

  /// Nil: the step runs whatever was there.
  private func inputs() throws -> Inputs? {
    guard !context.isAfresh, FileReader.isFolder(migration.workspace) else { return nil }
    let own = task.stamp(of: migration)
    let stamp = context.digest([String(decoding: settings.canonical, as: UTF8.self), own, task.stamp()])
    if let recorded, recorded.stamp == stamp { return recorded }
    let findings = JSONValue.array(task.findings(about: migration).map(\.json))
    var inputs = Inputs(
      digest: SHA256Digest(hashing: JSONValue.array([settings, .string(own), findings]).canonical).hex, stamp: stamp)
    // The same content under other stamps: the next night need not look as closely.
    if let recorded, recorded.digest == inputs.digest {
      inputs.isCollected = recorded.isCollected
      try FileWriter.write(inputs.bytes, to: Path.join(folder, Inputs.file))
    }
    return inputs
  }

  private var settings: JSONValue {
    [
      "bands": .integer(migration.bands), "benchmark": .optional(migration.benchmark?.name),
      "rungs": .array(migration.rungs.map { .string($0.rawValue) }),
      "tolerances": .object(migration.tolerances.mapValues { .number($0) }), "market": .string(context.marketStamp),
      "program": .string(context.program), "python": .optional(context.configuration.rdagentPython),
      "libraries": .string(context.libraries),
      "level": .integer(context.configuration.archive.level),
    ]
  }

  // MARK: - Work

  /// What lies beside the other migrations is looked up before; the work touches this one's folder alone.
  private func prepared() throws -> @Sendable () throws -> Message {
    var inputs = try inputs()
    inputs?.isCollected = false
    let ladder = MigrationLadder(
      market: context.market, marketDigest: context.marketDigest, shared: context.shared,
      level: context.configuration.archive.level,
      seeds: context.folders.seeds, trainer: context.configuration.trainer, progress: context.progress.detail)
    let findings = task.findings(about: migration)
    return { [migration, folder, inputs] in
      let outcome = try ladder.climb(migration, findings: findings)
      let staged = try MigrationLadder.staged(folder)
      try ladder.write(outcome, to: staged)
      // What this machine's Python could not do may be done tomorrow, with the same inputs.
      if let inputs, !outcome.lackedPython { try staged.write(inputs.bytes, to: Inputs.file) }
      try staged.commit()
      return .reconciled(outcome.comparison.verdict)
    }
  }

  // MARK: - Work that was done elsewhere

  /// Whether a night would pass over the step.
  ///
  /// - Parameter step: the newest one of this name.
  func isUnchanged(since step: NightStep?) throws -> Bool {
    guard let digest = try inputs()?.digest, let recorded, recorded.digest == digest else { return false }
    return recorded.isCollected || NightRunner.trusted(step) == digest
  }

  /// Whether the work folder has these files.
  func holds(_ files: [ShardDocument.File]) -> Bool { files.allSatisfy { (try? $0.bytes(in: folder)) != nil } }

  /// Puts files that a replay made from the inputs of this migration in place of its work, whole or not at all.
  ///
  /// - Throws: `shard.file-changed` for one that is not as listed, and what writing throws.
  func take(_ files: [ShardDocument.File], from source: String) throws {
    var inputs = try inputs()
    inputs?.isCollected = true
    let staged = try MigrationLadder.staged(folder)
    for file in files { try staged.write(try file.bytes(in: source), to: file.path) }
    if let inputs { try staged.write(inputs.bytes, to: Inputs.file) }
    try staged.commit()
  }

  // MARK: - Output

  /// Whether a night has left a judgement.
  var isMade: Bool { FileReader.exists(Path.join(folder, "comparison.json")) }

  /// Sign of everything that `judgement` reads.
  static func outputStamp(in folder: String) throws -> String {
    try FileStamp.of(folder: folder, without: [Inputs.file])
  }

  /// What the last run left; throws `night.work-damaged`.
  static func judgement(in folder: String) throws -> NightResult.Judgement {
    let path = Path.join(folder, "comparison.json")
    guard let comparison = Comparison(try JSONReader.read(file: path, id: "night.work-damaged")) else {
      throw Diagnostic.unreadableComparison(path)
    }
    func report(_ run: String) throws -> [ReportRow] {
      let path = Path.join(folder, run + "/report.csv")
      return FileReader.exists(path) ? try RunTables.readReport(path) : []
    }
    // Where no predictions were recorded, the local curve is that of the scores made here.
    let replayed = try report("replayed")
    let (quality, evaluation) = try QualityFiles.read(folder)
    func document(_ name: String) throws -> JSONValue? {
      let path = Path.join(folder, name)
      return FileReader.exists(path) ? try JSONReader.read(file: path, id: "night.work-damaged") : nil
    }
    return NightResult.Judgement(
      comparison: comparison, recorded: try report("recorded"),
      replayed: replayed.isEmpty ? try report("reinferred") : replayed, identity: try IdentityFacts.read(folder),
      model: try ModelFacts.read(folder), quality: quality, evaluation: evaluation,
      realistic: try report("realistic"), robustness: try document(Robustness.file).flatMap { Robustness($0) },
      divergence: try document(DivergenceRows.file).flatMap { DivergenceRows($0) },
      orders: try document(OrderFate.file).flatMap { OrderFate($0) })
  }
}

/// The migrations of one night side by side: what only shows between them, and the signs of their workspaces.
final class NightTask {
  private let migrations: [AistockConfiguration.Migration]
  private var stamps: [String: String] = [:]
  private var whole: String?
  /// By workspace: one that several migrations name is read once.
  private var read: [String: TaskFindings.Member] = [:]
  private var members: [TaskFindings.Member]?

  init(_ migrations: [AistockConfiguration.Migration]) { self.migrations = migrations }

  /// Of one workspace, looked at once a night.
  func stamp(of migration: AistockConfiguration.Migration) -> String {
    if let stamp = stamps[migration.workspace] { return stamp }
    let folder = migration.workspace
    // What cannot be looked at is said by the migration's own step; the others go on.
    let found = FileReader.isFolder(folder) ? (try? FileStamp.of(folder: folder)) ?? "unreadable" : "missing"
    stamps[folder] = found
    return found
  }

  /// Of all workspaces and whose they are.
  func stamp() -> String {
    if let whole { return whole }
    let lines = migrations.map { "\($0.id) \(stamp(of: $0))" }
    let digest = SHA256Digest(hashing: lines.joined(separator: "\n")).hex
    whole = digest
    return digest
  }

  func findings(about migration: AistockConfiguration.Migration) -> [Finding] {
    let all = members ?? migrations.map(member)
    members = all
    return TaskFindings.of(member(migration), among: all)
  }

  private func member(_ migration: AistockConfiguration.Migration) -> TaskFindings.Member {
    var member = read[migration.workspace] ?? TaskMembers.member(migration.id, workspace: migration.workspace)
    read[migration.workspace] = member
    member.id = migration.id
    return member
  }
}

extension Message {
  fileprivate static func reconciled(_ verdict: Comparison.Verdict) -> Message {
    Message("night.reconciled", ["verdict": .message(verdict.word)], en: "{verdict}", zh: "{verdict}")
  }
}

extension Diagnostic {
  fileprivate static func unreadableComparison(_ path: String) -> Diagnostic {
    Diagnostic(
      "night.work-damaged", .damaged, at: .init(path),
      (en: "The comparison cannot be read back.", zh: "无法读回比较结果。"),
      remedy: (en: "Run `aistock nightly --afresh`.", zh: "请运行 `aistock nightly --afresh`。"))
  }
}
