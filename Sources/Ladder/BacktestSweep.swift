import MarketData
import Metrics
package import Primitives
package import Records
package import Simulation

/// One folder a combination, the predictions once, and a table over all.
///
/// `OUTPUT/sweep.json` names points and digests, `OUTPUT/sweep.csv` is the table, and
/// `OUTPUT/predictions/DIGEST.csv` holds the predictions that every `run.json` refers to by that digest. A
/// point's folder has the files of a run folder but for predictions and daily positions.
package struct BacktestSweep {
  private let axes: [SweepAxis]
  private let rules: Sweep.Rules
  private let builder: RunBuilder

  package init(axes: [SweepAxis], rules: Sweep.Rules, builder: RunBuilder) {
    self.axes = axes
    self.rules = rules
    self.builder = builder
  }

  struct Row: Sendable {
    var label: String
    var settings: [String]
    var orders: Int?
    var values: [Double?]
  }

  package struct Outcome {
    var rows: [Row]
    package var document: JSONValue
    package var findings: [Finding]

    /// The table as it is printed.
    package var lines: [String] {
      [(["point", "orders"] + BacktestSweep.columns).joined(separator: "  ")]
        + rows.map { row in
          ([row.label, row.orders.map { "\($0)" } ?? "n/a"] + row.values.map { $0.map { "\($0)" } ?? "n/a" }).joined(
            separator: "  ")
        }
    }
  }

  /// Columns of the table, by the names of `metrics.json`.
  static let columns = [
    "1day.excess_return_with_cost.annualized_return", "1day.excess_return_with_cost.information_ratio",
    "1day.excess_return_with_cost.max_drawdown", "standard.annual_return", "standard.sharpe",
    "standard.max_drawdown", "standard.turnover", "standard.cost_drag", "standard.deflated_sharpe",
  ]

  package func run(_ plan: BacktestPlan, predictions: PanelTable, to output: String) throws -> Outcome {
    let points = try SweepPoint.all(axes, strategy: plan.strategy, backtest: plan.backtest)
    let sweep = try Sweep(points, predictions: predictions, market: builder.market, rules: rules)
    let folder = try StagedFolder(replacing: output, as: .sweep)
    let digest = predictions.digest
    var runs: [(point: SweepPoint, ratio: Double?, report: [ReportRow], metrics: [MetricValue], orders: Int?)] = []
    var findings: [Finding] = []
    try sweep.forEach(points) { point, outcome in
      var run = try builder.run(
        outcome, rules == .qlib ? .qlibRules : .ashareRules,
        BacktestPlan(
          strategy: point.strategy, backtest: point.backtest, digest: point.digest, seed: plan.seed,
          findings: plan.findings),
        predictions, digest: digest)
      run.predictions = nil
      run.positions = []
      let files = MemorySink()
      try RunFolder.write(run, to: files, at: point.label)
      return (run, files.files.filter { !$0.key.hasSuffix("/positions.csv") && !$0.key.hasSuffix("/metrics.json") })
    } take: { point, made in
      let (run, files) = made
      for name in files.keys.sorted() { try folder.write(files[name] ?? [], to: name) }
      findings += run.document.findings.filter { finding in !findings.contains { $0.id == finding.id } }
      runs.append((point, StandardMetrics.dailySharpe(run.report), run.report, run.metrics, run.trades?.count))
    }
    // Only now is it known how many strategies were tried, and how far their ratios lie apart.
    let trials = StandardMetrics.Trials(ratios: runs.map(\.ratio))
    var rows: [Row] = []
    for run in runs {
      let deflated = StandardMetrics.deflatedSharpe(run.report, trials)
      let metrics = run.metrics.map { $0.name == deflated.name ? deflated : $0 }
      try folder.write(RunFolder.metrics(metrics), to: Path.join(run.point.label, "metrics.json"))
      rows.append(
        Row(
          label: run.point.label, settings: run.point.settings.map { SweepPoint.text($0.value) }, orders: run.orders,
          values: BacktestSweep.columns.map { name in metrics.first { $0.name == name }?.value }))
    }
    try folder.write(predictions.csv(value: "score"), to: "predictions/\(digest).csv")
    try folder.write(table(rows), to: "sweep.csv")
    let document: JSONValue = [
      "schema": 1, "predictions_digest": .string(digest), "configuration_digest": .string(plan.digest),
      "trials": .integer(rows.count),
      "axes": .array(axes.map { ["name": .string($0.name), "values": .array($0.values)] }),
      "points": .array(points.map { ["folder": .string($0.label), "digest": .string($0.digest)] }),
    ]
    if rules == .ashare { try folder.write(AShareRuleTable.json.pretty, to: "rules.json") }
    try folder.write(document.pretty, to: "sweep.json")
    try folder.commit()
    return Outcome(rows: rows, document: document, findings: findings)
  }

  /// One line a point: the settings, the number of orders and the metrics, missing ones empty.
  private func table(_ rows: [Row]) -> [UInt8] {
    var writer = ByteWriter()
    writer.text((["point"] + axes.map(\.name) + ["orders"] + BacktestSweep.columns).joined(separator: ",") + "\n")
    for row in rows {
      writer.field(row.label)
      for text in row.settings {
        writer.comma()
        writer.field(text)
      }
      writer.comma()
      if let orders = row.orders { writer.number(orders) }
      for value in row.values {
        writer.comma()
        if let value { writer.number(value) }
      }
      writer.newline()
    }
    return writer.bytes
  }
}
