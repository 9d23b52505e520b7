import Foundation
import MarketData
import Metrics
import Models
import Primitives
import RDAgent
import Reconciliation
import Records

/// Computes features and scores for the rungs `reinferred` and `retrained`.
///
/// What the configuration asks for and is not built here becomes the reason why a rung is not
/// available; damage is thrown.
struct ModelEvidenceBuilder {
  let market: any Market
  let fingerprint: MarketFingerprint
  let library: LightGBMPlaces

  struct Outcome {
    var reinferred: ModelEvidence?
    /// The run behind `reinferred` where it is not the replay.
    var reinferredRun: Run?
    var retrained: ModelEvidence?
    var unavailable: [Rung: String] = [:]
    var findings: [Finding] = []
  }

  /// What both rungs need beside the evidence.
  struct Setting {
    var configuration: QrunConfiguration
    var plan: BacktestPlan
    /// Nil where no predictions are recorded: the scores made here are then set beside the recorded metrics.
    var replayed: Run?
  }

  /// What a configuration asks for and is not built here, or does not say: no reason to stop the rungs
  /// that rest on recorded predictions. A damaged model text is damage.
  private static func isAbsence(_ id: String) -> Bool {
    id != "model.text"
      && (["config.", "model.", "factor."].contains { id.hasPrefix($0) } || id == "market.universe-missing")
  }

  func build(
    _ evidence: WorkspaceEvidence, _ setting: Setting, rungs: [Rung], progress: (String) -> Void
  ) throws -> Outcome {
    var outcome = Outcome()
    let wanted = [Rung.reinferred, .retrained].filter(rungs.contains)
    guard !wanted.isEmpty else { return outcome }
    let used = evidence.used
    do {
      guard case .lightGBM(let parameters) = try ModelConfig(setting.configuration).kind else {
        throw Diagnostic("model.unsupported", "only LightGBM models are scored by this version", remedy: "None.")
      }
      let config = try DatasetConfig(setting.configuration)
      let opened = try library.open()
      progress("computing features")
      let views = try DatasetBuilder(market: market).views(config)
      outcome.findings = config.findings
      guard let test = views.inference(in: "test") else {
        throw Diagnostic("config.unsupported", "the dataset has no test segment", remedy: "None.")
      }
      let labels = views.labels(in: "test")
      if wanted.contains(.reinferred) {
        if let path = evidence.modelPath {
          let model = try LightGBMModel(try LightGBMModelText(file: path), library: opened)
          let predictions = try model.predictions(of: test).compacted
          outcome.findings += model.findings
          let (evidence, run) = try self.evidence(
            predictions, labels, setting, isSame: nil,
            note: "\(test.columns(of: "feature").count) features computed here into the recorded model")
          outcome.reinferred = evidence
          outcome.reinferredRun = run
          if let used {
            RefittedScores(configuration: used.path, raw: views.raw, model: path, library: library)
              .add(to: &outcome.reinferred, config)
          }
        } else {
          outcome.unavailable[.reinferred] = evidence.missing[.model] ?? "there is no model"
        }
      }
      if wanted.contains(.retrained) {
        if let rows = views.training {
          progress("training")
          let trained = try LightGBMTraining(library: opened, parameters: parameters).train(on: rows)
          let predictions = try LightGBMModel(trained.model, library: opened).predictions(of: test).compacted
          let recorded = try evidence.modelPath.map { try LightGBMModelText(file: $0).bytes }
          outcome.retrained = try self.evidence(
            predictions, labels, setting, isSame: recorded.map { $0 == trained.model.bytes },
            note: "trained \(trained.trainedRounds) rounds, kept \(trained.keptRounds)").evidence
        } else {
          outcome.unavailable[.retrained] = "the dataset has no train segment"
        }
      }
    } catch let error as any DiagnosableError where ModelEvidenceBuilder.isAbsence(error.diagnostic.id) {
      for rung in wanted { outcome.unavailable[rung] = error.diagnostic.summary }
    }
    return outcome
  }

  /// Predictions that are the recorded ones bit for bit lead to the replay that is there already.
  private func evidence(
    _ predictions: PanelTable, _ labels: PanelTable?, _ setting: Setting, isSame: Bool?, note: String
  ) throws -> (evidence: ModelEvidence, run: Run?) {
    let signal = labels.map { RunMetrics.signal(predictions: predictions, labels: $0) } ?? []
    var own: Run?
    var note = note
    let run: Run
    if let replayed = setting.replayed, replayed.document.predictionsHash == predictions.fingerprint {
      run = replayed
      note += "; every score has the recorded bits"
    } else {
      run = try RunBuilder(market: market, fingerprint: fingerprint).qlib(
        setting.plan, predictions: predictions, signal: signal)
      own = run
    }
    var evidence = ModelEvidence(
      predictions: predictions, run: RungEvidence(report: run.report, positions: run.positions, trades: run.trades),
      signal: signal, isSameModel: isSame, note: note)
    evidence.labels = labels
    return (evidence, own)
  }
}

/// Where this process looks for LightGBM's library.
package struct LightGBMPlaces: Sendable {
  package static var ofThisProcess: LightGBMPlaces {
    LightGBMPlaces(
      environment: ProcessInfo.processInfo.environment[LightGBMLocation.environmentVariable],
      program: try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"),
      folder: FileManager.default.currentDirectoryPath)
  }

  var environment: String?
  var program: String?
  var folder: String?

  func open() throws -> LightGBMLibrary {
    try LightGBMLocation.open(environment: environment, program: program, folder: folder)
  }
}
