package import MarketData
import Metrics
package import Models
package import Primitives
package import RDAgent
package import Reconciliation
package import Records

/// Climbs the ladder for one RD-Agent workspace: wires evidence, engine and judgement together.
package struct Reconciler {
  package let market: any Market
  package let marketDigest: MarketDigest
  package let library: LightGBMPlaces
  package var progress: @Sendable (String) -> Void = { _ in }

  package init(market: any Market, marketDigest: MarketDigest, library: LightGBMPlaces) {
    self.market = market
    self.marketDigest = marketDigest
    self.library = library
  }

  package struct Request {
    package var id: String
    package var workspace: String
    /// Overrides the benchmark of the workspace's configuration.
    package var benchmark: InstrumentID?
    package var rungs: [Rung]
    package var tolerances: Tolerances
    package var seeds = ModelEvidenceBuilder.Seeds()

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

  package struct Outcome {
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
    package var signal: PredictionQuality?
    /// What is said of the model beside its scores; nil where no features were computed.
    package var evaluation: ModelEvaluation?
  }

  /// Throws for damaged input; what is only missing makes a rung not available.
  package func reconcile(_ request: Request) throws -> Outcome {
    let workspace = try Workspace(folder: request.workspace)
    progress("\(request.id): reading \(request.workspace)")
    let evidence = try WorkspaceEvidence(workspace)
    var unavailable = reasons(evidence, request)
    let setting = try setting(evidence, request, &unavailable)
    let signal = signal(evidence)
    var replayed: Run?
    if let setting, unavailable[.replayed] == nil, let predictions = evidence.predictions {
      progress("\(request.id): replaying \(setting.backtest.start) to \(setting.backtest.end)")
      do {
        replayed = try RunBuilder(market: market, digest: marketDigest).qlib(
          setting.plan, predictions: predictions, signal: signal)
      } catch let diagnostic as Diagnostic where diagnostic.id == "config.unsupported" {
        unavailable[.replayed] = diagnostic.summary
      }
    }
    let recorded = recordedRun(evidence, setting, signal)
    let market = market
    let threshold = setting?.backtest.exchange.limit
    let (models, realistic, document) = try upperRungs(evidence, setting, replayed, request, &unavailable)
    let local = replayed ?? models.reinferredRun
    var input = LadderInput(
      migration: request.id, reported: evidence.reported,
      recorded: evidence.curve.map {
        ComparedRun(report: $0, positions: evidence.positions, trades: evidence.trades)
      },
      predictions: evidence.predictions, labels: evidence.labels, signal: signal,
      replayed: replayed.map { ComparedRun(report: $0.report, positions: $0.positions, trades: $0.trades) },
      exchange: setting?.backtest.exchange, strategy: setting?.strategy, tolerances: request.tolerances,
      findings: evidence.findings + (local?.document.findings ?? []) + models.findings, unavailable: unavailable,
      state: { MarketLines.of($0, on: $1, market: market, limit: threshold) })
    input.reinferred = models.reinferred
    input.retrained = models.retrained
    input.band = models.samples.map {
      SeedBandFormula.band(seeds: request.seeds.all, samples: $0, recorded: recordedNumbers(evidence, signal))
    }
    input.realistic = realistic
    input.laboratory = setting.flatMap { setting in
      evidence.predictions.map { ReplayLaboratory.of(setting.plan, predictions: $0, market: market) }
    }
    var comparison = LadderJudgement.compare(input)
    comparison.findings += TaskFindings.of(comparison)
    if let setting {
      comparison.findings += try UniverseFindings.all(
        in: market, universe: setting.configuration.market ?? "all", end: setting.backtest.end)
    }
    return Outcome(
      comparison: comparison, evidence: evidence, recorded: recorded, replayed: replayed,
      reinferred: models.reinferredRun, definition: models.definition, band: input.band, signal: document,
      evaluation: models.evaluation)
  }

  /// The rungs above the replay, and what the predictions are worth. Beside a replay they do not depend on
  /// each other and run at once.
  private func upperRungs(
    _ evidence: WorkspaceEvidence, _ setting: Setting?, _ replayed: Run?, _ request: Request,
    _ unavailable: inout [Rung: Message]
  ) throws -> (ModelEvidenceBuilder.Outcome, RungResult?, PredictionQuality?) {
    guard replayed != nil else {
      let models = try models(evidence, setting, nil, request, &unavailable)
      let realistic = try realistic(
        request, setting, evidence.predictions ?? models.reinferred?.predictions, models.reinferredRun, &unavailable)
      return (models, realistic, try predictionQuality(evidence, models, setting))
    }
    let known = unavailable
    let (left, right) = try together {
      var own = known
      let models = try models(evidence, setting, replayed, request, &own)
      let document = evidence.labels == nil ? try predictionQuality(evidence, models, setting) : nil
      return (models, document, own)
    } _: {
      var own = known
      let realistic = try realistic(request, setting, evidence.predictions, replayed, &own)
      let document =
        evidence.labels == nil ? nil : try predictionQuality(evidence, ModelEvidenceBuilder.Outcome(), setting)
      return (realistic, document, own)
    }
    unavailable = left.2.merging(right.2) { first, _ in first }
    return (left.0, right.0, left.1 ?? right.1)
  }

  /// The recorded predictions against the recorded labels; what is not recorded is what was made here.
  private func predictionQuality(
    _ evidence: WorkspaceEvidence, _ models: ModelEvidenceBuilder.Outcome, _ setting: Setting?
  ) throws -> PredictionQuality? {
    guard let predictions = evidence.predictions ?? models.reinferred?.predictions,
      let labels = evidence.labels ?? models.labels
    else { return nil }
    let label = setting?.configuration.label ?? "label.csv"
    return try QualityReport(market: market).document(
      predictions, labels: labels, label: evidence.labels == nil ? .computedLabels(label) : .recordedLabels(label))
  }

  /// The numbers of the record; where it has none, ours over its own predictions.
  private func recordedNumbers(_ evidence: WorkspaceEvidence, _ signal: [MetricValue]) -> [String: Double] {
    var numbers: [String: Double] = [:]
    for metric in signal { numbers[metric.name] = metric.value }
    return numbers.merging((evidence.reported?.values ?? [:]).filter { !$0.value.isNaN }) { _, reported in reported }
  }

  /// The rungs that need a model. Where no predictions are recorded, and so nothing is replayed, the
  /// configuration and the model alone lead to scores that stand beside the recorded metrics.
  private func models(
    _ evidence: WorkspaceEvidence, _ setting: Setting?, _ replayed: Run?, _ request: Request,
    _ unavailable: inout [Rung: Message]
  ) throws -> ModelEvidenceBuilder.Outcome {
    let rungs = [Rung.reinferred, .retrained].filter { unavailable[$0] == nil }
    guard let setting else {
      let why: Message =
        unavailable[.replayed] ?? evidence.missing[.configuration] ?? "there is no configuration that can run"
      for rung in rungs { unavailable[rung] = why }
      return ModelEvidenceBuilder.Outcome()
    }
    guard replayed != nil || evidence.predictions == nil else {
      for rung in rungs { unavailable[rung] = "there is no replay to set it beside" }
      return ModelEvidenceBuilder.Outcome()
    }
    let outcome = try ModelEvidenceBuilder(market: market, digest: marketDigest, library: library).build(
      evidence,
      ModelEvidenceBuilder.Setting(
        configuration: setting.configuration, plan: setting.plan, replayed: replayed, seeds: request.seeds),
      rungs: rungs, progress: { progress("\(request.id): \($0)") })
    unavailable.merge(outcome.unavailable) { _, new in new }
    return outcome
  }

  /// The run under the exchange's rules; without a replay there is nothing to set it beside.
  private func realistic(
    _ request: Request, _ setting: Setting?, _ predictions: PanelTable?, _ replayed: Run?,
    _ unavailable: inout [Rung: Message]
  ) throws -> RungResult? {
    guard unavailable[.realistic] == nil else { return nil }
    guard let setting, let predictions, let replayed else {
      unavailable[.realistic] = "there is no replay to set it beside"
      return nil
    }
    progress("\(request.id): the exchange's own rules")
    do {
      return try RealisticRung.result(
        setting.plan, predictions: predictions, market: market, replayed: replayed.report)
    } catch let diagnostic as Diagnostic {
      unavailable[.realistic] = diagnostic.summary
      return nil
    }
  }

  private struct Setting {
    var configuration: QrunConfiguration
    var strategy: StrategyConfig
    var backtest: BacktestConfig

    var plan: BacktestPlan {
      BacktestPlan(strategy: strategy, backtest: backtest, hash: configuration.digest, seed: configuration.seed)
    }
  }

  /// The configuration as far as it can run here; a strategy that is not built is a reason, not an error.
  private func setting(
    _ evidence: WorkspaceEvidence, _ request: Request, _ unavailable: inout [Rung: Message]
  ) throws -> Setting? {
    guard let used = evidence.used else { return nil }
    guard used.configuration.hasPortfolio else {
      unavailable[.replayed] =
        unavailable[.replayed] ?? "the configuration records no portfolio: there is no backtest in it"
      return nil
    }
    do {
      var backtest = try used.configuration.backtest()
      if let benchmark = request.benchmark { backtest.benchmark = .instruments([benchmark]) }
      return Setting(configuration: used.configuration, strategy: try used.configuration.strategy(), backtest: backtest)
    } catch let diagnostic as Diagnostic where ["strategy.unsupported", "config.unsupported"].contains(diagnostic.id) {
      unavailable[.replayed] = diagnostic.summary
      return nil
    }
  }

  private func reasons(_ evidence: WorkspaceEvidence, _ request: Request) -> [Rung: Message] {
    var reasons: [Rung: Message] = [:]
    reasons[.reported] = evidence.missing[.reported]
    reasons[.recomputed] = evidence.missing[.curve]
    reasons[.replayed] = evidence.missing[.predictions] ?? evidence.missing[.configuration]
    for rung in Rung.allCases where !request.rungs.contains(rung) { reasons[rung] = "not asked for" }
    return reasons
  }

  /// The same for record and replay, which share predictions and labels: computed once.
  private func signal(_ evidence: WorkspaceEvidence) -> [MetricValue] {
    guard let predictions = evidence.predictions, let labels = evidence.labels else { return [] }
    return RunMetrics.quality(predictions: predictions, labels: labels)
  }

  private func recordedRun(_ evidence: WorkspaceEvidence, _ setting: Setting?, _ signal: [MetricValue]) -> Run? {
    guard let curve = evidence.curve else { return nil }
    let document = RunDocument(
      origin: .imported, strategy: setting?.strategy.json ?? .null, backtest: setting?.backtest.json ?? .null,
      configurationDigest: evidence.used?.configuration.digest ?? "", dataDigest: nil,
      modelDigest: evidence.fileDigests["model.txt"], predictionsDigest: evidence.predictions?.digest,
      versions: evidence.versions, seed: evidence.used?.configuration.seed, start: curve.first?.day,
      end: curve.last?.day, benchmark: setting?.backtest.benchmark.instruments.map(\.name) ?? [],
      findings: evidence.findings)
    return Run(
      document: document, report: curve, positions: evidence.positions ?? [], trades: evidence.trades,
      predictions: evidence.predictions, results: evidence.reported,
      metrics: RunMetrics.portfolio(curve, trades: evidence.trades) + signal)
  }
}

extension Reconciler.Outcome {
  /// The files of a reconciliation: the judgement and the run folders it rests on. Predictions are
  /// the same on both sides and stand once, with the record.
  package func write(to sink: any FileSink) throws {
    try sink.write(comparison.json.pretty, to: "comparison.json")
    try QualityFiles.write(signal, evaluation, to: sink)
    if let curve = evidence.curve {
      try sink.write(ConventionGrid(curve, reported: evidence.reported).json.pretty, to: "conventions.json")
    }
    if let definition { try sink.write(definition.json.pretty, to: "definition.json") }
    if let band { try sink.write(band.json.pretty, to: "seeds.json") }
    if let recorded { try RunFolder.write(recorded, to: sink, at: "recorded") }
    if let reinferred { try RunFolder.write(reinferred, to: sink, at: "reinferred") }
    guard var local = replayed else { return }
    if recorded != nil { local.predictions = nil }
    try RunFolder.write(local, to: sink, at: "replayed")
  }
}
