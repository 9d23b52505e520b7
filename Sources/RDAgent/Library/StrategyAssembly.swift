import Primitives
package import Records

/// Strategies and models of the library, from the rows of RD-Agent's catalogs (`Contracts.md`, catalogs).
package enum StrategyAssembly {
  /// One an identity, sorted by it.
  package static func strategies(from entries: [LibraryEntry]) -> [LibraryStrategy] {
    unique(entries.filter { $0.kind == .strategy }).map { entry in
      let row = entry.document
      let block = row["portfolio_config"]
      let arguments = (block?["kwargs"]?.objectValue ?? [:]).filter { $0.key != "signal" }
      return LibraryStrategy(
        id: entry.key, className: block?["class"]?.stringValue,
        arguments: arguments.mapValues { String(decoding: $0.canonical, as: UTF8.self) },
        benchmark: row["backtest_config"]?["benchmark"]?.stringValue,
        universe: row["market"]?.stringValue ?? row["instruments"]?.stringValue,
        loop: entry.loop ?? loop(row["workspace_example"]), files: row["template_files"]?.arrayValue?.count ?? 0)
    }
  }

  /// One an identity, sorted by it.
  package static func models(from entries: [LibraryEntry]) -> [LibraryModel] {
    unique(entries.filter { $0.kind == .model }).map { entry in
      let row = entry.document
      return LibraryModel(
        id: entry.key, type: row["model_type"]?.stringValue ?? row["model_config"]?["class"]?.stringValue,
        loop: entry.loop ?? loop(row), features: features(row["flattened_feature_list"]),
        weights: (row["model_artifacts"]?["model_files"]?.arrayValue ?? []).compactMap(\.stringValue).sorted())
    }
  }

  /// The same key of several places is one thing: the first place tells it.
  private static func unique(_ entries: [LibraryEntry]) -> [LibraryEntry] {
    let sorted = entries.sorted { ($0.key, $0.origin) < ($1.key, $1.origin) }
    return sorted.enumerated().filter { $0.offset == 0 || sorted[$0.offset - 1].key != $0.element.key }.map(\.element)
  }

  private static func loop(_ row: JSONValue?) -> String? {
    guard let task = row?["task_run_id"]?.stringValue, let number = row?["loop_id"]?.intValue else { return nil }
    return "\(task)/\(number)"
  }

  /// The list itself; of two lists, expressions and names, the names.
  private static func features(_ list: JSONValue?) -> Int? {
    guard let members = list?.arrayValue else { return nil }
    if members.count == 2, let names = members[1].arrayValue { return names.count }
    return members.count
  }
}
