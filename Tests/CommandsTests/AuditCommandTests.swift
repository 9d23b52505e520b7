import Foundation
import Primitives
import TestSupport
import Testing

@Suite("rdagent audit")
struct AuditCommandTests {
  let program: Program

  init() throws { program = try Program() }

  @Test(
    "no finding is exit 0 and called no proof, findings are exit 1 with line and reason, what is no Python is exit 3")
  func exits() throws {
    try program.temporary.write("import numpy as np\n", to: "good.py")
    try program.temporary.write("import os\n\nos.system('ls')\n", to: "bad.py")
    try program.temporary.write("x = (\n", to: "broken.py")
    let good = try program.run("rdagent", "audit", "good.py")
    #expect(good.exit == 0 && good.out.contains("This is no proof.") && good.out.contains("sandbox"))
    let bad = try program.run("rdagent", "audit", "bad.py")
    #expect(bad.exit == 1)
    #expect(bad.out.hasPrefix("bad.py:3: audit.process: system: ") && bad.out.contains("\n  os.system('ls')\n"))
    let json = try program.run("rdagent", "audit", "bad.py", "--json").json
    #expect(json?["findings"]?.arrayValue?.first?["line"] == 3)
    let broken = try program.run("rdagent", "audit", "broken.py")
    for verdict in ["clean", "safe"] { #expect(!(good.out + bad.out).contains(verdict)) }
    #expect(broken.exit == 3 && broken.diagnostics == ["audit.unreadable"])
    #expect(try program.run("rdagent", "audit", "none.py").exit == 3)
    #expect(try program.run("rdagent", "audit").exit == 2)
  }

  @Test("the program and the exporter name the same findings", .enabled(if: PythonHalf.hasPython, "needs python3"))
  func agreement() throws {
    let python = try PythonHalf(program)
    try program.temporary.write(MarkedPython.source, to: "code/marked.py")
    try program.temporary.write(
      "# coding: utf-7\nfrom . import other\nimport marked\nimport strange\n", to: "code/sub/other.py")
    try same(python, "code")
    try same(python, "code/marked.py")
    for (index, source) in ["x = (\n", "x = 'a\n", "a $ b\n", "from x import (a\n"].enumerated() {
      try program.temporary.write(source, to: "broken\(index).py")
      #expect(try python.run(["audit", "broken\(index).py"]).exit == 3)
      #expect(try program.run("rdagent", "audit", "broken\(index).py").exit == 3)
    }
  }

  @Test(
    "real factors and models of RD-Agent have no finding in both",
    .enabled(if: SharedMaterial.isPresent && PythonHalf.hasPython, .init(rawValue: SharedMaterial.absence)))
  func real() throws {
    let python = try PythonHalf(program)
    let folder = SharedMaterial.path("rdagent/workspaces")
    let audit = try program.run("rdagent", "audit", folder, "--json")
    #expect(audit.exit == 0, "\(audit.out)")
    #expect(audit.json?["files"]?.arrayValue?.count ?? 0 >= 8)
    try same(python, folder)
  }

  private func same(_ python: PythonHalf, _ path: String) throws {
    let here = try program.run("rdagent", "audit", path, "--json")
    let there = try python.run(["audit", path, "--json"])
    // The script looks at what code may do; only the program follows the data.
    let own: Set<String> = [
      "audit.whole-sample", "audit.across-instruments", "audit.random", "audit.not-reproducible",
      "audit.may-look-ahead",
    ]
    func shared(_ answer: Program.Result) -> [JSONValue]? {
      answer.json?["findings"]?.arrayValue?.filter { !own.contains($0["id"]?.stringValue ?? "") }
    }
    #expect(shared(here) != nil && shared(here) == shared(there), "\(there.err)")
    #expect(here.json?["files"] == there.json?["files"])
  }
}
