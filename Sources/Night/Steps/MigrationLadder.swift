import Ladder
import MarketData
import Models
import Primitives
import RDAgent
import Reconciliation
import Records

/// Climbs the ladder for a migration and writes what a night keeps of it: the same bytes wherever it is done.
struct MigrationLadder: Sendable {
  let market: any Market
  let marketDigest: MarketDigest
  let shared: SharedWork
  /// Of the archive.
  let level: Int
  /// Where trainings under other seeds are kept; nil keeps nothing.
  let seeds: String?
  /// Where networks are trained; nil where nobody trains them.
  let trainer: TrainerRun.Place?
  let progress: @Sendable (Message) -> Void

  /// - Parameter findings: what only shows beside the other migrations.
  func climb(_ migration: AistockConfiguration.Migration, findings: [Finding]) throws -> Reconciler.Outcome {
    var reconciler = Reconciler(market: market, marketDigest: marketDigest, runtime: .ofThisProcess)
    reconciler.shared = shared
    reconciler.trainer = trainer
    reconciler.preparesFiles = true
    reconciler.progress = progress
    var request = Reconciler.Request(
      id: migration.id, workspace: migration.workspace, benchmark: migration.benchmark, rungs: migration.rungs,
      tolerances: try Tolerances(overriding: migration.tolerances))
    request.seeds = .init(count: migration.bands, folder: seeds)
    var outcome = try reconciler.reconcile(request)
    outcome.comparison.findings += findings
    return outcome
  }

  func write(_ outcome: Reconciler.Outcome, to sink: any FileSink) throws {
    try outcome.write(to: sink)
    try sink.write(IdentityFacts.json(IdentityFacts.of(outcome)).pretty, to: IdentityFacts.file)
    if let trades = (outcome.replayed ?? outcome.reinferred)?.trades {
      try sink.write(OrderFate(trades).json.pretty, to: OrderFate.file)
    }
    // An approval freezes them, when RD-Agent's folder may be gone; only level 2 archives them.
    if let used = outcome.evidence.used { try sink.write(try used.bytes(), to: "evidence/conf.yaml") }
    if let network = try outcome.network() {
      try sink.write(network, to: "evidence/" + NetworkKind().weightsFile)
    } else if let model = outcome.evidence.modelPath {
      try sink.write(try FileReader.unpacked(model), to: "evidence/model.txt")
    }
    if level >= 2, let labels = outcome.evidence.labels {
      try sink.write(labels.csv(value: "label"), to: "evidence/label.csv")
    }
  }

  /// The folder of a migration's work, to be replaced whole.
  static func staged(_ folder: String) throws -> StagedFolder {
    try StagedFolder(replacing: folder, as: .work) { _, files in
      // Up to version 0.2 without a list, in a folder of the state that only this program writes.
      Set(files).isSuperset(of: ["comparison.json", IdentityFacts.file]) ? Set(files) : nil
    }
  }
}
