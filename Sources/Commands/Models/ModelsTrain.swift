import ArgumentParser
import Ladder
import Models
import Primitives
import Records

/// `aistock models train`: the model of a configuration, trained here.
struct ModelsTrain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Trains the model of a configuration and writes a model folder with the scores of its test segment.",
    discussion: """
      Writes model.txt (the text that qlib gives with the same LightGBM), weights.json or model.onnx, model.json,
      curve.csv, importance.csv, definition.json (what was asked and what was built), metrics.json, and pred.csv and
      label.csv of the test segment. A network (GeneralPTNN) is trained by the Python of `rdagent.python`, on the
      model.py beside --conf.
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var options: ModelOptions
  @OptionGroup var training: TrainingOptions
  @Option(help: "The folder to write.") var output: String

  func run() throws {
    let console = global.console
    try global.check(output, as: .model, against: options.inputs)
    let definition = try options.definition()
    let builder = try options.builder(global)
    console.report(try builder.findings(definition.dataset))
    let run = try TrainingRun(
      definition, model: training.apply(to: definition.model), builder: builder,
      runtime: try options.runtime(global, definition), allowsOverlap: training.allowOverlap,
      progress: { console.progress($0) })
    let folder = try StagedFolder(replacing: output, as: .model)
    try run.write(to: folder, seed: training.seed)
    try folder.commit()
    console.findings(run.findings)
    console.answer(
      run.json,
      lines: [console.text(.trained(run.model))]
        + console.lines(run.metrics))
  }
}

extension Message {
  fileprivate static func trained(_ model: TrainedModel) -> Message {
    Message(
      "models.trained", ["features": .count(model.features.count), "note": .message(model.note)],
      en: "{features} {features:feature|features}. {note}", zh: "{features} 个特征。{note}")
  }
}
