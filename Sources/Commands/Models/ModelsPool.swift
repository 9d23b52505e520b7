import Archive
import ArgumentParser
import Ladder
import Models
import Night
import Primitives
import Records
import Store

/// `aistock models list`: the pool of models with state and evidence.
struct ModelsList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "The pool of models: state, and what it rests on.")

  @OptionGroup var global: GlobalOptions

  func run() throws {
    let models = try Database(path: try global.configuration().state).models()
    let lines = models.map { model in
      let evidence = model.evidence
      let ic =
        evidence.ic.map { "IC \($0), t \(evidence.t.map { "\($0)" } ?? "n/a"), n \(evidence.count ?? 0)" } ?? "IC n/a"
      return
        "\(model.id)  \(model.state.rawValue)  \(evidence.verdict ?? "not reconciled")  \(ic)  \(model.weightsDigest.prefix(12))"
    }
    global.console.answer(.array(models.map(\.json)), lines: lines.isEmpty ? ["no model"] : lines)
  }
}

/// `aistock models add`: a model becomes a candidate.
struct ModelsAdd: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Adds a model to the pool, with what a reconciliation said of it.")

  @OptionGroup var global: GlobalOptions
  @Option(help: "Its identifier.") var id: String
  @Option(help: "A model's folder, LightGBM's text, or weights.json.") var model: String
  @Option(help: "The folder that `aistock reconcile` wrote for it.") var reconciled: String?

  func run() throws {
    let weights = try ModelReading.weights(model)
    let comparison = try reconciled.map {
      try JSONReader.read(file: Path.join($0, "comparison.json"), id: "models.evidence")
    }
    var evidence = ModelCandidate.Evidence()
    if let reconciled, let comparison {
      evidence.comparison = SHA256Digest(hashing: try FileReader.bytes(Path.join(reconciled, "comparison.json"))).hex
      evidence.verdict = comparison["verdict"]?.stringValue
      evidence.reinferred =
        (comparison["rungs"]?.arrayValue ?? []).first { $0["id"]?.stringValue == "reinferred" }?["state"]?
        .stringValue
      let signal = try QualityFiles.read(reconciled).quality
      evidence.ic = signal?.figure("IC")?.value
      evidence.count = signal?.figure("IC")?.count
      evidence.t = signal?.figure("IC t")?.value
    }
    let candidate = ModelCandidate(
      id: id, path: model, className: weights.className, weightsDigest: weights.hash,
      migration: comparison?["migration"]?.stringValue, evidence: evidence,
      history: [.init(at: Clock.system.timestamp, state: .candidate, reason: "added")])
    try Database(path: try global.configuration().state).add(candidate)
    global.console.answer(candidate.json, lines: ["added \(id), a candidate"])
  }
}

/// `aistock models mark`: a model's next state.
struct ModelsMark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mark", abstract: "Marks a model of the pool; a withdrawn one runs nowhere any more.")

  @OptionGroup var global: GlobalOptions
  @Argument(help: "Its identifier.") var id: String
  @Option(help: "verified, 'in preview', approved or withdrawn.") var state: String
  @Option(help: "Why, in one sentence.") var reason: String

  func run() throws {
    guard let state = ModelCandidate.State(rawValue: state) else {
      let names = ModelCandidate.State.allCases.map(\.rawValue)
      throw Diagnostic(
        "models.state", "there is no state '\(state)'\(Spelling.hint(state, among: names))",
        remedy: "Use one of \(names.dropFirst().joined(separator: ", ")).", exit: .usage)
    }
    let configuration = try global.configuration()
    let database = try Database(path: configuration.state)
    if state == .approved { try requireReview(database, configuration) }
    try database.mark(id, .init(at: Clock.system.timestamp, state: state, reason: reason))
    global.console.answer(try database.model(id)?.json ?? .null, lines: ["\(id) is \(state.rawValue)"])
  }

  /// A model is approved by a reviewer's signature on its migration, not by a word on the command line.
  private func requireReview(_ database: Database, _ configuration: AistockConfiguration) throws {
    let migration = try database.model(id)?.migration
    if let migration, ReviewLedger(configuration).shown(migration, now: .system).state == .approved { return }
    throw Diagnostic(
      "models.not-reviewed",
      "no signed approval of \(migration.map { "the migration '\($0)'" } ?? "a migration") holds for '\(id)'",
      remedy: "Let a reviewer approve the migration: `aistock review approve`.", exit: .usage)
  }
}
