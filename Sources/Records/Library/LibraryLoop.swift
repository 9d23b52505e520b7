package import Primitives

/// A loop of RD-Agent, put together from all that was told of it.
package struct LibraryLoop: Equatable, Sendable {
  /// A value with the place that told it.
  package struct Sourced<Value: Equatable & Sendable>: Equatable, Sendable {
    package var value: Value
    package var origin: String
    /// Whether a reader had to mend it.
    package var isRepaired: Bool

    package init(_ value: Value, origin: String, isRepaired: Bool = false) {
      self.value = value
      self.origin = origin
      self.isRepaired = isRepaired
    }
  }

  package var task: String
  package var number: Int
  /// `factor`, `model`, `strategy`.
  package var action: Sourced<String>?
  package var status: Sourced<String>?
  /// Whether the agent accepted it; nil where it is not recorded, which is no refusal.
  package var decision: Sourced<Bool>?
  package var hypothesis: Sourced<String>?
  /// A language model's prose by its name: `execution`, `value_feedback`, `shape_feedback`.
  package var texts: [String: Sourced<String>] = [:]
  /// By qlib's name; excess returns of 238 days, arithmetic.
  package var metrics: [String: Sourced<Double>] = [:]
  /// In the order of the record, each name once.
  package var factorNames: [String] = []
  /// Identifiers of its workspaces, sorted.
  package var workspaces: [String] = []
  package var bundle: Sourced<String>?
  /// ISO 8601, UTC.
  package var startedAt: Sourced<String>?
  package var updatedAt: Sourced<String>?
  package var error: Sourced<String>?
  /// Places that told of it, sorted.
  package var origins: [String] = []

  package init(task: String, number: Int) {
    self.task = task
    self.number = number
  }

  package var id: String { "\(task)/\(number)" }

  /// The figures that a library is chosen by, by the word of the command line.
  package enum Figure: String, Sendable, CaseIterable {
    case ic, icir
    case rankIC = "rank_ic"
    case rankICIR = "rank_icir"
    case annualReturn = "annual_return"
    case informationRatio = "information_ratio"
    case maxDrawdown = "max_drawdown"
    /// What the selection says (`LibrarySelection`); no record holds these.
    case trials
    case deflatedSharpe = "deflated_sharpe"
    case overfitting = "overfitting_probability"
    case correlation

    /// Those that RD-Agent records.
    package static let recorded: [Figure] = allCases.filter { $0.metric != nil }
    /// Those that the selection over the whole library says.
    package static let selected: [Figure] = allCases.filter { $0.metric == nil }

    /// qlib's name; returns are excess returns after costs. Nil for a figure that is not recorded.
    package var metric: String? {
      switch self {
      case .ic: "IC"
      case .icir: "ICIR"
      case .rankIC: "Rank IC"
      case .rankICIR: "Rank ICIR"
      case .annualReturn: "1day.excess_return_with_cost.annualized_return"
      case .informationRatio: "1day.excess_return_with_cost.information_ratio"
      case .maxDrawdown: "1day.excess_return_with_cost.max_drawdown"
      case .trials, .deflatedSharpe, .overfitting, .correlation: nil
      }
    }
  }

  /// Nil where it is not recorded.
  package subscript(figure: Figure) -> Double? { figure.metric.flatMap { metrics[$0]?.value } }

  /// All texts that a search looks through.
  package var searchable: String {
    ([hypothesis?.value] + texts.sorted { $0.key < $1.key }.map(\.value.value) + factorNames).compactMap { $0 }
      .joined(separator: "\n")
  }
}

extension LibraryLoop {
  package var json: JSONValue {
    func member(_ value: JSONValue, _ origin: String, _ isRepaired: Bool) -> JSONValue {
      ["value": value, "origin": .string(origin), "repaired": .bool(isRepaired)]
    }
    func text(_ sourced: Sourced<String>?) -> JSONValue {
      sourced.map { member(.string($0.value), $0.origin, $0.isRepaired) } ?? .null
    }
    func strings(_ values: [String]) -> JSONValue { .array(values.map { .string($0) }) }
    return [
      "id": .string(id), "task_run_id": .string(task), "loop_id": .integer(number), "action": text(action),
      "status": text(status),
      "decision": decision.map { member(.bool($0.value), $0.origin, $0.isRepaired) } ?? .null,
      "hypothesis": text(hypothesis), "texts": .object(texts.mapValues { text($0) }),
      "metrics": .object(metrics.mapValues { member(.optional($0.value), $0.origin, $0.isRepaired) }),
      "factor_names": strings(factorNames), "workspaces": strings(workspaces), "asset_bundle_id": text(bundle),
      "started_at_utc": text(startedAt), "updated_at_utc": text(updatedAt), "error": text(error),
      "origins": strings(origins),
    ]
  }

  /// Nil where it has no identity.
  package init?(_ json: JSONValue) {
    guard let task = json["task_run_id"]?.stringValue, let number = json["loop_id"]?.intValue else { return nil }
    self.init(task: task, number: number)
    func text(_ json: JSONValue?) -> Sourced<String>? {
      guard let json, let value = json["value"]?.stringValue, let origin = json["origin"]?.stringValue else {
        return nil
      }
      return Sourced(value, origin: origin, isRepaired: json["repaired"]?.boolValue ?? false)
    }
    func strings(_ json: JSONValue?) -> [String] { json?.arrayValue?.compactMap(\.stringValue) ?? [] }
    action = text(json["action"])
    status = text(json["status"])
    decision = json["decision"].flatMap { member in
      member["value"]?.boolValue.map {
        Sourced(
          $0, origin: member["origin"]?.stringValue ?? "", isRepaired: member["repaired"]?.boolValue ?? false)
      }
    }
    hypothesis = text(json["hypothesis"])
    texts = (json["texts"]?.objectValue ?? [:]).compactMapValues { text($0) }
    metrics = (json["metrics"]?.objectValue ?? [:]).compactMapValues { member in
      member["value"]?.doubleValue.map {
        Sourced(
          $0, origin: member["origin"]?.stringValue ?? "", isRepaired: member["repaired"]?.boolValue ?? false)
      }
    }
    factorNames = strings(json["factor_names"])
    workspaces = strings(json["workspaces"])
    bundle = text(json["asset_bundle_id"])
    startedAt = text(json["started_at_utc"])
    updatedAt = text(json["updated_at_utc"])
    error = text(json["error"])
    origins = strings(json["origins"])
  }
}
