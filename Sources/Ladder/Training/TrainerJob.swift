import Foundation
import Models
import Primitives
import Records

/// A folder of files from which the trainer's script learns: the form is explained at the head of that script.
struct TrainerJob: TrainerTask {
  let trainer: NetworkTrainer
  let steps: Int?
  let features: [String]
  private let frame: Frame
  /// Rows of the frame that are written.
  private let rows: Range<Int>
  private let train: Range<Int>
  private let valid: Range<Int>

  /// Throws `trainer.no-valid` without rows to watch, `model.label` for several labels.
  init(_ trainer: NetworkTrainer, _ rows: TrainingRows) throws {
    guard let valid = rows.valid else {
      throw Diagnostic(
        "trainer.no-valid", .unsupported,
        (en: "A network is trained by a segment 'valid', and there is none.", zh: "训练网络需要“valid”区段，而配置中没有。"),
        remedy: (en: "Add a segment 'valid' to the configuration.", zh: "请在配置中加入“valid”区段。"))
    }
    let labels = rows.frame.columns(of: "label").count
    guard labels == 1 else {
      throw Diagnostic(
        "trainer.label", .unsupported, ["count": .count(labels)],
        (en: "A network learns one label, and there are {count}.", zh: "网络只学习一个标签，现有 {count} 个。"),
        remedy: (en: "Configure one label.", zh: "请只配置一个标签。"))
    }
    self.trainer = trainer
    steps = rows.steps
    frame = rows.frame
    features = frame.names(of: "feature")
    (train, self.valid) = (rows.train, valid)
    let first = min(train.lowerBound, valid.lowerBound)
    var start = first
    // Windows begin as many days before the segment as they are long.
    if let steps = rows.steps, first < frame.rowCount,
      let day = frame.keys.days.firstIndex(of: frame.keys.day(ofRow: first))
    {
      start = frame.keys.offsets[max(0, day - steps)]
    }
    self.rows = start..<max(start, train.upperBound, valid.upperBound)
  }

  private var json: JSONValue {
    func range(_ rows: Range<Int>) -> JSONValue {
      [.integer(rows.lowerBound - self.rows.lowerBound), .integer(rows.upperBound - self.rows.lowerBound)]
    }
    var training = trainer.json.objectValue ?? [:]
    // qlib leaves chance open where no seed is written; a training here can be repeated.
    if trainer.seed == nil { training["seed"] = 0 }
    let isWide = frame.columns.contains { $0.values.type == "float64" }
    return document(
      "train", trainer, code: true, weights: nil,
      [
        "training": .object(training), "label_type": .string(isWide ? "float64" : "float32"),
        "rows": .integer(rows.count), "segments": ["train": range(train), "valid": range(valid)],
      ])
  }

  func write(to folder: String) throws {
    let columns = frame.columns(of: "feature").map(\.values)
    let width = columns.count
    try write(Path.join(folder, "features.f32"), width: width) { (rows, values: inout [Float]) in
      for (index, column) in columns.enumerated() {
        for (place, row) in rows.enumerated() { values[place * width + index] = Float(column[row]) }
      }
    }
    let label = frame.columns(of: "label").map(\.values)
    try write(Path.join(folder, "label.f32"), width: 1) { (rows, values: inout [Float]) in
      for (place, row) in rows.enumerated() { values[place] = Float(label[0][row]) }
    }
    let keys = frame.keys
    var day = 0
    try write(Path.join(folder, "keys.i32"), width: 2) { (rows, values: inout [Int32]) in
      for (place, row) in rows.enumerated() {
        while keys.offsets[day + 1] <= row { day += 1 }
        values[2 * place] = Int32(day)
        values[2 * place + 1] = keys.codes[row]
      }
    }
    try FileWriter.write(json.pretty, to: Path.join(folder, "job.json"))
  }

  /// A part of the rows at a time: the whole would stand in memory twice.
  private func write<Number>(
    _ path: String, width: Int, _ fill: (Range<Int>, inout [Number]) -> Void
  ) throws where Number: Numeric {
    guard let file = fopen(path, "wb") else { throw FileWriter.unwritable(path) }
    defer { fclose(file) }
    for start in stride(from: rows.lowerBound, to: rows.upperBound, by: 4096) {
      let part = start..<min(start + 4096, rows.upperBound)
      var values = [Number](repeating: 0, count: part.count * width)
      fill(part, &values)
      let written = values.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, file) == $0.count }
      guard written else { throw FileWriter.unwritable(path) }
    }
    guard fflush(file) == 0 else { throw FileWriter.unwritable(path) }
  }
}
