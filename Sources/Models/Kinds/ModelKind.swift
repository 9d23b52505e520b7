package import Primitives
package import Records

/// One kind of model: what a configuration may ask of it, and what its weights are on disk.
///
/// A kind is a folder beside this file and a line in `ModelKinds.all`. Whatever differs between kinds is asked
/// of this protocol, of `ModelTrainer` or of `ModelWeights`; nothing else in the program tells kinds apart.
package protocol ModelKind: Sendable {
  /// qlib's class without its module, in configurations and in `model.json`.
  var className: String { get }
  /// The file of its weights in a model's folder.
  var weightsFile: String { get }
  /// Names under which other programs leave its weights in a folder, the likeliest first.
  var foreignFiles: [String] { get }
  /// Whether a model of the kind can look at several days of an instrument (`TSDatasetH`).
  var takesWindows: Bool { get }

  /// Whether a file with this name holds weights of the kind.
  func claims(_ fileName: String) -> Bool

  /// The arguments of a model block.
  ///
  /// Throws `config.…` for what qlib refuses and for what is not built here.
  func arguments(_ kwargs: YAMLFields) throws -> ModelArguments

  /// Weights in the form of `weightsFile`; `path` is for messages.
  ///
  /// Throws for bytes that are no weights of the kind, or only a part of them.
  func weights(_ bytes: [UInt8], path: String) throws -> any ModelWeights
}

extension ModelKind {
  package var takesWindows: Bool { false }
}

/// The arguments of a model block as a kind read them.
package struct ModelArguments: Sendable {
  package var trainer: any ModelTrainer
  /// What was asked and what was built, field by field.
  package var account: [FieldAccount]
  package var findings: [Finding]

  package init(_ trainer: any ModelTrainer, account: [FieldAccount], findings: [Finding] = []) {
    self.trainer = trainer
    self.account = account
    self.findings = findings
  }
}

/// A model before it has learned: its arguments, and how it learns.
package protocol ModelTrainer: Sendable {
  /// Whether chance enters: a linear model is the same under every seed.
  var isSeeded: Bool { get }
  /// The seed that is written, under whatever name.
  var seed: Int? { get }
  mutating func reseed(_ seed: Int)
  /// Asks for the same bits on any number of threads.
  mutating func makeDeterministic()

  /// Throws where a library that training needs is missing, before anything is computed.
  func prepare(_ runtime: ModelRuntime) throws

  /// Everything beside the rows that decides what is learned, by name: the key of trainings that are kept.
  func identity(_ runtime: ModelRuntime) throws -> [String: JSONValue]

  /// Throws `model.empty` and `model.label` for rows that nothing can be learned from, and what a library refuses.
  func train(on rows: TrainingRows, _ runtime: ModelRuntime) throws -> TrainedModel
}

extension ModelTrainer {
  package func prepare(_ runtime: ModelRuntime) throws {}
}
