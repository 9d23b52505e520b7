import Foundation
import Ladder
import Models
import Primitives
import Records
import TestSupport
import Testing

/// Answers of a stand-in that are not what the script gives: each is told by its name.
@Suite("Answers of the trainer") struct TrainerAnswerTests {
  private let folder: TemporaryFolder
  private let trainer: StandInTrainer
  private static let needsRuntime: Comment = "needs ONNX Runtime's library, which `make onnxruntime` fetches"

  init() throws {
    folder = try TemporaryFolder()
    let network = try FileReader.bytes((RepositoryRoot.folder ?? ".") + "/Tests/Oracle/networks/mlp.onnx")
    // The score of onnxruntime 1.32.0, as in `KeptConversionTests`.
    trainer = try StandInTrainer(
      onnx: network, probe: [Float](repeating: 0.5, count: 6), score: -0.20384415984153748)
    try folder.write("class Net: pass\n", to: "model.py")
    try folder.write("weights", to: "model.pt")
  }

  /// Puts a file beside the stand-in.
  private func put(_ bytes: [UInt8], _ name: String) throws {
    try FileWriter.write(bytes, to: Path.join(Path.folder(of: trainer.python), name))
  }

  /// From now on a job, and no question for versions, does this.
  private func does(_ line: String) throws {
    let script = """
      #!/bin/sh
      if [ $# -eq 1 ]; then cat "$(dirname "$0")/libraries" >&2; exit 0; fi
      \(line)

      """
    try put(Array(script.utf8), "python")
    chmod(trainer.python, 0o755)
  }

  private func convert() throws -> ConvertedNetwork {
    let document = try YAMLDocument("k: {pt_model_uri: model.model_cls}", path: "conf.yaml")
    let place = TrainerRun.Place(python: trainer.python, environment: [:], kept: trainer.kept)
    return try TrainerRun(place, folder: folder.path).convert(
      RecordedWeights(file: folder.path("model.pt")),
      for: NetworkTrainer(YAMLFields(document, document.root, path: "").fields("k")),
      features: "ABCDEF".map { "\($0)" }, steps: nil, .ofThisProcess)
  }

  private func problem() throws -> Diagnostic { try #require(#expect(throws: Diagnostic.self) { try convert() }) }

  @Test(
    "signals of the wall itself are no exit codes", arguments: [("ILL", 4), ("TRAP", 5), ("KILL", 9), ("SEGV", 11)])
  func signals(_ name: String, _ number: Int) throws {
    try does("echo 'the last line.' >&2; kill -\(name) $$")
    let problem = try problem()
    #expect(problem.id == "trainer.killed" && problem.kind == .environment)
    #expect(problem.summary[.english] == "The trainer was killed by signal \(number): the last line.")
    #expect(problem.summary[.chinese] == "训练脚本被信号 \(number) 终止：the last line。")
  }

  @Test(
    "exit codes of the wall are told by name, and the line ends as a sentence",
    arguments: [
      (4, "trainer.environment", "The trainer lacks its sandbox: no bwrap here."),
      (1, "trainer.ended", "The trainer ended without an answer: no bwrap here."),
      (109, "trainer.killed", "The trainer was killed by signal 9: no bwrap here."),
    ])
  func exits(_ status: Int, _ id: String, _ text: String) throws {
    try does("echo 'no bwrap here' >&2; exit \(status)")
    let problem = try problem()
    #expect(problem.id == id)
    #expect(problem.summary[.english] == text)
  }

  @Test func silenceIsSaid() throws {
    try does("exit 1")
    #expect(try problem().summary[.english] == "The trainer ended without an answer: it wrote nothing.")
  }

  @Test(
    "an id of a refusal is short and plain", arguments: ["", "Trainer", "a b", "é", String(repeating: "x", count: 61)])
  func ids(_ id: String) throws {
    try trainer.refuse(id)
    #expect(try problem().id == "trainer.answer")
  }

  @Test("the script's own ids are passed on", arguments: ["trainer.weights-pickle", String(repeating: "x", count: 60)])
  func ownIDs(_ id: String) throws {
    try trainer.refuse(id)
    let problem = try problem()
    #expect(problem.id == "trainer.refused" && problem.summary[.english].contains(" \(id): "))
  }

  @Test(
    "a probe of other sizes, and scores that are no numbers, are no answer",
    arguments: [
      ("probe.f32", [UInt8](repeating: 0, count: 20), "sizes"), ("probe.f32", [], "sizes"),
      ("probe_scores.f32", [], "sizes"), ("probe_scores.f32", [0, 0, 0], "sizes"),
      ("probe_scores.f32", [0, 0, 0, 0, 0], "sizes"), ("probe_scores.f32", [0, 0, 0xC0, 0x7F], "finite"),
      ("probe_scores.f32", [0, 0, 0x80, 0x7F], "finite"),
    ])
  func probes(_ file: String, _ bytes: [UInt8], _ word: String) throws {
    try put(bytes, "answer/" + file)
    let problem = try problem()
    #expect(problem.id == "trainer.answer" && problem.summary[.english].contains(word))
  }

  @Test(.enabled(if: ModelRuntime.onnxRuntimeDigest != nil, needsRuntime))
  func aVersionHoldsNoCharactersThatTurnOthers() throws {
    let path = Path.join(Path.folder(of: trainer.python), "answer/training.json")
    let text = try FileReader.text(path).replacing("2.13.0", with: "2.\u{202E}13\\u0007.\u{2066}0")
    try FileWriter.write(Array(text.utf8), to: path)
    #expect(try convert().torch == "2.13.0")
  }

  @Test(.enabled(if: ModelRuntime.onnxRuntimeDigest != nil, needsRuntime))
  func equalConversionsAbreastRunOnce() async throws {
    let networks = try await withThrowingTaskGroup(of: ConvertedNetwork.self) { group in
      for _ in 0..<3 { group.addTask { try convert() } }
      return try await group.reduce(into: []) { $0.append($1.weights.digest) }
    }
    #expect(networks.count == 3 && Set(networks).count == 1)
    #expect(try trainer.runs == 1)
  }
}
