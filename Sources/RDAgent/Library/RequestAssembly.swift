import Primitives
package import Records

/// An ExperimentRequest made of what the library knows of a loop (`Contracts.md`, experiment requests).
///
/// A catalog's configuration is the first one of the workspace, which need not be the one that ran; the request says where
/// each part came from. What nobody recorded is not in it.
package enum RequestAssembly {
  /// - Parameters:
  ///   - strategy: the catalog's entry of the loop's strategy; nil: none is known.
  ///   - factors: those of the loop, for their sources.
  package static func request(
    of loop: LibraryLoop, strategy: LibraryEntry?, factors: [LibraryFactor]
  ) -> ResearchConfig {
    let row = strategy?.document ?? .null
    var members: [String: JSONValue] = [
      "kind": "research", "name": .string(loop.id),
      "objective": ["primary_metric": "ic", "direction": "maximize", "constraints": [:]],
      "factor_set": factorSet(loop, factors), "user_tags": [],
    ]
    members["strategy"] = self.strategy(row)
    members["train_test"] = trainTest(row["dataset_config"])
    members["model"] = model(row["model_config"])
    members["dataset"] = dataset(row["dataset_config"])
    var extra: [String: JSONValue] = ["experiment_id": .string(loop.id)]
    extra["strategy_id"] = row["strategy_id"]
    extra["configuration_from"] = strategy.map { .string($0.origin + ": first configuration of the workspace") }
    members["extra"] = .object(extra)
    return ResearchConfig(.request, .object(members))
  }

  private static func strategy(_ row: JSONValue) -> JSONValue? {
    guard let block = row["portfolio_config"], let name = block["class"]?.stringValue else { return nil }
    var rule: [String: JSONValue] = [:]
    var rest = block["kwargs"]?.objectValue ?? [:]
    rest["signal"] = nil
    for key in ["topk", "n_drop"] { rule[key] = rest.removeValue(forKey: key) }
    var extra: [String: JSONValue] = ["class": .string(name), "kwargs": .object(rest)]
    extra["module_path"] = block["module_path"]
    extra["backtest"] = row["backtest_config"]
    extra["market"] = row["market"]
    var members: [String: JSONValue] = ["name": .string(name), "trading_rule": .object(rule), "extra": .object(extra)]
    // The code knows types, not classes: only that of the two that the templates use can be told.
    if name.contains("Topk") { members["strategy_type"] = "topk" }
    members["benchmark"] = row["backtest_config"]?["benchmark"]
    return .object(members)
  }

  private static func factorSet(_ loop: LibraryLoop, _ factors: [LibraryFactor]) -> JSONValue {
    let list = loop.factorNames.map { name -> JSONValue in
      let same = factors.filter { $0.names.contains(name) }
      let factor = same.first { $0.loops.contains(loop.id) } ?? same.first
      var members: [String: JSONValue] = ["name": .string(name)]
      members["source"] = factor?.source.map { .string($0) }
      return .object(members)
    }
    return ["factors": .array(list), "tags": [], "extra": [:]]
  }

  private static func trainTest(_ dataset: JSONValue?) -> JSONValue? {
    guard let segments = dataset?["kwargs"]?["segments"]?.objectValue else { return nil }
    var members: [String: JSONValue] = [:]
    for name in ["train", "valid", "test"] {
      guard let pair = segments[name]?.arrayValue, pair.count == 2 else { continue }
      (members[name + "_start"], members[name + "_end"]) = (pair[0], pair[1])
    }
    return members.isEmpty ? nil : .object(members)
  }

  private static func model(_ block: JSONValue?) -> JSONValue? {
    guard let name = block?["class"]?.stringValue else { return nil }
    var members: [String: JSONValue] = ["model_type": .string(name), "kwargs": block?["kwargs"] ?? [:]]
    members["model_class"] = block?["module_path"]?.stringValue.map { .string($0 + "." + name) }
    return .object(members)
  }

  private static func dataset(_ block: JSONValue?) -> JSONValue? {
    guard let name = block?["class"]?.stringValue else { return nil }
    let handler = block?["kwargs"]?["handler"]
    var members: [String: JSONValue] = [
      "class_name": .string(name), "handler_kwargs": handler?["kwargs"] ?? [:],
      "segments": block?["kwargs"]?["segments"] ?? [:],
    ]
    members["handler_class"] = handler?["class"]
    return .object(members)
  }
}
