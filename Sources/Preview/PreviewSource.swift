package import Primitives
package import Records
package import Store

/// What a preview is made from: a strategy, and predictions or a model or both.
package struct PreviewSource {
  package var strategy: StrategyConfig
  package var strategyID: String
  package var predictionsPath: String?
  /// What scores the days behind the predictions.
  package var model: Model?
  /// Why days behind the predictions will not be scored here; nil where they will.
  package var withoutModel: Message?
  /// The index that the configuration measures the strategy against; nil where it names none.
  package var benchmark: InstrumentID?
  /// Under which orders trade; only those of the exchange can be previewed.
  package var rules = PreviewDefinition.Rules.ashare

  package enum Model {
    /// The configuration that the model was trained under, and LightGBM's text.
    case text(String, configuration: String)
    /// A model's folder of this program.
    case folder(String)
  }

  package init(strategy: StrategyConfig, strategyID: String, predictionsPath: String?) {
    self.strategy = strategy
    self.strategyID = strategyID
    self.predictionsPath = predictionsPath
  }

  /// From files that a user names.
  ///
  /// - Parameters:
  ///   - strategy: a strategy's own form or a run.json; nil: the configuration's.
  ///   - named: what the preview says it was made from.
  package init(conf: String?, strategy: String?, named: String, pred: String?, model: String?) throws {
    let config: StrategyConfig
    let index: InstrumentID?
    if let strategy {
      let json = try JSONReader.read(file: strategy, id: "strategy.damaged")
      config = try StrategyConfig(json: json["strategy"] ?? json, at: .init(strategy))
      let names = json["benchmark"]?.arrayValue?.compactMap(\.stringValue) ?? []
      index = names.count == 1 ? InstrumentID(names[0]) : nil
    } else {
      let configuration = try QrunConfiguration(file: conf ?? "")
      config = try configuration.strategy()
      index = configuration.benchmark
    }
    self.init(strategy: config, strategyID: Path.lastComponent(named), predictionsPath: pred)
    benchmark = index
    if let model, FileReader.isFolder(model) {
      self.model = .folder(model)
    } else if let conf, let model {
      self.model = .text(model, configuration: conf)
    } else {
      withoutModel = Message("preview.no-model-named", en: "No model was named.", zh: "没有指定模型。")
    }
  }

  /// Makes the preview, and copies beside the state what it will need: predictions and model, by content.
  package func create(
    id: String, name: String, capital: Money, start: TradingDay?, fees: Bool, in database: Database,
    folders: PreviewFolders, clock: Clock
  ) throws -> PreviewInstance {
    let (strategy, definition) = try rows(
      id: id, name: name, capital: capital, start: start, fees: fees, folders: folders, clock: clock)
    if let weights = try definition.model.flatMap({ try PreviewModel(key: $0, in: folders.models).weightsDigest() }) {
      try database.refuseWithdrawn(weights: weights)
    }
    return try PreviewInstance.create(strategy, definition, in: database)
  }

  /// What is stored of a preview when it is made.
  package func rows(
    id: String, name: String, capital: Money, start: TradingDay?, fees: Bool, folders: PreviewFolders, clock: Clock
  ) throws -> (PreviewStrategy, PreviewDefinition) {
    var first = start
    var digest: String?
    if let predictionsPath {
      let predictions = try PanelTable(csv: predictionsPath, value: "score")
      guard let day = predictions.days.first else { throw Diagnostic.empty(predictionsPath) }
      guard predictions.values.contains(where: { !$0.isNaN }) else { throw Diagnostic.allMissing(predictionsPath, day) }
      first = start ?? day
      let bytes = try FileReader.bytes(predictionsPath)
      let own = SHA256Digest(hashing: bytes).hex
      if !FileReader.exists(folders.predictions(own)) {
        try FileWriter.write(bytes, to: folders.predictions(own))
      }
      digest = own
    }
    let kept = try keptModel(folders)
    guard let first, digest != nil || kept != nil else { throw Diagnostic.withoutStart }
    let now = clock.timestamp
    return (
      PreviewStrategy(
        id: id, strategyID: strategyID, displayName: name, initialCapital: capital, status: .running, createdAt: now,
        updatedAt: now),
      PreviewDefinition(
        previewID: id, strategy: strategy, rules: rules, fees: fees, predictionsPath: predictionsPath,
        predictionsSHA256: digest, startDay: first, model: kept?.key, benchmark: benchmark)
    )
  }

  /// Copies the model beside the state. A model that does not score here stops only who has nothing else.
  private func keptModel(_ folders: PreviewFolders) throws -> PreviewModel? {
    guard let model else { return nil }
    do {
      switch model {
      case .text(let text, let configuration):
        return try PreviewModel.keep(configuration: configuration, text: text, in: folders.models)
      case .folder(let folder): return try PreviewModel.keep(modelFolder: folder, in: folders.models)
      }
    } catch let error as PreviewModel.Unscorable {
      guard predictionsPath != nil else { throw error.diagnostic }
      return nil
    }
  }
}

extension Diagnostic {
  fileprivate static func empty(_ path: String) -> Diagnostic {
    Diagnostic(
      "predictions.empty", .absent, at: .init(path), [:], (en: "The predictions are empty.", zh: "预测为空。"),
      remedy: (en: "Export the predictions again.", zh: "请重新导出预测。"))
  }

  fileprivate static func allMissing(_ path: String, _ first: TradingDay) -> Diagnostic {
    Diagnostic(
      "predictions.all-missing", .absent, at: .init(path), ["first": .day(first)],
      (en: "All scores are missing, from {first} on.", zh: "自 {first} 起全部得分缺失。"),
      remedy: (en: "Look for missing features, and predict again.", zh: "请检查缺失的特征，并重新预测。"))
  }

  fileprivate static var withoutStart: Diagnostic {
    Diagnostic(
      "preview.start", .usage, [:],
      (en: "Without predictions the preview has no first day.", zh: "没有预测，无法确定模拟预览的起始日。"),
      remedy: (en: "Name its first day with --start.", zh: "请用 --start 指定起始日。"))
  }
}
