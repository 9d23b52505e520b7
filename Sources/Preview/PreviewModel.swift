package import MarketData
package import Models
package import Primitives
import Records

/// A model that a preview keeps beside the state, by content, so that it goes on scoring after the
/// research folder it came from is gone.
///
/// `models/KEY/` holds `conf.yaml` and the weights as they came, and in `fitted/` the model's folder with
/// what its processors learned, fitted once when the first day is scored. A model's folder of this program
/// is kept as it is. The key is the SHA-256 of configuration and weights.
package struct PreviewModel: Sendable {
  /// The model of a configuration or a folder that does not score here; whoever has predictions can do without.
  package struct Unscorable: DiagnosableError {
    package let diagnostic: Diagnostic
  }

  package let key: String
  /// The folder of this model.
  package let folder: String

  private static let configurationName = "conf.yaml"

  package init(key: String, in models: String) {
    self.key = key
    folder = Path.join(models, key)
  }

  private var fitted: String { Path.join(folder, "fitted") }

  /// SHA-256 of the file of weights, by which the pool of models knows it; nil where it is gone.
  package func weightsDigest() throws -> String? {
    let files = ModelKinds.all.map(\.weightsFile)
    let places = files.map { Path.join(folder, $0) } + files.map { Path.join(fitted, $0) }
    return try places.first(where: FileReader.exists).map { SHA256Digest(hashing: try FileReader.bytes($0)).hex }
  }

  /// Copies a configuration and the weights that another program left into the folder of models, once.
  ///
  /// Throws `Unscorable` for what the configuration asks for and is not scored here, `model.text` for a text that
  /// is damaged.
  package static func keep(configuration: String, text: String, in models: String) throws -> PreviewModel {
    let conf = try FileReader.bytes(configuration)
    let weights = try FileReader.unpacked(text)
    let parts = try parts(conf, configuration, weights, text)
    let kept = PreviewModel(key: key(parts.configuration, SHA256Digest(hashing: weights).hex), in: models)
    if (try? kept.files()) == nil {
      try FileWriter.write(weights, to: Path.join(kept.folder, parts.weights.kind.weightsFile))
      try FileWriter.write(conf, to: Path.join(kept.folder, configurationName))
    }
    return kept
  }

  /// Copies a model's folder, which holds what its processors learned.
  ///
  /// Throws `Unscorable` for a folder of weights alone and for one that does not fit itself.
  package static func keep(modelFolder: String, in models: String) throws -> PreviewModel {
    let model: ModelFolder
    do {
      model = try ModelFolder(reading: modelFolder)
    } catch let error as any DiagnosableError where ![.absent, .environment].contains(error.diagnostic.kind) {
      throw Unscorable(diagnostic: error.diagnostic)
    }
    guard let processing = model.processing else {
      throw Unscorable(
        diagnostic: Diagnostic(
          "model.processing", .unsupported, at: .init(modelFolder), [:],
          (
            en: "The model's folder does not say how its features are made.", zh: "模型文件夹没有说明特征如何生成。"
          ),
          remedy: (
            en: "Give the model's text and its configuration instead.", zh: "请改给模型文本及其配置。"
          )))
    }
    let kept = PreviewModel(key: key(processing.configuration, model.weightsDigest), in: models)
    try kept.write(model)
    return kept
  }

  /// The model with what its processors learned; fits them where that was not yet done.
  ///
  /// Throws `preview.model-gone` and `preview.model-changed` where the kept files are not what they were.
  package func scorer(market: any Market) throws -> ModelFolder {
    if FileReader.exists(Path.join(fitted, ModelFolder.document)) {
      let model = try ModelFolder(reading: fitted)
      guard let processing = model.processing,
        PreviewModel.key(processing.configuration, model.weightsDigest) == key
      else { throw changed(fitted) }
      return model
    }
    let (configuration, weights) = try files()
    let processing = try FittedProcessing(fitting: configuration, on: market)
    let model = try ModelFolder(
      weights: weights, features: features(processing, weights, market),
      origin: .init(
        configuration: configuration.digest, data: nil, features: nil, trainedBy: "elsewhere", seed: configuration.seed),
      processing: processing)
    try write(model)
    return model
  }

  private func write(_ model: ModelFolder) throws {
    let staged = try StagedFolder(replacing: fitted, as: .fitted) { _, files in
      // Up to version 0.2 without a list, in a folder of the state that only this program writes.
      files.contains(ModelFolder.document) ? Set(files) : nil
    }
    try model.write(to: staged)
    try staged.commit()
  }

  private func features(
    _ processing: FittedProcessing, _ weights: any ModelWeights, _ market: any Market
  ) throws -> [String] {
    guard FeatureOrder(weights.featureNames).isUnnamed,
      let day = processing.dataset.start ?? market.calendar.days.first,
      let first = market.calendar.firstIndex(onOrAfter: day)
    else { return weights.featureNames }
    let day1 = market.calendar[first]
    let raw = try DatasetBuilder(market: market).raw(processing.dataset, only: day1...day1)
    return try processing.input(from: raw).names(of: "feature")
  }

  /// The file of weights as it came; that of the first kind where there is none.
  private var weightsFile: String {
    let files = ModelKinds.all.map(\.weightsFile)
    return files.first { FileReader.exists(Path.join(folder, $0)) } ?? files[0]
  }

  private func files() throws -> (QrunConfiguration, any ModelWeights) {
    func read(_ name: String) throws -> (bytes: [UInt8], path: String) {
      let path = Path.join(folder, name)
      guard FileReader.exists(path) else {
        throw Diagnostic(
          "preview.model-gone", .absent, at: .init(path), [:],
          (en: "The model that scores for the preview is gone.", zh: "该模拟预览所存的模型已不在。"),
          remedy: (
            en: "Put the folder back, or stop the preview and create it again with its model.",
            zh: "请放回该文件夹，或停止该模拟预览并用模型重新创建。"
          ))
      }
      return (try FileReader.bytes(path), path)
    }
    let conf = try read(PreviewModel.configurationName)
    let text = try read(weightsFile)
    let parts: (configuration: QrunConfiguration, weights: any ModelWeights)
    do {
      parts = try PreviewModel.parts(conf.bytes, conf.path, text.bytes, text.path)
    } catch is any DiagnosableError { throw changed(folder) }
    guard PreviewModel.key(parts.configuration, SHA256Digest(hashing: text.bytes).hex) == key else {
      throw changed(folder)
    }
    return parts
  }

  private func changed(_ path: String) -> Diagnostic {
    Diagnostic(
      "preview.model-changed", .damaged, at: .init(path), [:],
      (
        en: "The model that scores for the preview is not the one it was made with.", zh: "该模拟预览所存的模型已被改动。"
      ),
      remedy: (
        en: "Put its files back, or stop the preview and create it again with the new model.",
        zh: "请放回原文件，或停止该模拟预览并用新模型重新创建。"
      ))
  }

  private static func key(_ configuration: QrunConfiguration, _ weightsDigest: String) -> String {
    SHA256Digest(hashing: Array("\(configuration.digest)\n\(weightsDigest)\n".utf8)).hex
  }

  private static func parts(
    _ conf: [UInt8], _ confPath: String, _ text: [UInt8], _ textPath: String
  ) throws -> (configuration: QrunConfiguration, weights: any ModelWeights) {
    let document = try YAMLDocument(String(decoding: conf, as: UTF8.self), path: confPath)
    let scored: (configuration: QrunConfiguration, kind: any ModelKind)
    do {
      scored = try scorable(document, confPath)
    } catch let error as any DiagnosableError {
      throw Unscorable(diagnostic: error.diagnostic)
    }
    return (scored.configuration, try scored.kind.weights(text, path: textPath))
  }

  /// The configuration and the kind of its model, where a later day can be scored under it.
  private static func scorable(
    _ document: YAMLDocument, _ path: String
  ) throws -> (configuration: QrunConfiguration, kind: any ModelKind) {
    let configuration = try QrunConfiguration(document)
    let kind = try ModelConfig(configuration).kind
    // Weights that only this program writes come with their folder.
    guard !kind.foreignFiles.isEmpty else {
      throw Diagnostic(
        "model.unsupported", .unsupported, at: .init(path), ["class": .text(kind.className)],
        (
          en: "A {class} is scored from its folder only, not from a configuration and weights.",
          zh: "{class} 只能由其模型文件夹评分，不能由配置和权重评分。"
        ),
        remedy: (
          en: "Give predictions of each day with --pred, or a model's folder of this program with --model.",
          zh: "请用 --pred 给出每日预测，或用 --model 给出本程序的模型文件夹。"
        ))
    }
    if case .combined(_, let file) = try DatasetConfig(configuration).source {
      throw Diagnostic(
        "model.loader", .unsupported, at: .init(path), ["file": .text(file.path)],
        (
          en: "The features come from a file of generated factors, {file}, which has no later day.",
          zh: "特征取自生成因子的文件 {file}，其中没有之后的交易日。"
        ), remedy: (en: "Give predictions of each day with --pred.", zh: "请用 --pred 给出每日预测。"))
    }
    return (configuration, kind)
  }
}
