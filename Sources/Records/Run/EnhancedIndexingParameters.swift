package import Primitives

/// Parameters of qlib's `EnhancedIndexingStrategy` and of its optimizer, with the risk data that they rest on.
package struct EnhancedIndexingParameters: Equatable, Sendable {
  /// The folder of the risk model, with a folder a day in it.
  package var riskModelRoot: String
  /// The index whose weights are the field `<market>_weight`.
  package var market = "csi500"
  /// Share of the account that is invested.
  package var riskDegree = QlibDefaults.riskDegree
  package var optimizer = Optimizer()
  /// Nil: the folder has no day, and no day is traded.
  package var risk: RiskData?

  package init(riskModelRoot: String) { self.riskModelRoot = riskModelRoot }

  /// `EnhancedIndexingOptimizer` (`qlib/contrib/strategy/optimizer/enhanced_indexing.py`).
  package struct Optimizer: Equatable, Sendable {
    /// Aversion to risk.
    package var lamb = 1.0
    /// The most that weights change together.
    package var delta = 0.2
    /// The most that a weight deviates from the index; nil: no limit.
    package var benchmarkDeviation: Double? = 0.01
    /// The most that factors deviate from the index: one number for all, or one each; nil: no limit.
    package var factorDeviation: [Double]?
    /// Whether scores are scaled to the estimated volatility.
    package var scalesReturn = true
    /// Smaller weights become 0.
    package var epsilon = 5e-5

    package init() {}
  }

  /// Whether there are as many limits of factors as there are factors, on every day.
  var fitsRiskData: Bool {
    guard let limits = optimizer.factorDeviation, limits.count != 1 else { return true }
    return (risk?.days.values).map { $0.allSatisfy { $0.covariance.count == limits.count * limits.count } } ?? true
  }

  /// A strategy without risk data is written as before there was an optimizer, so that its digest stays.
  package var json: JSONValue {
    guard let risk else { return ["riskmodel_root": .string(riskModelRoot)] }
    return [
      "riskmodel_root": .string(riskModelRoot), "market": .string(market), "risk_degree": .number(riskDegree),
      "lamb": .number(optimizer.lamb), "delta": .number(optimizer.delta),
      "b_dev": JSONValue.optional(optimizer.benchmarkDeviation),
      "f_dev": optimizer.factorDeviation.map { .array($0.map { .number($0) }) } ?? .null,
      "scale_return": .bool(optimizer.scalesReturn), "epsilon": .number(optimizer.epsilon),
      "risk_data_sha256": .string(risk.digest), "names": .array(risk.names.all.map { .string($0) }),
    ]
  }
}
