import CEmbedded

/// The Python script that trains RD-Agent's networks under qlib's regime and writes them as ONNX.
package enum TrainerScript {
  package static var source: [UInt8] {
    PythonScript.joined((0..<aistock_trainer_count()).map(aistock_trainer_file))
  }
}
