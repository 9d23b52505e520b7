import Foundation
import Primitives
import TestSupport
import Testing

/// The trainer's script, printed by the program and held to `Tests/Trainer`.
@Suite("The trainer's script", .enabled(if: PythonHalf.hasPython, "needs python3"))
struct TrainerTests {
  let program: Program

  init() throws { program = try Program() }

  @Test("what reaches out of a network is refused without torch, too")
  func audit() throws { try unittest("Audit", python: "python3", tests: 3) }

  @Test(
    "jobs are trained, converted or refused as written, and qlib's curves come out",
    .enabled(if: PythonHalf.withTorch != nil, "needs a Python with numpy and torch (AISTOCK_TORCH)"))
  func jobs() throws { try unittest("Jobs", python: try #require(PythonHalf.withTorch), tests: 21) }

  @Test("the program's audit refuses no network of the oracle, and names what the script names")
  func agreement() throws {
    let folder = (RepositoryRoot.folder ?? ".") + "/Tests/Oracle/networks"
    let audit = try program.run("rdagent", "audit", folder, "--json")
    #expect(audit.exit == 0, "\(audit.out)")
    #expect(audit.json?["files"]?.arrayValue?.count == 6)
  }

  /// Runs a class of the script's own tests; none may be skipped.
  private func unittest(_ name: String, python: String, tests: Int) throws {
    let half = try PythonHalf(program)
    let script = try program.temporary.write(try program.run("rdagent", "trainer").out, to: "trainer.py")
    let file = (RepositoryRoot.folder ?? ".") + "/Tests/Trainer/test_trainer.py"
    try program.temporary.write(
      "import os, runpy, sys\nos.environ['AISTOCK_TRAINER'] = sys.argv.pop(1)\nsys.argv[0] = sys.argv.pop(1)\n"
        + "runpy.run_path(sys.argv[0], run_name='__main__')\n", to: "start.py")
    let result = try half.script("start.py", [script, file, name], python: python)
    #expect(result.exit == 0, "\(result.err)")
    #expect(result.err.contains("Ran \(tests) tests") && !result.err.contains("skipped"), "\(result.err)")
  }
}
