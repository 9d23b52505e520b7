import Foundation
package import Models
package import Primitives
import RDAgent
import Records

/// Trains a workspace's network with the script of `aistock rdagent trainer` in RD-Agent's own Python, behind the wall
/// that the exporter's script puts around code of others.
package struct TrainerRun: NetworkWorker {
  /// How RD-Agent's Python is started, and how much it may take.
  package struct Place: Sendable {
    package var python: String
    package var environment: [String: String]
    /// Of a training; after so many it is ended.
    package var secondsMax = 6 * 3600
    /// Memory of the address space.
    package var gigabytesMax = 16

    package init(python: String, environment: [String: String]) {
      self.python = python
      self.environment = environment
    }
  }

  private let place: Place
  /// RD-Agent's code of the network.
  private let code: String

  /// - Parameter folder: the workspace, which holds `model.py`.
  package init(_ place: Place, folder: String) {
    self.place = place
    code = Path.join(folder, "model.py")
  }

  /// Another torch behind the same path is not noticed.
  package var identity: JSONValue {
    get throws {
      [
        "script": .string(SHA256Digest(hashing: TrainerScript.source).hex),
        "code": .string(SHA256Digest(hashing: try source()).hex), "python": .string(place.python),
      ]
    }
  }

  /// - Throws: `trainer.no-code`, `trainer.no-valid`, `model.label`, `migrate.no-python`, `trainer.slow`,
  ///   `trainer.environment`, `trainer.ended`, `trainer.refused`, `trainer.answer`.
  package func train(_ trainer: NetworkTrainer, on rows: TrainingRows) throws -> TrainedNetwork {
    let job = try TrainerJob(trainer, rows)
    let source = try source()
    let folder = try Scratch()
    defer { folder.remove() }
    let (work, tools) = (Path.join(folder.path, "work"), Path.join(folder.path, "code"))
    try FileWriter.write(source, to: Path.join(work, "model.py"))
    try job.write(to: work)
    try FileWriter.write(TrainerScript.source, to: Path.join(tools, "trainer.py"))
    try FileWriter.write(Array(TrainerRun.start(work, tools).utf8), to: Path.join(tools, "start.py"))
    let (exporter, wall) = (Path.join(folder.path, "exporter.py"), Path.join(folder.path, "wall.py"))
    try FileWriter.write(ExporterScript.source, to: exporter)
    try FileWriter.write(Array(TrainerRun.wall.utf8), to: wall)
    // The wall ends the code; this ends the wall, should it hang.
    let python = PythonRun(
      python: place.python, environment: place.environment, secondsMax: place.secondsMax + 120)
    let end = try python.run([wall, exporter, work, tools, "\(place.secondsMax)", "\(place.gigabytesMax)"])
    let answer = TrainerAnswer(folder: Path.join(work, "out"), code: code)
    switch end {
    case .done: return try answer.network(job)
    case .slow: throw Diagnostic.slow(code, python.secondsMax)
    case .failed(4, let line): throw Diagnostic.lacking(code, line)
    case .failed(_, let line): throw try answer.refusal() ?? Diagnostic.ended(code, line)
    }
  }

  private func source() throws -> [UInt8] {
    guard FileReader.exists(code) else {
      throw Diagnostic(
        "trainer.no-code", .absent, at: .init(code),
        (en: "The workspace holds no code of the network.", zh: "工作区没有该网络的代码。"),
        remedy: (en: "Copy RD-Agent's model.py beside the configuration.", zh: "请把 RD-Agent 的 model.py 复制到配置旁。"))
    }
    return try FileReader.bytes(code)
  }

  /// Puts the exporter's wall around `start.py`.
  private static let wall = """
    from importlib import util
    from sys import argv, exit as end
    exporter, work, code, seconds, gigabytes = argv[1:]
    spec = util.spec_from_file_location("exporter", exporter)
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    problem = module.Sandbox(int(seconds), float(gigabytes), libraries=["torch"]).run(work, code, "start.py")
    if problem:
        end(problem)

    """

  private static func start(_ work: String, _ tools: String) -> String {
    let script = JSONValue.string(Path.join(tools, "trainer.py"))
    return """
      from runpy import run_path
      from sys import argv
      argv[:] = [\(String(decoding: script.canonical, as: UTF8.self)), \
      \(String(decoding: JSONValue.string(work).canonical, as: UTF8.self))]
      run_path(argv[0], run_name="__main__")

      """
  }
}

/// A folder of its own in the temporary folder, which nobody else could have made.
private struct Scratch {
  let path: String

  init() throws {
    var template = Array(Path.join(NSTemporaryDirectory(), "aistock-training-XXXXXX").utf8CString)
    guard let made = mkdtemp(&template) else { throw FileWriter.unwritable(NSTemporaryDirectory()) }
    // The wall names folders as the kernel does.
    guard let real = realpath(made, nil) else { throw FileWriter.unwritable(NSTemporaryDirectory()) }
    defer { free(real) }
    path = String(cString: real)
  }

  func remove() { try? FileManager.default.removeItem(atPath: path) }
}

extension Diagnostic {
  fileprivate static func slow(_ code: String, _ seconds: Int) -> Diagnostic {
    Diagnostic(
      "trainer.slow", .environment, at: .init(code), ["seconds": .count(seconds)],
      (en: "The training did not end within {seconds} seconds.", zh: "训练在 {seconds} 秒内没有结束。"),
      remedy: (en: "Lower `n_epochs`, or train on a faster machine.", zh: "请减小 `n_epochs`，或换更快的机器训练。"))
  }

  fileprivate static func lacking(_ code: String, _ line: String) -> Diagnostic {
    Diagnostic(
      "trainer.environment", .environment, at: .init(code), ["line": .text(line)],
      (en: "The training lacks its sandbox: {line}", zh: "训练缺少沙箱：{line}"),
      remedy: (en: "Install bubblewrap, and allow user namespaces.", zh: "请安装 bubblewrap，并允许用户命名空间。"))
  }

  fileprivate static func ended(_ code: String, _ line: String) -> Diagnostic {
    Diagnostic(
      "trainer.ended", .unsupported, at: .init(code), ["line": .text(line)],
      (en: "The training ended without an answer: {line}", zh: "训练结束但没有给出结果：{line}"),
      remedy: (
        en: "Correct the code, or run the script of `aistock rdagent trainer` by hand.",
        zh: "请更正代码，或手动运行 `aistock rdagent trainer` 的脚本。"
      ))
  }
}
