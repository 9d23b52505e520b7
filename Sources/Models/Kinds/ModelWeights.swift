package import Primitives
package import Records

/// A trained model of one of the kinds that are built here, as data.
package protocol ModelWeights: Sendable {
  var kind: any ModelKind { get }
  /// The features in the order in which the weights take them, by the names the weights know.
  var featureNames: [String] { get }
  /// The content of the kind's file.
  var bytes: [UInt8] { get }
  /// What the weights cannot tell about themselves.
  var findings: [Finding] { get }
  /// `l2.train` and `l2.valid`, with the reason why a file of weights does not tell them.
  var losses: [MetricValue] { get }

  /// Throws where a library that scoring needs is missing, before anything is computed.
  func prepare(_ runtime: ModelRuntime) throws

  /// The scores of all rows of a frame, in its order, as qlib's model gives them: float64.
  ///
  /// Throws `model.features` for features in another number or order.
  func scores(of frame: Frame, _ runtime: ModelRuntime) throws -> [Double]

  /// By row: how far qlib's own score can lie from `scores(of:)` though both are right; nil where it has the same bits,
  /// or where no bound is known.
  ///
  /// Throws `model.features` for features in another number or order.
  ///
  /// - Parameter inputUnits: units in the last place by which every feature can differ too.
  func scoreBounds(of frame: Frame, inputUnits: Int) throws -> [Double]?

  /// By score: how far qlib's own can lie from it though both are right, for a kind whose sums are added in an order that
  /// only its library knows; nil where `scoreBounds(of:inputUnits:)` says it, or nothing differs.
  func scoreBounds(of scores: [Double]) -> [Double]?

  /// How much each feature is used, under the names given; nil for a kind that does not tell.
  func importance(_ names: [String]) -> FeatureImportance?

  /// What the kind alone says of a model.
  ///
  /// - Parameter features: the model's own names, also where the weights do not know them.
  func details(_ features: FeatureOrder) -> ModelDetails

  /// Whether both are the same model.
  func isEqual(to other: any ModelWeights) -> Bool
}

extension ModelWeights {
  package var findings: [Finding] { [] }

  package func prepare(_ runtime: ModelRuntime) throws {}

  package func scoreBounds(of frame: Frame, inputUnits: Int) throws -> [Double]? { nil }

  package func scoreBounds(of scores: [Double]) -> [Double]? { nil }

  package func importance(_ names: [String]) -> FeatureImportance? { nil }

  /// qlib's class name.
  package var className: String { kind.className }

  /// SHA-256 of the file of weights.
  package var digest: String { SHA256Digest(hashing: bytes).hex }

  /// The bounds of the scores as a table of the same rows.
  package func bounds(of frame: Frame, inputUnits: Int) throws -> PanelTable? {
    try scoreBounds(of: frame, inputUnits: inputUnits).map { PanelTable(keys: frame.keys, values: $0).compacted }
  }

  /// The bounds of scores that were made as a table of the same rows.
  package func bounds(of predictions: PanelTable) -> PanelTable? {
    scoreBounds(of: predictions.values).map {
      PanelTable(
        instruments: predictions.instruments, days: predictions.days, offsets: predictions.offsets,
        codes: predictions.codes, values: $0)
    }
  }

  /// The scores as a table of predictions.
  package func predictions(of frame: Frame, _ runtime: ModelRuntime) throws -> PanelTable {
    PanelTable(keys: frame.keys, values: try scores(of: frame, runtime))
  }
}

extension ModelWeights where Self: Equatable {
  package func isEqual(to other: any ModelWeights) -> Bool { (other as? Self) == self }
}

/// What a kind says of its weights: members of a document, and lines for a terminal.
package struct ModelDetails: Sendable {
  package var members: [String: JSONValue]
  package var lines: [String]

  package init(_ members: [String: JSONValue], lines: [String]) {
    self.members = members
    self.lines = lines
  }
}
