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
  @Option(help: "LightGBM's model.txt, weights.json of a linear model, or a model folder.") var model: String
  @Option(help: "The segment of the configuration to score.") var segment = "test"
  @Option(help: "The folder to write.") var output: String

  func run() throws {
    let console = global.console
    let definition = try options.definition()
    let weights = try ModelReading.weights(model)
    let library = LightGBMPlaces.ofThisProcess
    // Asked for before the features are computed: a missing library is said at once.
    if case .lightGBM = weights { _ = try library.open() }
    console.progress("computing features")
    let scored = try SegmentScores(
      segment, views: try options.builder().views(definition.dataset), path: options.conf, weights: weights,
      library: library.open)
    let folder = try StagedFolder(replacing: output, marker: "predictions.csv")
    try folder.write(scored.predictions.csv(value: "score"), to: "predictions.csv")
    if let labels = scored.labels { try folder.write(labels.csv(value: "label"), to: "label.csv") }
    try folder.write(JSONValue.array(scored.metrics.map(\.json)).pretty, to: "metrics.json")
    try folder.commit()
    console.findings(definition.findings + scored.findings)
    console.answer(
      scored.json,
      lines: ["\(scored.predictions.count) scores of \(scored.predictions.days.count) days"]
        + console.lines(scored.metrics))
  }
}
