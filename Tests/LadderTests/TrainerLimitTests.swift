import Foundation
import Ladder
import Models
import Primitives
import Records
import TestSupport
import Testing

/// Code that takes too much, behind the real wall: each ends at its limit, is told by name, and leaves no process behind.
///
/// numpy, pandas and torch are stand-ins of a few lines, through which the code does what the audit would refuse it.
@Suite(
  "Limits of the trainer", .serialized,
  .enabled(if: Wall.stands, "needs python3 and a bubblewrap that works"))
struct TrainerLimitTests {
  /// The audit knows the names of torch: what the code takes for its mathematics does something else.
  private static let torch = """
    import ctypes, resource, time
    from _thread import start_new_thread
    __version__ = "0"
    library = ctypes.CDLL(None)
    class Tensor: pass
    def load(*arguments, **named):
        return {"layer": Tensor()}
    set_num_threads = use_deterministic_algorithms = manual_seed = lambda *arguments: None
    def zeros():
        "Forks without end."
        while library.fork() != -1:
            pass
        raise PermissionError("no further process")
    def ones():
        "Begins threads without end."
        while True:
            start_new_thread(time.sleep, (1000,))
    def relu():
        ctypes.string_at(0)
    def tanh():
        time.sleep(1000)
    def exp():
        "Ends as the system ends it where the machine's memory is short: at a hard limit, without another sign."
        resource.setrlimit(resource.RLIMIT_CPU, (1, 1))
        while True:
            pass

    """

  /// What a conversion throws whose `model.py` is given.
  private func problem(_ code: String, gigabytes: Double = 2) throws -> Diagnostic {
    let folder = try TemporaryFolder()
    let libraries = "stand-in-packages/"
    try folder.write(
      "__version__ = '0'\nclass random:\n    seed = staticmethod(lambda seed: None)\n",
      to: libraries + "numpy/__init__.py")
    try folder.write("", to: libraries + "pandas/__init__.py")
    try folder.write(TrainerLimitTests.torch, to: libraries + "torch/__init__.py")
    try folder.write(code, to: "ws/model.py")
    let weights = try folder.write("weights", to: "ws/model.pt")
    var environment = ProcessInfo.processInfo.environment
    environment["PYTHONPATH"] = folder.path("stand-in-packages")
    environment["TMPDIR"] = folder.path
    var place = TrainerRun.Place(python: "python3", environment: environment)
    (place.conversionSecondsMax, place.gigabytesMax) = (2, gigabytes)
    let document = try YAMLDocument("k: {pt_model_uri: model.model_cls}", path: "conf.yaml")
    let trainer = try NetworkTrainer(YAMLFields(document, document.root, path: "").fields("k"))
    let worker = TrainerRun(place, folder: folder.path("ws"))
    let error = #expect(throws: Diagnostic.self) {
      try worker.convert(
        RecordedWeights(file: weights), for: trainer, features: ["A"], steps: nil, .ofThisProcess)
    }
    #expect(try TrainerLimitTests.processes(naming: folder.path("stand-in-packages")).isEmpty)
    return try #require(error)
  }

  /// Processes whose environment or command line names a path.
  private static func processes(naming path: String) throws -> [String] {
    let own = "\(getpid())"
    return try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { name in
      guard Int(name) != nil, name != own else { return false }
      return ["cmdline", "environ", "maps"].contains { file in
        guard let content = FileManager.default.contents(atPath: "/proc/\(name)/\(file)") else { return false }
        return String(decoding: content, as: UTF8.self).contains(path)
      }
    }
  }

  @Test("memory without end ends at its limit, whoever asks for it")
  func memory() throws {
    let problem = try problem("held = []\nwhile True:\n    held.append(bytearray(10000000))\n", gigabytes: 1)
    #expect(problem.id == "trainer.memory" && problem.kind == .environment)
    #expect(problem.summary[.english].contains("1 GiB"))
  }

  @Test(
    "a loop without end ends at its processor time, and waiting ends by the clock",
    arguments: ["while True: pass", "torch.tanh()"])
  func time(_ line: String) throws {
    let problem = try problem("import torch\n\(line)\n")
    #expect(problem.id == "trainer.slow" && problem.kind == .environment)
    #expect(problem.summary[.english].contains("2 seconds"))
  }

  @Test(
    "no process is begun, and threads without end are an error",
    arguments: [("zeros", "no further process"), ("ones", "new thread")])
  func forks(_ way: String, _ words: String) throws {
    let problem = try problem("import torch\ntorch.\(way)()\n", gigabytes: 1)
    #expect(problem.id == "trainer.refused")
    #expect(problem.summary[.english].contains(words))
  }

  @Test("a signal is told by its number", arguments: [("relu", 11, "SIGSEGV"), ("exp", 9, "SIGKILL")])
  func signals(_ way: String, _ number: Int, _ name: String) throws {
    let problem = try problem("import torch\ntorch.\(way)()\n")
    #expect(problem.id == "trainer.killed" && problem.kind == .environment)
    #expect(problem.summary[.english].contains("signal \(number): \(name)"))
  }
}

private enum Wall {
  /// Whether bubblewrap starts a Python here: it needs user namespaces.
  static let stands: Bool = {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/bwrap")
    process.arguments = ["--ro-bind", "/", "/", "--unshare-all", "/usr/bin/env", "python3", "-c", "pass"]
    process.standardError = FileHandle.nullDevice
    do { try process.run() } catch { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }()
}
