import ArgumentParser
import Models
import Primitives

/// `aistock models info`: what a model is.
struct ModelsInfo: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Says what a model is: trees, features, parameters, hashes, importance.")

  @OptionGroup var global: GlobalOptions
  @Argument(help: "LightGBM's model.txt, weights.json of a linear model, or a model folder.") var path: String?
  @Option(help: "The same as an option.") var model: String?

  func validate() throws {
    guard (path == nil) != (model == nil) else { throw ValidationError("Give one model.") }
  }

  func run() throws {
    let description = try ModelDescription(reading: path ?? model ?? "")
    global.console.answer(description.json, lines: description.lines)
  }
}
