import Foundation
package import MarketData
import Metrics
package import Models
package import Primitives
package import RDAgent
package import Reconciliation
package import Records

/// Computes features and scores for the rungs `reinferred` and `retrained`.
///
/// What the configuration asks for and is not built here becomes the reason why a rung is not
/// available; damage is thrown.
package struct ModelEvidenceBuilder {
  package let market: any Market
  package let digest: MarketDigest
  package let library: LightGBMPlaces

  package struct Outcome: Sendable {
    package var reinferred: ScoredRun?
    /// The run behind `reinferred` where it is not the replay.
    package var reinferredRun: Run?
    package var retrained: ScoredRun?
    /// What was asked and what was built; nil where the configuration cannot be built here.
    package var definition: ModelDefinition?
    /// By seed, the numbers of the same training under it.
    package var samples: [[String: Double]]?
    package var unavailable: [Rung: Message] = [:]
    package var findings: [Finding] = []
    /// What is said of the recorded model beside its scores; nil where no features were computed.
    package var evaluation: ModelEvaluation?
    /// Labels of the test segment, computed here.
    package var labels: PanelTable?
  }

  /// The band of seeds: how many, and where their numbers are kept.
  package struct Seeds {
    package var count = 0
    package var folder: String?

    package init(count: Int = 0, folder: String? = nil) {
      self.count = count
      self.folder = folder
    }

    package var all: [Int] { count == 0 ? [] : Array(1...count) }
  }

  /// What both rungs need beside the evidence.
  package struct Setting {
    package var configuration: QrunConfiguration
    package var plan: BacktestPlan
    /// Nil where no predictions are recorded: the scores made here are then set beside the recorded metrics.
    package var replayed: Run?
    package var seeds = Seeds()
  }

  /// What a configuration asks for and is not built here, or does not say: no reason to stop the rungs
  /// that rest on recorded predictions. A damaged model text is damage.
  private static func isAbsence(_ id: String) -> Bool {
    id != "model.text"
      && (["config.", "model.", "factor."].contains { id.hasPrefix($0) } || id == "market.universe-missing")
  }

  package func build(
    _ evidence: WorkspaceEvidence, _ setting: Setting, rungs: [Rung], progress: (String) -> Void
  ) throws -> Outcome {
    var outcome = Outcome()
    let wanted = [Rung.reinferred, .retrained].filter(rungs.contains)
    guard !wanted.isEmpty else { return outcome }
    let used = evidence.used
    do {
      let definition = try ModelDefinition(sources(evidence, setting))
      outcome.definition = definition
      let (model, config) = (definition.model, definition.dataset)
      let opened = model.isSeeded ? try library.open() : nil
      func needed() throws -> LightGBMLibrary { try opened ?? library.open() }
      progress("computing features")
      let views = try DatasetBuilder(market: market, files: evidence.folder).views(
        config, learns: wanted.contains(.retrained))
      outcome.findings = definition.findings
      guard let test = views.inference(in: "test") else {
        throw Diagnostic("config.unsupported", "the dataset has no test segment", remedy: "None.")
      }
      let labels = views.labels(in: "test")
      outcome.labels = labels
      let recorded = try weightsPath(evidence).map { try ModelReading.weights($0) }
      if wanted.contains(.reinferred) {
        if let recorded {
          let predictions = try recorded.predictions(of: test, library: needed).compacted
          outcome.findings += recorded.findings
          let (scored, run) = try self.evidence(
            predictions, labels, setting, isSame: nil,
            note: "\(test.columns(of: "feature").count) features computed here into the recorded model")
          outcome.reinferred = scored
          outcome.reinferredRun = run
          if let used, let path = evidence.modelPath {
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
          let trained = try model.train(on: rows, library: needed)
          let predictions = try trained.weights.predictions(of: test, library: needed).compacted
          let (evidence, run) = try self.evidence(
            predictions, labels, setting, isSame: recorded.map { $0 == trained.weights }, note: trained.note)
          outcome.retrained = evidence
          outcome.retrained?.isSeeded = model.isSeeded
          if model.isSeeded, !setting.seeds.all.isEmpty {
            let training = try SeedTraining(
              model, rows: rows, test: test, library: needed(),
              store: SeedTraining.SampleStore(folder: setting.seeds.folder),
              evaluation: evaluation(setting, run ?? setting.replayed))
            outcome.samples = try training.samples(setting.seeds.all, progress: progress) {
              let (evidence, _) = try self.evidence($0, labels, setting, isSame: nil, note: "")
              return RunMetrics.portfolio(evidence.run.report, trades: evidence.run.trades) + evidence.signal
            }
          }
        } else {
          outcome.unavailable[.retrained] = "the dataset has no train segment"
        }
      }
      progress("evaluating")
      outcome.evaluation = try evaluation(evidence, config, views)
    } catch let error as any DiagnosableError where ModelEvidenceBuilder.isAbsence(error.diagnostic.id) {
      for rung in wanted { outcome.unavailable[rung] = error.diagnostic.summary }
    }
    return outcome
  }

  /// The configuration that ran, and what RD-Agent wrote beside it.
  private func sources(_ evidence: WorkspaceEvidence, _ setting: Setting) throws -> [DefinitionSource] {
    var sources = [
      DefinitionSource(
        kind: .configuration, path: evidence.used?.path ?? setting.configuration.document.path,
        because: evidence.used?.because.english ?? "it was named", configuration: setting.configuration)
    ]
    if evidence.names.contains("model_meta.json") {
      // A document without the blocks says nothing about the model: no reason to stop.
      do {
        let meta = try DefinitionSource(file: Path.join(evidence.folder, "model_meta.json"))
        if meta.kind == .modelMeta { sources.append(meta) }
      } catch let diagnostic as Diagnostic where diagnostic.id.hasPrefix("config.") {}
    }
    return sources
  }

  /// A linear model has its weights in a file of this program's form.
  private func weightsPath(_ evidence: WorkspaceEvidence) -> String? {
    evidence.modelPath ?? (evidence.names.contains("weights.json") ? Path.join(evidence.folder, "weights.json") : nil)
  }

  /// What turns scores into numbers, as one hash: strategy, backtest and market.
  private func evaluation(_ setting: Setting, _ run: Run?) -> String {
    let parts: JSONValue = [
      "strategy": setting.plan.strategy.json, "backtest": setting.plan.backtest.json,
      "market": .optional(run?.document.dataDigest),
    ]
    return SHA256Digest(hashing: parts.canonical).hex
  }

  /// What is said of the recorded model beside its scores.
  private func evaluation(
    _ evidence: WorkspaceEvidence, _ config: DatasetConfig, _ views: DatasetViews
  ) throws -> ModelEvaluation {
    let weights = try weightsPath(evidence).map { try ModelReading.weights($0) }
    return try ModelEvaluator(market: market).evaluate(
      config, views, weights: weights, note: evidence.missing[.model]?.english ?? "there is no model",
      library: library.open)
  }

  /// Predictions that are the recorded ones bit for bit lead to the replay that is there already.
  private func evidence(
    _ predictions: PanelTable, _ labels: PanelTable?, _ setting: Setting, isSame: Bool?, note: Message
  ) throws -> (evidence: ScoredRun, run: Run?) {
    let signal = labels.map { RunMetrics.quality(predictions: predictions, labels: $0) } ?? []
    var own: Run?
    var note = note
    let run: Run
    if let replayed = setting.replayed, replayed.document.predictionsDigest == predictions.digest {
      run = replayed
      note = .verbatim(note.english + "; every score has the recorded bits")
    } else {
      run = try RunBuilder(market: market, digest: digest).qlib(
        setting.plan, predictions: predictions, signal: signal)
      own = run
    }
    var evidence = ScoredRun(
      predictions: predictions, run: ComparedRun(report: run.report, positions: run.positions, trades: run.trades),
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

  package var environment: String?
  package var program: String?
  package var folder: String?

  package func open() throws -> LightGBMLibrary {
    try LightGBMLocation.open(environment: environment, program: program, folder: folder)
  }
}
