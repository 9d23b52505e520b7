import Primitives
import Synchronization

/// What a training gave: the model, and the metrics of every round.
package struct LightGBMTrainingResult: Sendable {
  package var model: LightGBMModelText
  /// Rounds that were trained; the model has `keptRounds` of them.
  package var trainedRounds: Int
  package var keptRounds: Int
  /// By round: every metric on `train`, then on `valid`. The last round's values are those qlib logs
  /// as `l2.train` and `l2.valid`.
  package var curve: [[Evaluation]]
}

/// Trains as `LGBModel.fit` does through `lightgbm.train`: the same data sets, parameters, order of
/// evaluation and text, so that the same library gives the same `model.txt`.
package struct LightGBMTraining {
  private let library: LightGBMLibrary
  private let parameters: LightGBMParameters
  /// The library takes all cores for one training, and times which way of counting is faster on them.
  private static let turn = Mutex<Void>(())

  package init(library: LightGBMLibrary, parameters: LightGBMParameters) {
    self.library = library
    self.parameters = parameters
  }

  /// Throws `model.empty` and `model.label` for rows that nothing can be learned from, `model.no-metric` where nothing
  /// is evaluated and qlib stops, and `model.lightgbm-refused` with the library's own words.
  package func train(on rows: TrainingRows) throws -> LightGBMTrainingResult {
    try LightGBMTraining.turn.withLock { _ in try trained(on: rows) }
  }

  private func trained(on rows: TrainingRows) throws -> LightGBMTrainingResult {
    try check(rows)
    try checkInteractions(rows.frame.columns(of: "feature").count)
    let line = parameters.line
    let train = try LightGBMDataset(
      library, FeatureMatrix(rows.frame, rows: rows.train), labels: labels(rows, rows.train),
      parameters: line, reference: nil)
    let valid = try rows.valid.map {
      try LightGBMDataset(
        library, FeatureMatrix(rows.frame, rows: $0), labels: labels(rows, $0), parameters: line,
        reference: train)
    }
    let booster = try LightGBMBooster(library, train: train, valid: valid, parameters: line)
    var stops = parameters.stops
    var curve: [[Evaluation]] = []
    var kept: Int?
    for round in 0..<parameters.rounds {
      try booster.update()
      let evaluations = try booster.evaluations()
      guard !evaluations.isEmpty else { throw Diagnostic.noMetric(parameters.value(of: "metric")) }
      curve.append(evaluations)
      for index in stops.indices where kept == nil { kept = stops[index].bestRoundCount(after: round, evaluations) }
      if kept != nil { break }
    }
    // The Python package writes the trimmed model, reads it and writes what it has read.
    let trimmed = try LightGBMText(booster.text(rounds: kept ?? 0), path: "model.txt")
    let text = try LightGBMBooster(library, text: trimmed).text(rounds: 0)
    // It also appends how categories were coded; there are none here.
    let bytes = text + Array("\npandas_categorical:null\n".utf8)
    return LightGBMTrainingResult(
      model: try LightGBMModelText(bytes, path: "model.txt"), trainedRounds: curve.count,
      keptRounds: kept ?? curve.count, curve: curve)
  }

  /// LightGBM reads memory of its own at a feature's index that `interaction_constraints` names, whatever it is.
  ///
  /// Throws `model.interactions` for an index that no feature has.
  private func checkInteractions(_ featureCount: Int) throws {
    let value = parameters.value(of: "interaction_constraints") ?? ""
    let indexes = value.split { !($0.isASCII && $0.isNumber) && $0 != "-" }
    guard indexes.allSatisfy({ Int($0).map { (0..<featureCount).contains($0) } == true }) else {
      throw Diagnostic(
        "model.interactions", .unsupported, ["value": .text(value), "count": .count(featureCount)],
        (
          en: "`interaction_constraints` is {value}, but there are {count} {count:feature|features}, counted from 0.",
          zh: "`interaction_constraints` 为 {value}，而特征只有 {count} 个，从 0 起编号。"
        ), remedy: (en: "Correct the indexes of the features.", zh: "请更正特征的序号。"))
    }
  }

  /// Throws `model.empty` for a segment without rows, `model.label` for a frame without exactly one
  /// label or with missing labels, where LightGBM would stop or learn from nonsense.
  private func check(_ rows: TrainingRows) throws {
    guard !rows.train.isEmpty, rows.valid?.isEmpty != true else {
      throw Diagnostic.noLabelledRow(in: rows.train.isEmpty ? "train" : "valid")
    }
    let labels = rows.frame.columns(of: "label")
    guard labels.count == 1 else {
      throw Diagnostic.severalLabels(labels.count)
    }
    for range in [rows.train, rows.valid ?? 0..<0] {
      let missing = range.count { !labels[0].values[$0].isFinite }
      guard missing == 0 else {
        throw Diagnostic.missingLabels(missing, of: range.count)
      }
    }
  }

  /// LightGBM keeps labels in float32 and so narrows the float64 of a ranked label.
  private func labels(_ rows: TrainingRows, _ range: Range<Int>) -> [Float] {
    switch rows.frame.columns(of: "label").first?.values {
    case .float(let values): Array(values[range])
    case .double(let values): values[range].map { Float($0) }
    case nil: []
    }
  }
}

extension Diagnostic {
  fileprivate static func noLabelledRow(in segment: String) -> Diagnostic {
    Diagnostic(
      "model.empty", .absent, ["segment": .text(segment)],
      (en: "The segment '{segment}' has no row with a label.", zh: "区段“{segment}”没有带标签的行。"),
      remedy: (
        en: "Correct the segment, or check that the label exists on its days.",
        zh: "请更正该区段，或检查其日期上是否有标签。"
      ))
  }

  fileprivate static func noMetric(_ metric: String?) -> Diagnostic {
    Diagnostic(
      "model.no-metric", .unsupported, ["metric": .text(metric ?? "")],
      (
        en: "The metric '{metric}' evaluates nothing. qlib's early stopping needs one and stops the training.",
        zh: "指标“{metric}”不产生任何评估；qlib 的提前停止需要指标，会中止训练。"
      ), remedy: (en: "Name a metric of LightGBM, or remove `metric`.", zh: "请写出 LightGBM 的指标，或删除 `metric`。"))
  }

  fileprivate static func missingLabels(_ missing: Int, of count: Int) -> Diagnostic {
    Diagnostic(
      "model.label", .absent, ["missing": .count(missing), "count": .count(count)],
      (en: "Of {count} labels, {missing} are missing or infinite.", zh: "{count} 个标签中有 {missing} 个缺失或为无穷。"),
      remedy: (en: "Add DropnaLabel to `learn_processors`.", zh: "请在 `learn_processors` 中加入 DropnaLabel。"))
  }
}
