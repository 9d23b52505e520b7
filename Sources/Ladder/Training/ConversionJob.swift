import Models
import Primitives

/// Recorded weights that the trainer's script is to write as ONNX.
struct ConversionJob: TrainerTask {
  let trainer: NetworkTrainer
  let weights: RecordedWeights
  /// TorchScript needs none.
  let hasCode: Bool
  let features: [String]
  let steps: Int?

  func write(to folder: String) throws {
    // The name is the workspace's; only its end tells the form.
    let name = "weights." + weights.form
    try FileWriter.write(weights.bytes, to: Path.join(folder, name))
    let document = document("convert", trainer, code: hasCode, weights: name)
    try FileWriter.write(document.pretty, to: Path.join(folder, "job.json"))
  }
}
