package import MarketData
import Metrics
package import Primitives
package import Records

/// A model trained again every few days, each on what was known then, and the scores put together.
package struct RollingRun: Sendable {
  package struct Task: Sendable {
    package var segments: [DatasetConfig.Segment]
    package var model: TrainedModel
    package var metrics: [MetricValue]
  }

  package let tasks: [Task]
  /// All test segments one behind the other.
  package let predictions: PanelTable
  package let labels: PanelTable?
  package let metrics: [MetricValue]
  package let findings: [Finding]

  /// - Throws: what the segments, the dataset and each training throw.
  package init(
    _ definition: ModelDefinition, model: ModelConfig, rolling: RollingSegments, market: any Market, files: String?,
    runtime: ModelRuntime, progress: (Message) -> Void = { _ in }
  ) throws {
    try model.trainer.prepare(runtime)
    let builder = DatasetBuilder(market: market, files: files)
    let calendar = market.calendar.days
    var dataset = definition.dataset
    var views: DatasetViews?
    var tasks: [Task] = []
    var scores: [PanelTable] = []
    var labels: [PanelTable] = []
    var findings = RollingRun.withoutSegments(definition.findings)
    for (number, spans) in rolling.tasks.enumerated() {
      let segments = spans.map { name, span in
        DatasetConfig.Segment(
          name: name, start: span.start ?? calendar[0], end: span.end ?? calendar[calendar.count - 1])
      }
      let begin = segments.first { $0.name == "test" }?.start.description ?? ""
      progress(.task(number + 1, of: rolling.tasks.count, test: begin))
      // A test behind the handler's end makes it load more days (`handler_mod`).
      let testEnd = spans.first { $0.name == "test" }?.span.end
      if let end = dataset.end, let testEnd, end < testEnd {
        dataset.end = testEnd
        views = nil
      }
      dataset.segments = segments
      let known = try views ?? builder.views(dataset)
      views = known
      let run = try TrainingRun(
        definition, model: model, views: known.segmented(segments), runtime: runtime)
      if number == 0 { findings = RollingRun.withoutSegments(run.findings) }
      if let predictions = run.predictions { scores.append(predictions) }
      if let label = run.labels { labels.append(label) }
      tasks.append(Task(segments: segments, model: run.model, metrics: run.metrics))
    }
    self.tasks = tasks
    self.findings = findings
    predictions = PanelTable.stacked(scores)
    self.labels = labels.isEmpty ? nil : PanelTable.stacked(labels)
    metrics = self.labels.map { [predictions] in RunMetrics.quality(predictions: predictions, labels: $0) } ?? []
  }

  /// Without what is said of the configured segments, which the rolling replaces.
  private static func withoutSegments(_ findings: [Finding]) -> [Finding] {
    findings.filter { !DatasetFindings.ofSegments.contains($0.id) }
  }

  /// The table of tasks, each task's model, and the scores of all.
  package func write(to sink: any FileSink) throws {
    try sink.write(csv, to: "rolling.csv")
    for (number, task) in tasks.enumerated() {
      let folder = "tasks/" + (number < 9 ? "0" : "") + "\(number + 1)"
      try sink.write(task.model.weights.bytes, to: folder + "/" + task.model.weights.kind.weightsFile)
    }
    try sink.write(JSONValue.array(metrics.map(\.json)).pretty, to: "metrics.json")
    try sink.write(predictions.csv(value: "score"), to: "pred.csv")
    if let labels { try sink.write(labels.csv(value: "label"), to: "label.csv") }
    try sink.write(json.pretty, to: "rolling.json")
  }

  package var json: JSONValue {
    [
      "schema": 1, "metrics": .array(metrics.map(\.json)), "findings": .array(findings.map(\.json)),
      "tasks": .array(
        tasks.map { task in
          [
            "segments": .object(
              Dictionary(
                task.segments.map { ($0.name, .array([.string($0.start.description), .string($0.end.description)])) },
                uniquingKeysWith: { _, last in last })),
            "rounds": task.model.rounds.map { .integer($0.trained) } ?? .null,
            "kept_rounds": task.model.rounds.map { .integer($0.kept) } ?? .null,
            "metrics": .array(task.metrics.map(\.json)),
          ]
        }),
    ]
  }

  private static let columns = ["IC", "ICIR", "Rank IC", "Rank ICIR", "l2.train", "l2.valid"]

  private var csv: [UInt8] {
    let head = [
      "task", "train_start", "train_end", "valid_start", "valid_end", "test_start", "test_end", "rounds", "kept_rounds",
    ]
    var lines = [(head + RollingRun.columns).joined(separator: ",")]
    for (number, task) in tasks.enumerated() {
      var fields = ["\(number + 1)"]
      for name in ["train", "valid", "test"] {
        let segment = task.segments.first { $0.name == name }
        fields += [segment?.start.description ?? "", segment?.end.description ?? ""]
      }
      fields += [task.model.rounds.map { "\($0.trained)" } ?? "", task.model.rounds.map { "\($0.kept)" } ?? ""]
      fields += RollingRun.columns.map { name in
        task.metrics.first { $0.name == name }?.value.map { $0.description } ?? ""
      }
      lines.append(fields.joined(separator: ","))
    }
    return Array((lines.joined(separator: "\n") + "\n").utf8)
  }
}

extension PanelTable {
  /// Tables of days that follow each other, as one.
  static func stacked(_ tables: [PanelTable]) -> PanelTable {
    let instruments = Set(tables.flatMap(\.instruments)).sorted()
    var offsets = [0]
    var codes: [Int32] = []
    for table in tables {
      let places = table.instruments.map { Int32(instruments.binarySearch($0) ?? 0) }
      offsets += table.offsets.dropFirst().map { $0 + codes.count }
      codes += table.codes.map { places[Int($0)] }
    }
    return PanelTable(
      instruments: instruments, days: tables.flatMap(\.days), offsets: offsets, codes: codes,
      values: tables.flatMap(\.values))
  }
}

extension Message {
  fileprivate static func task(_ number: Int, of count: Int, test: String) -> Message {
    Message(
      "model.task-name", ["number": .count(number), "count": .count(count), "test": .text(test)],
      en: "task {number} of {count}: test {test}", zh: "第 {number}/{count} 个任务：测试自 {test}")
  }
}
