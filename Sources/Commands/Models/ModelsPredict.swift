import ArgumentParser
import Ladder
import Metrics
import Models
import Primitives
import Records

/// `aistock models predict`: the scores of a model on features computed here.
struct ModelsPredict: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Scores a segment with a model: predictions.csv (datetime,instrument,score) and label.csv.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var options: ModelOptions
  @Option(help: "LightGBM's model.txt, weights.json of a linear model, a network's model.onnx, or a model folder.")
  var model: String
  @Option(help: "The segment of the configuration to score.") var segment = "test"
  @Option(help: "The folder to write.") var output: String

  func run() throws {
    let console = global.console
    try global.check(output, as: .predictions, against: options.inputs + [.init(.model, model)])
    let definition = try options.definition()
    let runtime = ModelRuntime.ofThisProcess
    let weights = try runtime.weights(model)
    // Asked for before the features are computed: a missing library is said at once.
    try weights.prepare(runtime)
    let builder = try options.builder(global)
    console.report(try builder.findings(definition.dataset, segment: segment))
    console.progress(.computingFeatures)
    let scored = try SegmentScores(
      segment, views: try builder.views(definition.dataset), path: options.conf, weights: weights,
      runtime: runtime)
    let folder = try StagedFolder(replacing: output, as: .predictions)
    try folder.write(scored.predictions.csv(value: "score"), to: "predictions.csv")
    if let labels = scored.labels { try folder.write(labels.csv(value: "label"), to: "label.csv") }
    try folder.write(JSONValue.array(scored.metrics.map(\.json)).pretty, to: "metrics.json")
    try folder.commit()
    console.findings(definition.findings + scored.findings)
    console.answer(
      scored.json,
      lines: [console.text(.scores(scored.predictions.count, days: scored.predictions.days.count))]
        + console.lines(scored.metrics))
  }
}

extension Message {
  fileprivate static func scores(_ count: Int, days: Int) -> Message {
    Message(
      "models.scores-name", ["count": .count(count), "days": .count(days)],
      en: "{count} {count:score|scores} of {days} {days:day|days}", zh: "{days} 个交易日的 {count} 个得分")
  }
}
