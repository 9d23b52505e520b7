package import Primitives

/// A document in which research and execution say to each other what a strategy is: a StrategyConfig, a FactorSetConfig or
/// an ExperimentRequest (`Contracts.md`, experiment requests).
///
/// The document is kept as it came, unknown members among it. A strategy has two shapes: that of the code, with
/// `strategy_type`, and that of the memo, with `execution` or `type`.
package struct ResearchConfig: Equatable, Sendable {
  package enum Kind: String, Sendable, CaseIterable {
    case strategy = "StrategyConfig"
    case memoStrategy = "StrategyConfig (memo)"
    case factorSet = "FactorSetConfig"
    case request = "ExperimentRequest"
  }

  package var kind: Kind
  package var document: JSONValue

  package init(_ kind: Kind, _ document: JSONValue) {
    self.kind = kind
    self.document = document
  }

  /// By the members that only one kind has; nil for what is no object, or of no kind.
  package init?(_ document: JSONValue) {
    guard let members = document.objectValue, let kind = ResearchConfig.kind(of: members) else { return nil }
    self.init(kind, document)
  }

  private static func kind(of members: [String: JSONValue]) -> Kind? {
    func has(_ names: String...) -> Bool { names.contains { members[$0] != nil } }
    if has("strategy_type") { return .strategy }
    if has("strategy", "factor_set", "train_test", "objective", "dataset", "kind") { return .request }
    if has("factors") { return .factorSet }
    return has("execution", "type") ? .memoStrategy : nil
  }

  /// Sorted keys, two blanks of indent, a newline at the end; every member, known or not.
  package var canonical: [UInt8] { document.pretty }

  /// SHA-256 of the canonical JSON without blanks, as LiveFeedback documents carry it.
  package var digest: String { SHA256Digest(hashing: document.canonical).hex }

  // MARK: - Typed views

  package var strategyType: String? {
    (document["strategy_type"] ?? document["type"] ?? document["strategy"]?["strategy_type"])?.stringValue
  }

  package var benchmark: String? { (document["benchmark"] ?? document["strategy"]?["benchmark"])?.stringValue }

  /// Of the trading rule, or of the memo's execution block.
  package var topk: Int? { rule?["topk"]?.intValue }
  package var nDrop: Int? { rule?["n_drop"]?.intValue }

  private var rule: JSONValue? {
    document["trading_rule"] ?? document["execution"] ?? document["strategy"]?["trading_rule"]
  }

  /// Names in the order of the document; an entry without one is no factor.
  package var factors: [String] {
    let list = document["factors"] ?? document["factor_set"]?["factors"]
    return (list?.arrayValue ?? []).compactMap { $0["name"]?.stringValue ?? $0.stringValue }
  }

  // MARK: - Differences

  /// One place where two documents differ; nil on the side that lacks it.
  package struct Difference: Equatable, Sendable {
    /// `strategy.trading_rule.topk`, `factors[2].name`.
    package var path: String
    package var left: JSONValue?
    package var right: JSONValue?

    package var json: JSONValue {
      ["path": .string(path), "left": left ?? .null, "right": right ?? .null]
    }
  }

  /// By path. A member that is null and one that is absent are equal, and so are 5 and 5.0.
  package func differences(from other: ResearchConfig) -> [Difference] {
    var found: [Difference] = []
    ResearchConfig.compare("", document, other.document, &found)
    return found
  }

  private static func compare(
    _ path: String, _ left: JSONValue?, _ right: JSONValue?, _ found: inout [Difference]
  ) {
    let left = left == .null ? nil : left
    let right = right == .null ? nil : right
    if let first = left?.objectValue, let second = right?.objectValue {
      for key in Set(first.keys).union(second.keys).sorted() {
        compare(path.isEmpty ? key : path + "." + key, first[key], second[key], &found)
      }
    } else if let first = left?.arrayValue, let second = right?.arrayValue {
      for place in 0..<max(first.count, second.count) {
        compare(
          "\(path)[\(place)]", place < first.count ? first[place] : nil, place < second.count ? second[place] : nil,
          &found)
      }
    } else if left != right, left?.doubleValue == nil || left?.doubleValue != right?.doubleValue {
      found.append(Difference(path: path, left: left, right: right))
    }
  }
}
