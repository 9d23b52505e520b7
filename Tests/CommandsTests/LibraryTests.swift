import Foundation
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

  /// Two workspaces of a loop; the first holds what an exporter wrote, and a link out of it.
  private func research() throws {
    try catalog(
      #"{"task_run_id":"a","loop_id":0,"workspace_id":"w1","decision":true,"metrics":{"IC":0.031,"ICIR":0.2}},"#
        + #"{"task_run_id":"a","loop_id":0,"workspace_id":"w2"},{"task_run_id":"a","loop_id":1,"metrics":{"IC":0.01}}"#)
    let folder = "research/git_ignore_folder/RD-Agent_workspace/"
    for (name, text) in [
      ("w1/conf.yaml", SmallWorld.configuration()), ("w1/pred.csv", SmallWorld.pred),
      ("w1/qlib_res.csv", ",0\nIC,0.031\n"), ("w1/mlruns/meta.txt", "x"), ("w2/factor.py", "import os\n"),
    ] {
      try program.temporary.write(text, to: folder + name)
    }
    try FileManager.default.createSymbolicLink(
      atPath: program.path(folder + "w1/secret"), withDestinationPath: "/etc/hostname")
    try program.temporary.write("# ours\nrdagent: {root: research}\n", to: "aistock.yaml")
    #expect(try program.run("sync").exit == 0)
  }

  @Test("a loop becomes a migration: the fullest workspace is copied, judged and entered, and comments stay")
  func migrate() throws {
    try research()
    let made = try program.run("library", "migrate", "a/0", "--benchmark", "000300.SH", "--json")
    #expect(made.exit == 0, "\(made.err)")
    #expect(made.json?["workspace"]?["id"] == "w1" && made.json?["workspace"]?["others"] == ["w2": 1])
    #expect(made.json?["left_out"] == ["secret"] && made.json?["files"] == 4)
    let rungs = made.json?["rungs"]?.arrayValue ?? []
    #expect(
      rungs.filter { $0["available"] == true }.map { $0["id"] } == ["reported", "replayed", "retrained", "realistic"])
    #expect(made.json?["missing"]?["curve"]?["id"] == "workspace.export-pickles")
    #expect(
      try FileReader.text(program.path("aistock.yaml"))
        == "# ours\nrdagent: {root: research}\nmigrations:\n  - {id: a-0, workspace: migrations/a-0, benchmark: SH000300}\n"
    )
    #expect(!FileReader.exists(program.path("migrations/a-0/secret")))
    #expect(try program.run("library", "migrate", "a/0").diagnostics == ["migrate.known"])
    try program.temporary.write("", to: "migrations/b/mine")
    #expect(try program.run("library", "migrate", "a/0", "--id", "b").diagnostics == ["migrate.exists"])
    #expect(try program.run("library", "migrate", "a/0", "--id", "../b").diagnostics == ["migrate.id"])
    #expect(try program.run("library", "migrate", "a/1").diagnostics == ["migrate.no-workspace"])
  }

  @Test("an export that fails is named by its exit, and the copy and the entry stay")
  func failedExport() throws {
    try research()
    let python = try program.temporary.write("#!/bin/sh\necho 'error: no bwrap' >&2\nexit 4\n", to: "python")
    chmod(python, 0o755)
    let made = try program.run("library", "migrate", "a/0", "--python", "./python")
    #expect(made.exit == 4 && made.diagnostics == ["migrate.export-environment"])
    #expect(made.err.contains("error: no bwrap"))
    #expect(try FileReader.text(program.path("aistock.yaml")).contains("id: a-0"))
    #expect(
      try program.run("library", "migrate", "a/0", "--id", "c", "--python", "nosuch").diagnostics == [
        "migrate.no-python"
      ])
    let well = try program.temporary.write(
      "#!/bin/sh\ncp \"$3/pred.csv\" \"$3/label.csv\" && sed -i s/score/label/ \"$3/label.csv\"\n", to: "well")
    chmod(well, 0o755)
    let exported = try program.run("library", "migrate", "a/0", "--id", "d", "--python", "./well", "--json")
    #expect(exported.exit == 0 && exported.json?["exported"] == true, "\(exported.err)")
    #expect(exported.json?["missing"]?["labels"] == nil)
  }

  @Test("lists say how many were tried and rules propose candidates, with the reason")
  func propose() throws {
    try research()
    let listed = try program.run("library", "list", "--json").json?.arrayValue ?? []
    #expect(listed.first { $0["id"] == "a/0" }?["selection"]?["trials"] == 2)
    #expect(try program.run("library", "show", "a/0").out.contains("No daily curve is at hand."))
    #expect(try program.run("library", "show", "a/0", "--json").json?["selection"]?["trials"] == 2)
    #expect(try program.run("library", "propose").diagnostics == ["library.no-rules"])
    try program.temporary.write(
      "library: {propose: [{where: [\"ic>0.02\", \"trials<10\"], decision: accepted}]}\n", to: "aistock.yaml")
    let proposed = try program.run("library", "propose")
    #expect(proposed.exit == 0 && proposed.out.contains("a/0: It passes rule 1"), "\(proposed.err)")
    let candidate = try program.run("library", "list", "candidates", "--json").json?.arrayValue?.first?["candidate"]
    #expect(candidate?["marked_by"] == "rule")
    #expect(try program.run("library", "unmark", "a/0").exit == 0)
    #expect(try program.run("library", "propose").out.contains("does not set it again"))
    // A sync runs the rules too, and no more than they do overrules a person.
    #expect(try program.run("sync", "--root", "research", "--json").json?["proposed"] == [])
    try program.temporary.write("library: {propose: [{where: \"ic>0.001\"}]}\n", to: "aistock.yaml")
    let synced = try program.run("sync", "--root", "research")
    #expect(synced.out.contains("a/1: It passes rule 1") && !synced.out.contains("a/0: It passes"), "\(synced.err)")
  }

  @Test("a request is made of a loop, checked and compared")
  func config() throws {
    try catalog(#"{"task_run_id":"a","loop_id":0,"strategy_id":"s","factor_names":["F"],"metrics":{"IC":0.03}}"#)
    try FileWriter.write(
      Array(
        #"{"strategies":[{"strategy_id":"s","portfolio_config":{"class":"TopkDropoutStrategy","kwargs":{"topk":50,"n_drop":5,"signal":"<PRED>"}},"backtest_config":{"benchmark":"000300.SH"},"dataset_config":{"class":"DatasetH","kwargs":{"segments":{"test":["2024-07-01","2025-12-01"]}}}}]}"#
          .utf8), to: program.path("research/RDagentDB/aistock/strategy_catalog.json"))
    #expect(try program.run("sync", "--root", "research").exit == 0)
    let made = try program.run("library", "config", "a/0").json
    #expect(made?["strategy"]?["trading_rule"] == ["n_drop": 5, "topk": 50])
    #expect(made?["strategy"]?["extra"]?["kwargs"] == [:] && made?["train_test"]?["test_start"] == "2024-07-01")
    #expect(made?["factor_set"]?["factors"] == [["name": "F"]])
    #expect(try program.run("library", "config", "a/0", "--output", "r.json").exit == 0)
    #expect(try program.run("config", "check", "r.json").exit == 0)
    #expect(try program.run("config", "diff", "r.json", "r.json").exit == 0)
    try program.temporary.write(#"{"strategy_type":7}"#, to: "s.json")
    #expect(try program.run("config", "check", "s.json").exit == 1)
    #expect(try program.run("config", "diff", "r.json", "s.json").exit == 1)
    try program.temporary.write("[]", to: "n.json")
    #expect(try program.run("config", "check", "n.json").diagnostics == ["research.no-kind"])
  }
}
