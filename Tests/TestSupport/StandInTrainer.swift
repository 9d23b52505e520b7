import Foundation
package import Primitives

/// A program in place of RD-Agent's Python, which answers the trainer's jobs with files that lie beside it.
package struct StandInTrainer {
  private let temporary: TemporaryFolder

  /// - Parameters:
  ///   - onnx: the network that every job gives.
  ///   - probe: inputs of one row, and the score of it.
  package init(onnx: [UInt8], probe: [Float], score: Float) throws {
    temporary = try TemporaryFolder()
    let script = """
      #!/bin/sh
      # One argument asks for versions; a job has the folder of its files as the third.
      if [ $# -eq 1 ]; then cat "$(dirname "$0")/libraries" >&2; exit 0; fi
      cp "$3/job.json" "$(dirname "$0")/job.json"
      echo run >> "$(dirname "$0")/runs"
      mkdir -p "$3/out" && cp "$(dirname "$0")"/answer/* "$3/out/"
      [ ! -e "$3/out/error.json" ]

      """
    chmod(try temporary.write(script, to: "python"), 0o755)
    try say(torch: "2.13.0")
    let training: JSONValue = [
      "onnx": ["digest": .string(SHA256Digest(hashing: onnx).hex)], "versions": ["torch": "2.13.0"],
    ]
    try temporary.write(training.pretty, to: "answer/training.json")
    try temporary.write(onnx, to: "answer/model.onnx")
    try temporary.write(probe.withUnsafeBytes { Array($0) }, to: "answer/probe.f32")
    try temporary.write([score].withUnsafeBytes { Array($0) }, to: "answer/probe_scores.f32")
  }

  package var python: String { temporary.path("python") }
  /// Where converted networks may be kept.
  package var kept: String { temporary.path("kept") }

  package func say(torch version: String) throws {
    try temporary.write("python 3.11.7, torch \(version), numpy 2.4.6\n", to: "libraries")
  }

  /// From now on every job is refused.
  package func refuse(_ id: String) throws {
    try temporary.write("{\"id\": \"\(id)\", \"detail\": {\"file\": \"weights.pt\"}}", to: "answer/error.json")
  }

  /// How many jobs there were.
  package var runs: Int {
    get throws {
      let path = temporary.path("runs")
      return FileReader.exists(path) ? try FileReader.text(path).split(separator: "\n").count : 0
    }
  }

  /// What the last job asked for.
  package var job: JSONValue { get throws { try JSONReader.read(file: temporary.path("job.json"), id: "test.job") } }
}
