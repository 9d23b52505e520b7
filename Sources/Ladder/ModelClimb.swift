import Models
import Primitives
import RDAgent
import Reconciliation
import Records
import Simulation

/// The rungs with a model, and what is said of the model beside its scores.
struct ModelClimb: Sendable {
  /// Nil where the configuration cannot be built here.
  var definition: ModelDefinition?
  /// Nil where no features were computed.
  var material: ModelMaterial?
  var reinferred: Climbed<ReinferredRung.Record>
  var retrained: Climbed<RetrainedRung.Record>
  var evaluation: ModelEvaluation?
  /// The recorded network in the form that scores, where it was recorded in another one.
  var converted: ConvertedNetwork?
  /// Scores of a few days on a market that ends with the day.
  var lookAhead: Robustness.Part<[Robustness.CutDay]>
  /// About the model and its data.
  var findings: [Finding]

  /// Both rungs without a record, for one reason.
  init(
    unavailable reason: Message, definition: ModelDefinition? = nil, material: ModelMaterial? = nil
  ) {
    self.definition = definition
    self.material = material
    reinferred = .unavailable(reason)
    retrained = .unavailable(reason)
    lookAhead = .missing(reason)
    findings = material?.definition.findings ?? []
  }
}

/// Climbs the rungs with a model for one workspace.
struct ModelClimber: Sendable {
  let evidence: WorkspaceEvidence
  /// Whose choice among equal scores is taken.
  let followed: FollowedRun?
  let builder: RunBuilder
  let runtime: ModelRuntime
  /// Who converts networks; nil where nobody does.
  let worker: TrainerRun?
  let shared: SharedWork
  let seeds: Seeds
  /// The recorded numbers by name, for the band of seeds.
  let numbers: [String: Double]
  let progress: @Sendable (Message) -> Void

  /// Where nothing is replayed, the configuration and the model alone lead to scores, which stand beside the recorded
  /// ones, or, where none are recorded, beside the recorded metrics.
  ///
  /// - Parameter wanted: of the two rungs; without any nothing is computed.
  func climb(_ setting: Climbed<LadderSetting>, replayed: Run?, wanted: Set<Rung>) throws -> ModelClimb {
    if let reason = setting.reason { return ModelClimb(unavailable: reason) }
    guard let setting = setting.record else { return ModelClimb(unavailable: .nothingBeside) }
    guard !wanted.isDisjoint(with: [.reinferred, .retrained]) else { return ModelClimb(unavailable: .nothingBeside) }
    let defined = try Absence.caught { try ModelMaterial.definition(evidence, setting) }
    guard let definition = defined.record else { return ModelClimb(unavailable: defined.reason ?? .nothingBeside) }
    let computed = try Absence.caught {
      progress(.computingFeatures)
      return try ModelMaterial(
        definition, evidence, market: builder.market, runtime: runtime, learns: wanted.contains(.retrained),
        shared: shared)
    }
    guard let material = computed.record else {
      return ModelClimb(unavailable: computed.reason ?? .nothingBeside, definition: definition)
    }
    let climbed = try Absence.caught { try climb(material, setting, replayed, wanted) }
    return climbed.record
      ?? ModelClimb(unavailable: climbed.reason ?? .nothingBeside, definition: definition, material: material)
  }

