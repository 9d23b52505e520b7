import ArgumentParser
import Ladder
import Models
import Primitives

/// `aistock models info`: what a model is.
struct ModelsInfo: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Says what a model is: trees, features, parameters, digests, importance.")

  @OptionGroup var global: GlobalOptions
  @Argument(help: "LightGBM's model.txt, weights.json of a linear model, a network's model.onnx, or a model folder.")
  var path: String?
  @Option(help: "The same as an option.") var model: String?

  func validate() throws {
    guard (path == nil) != (model == nil) else { throw ValidationError(.oneModel) }
  }

  func run() throws {
    let console = global.console
    let description = try ModelDescription(reading: path ?? model ?? "", .ofThisProcess)
    console.answer(description.json, lines: description.summary.map(console.text) + description.rows)
  }
}

extension Message {
  fileprivate static let oneModel = Message("models.one-model", en: "Give one model.", zh: "请只给出一个模型。")
}
