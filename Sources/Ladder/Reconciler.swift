package import MarketData
import Metrics
package import Models
package import Primitives
package import RDAgent
package import Reconciliation
package import Records
import Simulation

/// Climbs the ladder for one RD-Agent workspace: evidence, then rung by rung, then the judgement over them.
package struct Reconciler: Sendable {
  package let market: any Market
  package let marketDigest: MarketDigest
  package let runtime: ModelRuntime
  /// By the reconciliations of this market.
  package var shared = SharedWork()
  /// Where networks are trained; nil where nobody trains them.
  package var trainer: TrainerRun.Place?
  /// Whether the files of the runs are made while the judgement is, for an outcome that is going to be written.
  package var preparesFiles = false
  package var progress: @Sendable (Message) -> Void = { _ in }

  package init(market: any Market, marketDigest: MarketDigest, runtime: ModelRuntime) {
    self.market = market
    self.marketDigest = marketDigest
    self.runtime = runtime
  }

  package struct Request: Sendable {
    package var id: String
    package var workspace: String
    /// Overrides the benchmark of the workspace's configuration.
    package var benchmark: InstrumentID?
    package var rungs: [Rung]
    package var tolerances: Tolerances
    package var seeds = Seeds()

    package init(
      id: String, workspace: String, benchmark: InstrumentID? = nil, rungs: [Rung] = Rung.allCases,
      tolerances: Tolerances = Tolerances()
    ) {
      self.id = id
      self.workspace = workspace
      self.benchmark = benchmark
      self.rungs = rungs
      self.tolerances = tolerances
    }
  }

  package struct Outcome: Sendable {
    package var comparison: Comparison
    package var evidence: WorkspaceEvidence
    /// The record in the form of all runs; nil without a recorded curve.
    package var recorded: Run?
    package var replayed: Run?
    /// The run on scores made here, where it is another one than the replay.
    package var reinferred: Run?
    /// The model as asked and as built.
    package var definition: ModelDefinition?
    /// The recorded numbers beside those of other seeds.
    package var band: SeedBand?
    /// What the predictions are worth; nil without predictions or labels.
    package var quality: PredictionQuality?
    /// What is said of the model beside its scores; nil where no features were computed.
    package var evaluation: ModelEvaluation?
    /// The run under the exchange's own rules; nil where it did not run.
    package var realistic: Run?
    /// How far the result depends on its assumptions.
    package var robustness: Robustness?
    /// The files of the runs, where they are made already.
    var runFiles: [(path: String, bytes: [UInt8])]?

    /// The recorded network as ONNX, where it was recorded in another form.
    package var converted: ConvertedNetwork?

    /// The network that scores, as ONNX: recorded or converted. Nil where the configuration has another kind of model, or
    /// there is none.
    package func network() throws -> [UInt8]? {
      guard let kind = definition?.model.kind, kind is NetworkKind else { return nil }
      return try converted?.weights.bytes ?? evidence.weightsFile(of: kind).map { try FileReader.bytes($0, as: .model) }
    }

    /// Whether a rung is missing because of what RD-Agent's Python, its packages or its sandbox could not do here.
    package var lackedPython: Bool {
      comparison.rungs.compactMap(\.reason?.id).contains { id in
        id.hasPrefix("trainer.") || ["ladder.network-not-converted", "migrate.no-python"].contains(id)
      }
    }

    /// Name of the recorded file of weights; nil where no model is recorded, or none that is read here.
    package var weightsFile: String? {
      let isNetwork = definition?.model.kind is NetworkKind
      let path = isNetwork ? evidence.weightsFile(of: NetworkKind()) : evidence.modelPath
      return converted?.file ?? path.map(Path.lastComponent)
    }

    /// SHA-256 of the recorded model as a bundle freezes it.
    package var modelDigest: String? { converted?.weights.digest ?? evidence.modelDigest }

    /// Both sides at the first day on which two runs differ; nil where none do.
    var divergence: DivergenceRows? {
      let pairs: [(rung: Rung, left: Run?, right: Run?)] = [
        (.replayed, recorded, replayed), (.reinferred, replayed ?? recorded, reinferred),
      ]
      for pair in pairs {
        guard let found = comparison.rungs.first(where: { $0.id == pair.rung })?.firstDivergence, let day = found.day
        else { continue }
        return pair.left.flatMap { left in
          pair.right.map { right in
            DivergenceRows(
              rung: pair.rung, day: day, instrument: found.instrument,
              left: .init(left, on: day, instrument: found.instrument),
              right: .init(right, on: day, instrument: found.instrument))
          }
        }
      }
      return nil
    }
  }

  /// Throws for damaged input; what is only missing makes a rung not available.
  package func reconcile(_ request: Request) throws -> Outcome {
    let workspace = try Workspace(folder: request.workspace)
    report(.reading(request.workspace), request)
    var evidence = try WorkspaceEvidence(workspace, tables: shared.tables)
    if let (scores, finding) = UntypedScores.widened(evidence, quality: quality) {
      evidence.predictions = scores
      evidence.findings.append(finding)
    }
    let setting = try LadderSetting.of(evidence, benchmark: request.benchmark, calendar: market.calendar)
    // The same for record and replay, which share predictions and labels.
    let quality = qualityMetrics(evidence)
    let followed = evidence.followed
    let recomputed = RecomputedRung.climb(evidence, setting.record, quality: quality)
    let replayed: Climbed<Run> =
      request.rungs.contains(.replayed)
      ? try ReplayedRung.climb(evidence, setting, quality: quality, following: followed, runs: runs) {
        report($0, request)
      }
      : .notAskedFor
    let upper = try climbUpper(evidence, setting, replayed.record, followed, quality, request)
    var input = LadderInput(
      migration: request.id, reported: ReportedRung.climb(evidence), recomputed: recomputed.map(\.measured),
      replayed: replayed.map { MeasuredRun($0, quality: quality) },
      reinferred: upper.models.reinferred.map(\.scored), retrained: upper.models.retrained.map(\.scored),
      realistic: upper.realistic.map(\.result), predictions: evidence.predictions, labels: evidence.labels,
      exchange: setting.record?.plan.record?.backtest.exchange, strategy: setting.record?.plan.record?.strategy,
      tolerances: request.tolerances, findings: [], state: state(setting.record))
    input.wanted = Set(request.rungs)
    input.band = upper.models.retrained.record?.band
    input.laboratory = laboratory(evidence, setting.record, followed)
    input.codeOrder = try codeOrder(replayed.record, evidence, setting.record, quality)
    input.delaysProceeds = setting.record?.plan.record?.backtest.delaysProceeds ?? true
    input.calendar = market.calendar.days
    input.absentMetrics = evidence.absentMetrics
    let reinferred = upper.models.reinferred.record?.run
    input.findings =
      evidence.findings + ((replayed.record ?? reinferred)?.document.findings ?? []) + upper.models.findings
    let converted = upper.models.converted
    let recorded = recomputed.record.flatMap(\.run).map { run in
      var run = run
      if let converted { run.document.modelDigest = converted.weights.digest }
      return run
    }
    let realistic = upper.realistic.record?.run
    let (judged, files) = try together { [input] in
      LadderJudgement.compare(input)
    } _: {
      preparesFiles ? Outcome.files(recorded, replayed.record, reinferred, realistic, shared) : nil
    }
    var comparison = judged
    comparison.versions = evidence.versions.known
    comparison.findings += TaskFindings.of(comparison)
    if let absent = AbsentMetrics.finding(evidence.absentMetrics) { comparison.findings.append(absent) }
    if let setting = setting.record,
      let start = setting.plan.record?.backtest.start ?? evidence.predictions?.days.first,
      let end = setting.plan.record?.backtest.end ?? evidence.predictions?.days.last
    {
      comparison.findings += try UniverseFindings.all(
        in: market, universe: setting.configuration.market ?? "all", start: start, end: end)
    }
    return Outcome(
      comparison: comparison, evidence: evidence, recorded: recorded, replayed: replayed.record,
      reinferred: reinferred, definition: upper.models.definition, band: input.band, quality: upper.quality,
      evaluation: upper.models.evaluation, realistic: realistic,
      robustness: Robustness(
        upper.probe, run: replayed.record ?? reinferred, lookAhead: upper.models.lookAhead),
      runFiles: files, converted: converted)
  }

  private func report(_ step: Message, _ request: Request) { progress(.step(step, of: request.id)) }

  private var runs: RunBuilder { RunBuilder(market: market, digest: marketDigest, shared: shared) }

  // MARK: - Above the replay

  private struct Upper {
    var models: ModelClimb
    var realistic: Climbed<RealisticRung.Record>
    var probe: RobustnessProbe
    /// What the predictions are worth.
    var quality: PredictionQuality?
  }

  /// The rungs above the replay, and what the predictions are worth. Beside a replay they do not depend on
  /// each other: both cores work at once, and the second one takes the quality of what is recorded.
  private func climbUpper(
    _ evidence: WorkspaceEvidence, _ setting: Climbed<LadderSetting>, _ replayed: Run?, _ followed: FollowedRun?,
    _ quality: [MetricValue], _ request: Request
  ) throws -> Upper {
    let numbers = RetrainedRung.recordedNumbers(evidence, quality: quality)
    let worker = trainer.map { TrainerRun($0, folder: evidence.folder) }
    let climber = ModelClimber(
      evidence: evidence, followed: followed, builder: runs, runtime: worker.map { runtime.with($0) } ?? runtime,
      worker: worker, shared: shared, seeds: request.seeds, numbers: numbers
    ) { report($0, request) }
    @Sendable func models() throws -> ModelClimb {
      try climber.climb(setting, replayed: replayed, wanted: Set(request.rungs))
    }
    @Sendable func overTheReplay(
      _ predictions: PanelTable?, beside run: Run?
    ) throws -> SharedWork.UnderAssumptions {
      let key = SharedWork.key(
        setting.record?.plan.record?.identity, (predictions?.digest).map { .string($0) }, run?.document.json,
        run.map { .array($0.metrics.map(\.json)) }, .string(followed?.digest ?? ""),
        .bool(request.rungs.contains(.realistic)))
      return try shared.assumptions.value(key) {
        let base = try ReplayBase.of(setting, predictions: predictions, run: run, followed: followed, market)
        let realistic: Climbed<RealisticRung.Record> =
          request.rungs.contains(.realistic)
          ? try RealisticRung.climb(base, runs: runs) { report($0, request) } : .notAskedFor
        return .init(realistic: realistic, probe: try RobustnessProbe(base))
      }
    }
    guard replayed != nil else {
      let models = try models()
      let reinferred = models.reinferred.record
      let made = try overTheReplay(
        evidence.predictions ?? reinferred?.scored.predictions, beside: reinferred?.run)
      return Upper(
        models: models, realistic: made.realistic, probe: made.probe,
        quality: try predictionQuality(evidence, models, setting.record))
    }
    let (left, right) = try together {
      let models = try models()
      return (models, evidence.labels == nil ? try predictionQuality(evidence, models, setting.record) : nil)
    } _: {
      let made = try overTheReplay(evidence.predictions, beside: replayed)
      return (made, evidence.labels == nil ? nil : try predictionQuality(evidence, nil, setting.record))
    }
    return Upper(
      models: left.0, realistic: right.0.realistic, probe: right.0.probe, quality: left.1 ?? right.1)
  }

  // MARK: - Predictions

  private func qualityMetrics(_ evidence: WorkspaceEvidence) -> [MetricValue] {
    guard let predictions = evidence.predictions, let labels = evidence.labels else { return [] }
    if let pairs = evidence.repeatedPairs {
      return RunMetrics.quality(PredictionPairs(predictions: pairs.predictions, outcomes: pairs.outcomes))
    }
    return quality(predictions, labels)
  }

  private func quality(_ predictions: PanelTable, _ labels: PanelTable) -> [MetricValue] {
    let key = SharedWork.key(.string(predictions.digest), .string(labels.digest))
    return shared.quality.value(key) { RunMetrics.quality(predictions: predictions, labels: labels) }
  }

  /// The recorded predictions against the recorded labels; what is not recorded is what was made here.
  private func predictionQuality(
    _ evidence: WorkspaceEvidence, _ models: ModelClimb?, _ setting: LadderSetting?
  ) throws -> PredictionQuality? {
    guard let predictions = evidence.predictions ?? models?.reinferred.record?.scored.predictions,
      let labels = evidence.labels ?? models?.material?.labels
    else { return nil }
    let name = setting?.configuration.label ?? "label.csv"
    let label: Message = evidence.labels == nil ? .computedLabels(name) : .recordedLabels(name)
    let key = SharedWork.key(.string(predictions.digest), .string(labels.digest), label.json)
    return try shared.reports.value(key) {
      try QualityReport(market: market).document(predictions, labels: labels, label: label)
    }
  }

  // MARK: - For the search for a cause

  /// The replay that follows nobody, where the record was followed among equal scores: what these are worth.
  private func codeOrder(
    _ replayed: Run?, _ evidence: WorkspaceEvidence, _ setting: LadderSetting?, _ quality: [MetricValue]
  ) throws -> MeasuredRun? {
    guard let replayed, !replayed.ties.isEmpty, let plan = setting?.plan.record, let predictions = evidence.predictions
    else { return nil }
    return MeasuredRun(try runs.qlib(plan, predictions: predictions, quality: quality), quality: quality)
  }

  private func state(_ setting: LadderSetting?) -> @Sendable (InstrumentID, TradingDay) -> [Message] {
    let limit = setting?.plan.record?.backtest.exchange.limit
    return { [market] in MarketState.of($0, on: $1, market: market, limit: limit) }
  }

  private func laboratory(
    _ evidence: WorkspaceEvidence, _ setting: LadderSetting?, _ followed: FollowedRun?
  ) -> Laboratory? {
    guard let plan = setting?.plan.record, let predictions = evidence.predictions else { return nil }
    return ReplayLaboratory.of(plan, predictions: predictions, following: followed, market: market)
  }
}

