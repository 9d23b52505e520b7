import Preview
import Primitives
import RDAgent
import Records
import Store

/// What a preview is made from: a strategy, and predictions or a model or both.
struct PreviewSource {
  var strategy: StrategyConfig
  var strategyID: String
  var predictionsPath: String?
  /// What scores the days behind the predictions.
  var model: Model?
  /// Why days behind the predictions will not be scored here; nil where they will.
  var withoutModel: String?
  /// Under which orders trade; only those of the exchange can be previewed.
  var rules = PreviewDefinition.Rules.ashare

  enum Model {
    /// The configuration that the model was trained under, and LightGBM's text.
    case text(String, configuration: String)
    /// A model's folder of this program.
    case folder(String)
  }

  init(strategy: StrategyConfig, strategyID: String, predictionsPath: String?) {
    self.strategy = strategy
    self.strategyID = strategyID
    self.predictionsPath = predictionsPath
  }

  /// From files that a user names.
  ///
  /// - Parameters:
  ///   - strategy: a strategy's own form or a run.json; nil: the configuration's.
  ///   - named: what the preview says it was made from.
  init(conf: String?, strategy: String?, named: String, pred: String?, model: String?) throws {
    let config: StrategyConfig
    if let strategy {
      let json = try JSONReader.read(file: strategy, id: "strategy.damaged")
      config = try StrategyConfig(json: json["strategy"] ?? json, at: .init(strategy))
    } else {
      config = try QrunConfiguration(file: conf ?? "").strategy()
    }
    self.init(strategy: config, strategyID: Path.lastComponent(named), predictionsPath: pred)
    if let model, FileReader.isFolder(model) {
      self.model = .folder(model)
    } else if let conf, let model {
      self.model = .text(model, configuration: conf)
    } else {
      withoutModel = "no model was named"
    }
  }

  /// From an RD-Agent workspace: the configuration that ran, its exported predictions and its model.
  init(workspace folder: String) throws {
    let workspace = try Workspace(folder: folder)
    switch try UsedConfiguration.find(in: workspace) {
    case .unknown(let why):
      throw Diagnostic(
        "preview.configuration-unknown", why, at: .init(folder), remedy: "Name the strategy with --conf and --pred.")
    case .found(let used):
      let text = workspace.file("model.txt") ?? workspace.file("model.lgb.txt")
      guard let predictions = workspace.file("pred.csv") else {
        throw Diagnostic(
          "preview.no-predictions-file", "the workspace has no pred.csv", at: .init(folder),
          remedy: "Export it with the script of `aistock rdagent exporter`.")
      }
      self.init(
        strategy: try used.configuration.strategy(), strategyID: Path.lastComponent(folder),
        predictionsPath: predictions)
      model = text.map { .text($0, configuration: used.path) }
      if model == nil { withoutModel = "the workspace has no model.txt" }
    }
  }

  /// Makes the preview, and copies beside the state what it will need: predictions and model, by content.
  func create(
    id: String, name: String, capital: Money, start: TradingDay?, fees: Bool, in database: Database,
    folders: NightFolders, clock: Clock
  ) throws -> PreviewInstance {
    let (strategy, definition) = try rows(
      id: id, name: name, capital: capital, start: start, fees: fees, folders: folders, clock: clock)
    if let weights = try definition.model.flatMap({ try PreviewModel(key: $0, in: folders.models).weightsDigest() }) {
      try database.refuseWithdrawn(weights: weights)
    }
    return try PreviewInstance.create(strategy, definition, in: database)
  }

  /// What is stored of a preview when it is made.
  func rows(
    id: String, name: String, capital: Money, start: TradingDay?, fees: Bool, folders: NightFolders, clock: Clock
  ) throws -> (PreviewStrategy, PreviewDefinition) {
    var first = start
    var hash: String?
    if let predictionsPath {
      let predictions = try PanelTable(csv: predictionsPath, value: "score")
      guard let day = predictions.days.first else {
        throw Diagnostic(
          "predictions.empty", "there is no prediction", at: .init(predictionsPath),
          remedy: "Export the predictions again.")
      }
      first = start ?? day
      let bytes = try FileReader.bytes(predictionsPath)
      let digest = SHA256Digest(hashing: bytes).hex
      if !FileReader.exists(folders.predictions(digest)) {
        try FileWriter.write(bytes, to: folders.predictions(digest))
      }
      hash = digest
    }
    let kept = try keptModel(folders)
    guard let first, hash != nil || kept != nil else {
      throw Diagnostic(
        "preview.start", "without predictions the preview does not know when to start",
        remedy: "Name its first day with --start.", exit: .usage)
    }
    let now = clock.timestamp
    return (
      PreviewStrategy(
        id: id, strategyID: strategyID, displayName: name, initialCapital: capital, status: .running, createdAt: now,
        updatedAt: now),
      PreviewDefinition(
        previewID: id, strategy: strategy, rules: rules, fees: fees, predictionsPath: predictionsPath,
        predictionsSHA256: hash, startDay: first, model: kept?.key)
    )
  }

  /// Copies the model beside the state. A model that cannot score here stops only who has nothing else.
  private func keptModel(_ folders: NightFolders) throws -> PreviewModel? {
    guard let model else { return nil }
    do {
      switch model {
      case .text(let text, let configuration):
        return try PreviewModel.keep(configuration: configuration, text: text, in: folders.models)
      case .folder(let folder): return try PreviewModel.keep(modelFolder: folder, in: folders.models)
      }
    } catch let error as any DiagnosableError where predictionsPath != nil && PreviewSource.isUnsupported(error) {
      return nil
    }
  }

  /// What is not built here, as against damage.
  static func isUnsupported(_ error: any DiagnosableError) -> Bool {
    let id = error.diagnostic.id
    return id != "model.text" && ["model.", "config.", "factor."].contains { id.hasPrefix($0) }
  }
}
