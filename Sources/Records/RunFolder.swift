package import Primitives

/// The files of a run folder, one form for every backtest (`README`, forms on disk).
package enum RunFolder {
  /// Writes a run; `predictions.csv` is left out where `sharedPredictions` names the place that
  /// already holds the same content.
  package static func write(_ run: Run, to sink: any FileSink, at folder: String = "") throws {
    func put(_ bytes: [UInt8], _ name: String) throws { try sink.write(bytes, to: Path.join(folder, name)) }
    try put(run.document.json.pretty, "run.json")
    try put(RunTables.report(run.report), "report.csv")
    try put(RunTables.positions(run.positions), "positions.csv")
    if let trades = run.trades { try put(RunTables.trades(trades), "trades.csv") }
    if let predictions = run.predictions { try put(predictions.csv(value: "score"), "predictions.csv") }
    if let results = run.results { try put(results.csv, "qlib_res.csv") }
    let metrics: JSONValue = ["schema": 1, "metrics": .array(run.metrics.map(\.json))]
    try put(metrics.pretty, "metrics.json")
  }
}
