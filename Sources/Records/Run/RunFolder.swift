package import Primitives

/// The files of a run folder, one form for every backtest (`Records.docc/Records.md`, run folder).
package enum RunFolder {
  /// Writes a run; `predictions.csv` is left out where `sharedPredictions` names the place that
  /// already holds the same content.
  package static func write(_ run: Run, to sink: any FileSink, at folder: String = "") throws {
    for (path, bytes) in contents([(run, folder)]) { try sink.write(bytes, to: path) }
  }

  /// The files of several runs by path, written out on all cores.
  ///
  /// - Parameter predictions: writes them, the greatest part of a run, or knows them from another one.
  package static func contents(
    _ runs: [(run: Run, folder: String)],
    predictions: @escaping @Sendable (PanelTable) -> [UInt8] = { $0.csv(value: "score") }
  ) -> [(path: String, bytes: [UInt8])] {
    let parts = runs.flatMap { run, folder in
      files(run, predictions).map { (Path.join(folder, $0.name), $0.bytes) }
    }
    return Array(zip(parts.map(\.0), parts.map(\.1).concurrentMap { $0() }))
  }

  private static func files(
    _ run: Run, _ text: @escaping @Sendable (PanelTable) -> [UInt8]
  ) -> [(name: String, bytes: @Sendable () -> [UInt8])] {
    var files: [(name: String, bytes: @Sendable () -> [UInt8])] = [
      ("run.json", { run.document.json.pretty }), ("report.csv", { RunTables.report(run.report) }),
      ("positions.csv", { RunTables.positions(run.positions) }),
    ]
    if let trades = run.trades { files.append(("trades.csv", { RunTables.trades(trades) })) }
    if let predictions = run.predictions {
      files.append(("predictions.csv", { text(predictions) }))
    }
    if let results = run.results { files.append(("qlib_res.csv", { results.csv })) }
    files.append(("metrics.json", { metrics(run.metrics) }))
    return files
  }

  /// The content of `metrics.json`.
  package static func metrics(_ metrics: [MetricValue]) -> [UInt8] {
    let document: JSONValue = ["schema": 1, "metrics": .array(metrics.map(\.json))]
    return document.pretty
  }
}
