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
    global.console.answer(.array(models.map(\.json)), lines: models.isEmpty ? [.noModel] : models.map { .line(of: $0) })
  }
}

/// `aistock models add`: a model becomes a candidate.
struct ModelsAdd: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Adds a model to the pool, with what a reconciliation said of it.")

  @OptionGroup var global: GlobalOptions
  @Option(help: "Its identifier.") var id: String
  @Option(help: "A model's folder, LightGBM's text, weights.json, or model.onnx.") var model: String
  @Option(help: "The folder that `aistock reconcile` wrote for it.") var reconciled: String?

  func run() throws {
    let weights = try ModelRuntime.ofThisProcess.weights(model)
    let comparison = try reconciled.map {
      try JSONReader.read(file: Path.join($0, "comparison.json"), id: "models.evidence")
    }
    let evidence = try reconciled.flatMap { folder in
      try comparison.map { try ModelCandidate.Evidence(reconciled: folder, $0) }
    }
    let candidate = ModelCandidate(
      id: id, path: model, className: weights.className, weightsDigest: weights.digest,
      migration: comparison?["migration"]?.stringValue, evidence: evidence ?? ModelCandidate.Evidence(),
      history: [.init(at: Clock.system.timestamp, state: .candidate, reason: "added")])
    try Database(path: try global.configuration().state).add(candidate)
    global.console.answer(candidate.json, lines: [.added(id)])
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
        "models.state", .usage,
        [
          "state": .text(state), "names": .names(names.dropFirst()),
          "hint": Spelling.suggestion(for: state, among: names),
        ], (en: "There is no state '{state}'.{hint}", zh: "没有状态“{state}”。{hint}"),
        remedy: (en: "Use one of: {names}.", zh: "请用以下之一：{names}。"))
    }
    let configuration = try global.configuration()
    let database = try Database(path: configuration.state)
    if state == .approved { try ReviewLedger(configuration).requireApproval(ofModel: id, in: database) }
    try database.mark(id, .init(at: Clock.system.timestamp, state: state, reason: reason))
    try global.console.answer(try database.model(id)?.json ?? .null, lines: [.marked(id, state)])
  }
}

extension Message {
  fileprivate static let noModel = Message("models.no-model-name", en: "no model", zh: "没有模型")

  fileprivate static func line(of model: ModelCandidate) -> Message {
    let evidence = model.evidence
    func number(_ value: Double?) -> MessageArgument { value.map { .exact($0) } ?? .text("n/a") }
    return Message(
      "models.pool-name",
      [
        "id": .text(model.id), "state": .text(model.state.rawValue),
        "verdict": evidence.verdict.map { .message(Comparison.Verdict.phrase($0, ran: evidence.rungsRan)) }
          ?? .text("-"),
        "ic": number(evidence.ic), "t": number(evidence.t), "count": evidence.count.map { .count($0) } ?? .text("n/a"),
        "digest": .text(String(model.weightsDigest.prefix(12))),
      ],
      en: "{id}  {state}  {verdict}  IC {ic}, t {t}, n {count}  {digest}",
      zh: "{id}  {state}  判定 {verdict}  IC {ic}，t {t}，n {count}  {digest}")
  }

  fileprivate static func added(_ id: String) -> Message {
    Message("models.added-name", ["id": .text(id)], en: "added {id}, a candidate", zh: "已加入候选 {id}")
  }

  fileprivate static func marked(_ id: String, _ state: ModelCandidate.State) -> Message {
    Message(
      "models.marked-name", ["id": .text(id), "state": .text(state.rawValue)], en: "{id} is {state}",
      zh: "{id} 的状态：{state}")
  }
}
