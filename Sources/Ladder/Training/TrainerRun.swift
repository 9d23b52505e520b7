import Foundation
package import Models
package import Primitives
import RDAgent
import Records
import Synchronization

/// Trains and converts a workspace's network with the script of `aistock rdagent trainer` in RD-Agent's own Python, behind
/// the wall that the exporter's script puts around code of others.
package struct TrainerRun: NetworkWorker {
  /// How RD-Agent's Python is started, and how much it may take.
  package struct Place: Sendable {
    package var python: String
    package var environment: [String: String]
    /// Of a training: processor time, and somewhat more by the clock; then it is ended.
    package var secondsMax = 6 * 3600
    /// The same of a conversion.
    package var conversionSecondsMax = 600
    /// Memory of the address space.
    package var gigabytesMax = 16.0
    /// Where converted networks are kept; nil keeps none.
    package var kept: String?

    package init(python: String, environment: [String: String], kept: String? = nil) {
      self.python = python
      self.environment = environment
      self.kept = kept
    }
  }

  let place: Place
  /// RD-Agent's code of the network.
  let code: String
  private let libraries: TrainerLibraries
  /// One script at a time: each may take all the memory of `Place`, and migrations are climbed abreast.
  private static let turn = Mutex<Void>(())

  /// - Parameter folder: the workspace, which holds `model.py`.
  package init(_ place: Place, folder: String) {
    self.place = place
    code = Path.join(folder, "model.py")
    libraries = TrainerLibraries(place)
  }

  package var identity: JSONValue {
    get throws { try identity(code: try source()) }
  }

  /// - Parameter code: nil where a conversion needs none.
  func identity(code: [UInt8]?) throws -> JSONValue {
    [
      "script": .string(SHA256Digest(hashing: TrainerScript.source).hex),
      "code": .optional(code.map { SHA256Digest(hashing: $0).hex }), "python": .string(place.python),
      "libraries": .string(try libraries.text),
    ]
  }

  /// - Throws: `trainer.no-code`, `trainer.no-valid`, `model.label`, and what `answer(to:code:secondsMax:)` throws.
  package func train(_ trainer: NetworkTrainer, on rows: TrainingRows) throws -> TrainedNetwork {
    let job = try TrainerJob(trainer, rows)
    return try inTurn {
      let answer = try answer(to: job, code: try source(), secondsMax: place.secondsMax)
      let (curve, best) = try answer.curve(epochs: trainer.epochs)
      return TrainedNetwork(
        weights: answer.weights, curve: curve, keptEpoch: best + 1, probe: answer.probe,
        probeScores: answer.probeScores)
    }
  }

  /// What gives a network, while no other script of this process runs.
  func inTurn<Network: Sendable>(_ work: () throws -> Network) rethrows -> Network {
    try TrainerRun.turn.withLock { _ in try work() }
  }

  /// Runs the script on a job behind the wall; the caller has its turn.
  ///
  /// - Throws: `migrate.no-python`, `trainer.slow`, `trainer.memory`, `trainer.killed`, `trainer.environment`,
  ///   `trainer.ended`, `trainer.refused`, `trainer.answer`.
  func answer(to job: any TrainerTask, code source: [UInt8]?, secondsMax: Int) throws -> TrainerAnswer.Network {
    let folder = try Scratch()
    defer { folder.remove() }
    let (work, tools) = (Path.join(folder.path, "work"), Path.join(folder.path, "code"))
    if let source { try FileWriter.write(source, to: Path.join(work, "model.py")) }
    try job.write(to: work)
    try FileWriter.write(TrainerScript.source, to: Path.join(tools, "trainer.py"))
    try FileWriter.write(Array(TrainerRun.start(work, tools).utf8), to: Path.join(tools, "start.py"))
    let (exporter, wall) = (Path.join(folder.path, "exporter.py"), Path.join(folder.path, "wall.py"))
    try FileWriter.write(ExporterScript.source, to: exporter)
    try FileWriter.write(Array(TrainerRun.wall.utf8), to: wall)
    // The wall ends the code; this ends the wall, should it hang.
    let python = PythonRun(python: place.python, environment: place.environment, secondsMax: secondsMax + 120)
    let end = try python.run([wall, exporter, work, tools, "\(secondsMax)", "\(place.gigabytesMax)"])
    let answer = TrainerAnswer(folder: Path.join(work, "out"), code: code)
    switch end {
    case .done: return try answer.network(job)
    case .slow, .failed(TrainerRun.timeIsUp, _): throw Diagnostic.slow(code, secondsMax)
    case .failed(4, let line): throw Diagnostic.lacking(code, line)
    case .killed(let signal, let line): throw Diagnostic.killed(code, signal, line)
    case .failed(let status, let line):
      if let refusal = try answer.refusal(gigabytes: place.gigabytesMax) { throw refusal }
      throw status > TrainerRun.killed
        ? Diagnostic.killed(code, status - TrainerRun.killed, line) : Diagnostic.ended(code, line)
    }
  }

  private func source() throws -> [UInt8] {
    guard FileReader.exists(code) else {
      throw Diagnostic(
        "trainer.no-code", .absent, at: .init(code),
        (en: "The workspace holds no code of the network.", zh: "工作区没有该网络的代码。"),
        remedy: (en: "Copy RD-Agent's model.py beside the configuration.", zh: "请把 RD-Agent 的 model.py 复制到配置旁。"))
    }
    return try FileReader.bytes(code, as: .code)
  }

  /// Exit codes of `wall`: a limit of time, and above the second one a signal.
  private static let (timeIsUp, killed): (Int32, Int32) = (5, 100)

  /// Puts the exporter's wall around `start.py`. Where this program ends first, however that is, Linux tells the wall: it
  /// ends the code and removes the folder.
  private static let wall = """
    from ctypes import CDLL
    from importlib import util
    from os.path import dirname
    from shutil import rmtree
    from signal import SIG_IGN, SIG_UNBLOCK, SIGTERM, pthread_sigmask, signal
    from sys import argv, exit as end, stderr
    class Stopped(BaseException):
        pass
    def stop(*_):
        signal(SIGTERM, SIG_IGN)
        raise Stopped
    signal(SIGTERM, stop)
    pthread_sigmask(SIG_UNBLOCK, [SIGTERM])
    exporter, work, code, seconds, gigabytes = argv[1:]
    try:
        # PR_SET_PDEATHSIG
        CDLL(None).prctl(1, int(SIGTERM), 0, 0, 0)
        spec = util.spec_from_file_location("exporter", exporter)
        module = util.module_from_spec(spec)
        spec.loader.exec_module(module)
        sandbox = module.Sandbox(int(seconds), float(gigabytes), libraries=["torch"])
        problem = sandbox.run(work, code, "start.py")
    except Stopped:
        rmtree(dirname(work), ignore_errors=True)
        end(\(killed) + SIGTERM)
    if problem:
        stderr.write(problem + "\\n")
        end(\(timeIsUp) if sandbox.is_late else \(killed) + sandbox.signal if sandbox.signal else 1)

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

/// What the trainer's script is given beside the code.
protocol TrainerTask {
  var features: [String] { get }
  /// Days of an instrument that a score looks at; nil for a row.
  var steps: Int? { get }

  /// Writes `job.json` and the files that it names.
  func write(to folder: String) throws
}

extension TrainerTask {
  /// The members of `job.json` that every task has.
  func document(
    _ task: String, _ trainer: NetworkTrainer, code: Bool, weights: String?, _ more: [String: JSONValue] = [:]
  ) -> JSONValue {
    let members: [String: JSONValue] = [
      "schema": 1, "task": .string(task), "code": code ? "model.py" : .null, "entry": .string(trainer.entry),
      "kwargs": trainer.structure, "weights": .optional(weights), "features": .array(features.map { .string($0) }),
      "dataset": [
        "class": .string(steps == nil ? "DatasetH" : "TSDatasetH"), "step_len": steps.map { .integer($0) } ?? .null,
      ],
    ]
    return .object(members.merging(more) { _, new in new })
  }
}

/// A folder of its own in the temporary folder, which nobody else could have made.
struct Scratch {
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
      (en: "The trainer did not end within {seconds} seconds.", zh: "训练脚本在 {seconds} 秒内没有结束。"),
      remedy: (
        en: "Correct code that does not end, lower `n_epochs`, or train on a faster machine.",
        zh: "请更正不会结束的代码、减小 `n_epochs`，或换更快的机器训练。"
      ))
  }

  fileprivate static func lacking(_ code: String, _ line: String) -> Diagnostic {
    Diagnostic(
      "trainer.environment", .environment, at: .init(code), ["line": .said(line)],
      (en: "The trainer lacks its sandbox: {line}.", zh: "训练脚本缺少沙箱：{line}。"),
      remedy: (en: "Install bubblewrap, and allow user namespaces.", zh: "请安装 bubblewrap，并允许用户命名空间。"))
  }

  /// - Parameter line: what the wall says of it.
  fileprivate static func killed(_ code: String, _ signal: Int32, _ line: String) -> Diagnostic {
    Diagnostic(
      "trainer.killed", .environment, at: .init(code), ["signal": .count(Int(signal)), "line": .said(line)],
      (en: "The trainer was killed by signal {signal}: {line}.", zh: "训练脚本被信号 {signal} 终止：{line}。"),
      remedy: (
        en:
          "Signal 9 mostly means that the machine's memory ran out. For another signal, correct the code or its library.",
        zh: "信号 9 多半是机器内存耗尽；若是其他信号，请更正代码或所用的库。"
      ))
  }

  fileprivate static func ended(_ code: String, _ line: String) -> Diagnostic {
    Diagnostic(
      "trainer.ended", .unsupported, at: .init(code), ["line": .said(line)],
      (en: "The trainer ended without an answer: {line}.", zh: "训练脚本结束但没有给出结果：{line}。"),
      remedy: (
        en: "Correct the code, or run the script of `aistock rdagent trainer` by hand.",
        zh: "请更正代码，或手动运行 `aistock rdagent trainer` 的脚本。"
      ))
  }
}

extension MessageArgument {
  /// A line that a program wrote, within a sentence that ends behind it.
  static func said(_ line: String) -> MessageArgument {
    var line = line.printable[...]
    while let last = line.last, last.isWhitespace || ".。".contains(last) { line.removeLast() }
    return line.isEmpty ? .message(.silence) : .text(String(line))
  }
}

extension Message {
  fileprivate static let silence = Message("trainer.silence-word", en: "it wrote nothing", zh: "没有输出")
}