  private func climb(
    _ material: ModelMaterial, _ setting: LadderSetting, _ replayed: Run?, _ wanted: Set<Rung>
  ) throws -> ModelClimb {
    let runs = ScoreRuns(
      plan: setting.plan.record, recorded: evidence.predictions?.digest, replayed: replayed,
      followed: followed, labels: material.labels, builder: builder)
    var climb = ModelClimb(unavailable: .nothingBeside, definition: material.definition, material: material)
    let recorded = try apart { try weights(for: material, &climb.converted) }
    let key = SharedWork.key(material.identity, recorded.record.map { .string($0.digest) })
    let scores = try apart {
      try recorded.map { weights in try shared.scores.value(key) { try material.scores(of: weights) } }
    }
    if wanted.contains(.reinferred) {
      climb.reinferred = try apart { try ReinferredRung.climb(recorded, scores: scores, on: material, runs) }
      climb.findings += (recorded.record?.findings ?? []) + (climb.converted.map { [$0.finding] } ?? [])
      climb.lookAhead = try lookAhead(climb.reinferred, recorded, material, key)
    }
    if wanted.contains(.retrained) {
      climb.retrained = try apart {
        try RetrainedRung.climb(
          material, beside: recorded.record, runs, seeds: seeds, numbers: numbers, shared: shared, progress: progress)
      }
    }
    progress(.evaluating)
    // Where the recorded model does not score, nothing is said of its scores.
    let scoring = scores.reason
    climb.evaluation = try shared.evaluations.value(scoring == nil ? key : nil) {
      try material.evaluation(
        of: scoring.map { .unavailable($0) } ?? recorded, scores: scores.record ?? nil, on: builder.market)
    }
    return climb
  }

  /// The recorded model; a network that was recorded in another form than ONNX is converted.
  private func weights(
    for material: ModelMaterial, _ converted: inout ConvertedNetwork?
  ) throws -> Climbed<any ModelWeights> {
    let model = material.definition.model
    guard let trainer = model.trainer as? NetworkTrainer, evidence.weightsFile(of: model.kind) == nil else {
      return try evidence.weights(of: model.kind, runtime)
    }
    let found = try RecordedWeights.find(in: evidence, insteadOf: model.kind.weightsFile)
    guard let weights = found.record else { return .unavailable(found.reason ?? .nothingBeside) }
    guard let worker else { return .unavailable(.notConvertible(weights.name)) }
    do {
      let network = try worker.convert(
        weights, for: trainer, features: material.test.names(of: "feature"), steps: material.definition.dataset.steps,
        runtime)
      converted = network
      return .made(network.weights)
    } catch let error as any DiagnosableError where error.diagnostic.kind != .damaged {
      return .unavailable(.notConverted(weights.name, error.diagnostic))
    }
  }

  /// A rung by itself: what the one lacks does not touch the other.
  private func apart<Record: Sendable>(_ work: () throws -> Climbed<Record>) throws -> Climbed<Record> {
    let caught = try Absence.caught(work)
    return caught.record ?? .unavailable(caught.reason ?? .nothingBeside)
  }

  private func lookAhead(
    _ reinferred: Climbed<ReinferredRung.Record>, _ recorded: Climbed<any ModelWeights>, _ material: ModelMaterial,
    _ key: String?
  ) throws -> Robustness.Part<[Robustness.CutDay]> {
    guard let scores = reinferred.record?.scored.predictions, let weights = recorded.record else {
      return .missing(reinferred.reason ?? .nothingBeside)
    }
    let cutoff = ScoreCutoff(
      market: builder.market, config: material.definition.dataset, views: material.views, weights: weights,
      runtime: runtime)
    let checked = try shared.cuts.value(key) {
      try Absence.caught { try cutoff.check(scores, seed: weights.digest) }
    }
    return checked.record ?? .missing(checked.reason ?? .nothingBeside)
  }
}

extension Message {
  fileprivate static func notConvertible(_ file: String) -> Message {
    Message(
      "ladder.network-without-python", ["file": .text(file)],
      en: "{file} has to be converted to ONNX. Set `rdagent.python` to a Python that has torch.",
      zh: "{file} 需要转换为 ONNX，请把 `rdagent.python` 设为带有 torch 的 Python。")
  }

  fileprivate static func notConverted(_ file: String, _ why: Diagnostic) -> Message {
    Message(
      "ladder.network-not-converted",
      ["file": .text(file), "why": .message(why.summary), "remedy": .message(why.remedy)],
      en: "{file} could not be converted to ONNX. {why} {remedy}", zh: "{file} 未能转换为 ONNX。{why}{remedy}")
  }

  /// Why a rung has nothing to stand beside.
  static let nothingBeside = Message(
    "ladder.nothing-beside", en: "There is no replay to compare with.", zh: "没有可对照的回放。")
}
