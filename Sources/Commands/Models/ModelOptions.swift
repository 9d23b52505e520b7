import ArgumentParser
import Ladder
import MarketData
import Models
import Night
import Primitives

/// What every command that makes a model's dataset takes.
struct ModelOptions: ParsableArguments {
  @Option(help: "RD-Agent's configuration (qlib's qrun form), its model_meta.json, or a catalog.") var conf: String
  @Option(help: "Another document about the same model; named in the table of what was asked and built.")
  var beside: [String] = []
  @Option(help: "The entry of a catalog: model_id, workspace_id or strategy_id.") var entry: String?
  @Option(help: "A market: a folder, a .csv, tdx:FOLDER or demo; several by commas, the first that opens.") var market:
    String
  @Option(help: "The folder of generated factors in neutral form; default: that of --conf.") var factors: String?

  func definition() throws -> ModelDefinition {
    try ModelDefinition(([conf] + beside).map { try DefinitionSource(file: $0, entry: entry) })
  }

  /// Generated factors lie beside the configuration.
  var folder: String { factors ?? Path.folder(of: conf) }

  /// What an output may not touch. The folder of `--conf` is none of it: its other files may be anybody's.
  var inputs: [OutputPlace.Input?] {
    MarketPlaces(market).inputs + [.init(.factors, factors)] + ([conf] + beside).map { .init(.configuration, $0) }
  }

  /// A runtime that trains networks where the configuration names RD-Agent's Python; code lies beside `--conf`.
  func runtime(_ global: GlobalOptions, _ definition: ModelDefinition) throws -> ModelRuntime {
    guard definition.model.kind is NetworkKind, let trainer = try global.configuration().trainer else {
      return .ofThisProcess
    }
    return ModelRuntime.ofThisProcess.with(TrainerRun(trainer, folder: Path.folder(of: conf)))
  }

  func builder(_ global: GlobalOptions) throws -> DatasetBuilder {
    DatasetBuilder(market: try global.market(market), files: folder)
  }
}

/// A seed for LightGBM, and whether the bits may depend on the threads.
struct TrainingOptions: ParsableArguments {
  @Option(help: "LightGBM's seed; default: that of the configuration.") var seed: Int?
  @Flag(help: "The same model on any number of threads (LightGBM's deterministic).") var deterministic = false
  @Flag(help: "Trains although segments share days.") var allowOverlap = false

  func apply(to model: ModelConfig) -> ModelConfig {
    var model = model
    if let seed { model.trainer.reseed(seed) }
    if deterministic { model.trainer.makeDeterministic() }
    return model
  }
}
