package import Primitives

/// The files of a run folder, one form for every backtest (`Records.docc/Records.md`, run folder).
package enum RunFolder {
  /// Writes a run; `predictions.csv` is left out where `sharedPredictions` names the place that
  /// already holds the same content.
  package static func write(_ run: Run, to sink: any FileSink, at folder: String = "") throws {
    var files: [(name: String, bytes: @Sendable () -> [UInt8])] = [
      ("run.json", { run.document.json.pretty }), ("report.csv", { RunTables.report(run.report) }),
      ("positions.csv", { RunTables.positions(run.positions) }),
    ]
    if let trades = run.trades { files.append(("trades.csv", { RunTables.trades(trades) })) }
    if let predictions = run.predictions {
      files.append(("predictions.csv", { predictions.csv(value: "score") }))
    }
    if let results = run.results { files.append(("qlib_res.csv", { results.csv })) }
    files.append(("metrics.json", { metrics(run.metrics) }))
    let contents = files.map(\.bytes).concurrentMap { $0() }
    for (file, bytes) in zip(files, contents) { try sink.write(bytes, to: Path.join(folder, file.name)) }
  }

  /// The content of `metrics.json`.
  package static func metrics(_ metrics: [MetricValue]) -> [UInt8] {
    let document: JSONValue = ["schema": 1, "metrics": .array(metrics.map(\.json))]
    return document.pretty
  }
}
