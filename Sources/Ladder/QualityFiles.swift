package import Primitives
package import Records

/// The files that say what predictions and model are worth, beside `comparison.json`.
package enum QualityFiles {
  package static func write(_ quality: PredictionQuality?, _ evaluation: ModelEvaluation?, to sink: any FileSink) throws
  {
    if let quality {
      try sink.write(quality.json.pretty, to: PredictionQuality.file)
      try sink.write(quality.dailyCSV, to: PredictionQuality.dailyFile)
    }
    if let evaluation { try sink.write(evaluation.json.pretty, to: ModelEvaluation.file) }
  }

  /// What a reconciliation left in a folder; nil where it left none.
  package static func read(_ folder: String) throws -> (quality: PredictionQuality?, evaluation: ModelEvaluation?) {
    func json(_ name: String) throws -> JSONValue? {
      let path = Path.join(folder, name)
      return FileReader.exists(path) ? try JSONReader.read(file: path, id: "night.work-damaged") : nil
    }
    // A folder of version 0.1.0 has the old names.
    let daily = [PredictionQuality.dailyFile, PredictionQuality.oldDailyFile].map { Path.join(folder, $0) }.first {
      FileReader.exists($0)
    }
    let document = try json(PredictionQuality.file) ?? json(PredictionQuality.oldFile)
    let quality = try document.flatMap {
      PredictionQuality($0, days: try daily.map { try PredictionQuality.readDays($0) } ?? [])
    }
    return (quality, try json(ModelEvaluation.file).flatMap { ModelEvaluation($0) })
  }
}
