import Primitives
import Records

/// The files that say what predictions and model are worth, beside `comparison.json`.
enum SignalFiles {
  static func write(_ signal: SignalDocument?, _ evaluation: ModelEvaluation?, to sink: any FileSink) throws {
    if let signal {
      try sink.write(signal.json.pretty, to: SignalDocument.file)
      try sink.write(signal.dailyCSV, to: SignalDocument.dailyFile)
    }
    if let evaluation { try sink.write(evaluation.json.pretty, to: ModelEvaluation.file) }
  }

  /// What a reconciliation left in a folder; nil where it left none.
  static func read(_ folder: String) throws -> (signal: SignalDocument?, evaluation: ModelEvaluation?) {
    func json(_ name: String) throws -> JSONValue? {
      let path = Path.join(folder, name)
      return FileReader.exists(path) ? try JSONReader.read(file: path, id: "night.work-damaged") : nil
    }
    let daily = Path.join(folder, SignalDocument.dailyFile)
    let signal = try json(SignalDocument.file).flatMap {
      SignalDocument($0, days: FileReader.exists(daily) ? try SignalDocument.readDays(daily) : [])
    }
    return (signal, try json(ModelEvaluation.file).flatMap { ModelEvaluation($0) })
  }
}
