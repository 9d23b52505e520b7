import Primitives
package import Records

/// What RD-Agent's catalogs say against themselves (contracts 3 and 11): they are hints, and a reader must
/// know which of them are no facts.
package enum CatalogFindings {
  /// In a fixed order.
  package static func all(of set: CatalogSet) -> [Finding] {
    [
      misparsed(set), identical(set), severalWorkspaces(set), notRecorded(set), keys(set),
      sharpe(set), sign(set),
      candidates(set), defaults(set), fees(set), reused(set), names(set), duplicates(set),
      withoutCode(set), paths(set),
      stuck(set), odd(set),
    ].compactMap { $0 }
  }

  /// Two folders with the catalogs of one RD-Agent: the exporters write to two places.
  package static func twins(_ left: CatalogSet, _ right: CatalogSet) -> Finding? {
    let differing = CatalogSet.files.filter { name in
      guard let a = left.made[name], let b = right.made[name] else { return false }
      return a != b
    }
    guard let first = differing.first else { return nil }
    return Finding(
      id: "catalog.stale-twin", severity: .warning,
      evidence:
        "\(first) is of \(left.made[first] ?? "") in \(left.folder) and of \(right.made[first] ?? "") in \(right.folder)"
        + (differing.count > 1 ? ", and \(differing.count - 1) more files differ." : "."),
      consequence: "One of the two is stale: the same name shows other loops and numbers.",
      remedy: "Read the newer one, and export both again.")
  }

  // MARK: - Metrics

  /// `qlib_res.csv` was read by a reader that takes its first row for a table row (contracts 3.4).
  private static func misparsed(_ set: CatalogSet) -> Finding? {
    let found = set.loops.compactMap { metrics($0).misparsed }
    guard let first = found.first else { return nil }
    let names = Set(found).sorted()
    return Finding(
      id: "catalog.metrics-misparsed", severity: .serious,
      evidence:
        "\(found.count) of \(set.loops.count) rows keep one metric under the key 'Unnamed: 0' or '': "
        + "\(names.prefix(3).joined(separator: ", ")).",
      consequence:
        "Such a row proves one metric (\(first)) and no other: the rest is unknown, not zero.",
      remedy:
        "Read the workspace's qlib_res.csv; here the pair is repaired and the rest is missing.")
  }

  /// The metrics of a row by trimmed name, the pair of a mis-parsed file repaired, and that pair's name.
  static func metrics(_ row: JSONValue) -> (values: [String: Double], misparsed: String?) {
    var values: [String: Double] = [:]
    var misparsed: String?
    let members = row["metrics"]?.objectValue ?? [:]
    for (key, value) in members where !["", "0", "Unnamed: 0"].contains(key) {
      if let number = value.doubleValue { values[trimmed(key)] = number }
    }
    if let name = (members["Unnamed: 0"] ?? members[""])?.stringValue,
      let number = members["0"]?.doubleValue
    {
      misparsed = trimmed(name)
      // A good key wins on conflict.
      if values[trimmed(name)] == nil { values[trimmed(name)] = number }
    }
    return (values, misparsed)
  }

  private static func trimmed(_ text: String) -> String {
    var text = text[...]
    while text.last == " " { text.removeLast() }
    while text.first == " " { text.removeFirst() }
    return String(text)
  }

  private static func identical(_ set: CatalogSet) -> Finding? {
    var groups: [(key: LoopKey, values: [String: Double])] = []
    for row in set.loops {
      guard let key = LoopKey(row), !groups.contains(where: { $0.key == key }) else { continue }
      let values = metrics(row).values
      if values.count > 1 { groups.append((key, values)) }
    }
    for (index, group) in groups.enumerated() {
      let same = groups[(index + 1)...].filter { isSame($0.values, group.values) }
      guard !same.isEmpty else { continue }
      let names = ([group.key] + same.map(\.key)).sorted().map(\.text)
      return Finding(
        id: "catalog.identical-metrics", severity: .serious,
        evidence:
          "Loops \(names.joined(separator: ", ")) have the same \(group.values.count) numbers to 1e-9.",
        consequence:
          "Different loops cannot give one result: a fixed factor file, a cache, or the newest recorder read for all.",
        remedy: "Export each loop's own recorder and compare the curves.")
    }
    return nil
  }

  private static func isSame(_ left: [String: Double], _ right: [String: Double]) -> Bool {
    left.count == right.count
      && left.allSatisfy { name, value in
        right[name].map { ($0 - value).magnitude <= 1e-9 * max($0.magnitude, value.magnitude) }
          ?? false
      }
  }

  private static func keys(_ set: CatalogSet) -> Finding? {
    let blank = set.loops.count { row in
      (row["metrics"]?.objectValue ?? [:]).keys.contains { $0 != trimmed($0) }
    }
    guard blank > 0 else { return nil }
    return Finding(
      id: "catalog.metric-keys", severity: .note,
      evidence: "\(blank) rows have metric names with blanks around them.",
      consequence: "A reader that asks for the plain name finds nothing.",
      remedy: "Nothing here: names are trimmed.")
  }

  private static func sharpe(_ set: CatalogSet) -> Finding? {
    let found = set.loops.filter { row in
      guard let sharpe = row["sharpe"]?.doubleValue else { return false }
      return metrics(row).values.contains {
        $0.key.hasSuffix("information_ratio") && $0.value == sharpe
      }
    }
    guard let first = found.first, let value = first["sharpe"]?.doubleValue,
      let name = metrics(first).values.filter({
        $0.key.hasSuffix("information_ratio") && $0.value == value
      }).keys.min()
    else { return nil }
    return Finding(
      id: "catalog.sharpe-is-information-ratio", severity: .warning,
      evidence: "The 'sharpe' of \(found.count) loops is \(name), \(value) in the first.",
      consequence:
        "It is a ratio of excess returns to the benchmark over 238 days a year, and no Sharpe ratio.",
      remedy:
        "Compare it with information ratios only; the page shows each number with its convention.")
  }

  private static func sign(_ set: CatalogSet) -> Finding? {
    let found = set.loops.count { row in
      (row["max_drawdown"]?.doubleValue ?? 0) > 0
        || metrics(row).values.contains { $0.key.hasSuffix("max_drawdown") && $0.value > 0 }
    }
    guard found > 0 else { return nil }
    return Finding(
      id: "catalog.drawdown-sign", severity: .note,
      evidence: "The maximum drawdown of \(found) rows is positive.",
      consequence: "Loops of both signs cannot be ranked by it.",
      remedy: "Nothing here: a drawdown is kept as a negative number.")
  }

  // MARK: - Rows

  private static func severalWorkspaces(_ set: CatalogSet) -> Finding? {
    let rows = Dictionary(grouping: set.loops.compactMap(LoopKey.init)) { $0 }.mapValues(\.count)
    let several = rows.filter { $0.value > 1 }.keys.sorted()
    guard let first = several.first else { return nil }
    return Finding(
      id: "catalog.loop-in-several-workspaces", severity: .warning,
      evidence:
        "\(set.loops.count) rows are \(rows.count) loops; \(several.count) stand once a workspace, first \(first.text) "
        + "with \(rows[first] ?? 0) rows.",
      consequence:
        "Counting rows counts trials that never were, and the first row may be the one without a result.",
      remedy: "Group by task and loop, and take the workspace with most files.")
  }

  private static func notRecorded(_ set: CatalogSet) -> Finding? {
    func count(_ field: String) -> Int { set.loops.count { ($0[field] ?? .null) == .null } }
    let parts = [
      (count("decision"), "decision"), (count("scenario"), "scenario"),
      (set.loops.count { $0["factor_names"]?.arrayValue?.isEmpty ?? true }, "factor_names"),
    ].filter { $0.0 > 0 }
    guard !parts.isEmpty else { return nil }
    return Finding(
      id: "catalog.not-recorded", severity: .note,
      evidence: "Of \(set.loops.count) rows "
        + parts.map { "\($0.0) have no \($0.1)" }.joined(separator: ", ") + ".",
      consequence: "Not recorded is neither rejected nor none.",
      remedy: "Look at the loop's feedback before choosing by it.")
  }

  // MARK: - Configurations

  private static func candidates(_ set: CatalogSet) -> Finding? {
    let several = set.strategies.filter { strategy in
      let files = (strategy["template_files"]?.arrayValue ?? []).compactMap(\.stringValue)
      return files.count { Path.lastComponent($0).hasPrefix("conf") } > 1
    }
    guard let first = several.first else { return nil }
    let files = (first["template_files"]?.arrayValue ?? []).compactMap(\.stringValue).filter {
      $0.hasPrefix("conf")
    }
    return Finding(
      id: "catalog.configuration-candidate", severity: .warning,
      evidence:
        "\(several.count) of \(set.strategies.count) strategies show the first of several configurations "
        + "(\(files.first ?? "conf") of \(files.count)).",
      consequence:
        "The values shown need not be those that ran: a baseline stands for loops of other fees and models.",
      remedy: "Take the configuration that the recorder names; reconcile exports it.")
  }

  private static func defaults(_ set: CatalogSet) -> Finding? {
    let names = ["preprocess_config", "portfolio_config"]
    let found = names.filter { name in
      (set.strategies + set.models).contains { ($0[name] ?? .null) != .null }
    }
    guard !found.isEmpty else { return nil }
    return Finding(
      id: "catalog.defaults-as-facts", severity: .note,
      evidence: "\(found.joined(separator: " and ")) is filled from a template.",
      consequence: "It is a default, not evidence of what ran.",
      remedy: "Label it so, and read the recorder's configuration.")
  }

  private static func fees(_ set: CatalogSet) -> Finding? {
    func text(_ strategy: JSONValue) -> String? {
      guard let exchange = strategy["backtest_config"]?["exchange_kwargs"] else { return nil }
      return ["open_cost", "close_cost", "min_cost"].map { key in
        exchange[key].map { String(decoding: $0.canonical, as: UTF8.self) } ?? "?"
      }.joined(separator: "/")
    }
    let all = Set(set.strategies.compactMap(text)).sorted()
    guard all.count > 1 else { return nil }
    return Finding(
      id: "catalog.differing-fees", severity: .warning,
      evidence:
        "Strategies are shown under \(all.count) settings of fees: \(all.joined(separator: ", ")).",
      consequence: "Their results with cost cannot be ranked against each other.",
      remedy: "Compare without cost, or run them under equal fees.")
  }

  private static func reused(_ set: CatalogSet) -> Finding? {
    var loops: [String: Set<LoopKey>] = [:]
    for model in set.models {
      guard let key = LoopKey(model),
        let pair = model["dataset_config"]?["kwargs"]?["segments"]?["test"]?.arrayValue?.compactMap(
          \.stringValue),
        pair.count == 2
      else { continue }
      loops["\(pair[0]) to \(pair[1])", default: []].insert(key)
    }
    guard
      let (range, keys) = loops.max(by: { ($0.value.count, $1.key) < ($1.value.count, $0.key) }),
      keys.count > 1
    else {
      return nil
    }
    let best = set.loops.compactMap { row in
      row["annualized_return"]?.doubleValue.flatMap { value in
        LoopKey(row).map { (key: $0, value: value) }
      }
    }.filter { keys.contains($0.key) }.max { $0.value < $1.value }
    return Finding(
      id: "catalog.test-range-reused", severity: .warning,
      evidence: "\(keys.count) loops were judged on the test \(range)"
        + (best.map { "; the best, \($0.key.text), shows \($0.value) a year." } ?? "."),
      consequence: "The best of \(keys.count) trials on the same days is better by chance alone.",
      remedy: "Judge the chosen one on days that no loop has seen.")
  }

  // MARK: - Factors

  private static func generated(_ set: CatalogSet) -> [JSONValue] {
    set.factors.filter { !($0["source"]?.stringValue ?? "").hasPrefix("qlib_") }
  }

  private static func isPrinted(_ name: String) -> Bool {
    name.hasPrefix("('") || name.hasPrefix("feature_")
  }

  /// `('feature', 'X')` and `feature_X` are X.
  static func plainName(_ name: String) -> String {
    if name.hasPrefix("feature_") { return String(name.dropFirst("feature_".count)) }
    guard name.hasPrefix("('"), let last = name.split(separator: "'").dropLast().last else {
      return name
    }
    return String(last)
  }

  private static func names(_ set: CatalogSet) -> Finding? {
    let found =
      set.factors.compactMap { $0["name"]?.stringValue }.filter(isPrinted)
      + set.loops.flatMap { ($0["factor_names"]?.arrayValue ?? []).compactMap(\.stringValue) }
      .filter(isPrinted)
    guard let first = found.first else { return nil }
    return Finding(
      id: "catalog.factor-names", severity: .note,
      evidence: "\(found.count) factor names are printed tuples or carry a prefix, first \(first).",
      consequence: "One factor stands under two names.",
      remedy: "Nothing here: it is read as \(plainName(first)), and both are shown.")
  }

  private static func duplicates(_ set: CatalogSet) -> Finding? {
    let names = Dictionary(grouping: generated(set).compactMap { $0["name"]?.stringValue }) {
      plainName($0)
    }
    let clashes = names.filter { $0.value.count > 1 }.keys.sorted()
    guard let first = clashes.first else { return nil }
    return Finding(
      id: "catalog.duplicate-factor", severity: .warning,
      evidence:
        "\(clashes.count) factor names stand more than once, first \(first) (\(names[first]?.count ?? 0) times).",
      consequence: "A name does not tell which code is meant.",
      remedy: "Tell factors by name and the hash of their code.")
  }

  private static func withoutCode(_ set: CatalogSet) -> Finding? {
    let all = generated(set)
    let found = all.filter { factor in
      let function = factor["impl_func"]?.stringValue ?? ""
      // A printed tuple is no name of a Python function.
      return function.isEmpty || isPrinted(function)
        || !function.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
    }
    guard let first = found.first?["name"]?.stringValue else { return nil }
    return Finding(
      id: "catalog.no-code", severity: .warning,
      evidence:
        "\(found.count) of \(all.count) generated factors point at no function, first \(first).",
      consequence: "They cannot be computed again from the catalog.",
      remedy: "Take factor.py of the loop's sub workspace.")
  }

  // MARK: - Files

  private static func paths(_ set: CatalogSet) -> Finding? {
    let rows = set.loops + set.models + set.strategies.compactMap { $0["workspace_example"] }
    let found = rows.compactMap { $0["workspace_path"]?.stringValue }.filter { !$0.isEmpty }
    let gone = found.filter { !FileReader.isFolder($0) }
    guard let first = gone.first else { return nil }
    return Finding(
      id: "catalog.files-gone", severity: .note,
      evidence:
        "\(gone.count) of \(found.count) workspace paths lead nowhere on this machine, first \(first).",
      consequence:
        "The workspace was moved, archived or deleted, or the path is another machine's.",
      remedy: "Find workspaces by their identifier; the metadata stand without them.")
  }

  private static func stuck(_ set: CatalogSet) -> Finding? {
    let found = set.loops.filter { row in
      let state = row["materialization_status"]?.stringValue
      return state == "running" || (state == "done" && row["asset_bundle_id"]?.stringValue == nil)
    }
    guard let first = found.first, let key = LoopKey(first) else { return nil }
    return Finding(
      id: "catalog.materialization", severity: .note,
      evidence: "\(found.count) rows are 'running', or 'done' without a bundle, first \(key.text).",
      consequence:
        "'done' does not mean that files exist, and an old 'running' is never picked up again.",
      remedy: "Verify the files, and treat an old 'running' as failed.")
  }

  private static func odd(_ set: CatalogSet) -> Finding? {
    guard !set.odd.isEmpty else { return nil }
    return Finding(
      id: "catalog.nan-token", severity: .note,
      evidence:
        "\(set.odd.joined(separator: ", ")) holds NaN, Infinity or a byte order mark, which are no JSON.",
      consequence: "They are read as missing here; other readers drop the whole file.",
      remedy: "Nothing here; repair the writer if another program reads the file.")
  }
}
