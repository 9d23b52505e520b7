import GRDB
import Primitives
package import Records

extension Database {
  /// Adds a model with its first step. Throws `models.id` for an id that is taken.
  package func add(_ model: ModelCandidate) throws {
    guard try self.model(model.id) == nil else {
      throw Diagnostic(
        "models.id", "there is a model '\(model.id)' already", remedy: "Choose another id.", exit: .usage)
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
        "models.id", "there is no model '\(id)'\(Spelling.hint(id, among: known))",
        remedy: "List them with `aistock models list`.", exit: .usage)
    }
    try model.require(step.state)
    try write { try Database.insert(step, model.history.count, of: id, into: $0) }
  }

  /// All models, by id.
  package func models() throws -> [ModelCandidate] {
    try rows("SELECT * FROM model_candidate ORDER BY id", [], candidate).map(withHistory)
  }

  package func model(_ id: String) throws -> ModelCandidate? {
    try rows("SELECT * FROM model_candidate WHERE id = ?", [id], candidate).first.map(withHistory)
  }

  /// Throws `models.withdrawn` where the weights are those of a withdrawn model: nothing may run on them.
  package func refuseWithdrawn(weights hash: String) throws {
    let found = try rows("SELECT * FROM model_candidate WHERE weights_sha256 = ? ORDER BY id", [hash], candidate)
      .map(withHistory)
    guard let withdrawn = found.first(where: { $0.state == .withdrawn }), let step = withdrawn.history.last else {
      return
    }
    throw Diagnostic(
      "models.withdrawn", "the model '\(withdrawn.id)' was withdrawn on \(step.at): \(step.reason)",
      remedy: "Use another model; a withdrawn one stays withdrawn.")
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
