package import Primitives

/// `run.json`: what a run is and what it was made from.
package struct RunDocument: Equatable, Sendable {
  /// Where the numbers come from.
  package enum Origin: String, Sendable {
    /// Recorded by RD-Agent (qlib).
    case imported
    /// Computed here under qlib's rules.
    case qlibRules = "local-qlib"
    /// Computed here under the exchange's rules.
    case ashareRules = "local-ashare"
  }

  package var origin: Origin
  package var strategy: JSONValue
  package var backtest: JSONValue
  /// SHA-256 of the canonical configuration.
  package var configurationDigest: String
  /// SHA-256 over the market data read; nil for an imported run, which does not tell.
  package var dataDigest: String?
  /// SHA-256 over the data of the run's own days: other only where they were restated.
  package var windowDigest: String?
  package var modelDigest: String?
  /// `PanelTable.digest` of the predictions.
  package var predictionsDigest: String?
  package var versions: [String: String]
  package var seed: Int?
  package var start: TradingDay?
  package var end: TradingDay?
  package var benchmark: [String]
  package var findings: [Finding]

  package init(
    origin: Origin, strategy: JSONValue, backtest: JSONValue, configurationDigest: String, dataDigest: String?,
    modelDigest: String?, predictionsDigest: String?, versions: [String: String], seed: Int?, start: TradingDay?,
    end: TradingDay?, benchmark: [String], findings: [Finding]
  ) {
    self.origin = origin
    self.strategy = strategy
    self.backtest = backtest
    self.configurationDigest = configurationDigest
    self.dataDigest = dataDigest
    self.modelDigest = modelDigest
    self.predictionsDigest = predictionsDigest
    self.versions = versions
    self.seed = seed
    self.start = start
    self.end = end
    self.benchmark = benchmark
    self.findings = findings
  }

  package var json: JSONValue {
    [
      "schema": 1, "origin": .string(origin.rawValue), "strategy": strategy, "backtest": backtest,
      "costs": backtest["exchange"] ?? .null, "configuration_digest": .string(configurationDigest),
      "data_digest": .optional(dataDigest), "window_digest": .optional(windowDigest),
      "model_digest": .optional(modelDigest), "predictions_digest": .optional(predictionsDigest),
      "versions": .object(versions.mapValues { .string($0) }),
      "seed": seed.map { .integer($0) } ?? .null,
      "window": ["start": .optional(start), "end": .optional(end)],
      "benchmark": .array(benchmark.map { .string($0) }), "findings": .array(findings.map(\.json)),
    ]
  }
}

extension RunDocument {
  /// The digests of a run by their keys in `run.json`.
  package enum Digest: String, Sendable, CaseIterable {
    case configuration = "configuration_digest"
    case data = "data_digest"
    case window = "window_digest"
    case model = "model_digest"
    case predictions = "predictions_digest"

    /// The digest in a `run.json`; nil where it holds none.
    package func value(in run: JSONValue?) -> String? {
      guard let text = (run?[rawValue] ?? run?[oldKey])?.stringValue, !text.isEmpty else { return nil }
      return text
    }

    /// The key of version 0.1.0, whose files stay readable.
    package var oldKey: String {
      switch self {
      case .configuration: "config_hash"
      case .data: "data_fingerprint"
      case .window: "window_fingerprint"
      case .model: "model_hash"
      case .predictions: "predictions_hash"
      }
    }
  }
}
