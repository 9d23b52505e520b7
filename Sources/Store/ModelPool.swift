import GRDB
import Primitives
package import Records

extension Database {
  /// Adds a model with its first step. Throws `models.id` for an id that is taken.
  package func add(_ model: ModelCandidate) throws {
    guard try self.model(model.id) == nil else {
      throw Diagnostic(
        "models.id", .usage, ["model": .text(model.id)],
        (en: "There is a model '{model}' already.", zh: "模型“{model}”已存在。"),
        remedy: (en: "Choose another id.", zh: "请换一个标识。"))
    }
    try write { database in
      try database.execute(
        sql: """
          INSERT INTO model_candidate (id, path, class, weights_sha256, migration, evidence) VALUES (?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          model.id, model.path, model.className, model.weightsDigest, model.migration,
          String(decoding: model.evidence.json.canonical, as: UTF8.self),
        ])
      for (position, step) in model.history.enumerated() {
        try Database.insert(step, position, of: model.id, into: database)
      }
    }
  }

  /// Adds a step to a model's life. Throws `models.id` for an unknown id, `models.state` for a step that
  /// cannot be taken.
  package func mark(_ id: String, _ step: ModelCandidate.Step) throws {
    guard let model = try self.model(id) else {
      let known = try models().map(\.id)
      throw Diagnostic(
        "models.id", .usage, ["model": .text(id), "hint": Spelling.suggestion(for: id, among: known)],
        (en: "There is no model '{model}'.{hint}", zh: "没有模型“{model}”。{hint}"),
        remedy: (en: "List them with `aistock models list`.", zh: "请用 `aistock models list` 查看。"))
    }
    try model.require(step.state)
    try write { try Database.insert(step, model.history.count, of: id, into: $0) }
  }

  /// All models, by id.
  package func models() throws -> [ModelCandidate] {
    try rows("SELECT * FROM model_candidate ORDER BY id", [], candidate).map(withHistory)
  }

  /// The candidate of an id with its history; nil where there is none.
  package func model(_ id: String) throws -> ModelCandidate? {
    try rows("SELECT * FROM model_candidate WHERE id = ?", [id], candidate).first.map(withHistory)
  }

  /// Throws `models.withdrawn` where the weights are those of a withdrawn model: nothing may run on them.
  package func refuseWithdrawn(weights digest: String) throws {
    let found = try rows("SELECT * FROM model_candidate WHERE weights_sha256 = ? ORDER BY id", [digest], candidate)
      .map(withHistory)
    guard let withdrawn = found.first(where: { $0.state == .withdrawn }), let step = withdrawn.history.last else {
      return
    }
    throw Diagnostic(
      "models.withdrawn", .refused,
      ["model": .text(withdrawn.id), "at": .text(step.at), "reason": .text(step.reason)],
      (
        en: "The model '{model}' was withdrawn at {at}. The reason given: {reason}",
        zh: "模型“{model}”已于 {at} 撤回，理由：{reason}"
      ),
      remedy: (
        en: "Use another model. A withdrawn one stays withdrawn.", zh: "请使用其他模型，已撤回的模型不能恢复。"
      ),
      exit: .input)
  }

  private func candidate(_ row: RowReader) throws -> ModelCandidate {
    ModelCandidate(
      id: try row.text("id"), path: try row.text("path"), className: try row.text("class"),
      weightsDigest: try row.text("weights_sha256"), migration: row.optionalText("migration"),
      evidence: ModelCandidate.Evidence(
        try row.value("evidence") { value in
          String.fromDatabaseValue(value).flatMap { try? JSONReader.read(Array($0.utf8)) }
        }), history: [])
  }

  private func withHistory(_ model: ModelCandidate) throws -> ModelCandidate {
    var model = model
    model.history = try rows("SELECT * FROM model_state WHERE model = ? ORDER BY position", [model.id]) { row in
      ModelCandidate.Step(at: try row.text("at"), state: try row.choice("state"), reason: try row.text("reason"))
    }
    return model
  }

  private static func insert(
    _ step: ModelCandidate.Step, _ position: Int, of id: String, into database: GRDB.Database
  ) throws {
    try database.execute(
      sql: "INSERT INTO model_state (model, position, at, state, reason) VALUES (?, ?, ?, ?, ?)",
      arguments: [id, position, step.at, step.state.rawValue, step.reason])
  }
}
