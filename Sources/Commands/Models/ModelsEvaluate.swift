import ArgumentParser
import Ladder
import MarketData
import Models
import Primitives
import Records

/// `aistock models evaluate`: what predictions are worth, and what can be said of the model behind them.
struct ModelsEvaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "IC, decay, groups, turnover of predictions; with a configuration, leak checks and segments too.")

  @OptionGroup var global: GlobalOptions
  @Option(help: "Predictions: datetime,instrument,score; gzip accepted.") var pred: String
  @Option(help: "Labels: datetime,instrument,label; gzip accepted.") var label: String?
  @Option(help: "The configuration: its label is computed from the market, and it is searched for leaks.") var conf:
    String?
  @Option(help: "A model in any form: scored on all segments of the configuration.") var model: String?
  @Option(help: "A market: a folder, a .csv, tdx:FOLDER or demo; several by commas, the first that opens.") var market:
    String
  @Option(help: "The folder to write: prediction_quality.json, prediction_quality.csv, evaluation.json.") var output:
    String?

  func validate() throws {
    guard label != nil || conf != nil else { throw ValidationError(.noSource) }
    guard model == nil || conf != nil else { throw ValidationError(.modelWithoutConfiguration) }
  }

  func run() throws {
    let console = global.console
    if let output {
      try global.check(
        output, as: .quality,
        against: MarketPlaces(market).inputs + [
          .init(.predictions, pred), .init(.labels, label), .init(.configuration, conf), .init(.model, model),
        ])
    }
    let review = try PredictionReview(
      .init(predictions: pred, labels: label, configuration: conf, model: model), market: global.market(market),
      runtime: .ofThisProcess, progress: { console.progress($0) }, report: { console.report($0) })
    if let output {
      let folder = try StagedFolder(replacing: output, as: .quality)
      try QualityFiles.write(review.quality, review.evaluation, to: folder)
      try folder.commit()
    }
    console.answer(
      ["prediction_quality": review.quality.json, "evaluation": review.evaluation?.json ?? .null],
      lines: EvaluationText.lines(review.quality, review.evaluation))
  }
}

extension Message {
  fileprivate static let noSource = Message(
    "models.no-label-source", en: "Give --label, --conf, or both.", zh: "请给出 --label、--conf 或两者。")
  fileprivate static let modelWithoutConfiguration = Message(
    "models.model-without-configuration", en: "--model needs --conf, which names the features.",
    zh: "--model 需要 --conf，由它指定特征。")
}
