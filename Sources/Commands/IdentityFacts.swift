import Ladder
import Primitives
import RDAgent
import Records
import Report

/// What a judgement rests on, for the page: hashes, versions, window, strategy, costs.
enum IdentityFacts {
  static func of(_ outcome: Reconciler.Outcome) -> [SiteInput.Fact] {
    let evidence = outcome.evidence
    let document = (outcome.replayed ?? outcome.recorded)?.document
    var facts: [SiteInput.Fact] = []
    func add(_ key: String, _ value: String?) {
      if let value, !value.isEmpty { facts.append(SiteInput.Fact(key: key, value: value)) }
    }
    add("workspace", evidence.folder)
    add("recorder", evidence.recorder)
    add("configuration", evidence.used.map { "\(Path.lastComponent($0.path)) (\($0.because))" })
    add("strategy", document.flatMap { strategy($0.strategy) })
    add("costs", document.flatMap { costs($0.backtest) })
    add(
      "window",
      document.flatMap { document in
        document.start.flatMap { start in document.end.map { "\(start) – \($0)" } }
      })
    add("benchmark", document?.benchmark.joined(separator: ", "))
    add("evidence", evidence.digest)
    add("configHash", evidence.used?.configuration.digest)
    add("predictionsHash", evidence.predictions?.digest)
    add("modelHash", evidence.fileDigests["model.txt"])
    add("marketFingerprint", outcome.replayed?.document.dataDigest)
    add(
      "versions", evidence.versions.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))
    add("tool", "aistock \(ToolVersion.current)")
    return facts
  }

  private static func strategy(_ json: JSONValue) -> String? {
    guard let name = json["class"]?.stringValue else { return nil }
    let parameters = (json["parameters"]?.objectValue ?? [:]).sorted { $0.key < $1.key }
    return name + "(" + parameters.map { "\($0.key) \(text($0.value))" }.joined(separator: ", ") + ")"
  }

  private static func costs(_ backtest: JSONValue) -> String? {
    guard let exchange = backtest["exchange"] else { return nil }
    return ["open_cost", "close_cost", "min_cost", "limit_threshold"].compactMap { key in
      exchange[key].map { "\(key) \(text($0))" }
    }.joined(separator: ", ")
  }

  private static func text(_ value: JSONValue) -> String { String(decoding: value.canonical, as: UTF8.self) }

  static func json(_ facts: [SiteInput.Fact]) -> JSONValue {
    .array(facts.map { ["key": .string($0.key), "value": .string($0.value)] })
  }

  static func read(_ path: String) throws -> [SiteInput.Fact] {
    let json = try JSONReader.read(file: path, id: "night.work-damaged")
    return (json.arrayValue ?? []).compactMap { entry in
      entry["key"]?.stringValue.flatMap { key in
        entry["value"]?.stringValue.map { SiteInput.Fact(key: key, value: $0) }
      }
    }
  }
}
