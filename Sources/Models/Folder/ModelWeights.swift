import Primitives
package import Records

/// A trained model of one of the kinds that are built here, as data.
package enum ModelWeights: Equatable, Sendable {
  case lightGBM(LightGBMModelText)
  case linear(LinearModel)

  /// qlib's class name.
  package var className: String {
    switch self {
    case .lightGBM: "LGBModel"
    case .linear: "LinearModel"
    }
  }

  /// The features in the order in which the weights take them, by the names the weights know.
  package var featureNames: [String] {
    switch self {
    case .lightGBM(let text): text.featureNames
    case .linear(let model): model.featureNames
    }
  }

  /// The scores of a frame. `library` is asked for only where LightGBM is needed.
  ///
  /// Throws `model.features` for features in another number or order.
  package func predictions(
    of frame: Frame, library: () throws -> LightGBMLibrary
  ) throws -> PanelTable {
    switch self {
    case .lightGBM(let text): try LightGBMModel(text, library: library()).predictions(of: frame)
    case .linear(let model): try model.predictions(of: frame)
    }
  }

  /// The file of the weights in a folder, and its content.
  var fileName: String {
    if case .lightGBM = self { "model.txt" } else { "weights.json" }
  }

  var bytes: [UInt8] {
    switch self {
    case .lightGBM(let text): text.bytes
    case .linear(let model):
      JSONValue.object([
        "intercept": .number(model.intercept),
        "weights": .array(
          zip(model.featureNames, model.weights).map { ["name": .string($0), "weight": .number($1)] }),
      ]).pretty
    }
  }

  /// What the weights cannot tell about themselves.
  package var findings: [Finding] {
    if case .lightGBM(let text) = self { text.findings } else { [] }
  }

  /// SHA-256 of the file of weights.
  package var hash: String { SHA256Digest(hashing: bytes).hex }
}
