import Ladder
import Primitives
import RDAgent
import Records

/// What a judgement rests on, for the page: digests, versions, window, strategy, costs.
enum IdentityFacts {
  static let file = "identity.json"

  static func of(_ outcome: Reconciler.Outcome) -> [IdentityFact] {
    let evidence = outcome.evidence
    let document = (outcome.replayed ?? outcome.recorded)?.document
    var facts: [IdentityFact] = []
    func add(_ key: IdentityFact.Key, _ value: MessageArgument?) {
      if let value { facts.append(IdentityFact(key: key, value: value)) }
    }
    func text(_ value: String?) -> MessageArgument? { value.flatMap { $0.isEmpty ? nil : .text($0) } }
    add(.workspace, text(evidence.folder))
    add(.recorder, text(evidence.recorder))
    add(.configuration, evidence.used.map { .message(.used(Path.lastComponent($0.path), because: $0.because)) })
    add(.strategy, text(document.flatMap { strategy($0.strategy) }))
    add(.costs, text(document.flatMap { costs($0.backtest) }))
    add(
      .window,
      document.flatMap { document in
        document.start.flatMap { start in document.end.map { .text("\(start) – \($0)") } }
      })
    add(.benchmark, document.flatMap { $0.benchmark.isEmpty ? nil : .names($0.benchmark) })
    add(.evidence, text(evidence.digest))
    add(.configurationDigest, text(evidence.used?.configuration.digest))
    add(.predictionsDigest, text(evidence.predictions?.digest))
    add(
      .weights,
      outcome.converted.map { .message(.converted($0.file, torch: $0.torch)) } ?? text(outcome.weightsFile))
    add(.modelDigest, text(outcome.modelDigest))
    add(.marketDigest, text(outcome.replayed?.document.dataDigest))
    let versions = evidence.versions.known.map { MessageArgument.message(.version($0)) }
    add(.versions, versions.isEmpty ? nil : .list(versions))
    add(.tool, .text("aistock \(ToolVersion.current)"))
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

  static func json(_ facts: [IdentityFact]) -> JSONValue { .array(facts.map(\.json)) }

  /// From a migration's work folder; throws `night.work-damaged`.
  static func read(_ folder: String) throws -> [IdentityFact] {
    let json = try JSONReader.read(file: Path.join(folder, file), id: "night.work-damaged")
    return (json.arrayValue ?? []).compactMap(IdentityFact.init)
  }
}

extension Message {
  fileprivate static func used(_ file: String, because: Message) -> Message {
    Message(
      "night.used-configuration", ["file": .text(file), "because": .message(because)], en: "{file} ({because})",
      zh: "{file}（{because}）")
  }

  fileprivate static func converted(_ file: String, torch: String) -> Message {
    Message(
      "night.converted-weights-name", ["file": .text(file), "torch": .text(torch)],
      en: "{file}, converted to ONNX by torch {torch}", zh: "{file}，由 torch {torch} 转换为 ONNX")
  }

  fileprivate static func version(_ library: LibraryVersion) -> Message {
    Message(
      "night.library-version-name",
      ["name": .text(library.name), "version": .text(library.text), "source": .message(library.source)],
      en: "{name} {version} ({source})", zh: "{name} {version}（{source}）")
  }
}
