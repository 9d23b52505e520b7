import MarketData
import Models
import Primitives
import RDAgent
import Reconciliation
import Records

/// What the rungs with a model share: the definition and the features behind its processors, computed once.
struct ModelMaterial: Sendable {
  var definition: ModelDefinition
  var views: DatasetViews
  /// The rows of the test segment that a model is applied to.
  var test: Frame
  /// Labels of the test segment, computed here; nil without a label.
  var labels: PanelTable?
  let runtime: ModelRuntime
  /// What decides the features beside the market; nil where a file does too.
  let identity: JSONValue?

  /// The configuration that ran, and what RD-Agent wrote beside it.
  ///
  /// Throws what the believed document is refused for.
  static func definition(_ evidence: WorkspaceEvidence, _ setting: LadderSetting) throws -> ModelDefinition {
    var sources = [
      DefinitionSource(
        kind: .configuration, path: evidence.used?.path ?? setting.configuration.document.path,
        because: setting.because, configuration: setting.configuration)
    ]
    if evidence.names.contains("model_meta.json") {
      // A document without the blocks says nothing about the model: no reason to stop.
      do {
        let meta = try DefinitionSource(file: Path.join(evidence.folder, "model_meta.json"))
        if meta.kind == .modelMeta { sources.append(meta) }
      } catch let diagnostic as Diagnostic where diagnostic.kind != .damaged {}
    }
    return try ModelDefinition(sources)
  }

  /// - Parameters:
  ///   - learns: whether a model is to be trained too.
  ///   - shared: by the reconciliations of this market.
  /// - Throws: what the dataset asks for and is not built here, and what is damaged.
  init(
    _ definition: ModelDefinition, _ evidence: WorkspaceEvidence, market: any Market, runtime: ModelRuntime,
    learns: Bool, shared: SharedWork
  ) throws {
    // A library that is not there is told before the features take their time.
    try definition.model.trainer.prepare(runtime)
    self.runtime = runtime
    self.definition = definition
    identity = definition.dataset.identity
    let key = SharedWork.key(identity, .bool(learns))
    views = try shared.views.value(key) {
      try DatasetBuilder(market: market, files: evidence.folder, frames: shared.frames)
        .views(definition.dataset, learns: learns)
    }
    guard let test = views.inference(in: "test") else {
      throw Diagnostic(
        "config.unsupported", .unsupported, (en: "The dataset has no test segment.", zh: "数据集没有测试区间。"),
        remedy: (en: "Add a segment 'test' to the configuration.", zh: "请在配置中加入“test”区间。"))
    }
    self.test = test
    labels = views.labels(in: "test")
  }

  /// The scores of a model over all segments; nil without a segment.
  func scores(of weights: any ModelWeights) throws -> PanelTable? {
    try views.inferenceOfAllSegments.map { try weights.predictions(of: $0, runtime) }
  }

  /// What is said of the recorded model beside its scores.
  ///
  /// - Parameter scores: over all segments.
  func evaluation(
    of recorded: Climbed<any ModelWeights>, scores: PanelTable?, on market: any Market
  ) throws -> ModelEvaluation {
    try ModelEvaluator(market: market).evaluate(
      definition.dataset, views, weights: recorded.record, scores: scores, note: recorded.reason)
  }
}

extension WorkspaceEvidence {
  /// The recorded model: weights in a file of the configured kind, else the text that RD-Agent's exporter left, else
  /// weights in a file of this program's form. A network that is none of these is converted (`RecordedWeights`).
  ///
  /// Throws `model.text` for a damaged text, and what other kinds throw for damaged weights.
  func weights(of kind: any ModelKind, _ runtime: ModelRuntime) throws -> Climbed<any ModelWeights> {
    let path =
      weightsFile(of: kind) ?? modelPath ?? ModelKinds.weightsFile(among: names).map { Path.join(folder, $0) }
    guard let path else { return .unavailable(reason(.model)) }
    return .made(try runtime.weights(path))
  }

  /// The file of a kind's weights in the workspace, in a form that is read here; nil where there is none.
  func weightsFile(of kind: any ModelKind) -> String? {
    ([kind.weightsFile] + kind.foreignFiles).first(where: names.contains).map { Path.join(folder, $0) }
  }

  /// SHA-256 of the recorded model as a bundle freezes it; nil where it is not recorded, or has to be converted first.
  var modelDigest: String? {
    let kind = used?.configuration.modelClass.flatMap(ModelKinds.named)
    return fileDigests[kind is NetworkKind ? NetworkKind().weightsFile : "model.txt"]
  }
}
