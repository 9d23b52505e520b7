import GRDB
package import Primitives
package import Records

/// Previews and their definitions.
extension Database {
  /// Stores a new preview. Throws `preview.exists` where its id is taken.
  package func create(_ preview: PreviewStrategy, _ definition: PreviewDefinition) throws {
    try write { database in
      let taken = try Bool.fetchOne(
        database, sql: "SELECT EXISTS (SELECT 1 FROM preview_strategy WHERE id = ?)",
        arguments: [preview.id])
      guard taken != true else {
        throw Diagnostic.taken(preview.id, path)
      }
      try BulkInsert.run(
        [preview], into: "preview_strategy",
        [
          "id", "strategy_id", "display_name", "initial_capital", "status", "created_at",
          "updated_at",
        ], database
      ) {
        [
          $0.id, $0.strategyID, $0.displayName, $0.initialCapital.units, $0.status.rawValue,
          $0.createdAt,
          $0.updatedAt,
        ]
      }
      try BulkInsert.run(
        [definition], into: "preview_definition",
        [
          "preview_id", "conf", "rules", "fees", "predictions_path", "predictions_sha256",
          "start_day", "model", "benchmark",
        ], database
      ) {
        [
          preview.id, String(decoding: $0.strategy.json.canonical, as: UTF8.self),
          $0.rules.rawValue, $0.fees,
          $0.predictionsPath, $0.predictionsSHA256, $0.startDay.description, $0.model,
          $0.benchmark?.name,
        ]
      }
    }
  }

  /// All previews, by id.
  package func previews() throws -> [PreviewStrategy] {
    try rows("SELECT * FROM preview_strategy ORDER BY id") { row in
      PreviewStrategy(
        id: try row.text("id"), strategyID: try row.text("strategy_id"),
        displayName: try row.text("display_name"),
        initialCapital: try row.money("initial_capital"), status: try row.choice("status"),
        createdAt: try row.text("created_at"), updatedAt: try row.text("updated_at"),
        stoppedOn: row.optionalText("stopped_on").flatMap { TradingDay($0) })
    }
  }

  /// Nil where there is no such preview.
  package func preview(_ id: String) throws -> PreviewStrategy? {
    try previews().first { $0.id == id }
  }

  /// Throws `store.damaged` where the preview has no readable definition.
  package func definition(of id: String) throws -> PreviewDefinition {
    let found = try rows("SELECT * FROM preview_definition WHERE preview_id = ?", [id]) { row in
      let text = try row.text("conf")
      guard let json = try? JSONReader.read(Array(text.utf8)) else {
        throw StoreFailure.damaged(path, .strategyUnreadable(id))
      }
      return PreviewDefinition(
        previewID: id,
        strategy: try StrategyConfig(json: json, at: .init(path, field: "preview_definition.conf")),
        rules: try row.choice("rules"), fees: try row.integer("fees") != 0,
        predictionsPath: row.optionalText("predictions_path"),
        predictionsSHA256: row.optionalText("predictions_sha256"),
        startDay: try row.day("start_day"), model: row.optionalText("model"),
        benchmark: row.optionalText("benchmark").flatMap { InstrumentID($0) })
    }
    guard let definition = found.first else {
      throw StoreFailure.damaged(path, .withoutDefinition(id))
    }
    return definition
  }

  /// Starts, pauses or stops a preview.
  ///
  /// - Parameter stoppedOn: the last day that is still settled; forgotten where the preview runs again.
  package func setStatus(
    _ status: PreviewStrategy.Status, of id: String, stoppedOn: TradingDay? = nil,
    at timestamp: String
  ) throws {
    try write {
      try $0.execute(
        sql: "UPDATE preview_strategy SET status = ?, stopped_on = ?, updated_at = ? WHERE id = ?",
        arguments: [
          status.rawValue, status == .running ? nil : stoppedOn?.description, timestamp, id,
        ])
    }
  }

  /// Removes a preview with all its days.
  package func deletePreview(_ id: String) throws {
    try write { try $0.execute(sql: "DELETE FROM preview_strategy WHERE id = ?", arguments: [id]) }
  }
}

extension Diagnostic {
  fileprivate static func taken(_ id: String, _ path: String) -> Diagnostic {
    Diagnostic(
      "preview.exists", .usage, at: .init(path), ["preview": .text(id)],
      (en: "A preview '{preview}' exists already.", zh: "模拟预览“{preview}”已存在。"),
      remedy: (en: "Choose another --id.", zh: "请用 --id 另取标识。"))
  }
}

extension Message {
  fileprivate static func strategyUnreadable(_ id: String) -> Message {
    Message(
      "store.strategy-unreadable", ["preview": .text(id)], en: "The strategy of the preview '{preview}' is no JSON.",
      zh: "模拟预览“{preview}”的策略不是 JSON。")
  }

  fileprivate static func withoutDefinition(_ id: String) -> Message {
    Message(
      "store.preview-without-definition", ["preview": .text(id)], en: "The preview '{preview}' has no definition.",
      zh: "模拟预览“{preview}”没有定义。")
  }
}
