package import MarketData
package import Primitives
package import Records

/// Predictions beside their labels, and with a configuration what can be said of the model behind them.
package struct PredictionReview: Sendable {
  package let quality: PredictionQuality
  package let evaluation: ModelEvaluation?

  /// What is reviewed; every path names a file.
  package struct Request: Sendable {
    /// `datetime,instrument,score`; gzip accepted.
    package var predictions: String
    /// `datetime,instrument,label`; nil takes the label of the configuration.
    package var labels: String?
    /// Its label is computed from the market, and it is searched for leaks.
    package var configuration: String?
    /// A model in any form, scored on all segments of the configuration.
    package var model: String?

    package init(predictions: String, labels: String?, configuration: String?, model: String?) {
      self.predictions = predictions
      self.labels = labels
      self.configuration = configuration
      self.model = model
    }
  }

  /// - Parameter report: takes what there is to say of the dataset before it is computed.
  /// - Throws: `models.label` where no prediction has a label, and what the files, the dataset and the model throw.
  package init(
    _ request: Request, market: any Market, runtime: ModelRuntime, progress: (Message) -> Void = { _ in },
    report: ([Finding]) -> Void = { _ in }
  ) throws {
    let predictions = try PanelTable(csv: request.predictions, value: "score")
    guard predictions.values.contains(where: { !$0.isNaN }) else {
      throw Diagnostic.noScore(request.predictions, first: predictions.days.first)
    }
    var labels = try request.labels.map { try PanelTable(csv: $0, value: "label", isFloat32: true) }
    var source = Message.recordedLabels(request.labels ?? "")
    var evaluation: ModelEvaluation?
    if let path = request.configuration {
      let configuration = try QrunConfiguration(file: path)
      let config = try DatasetConfig(configuration)
      let weights = try request.model.map { try runtime.weights($0) }
      let builder = DatasetBuilder(market: market, files: Path.folder(of: path))
      report(try builder.findings(config))
      progress(.computingFeatures)
      let views = try builder.views(config, learns: false)
      let scores = try weights.flatMap { weights in
        try views.inferenceOfAllSegments.map { try weights.predictions(of: $0, runtime) }
      }
      evaluation = try ModelEvaluator(market: market).evaluate(
        config, views, weights: weights, scores: scores, note: .noModelNamed)
      if labels == nil {
        labels = views.labels
        source = .computedLabels(configuration.label ?? "")
      }
    }
    guard let labels else { throw Diagnostic.noLabel(request.configuration ?? request.predictions) }
    progress(.evaluating(predictions.days.count))
    quality = try QualityReport(market: market).document(predictions, labels: labels, label: source)
    self.evaluation = evaluation
    guard quality.days.contains(where: { $0.pairs > 0 }) else {
      throw Diagnostic.noPair(request.labels ?? request.configuration ?? request.predictions)
    }
  }
}

extension Message {
  fileprivate static let noModelNamed = Message("model.none-named", en: "No model was named.", zh: "没有指定模型。")

  fileprivate static func evaluating(_ days: Int) -> Message {
    Message(
      "model.evaluating-name", ["days": .count(days)], en: "evaluating {days} {days:day|days}", zh: "评估 {days} 个交易日")
  }
}

extension Diagnostic {
  fileprivate static func noLabel(_ path: String) -> Diagnostic {
    Diagnostic(
      "models.label", .absent, at: .init(path), (en: "The configuration has no label.", zh: "配置没有标签。"),
      remedy: (en: "Name labels with --label.", zh: "请用 --label 指定标签。"))
  }

  /// - Parameter first: the first day of the file; nil for one without rows.
  fileprivate static func noScore(_ path: String, first: TradingDay?) -> Diagnostic {
    guard let first else {
      return Diagnostic(
        "predictions.empty", .absent, at: .init(path), (en: "The predictions hold no score.", zh: "预测中没有任何得分。"),
        remedy: (en: "Export the predictions again.", zh: "请重新导出预测。"))
    }
    return Diagnostic(
      "predictions.all-missing", .absent, at: .init(path), ["first": .day(first)],
      (en: "All scores are missing, from {first} on.", zh: "自 {first} 起全部得分缺失。"),
      remedy: (en: "Look for missing features, and predict again.", zh: "请检查缺失的特征，并重新预测。"))
  }

  fileprivate static func noPair(_ path: String) -> Diagnostic {
    Diagnostic(
      "models.label", .absent, at: .init(path),
      (en: "No prediction has a label on its day.", zh: "没有任何预测在当日有标签。"),
      remedy: (en: "Name labels of the same days and instruments.", zh: "请指定日期和证券相同的标签。"))
  }
}