extension Reconciler.Outcome {
  /// Predictions are the same on both sides and stand once, with the record.
  fileprivate static func files(
    _ recorded: Run?, _ replayed: Run?, _ reinferred: Run?, _ realistic: Run?, _ shared: SharedWork = SharedWork()
  ) -> [(path: String, bytes: [UInt8])] {
    var replayed = replayed
    if recorded != nil { replayed?.predictions = nil }
    let runs = [
      (recorded, "recorded"), (reinferred, "reinferred"), (realistic, "realistic"), (replayed, "replayed"),
    ]
    return RunFolder.contents(runs.compactMap { run, folder in run.map { ($0, folder) } }) { table in
      shared.predictions.value(table.digest) { table.csv(value: "score") }
    }
  }

  /// The files of a reconciliation: the judgement and the run folders it rests on.
  package func write(to sink: any FileSink) throws {
    try sink.write(comparison.json.pretty, to: "comparison.json")
    try QualityFiles.write(quality, evaluation, to: sink)
    if let curve = evidence.curve {
      try sink.write(ConventionGrid(curve, reported: evidence.reported).json.pretty, to: "conventions.json")
    }
    if let definition { try sink.write(definition.json.pretty, to: "definition.json") }
    if let band { try sink.write(band.json.pretty, to: "seeds.json") }
    for (path, bytes) in runFiles ?? Reconciler.Outcome.files(recorded, replayed, reinferred, realistic) {
      try sink.write(bytes, to: path)
    }
    if let robustness { try sink.write(robustness.json.pretty, to: Robustness.file) }
    if let divergence { try sink.write(divergence.json.pretty, to: DivergenceRows.file) }
  }
}
