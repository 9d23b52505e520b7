package import Primitives
package import Records

/// One model structure under several factor sets, side by side.
package struct ModelGrid: Sendable {
  package struct Row: Sendable {
    package var set: String
    package var featureCount: Int
    package var model: TrainedModel
    /// Prediction quality, losses, and what a backtest of the scores gave.
    package var metrics: [MetricValue]
    package var findings: [Finding]
  }

  package private(set) var rows: [Row] = []

  package init() {}

  /// Throws `factor.set` (exit 2) for a set whose name stands twice or is no file name.
  package static func refuseTwice(_ sets: [FactorSetDefinition]) throws {
    var seen: Set<String> = []
    for set in sets where !seen.insert(set.name).inserted || set.name.contains("/") {
      throw Diagnostic(
        "factor.set", .usage, ["set": .text(set.name)],
        (
          en: "The set's name '{set}' occurs twice, or is not a file name.", zh: "因子集名称“{set}”重复，或不是文件名。"
        ), remedy: (en: "Give each set its own name.", zh: "请为每个因子集取不同的名称。"))
    }
  }

  /// Trains on a set's features.
  ///
  /// - Parameter backtest: the portfolio metrics of scores; empty without a portfolio.
  package mutating func add(
    _ set: FactorSetDefinition, _ definition: ModelDefinition, model: ModelConfig, builder: DatasetBuilder,
    runtime: ModelRuntime, backtest: (PanelTable) throws -> [MetricValue]
  ) throws {
    let dataset = set.applied(to: definition.dataset)
    let run = try TrainingRun(definition, model: model, views: builder.views(dataset), runtime: runtime)
    let portfolio = try run.predictions.map(backtest) ?? []
    rows.append(
      Row(
        set: set.name, featureCount: run.model.features.count, model: run.model, metrics: run.metrics + portfolio,
        findings: run.findings))
  }

  /// Names of the table's numbers, in order.
  private static let columns = [
    "IC", "ICIR", "Rank IC", "Rank ICIR", "l2.train", "l2.valid", "1day.excess_return_without_cost.annualized_return",
    "1day.excess_return_without_cost.information_ratio", "1day.excess_return_without_cost.max_drawdown",
    "1day.excess_return_with_cost.annualized_return", "1day.excess_return_with_cost.information_ratio",
    "1day.excess_return_with_cost.max_drawdown",
  ]

  /// `set,features,rounds,kept_rounds,IC,...`; a missing number is an empty field.
  package var csv: [UInt8] {
    var lines = ["set,features,rounds,kept_rounds," + ModelGrid.columns.joined(separator: ",")]
    for row in rows {
      let numbers = ModelGrid.columns.map { name in
        row.metrics.first { $0.name == name }?.value.map { $0.description } ?? ""
      }
      let rounds = [row.model.rounds?.trained, row.model.rounds?.kept].map { $0.map { "\($0)" } ?? "" }
      lines.append(([row.set, "\(row.featureCount)"] + rounds + numbers).joined(separator: ","))
    }
    return Array((lines.joined(separator: "\n") + "\n").utf8)
  }

  package var json: JSONValue {
    [
      "schema": 1,
      "sets": .array(
        rows.map { row in
          [
            "set": .string(row.set), "features": .array(row.model.features.map { .string($0) }),
            "rounds": row.model.rounds.map { .integer($0.trained) } ?? .null,
            "kept_rounds": row.model.rounds.map { .integer($0.kept) } ?? .null,
            "metrics": .array(row.metrics.map(\.json)), "findings": .array(row.findings.map(\.json)),
          ]
        }),
    ]
  }

  /// The table, and each set's model and importance.
  package func write(to sink: any FileSink) throws {
    try sink.write(csv, to: "grid.csv")
    for row in rows {
      let folder = "sets/\(row.set)/"
      try sink.write(row.model.weights.bytes, to: folder + row.model.weights.kind.weightsFile)
      if let importance = row.model.weights.importance(row.model.features) {
        try sink.write(importance.csv, to: folder + "importance.csv")
      }
    }
    try sink.write(json.pretty, to: "grid.json")
  }
}
