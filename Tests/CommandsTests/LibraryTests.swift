import Primitives
import TestSupport
import Testing

/// The library from the command line.
@Suite("sync and library") struct LibraryTests {
  private let program: Program

  init() throws { program = try Program() }

  private func catalog(_ rows: String) throws {
    try FileWriter.write(
      Array("{\"loops\":[\(rows)]}".utf8), to: program.path("research/RDagentDB/aistock/loop_catalog.json"))
  }

  @Test("results are synced, chosen by a bound, shown with their place, marked and unmarked")
  func choose() throws {
    try catalog(
      #"{"task_run_id":"a","loop_id":0,"decision":true,"metrics":{"IC":0.031}},{"task_run_id":"a","loop_id":1},5"#)
    let synced = try program.run("sync", "--root", "research")
    #expect(synced.exit == 0, "\(synced.err)")
    #expect(synced.out.contains("The row is no JSON object: 5."))
    let listed = try program.run("library", "list", "--where", "ic>0.02", "--json")
    #expect(listed.json?.arrayValue?.map { $0["id"] } == ["a/0"])
    let shown = try program.run("library", "show", "a/0")
    #expect(shown.out.contains("0.031") && shown.out.contains("loop_catalog.json"))
    #expect(try program.run("library", "mark", "a/0", "--note", "try it").exit == 0)
    let candidates = try program.run("library", "list", "candidates", "--json")
    #expect(candidates.json?.arrayValue?.first?["candidate"]?["note"] == "try it")
    #expect(try program.run("library", "unmark", "a/0").exit == 0)
    #expect(try program.run("library", "unmark", "a/0").exit == 2)
  }

  @Test(
    "what the library does not know, a wrong bound and a source that is none are a matter of usage or input",
    arguments: [
      ("library show x", 2), ("library list --where ic~1", 2), ("library mark a/9", 2),
      ("library list --decision maybe", 2), ("sync", 2), ("sync --root nowhere", 3),
      ("sync --api http://127.0.0.1:9", 4),
    ])
  func refusals(line: String, exit: Int) throws {
    let result = try program.run(line.split(separator: " ").map(String.init))
    #expect(Int(result.exit) == exit, "\(result.out)\(result.err)")
  }
}
