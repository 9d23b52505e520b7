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
  @Option(help: "A qlib provider folder, or demo.") var market: String
  @Option(help: "The folder to write: prediction_quality.json, prediction_quality.csv, evaluation.json.") var output:
    String?

  func validate() throws {
    guard label != nil || conf != nil else { throw ValidationError("Give --label, --conf, or both.") }
    guard model == nil || conf != nil else { throw ValidationError("--model needs --conf: it names the features.") }
  }

  func run() throws {
    let console = global.console
    let predictions = try PanelTable(csv: pred, value: "score")
    let market = try Markets.open(market)
    var labels = try label.map { try PanelTable(csv: $0, value: "label").widenedFromFloat }
    var source = Message.recordedLabels(label ?? "")
    var evaluation: ModelEvaluation?
    if let conf {
      let configuration = try QrunConfiguration(file: conf)
      let config = try DatasetConfig(configuration)
      let weights = try model.map { try ModelReading.weights($0) }
      console.progress("computing features")
      let views = try DatasetBuilder(market: market, files: Path.folder(of: conf)).views(config, learns: false)
      evaluation = try ModelEvaluator(market: market).evaluate(
        config, views, weights: weights, note: "no model was named", library: LightGBMPlaces.ofThisProcess.open)
      if labels == nil {
        labels = views.labels
        source = .computedLabels(configuration.label ?? "")
      }
    }
    guard let labels else {
      throw Diagnostic(
        "models.label", "the configuration has no label", at: .init(conf ?? pred), remedy: "Name labels with --label.")
    }
    console.progress("evaluating \(predictions.days.count) days")
    let signal = try QualityReport(market: market).document(predictions, labels: labels, label: source)
    guard signal.days.contains(where: { $0.pairs > 0 }) else {
      throw Diagnostic(
        "models.label", "no prediction has a label on its day", at: .init(label ?? conf ?? pred),
        remedy: "Name labels of the same days and instruments.")
    }
    if let output {
      let folder = try StagedFolder(replacing: output, marker: PredictionQuality.file)
      try QualityFiles.write(signal, evaluation, to: folder)
      try folder.commit()
    }
    console.answer(
      ["signal": signal.json, "evaluation": evaluation?.json ?? .null], lines: EvaluationText.lines(signal, evaluation))
  }
}
