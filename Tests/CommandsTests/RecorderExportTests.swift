import Foundation
import Primitives
import TestSupport
import Testing

/// Recorders of MLflow's stores through the exporter's script to plain files.
@Suite(
  "Recorders through the exporter", .serialized,
  .enabled(if: PythonHalf.withPandas != nil && PythonHalf.hasSandbox, .init(rawValue: PythonHalf.absence)))
struct RecorderExportTests {
  let program: Program
  let half: PythonHalf
  let python: String

  init() throws {
    program = try Program()
    half = try PythonHalf(program)
    python = try #require(PythonHalf.withPandas)
  }

  /// Pickles of a float32 and a float64 table, a curve, and what a hostile recorder would hold.
  private static let make = #"""
    import os, pickle, sys
    import pandas as pd
    folder = sys.argv[1]
    os.makedirs(folder + "/portfolio_analysis", exist_ok=True)
    index = pd.MultiIndex.from_tuples([(pd.Timestamp("2024-01-02"), "SH600000"), (pd.Timestamp("2024-01-03"), "SH600000")],
                                      names=["datetime", "instrument"])
    pd.DataFrame({"score": [0.1, 0.7]}, index=index).astype("float32").to_pickle(folder + "/pred.pkl")
    pd.DataFrame({"LABEL0": [0.1, 0.3]}, index=index).to_pickle(folder + "/label.pkl")
    days = pd.DatetimeIndex(["2024-01-03"], name="datetime")
    pd.DataFrame({"account": [1e8], "bench": [0.25]}, index=days).to_pickle(folder + "/portfolio_analysis/report_normal_1day.pkl")

    class Evil:
        def __init__(self, code): self.code = code
        def __reduce__(self): return (eval, (self.code,))

    if len(sys.argv) > 2:
        mark = sys.argv[2]
        pickle.dump(Evil("open(%r, 'w')" % mark), open(folder + "/params.pkl", "wb"))
        pickle.dump(Evil("__import__('os')._exit(0)"), open(folder + "/portfolio_analysis/positions_normal_1day.pkl", "wb"))

    """#

  private func record(_ folder: String, evil: String? = nil) throws {
    try program.temporary.write(RecorderExportTests.make, to: "make.py")
    let made = try half.script("make.py", [program.path(folder)] + (evil.map { [$0] } ?? []), python: python)
    #expect(made.exit == 0, "\(made.err)")
  }

  /// A workspace with one run of the file store.
  private func fileStore(evil: String? = nil) throws {
    let run = "ws/mlruns/1/abc"
    try program.temporary.write("run_id: abc\nstatus: 3\nstart_time: 5\n", to: run + "/meta.yaml")
    try program.temporary.write("run.py conf_one.yaml", to: run + "/params/cmd-sys.argv")
    try program.temporary.write("5 0.25 0\n", to: run + "/metrics/IC")
    try program.temporary.write("a: 1\n", to: "ws/conf_one.yaml")
    // MLflow 3 keeps models beside the runs, and a deleted run stays where it was.
    try program.temporary.write("model_id: m-1\n", to: "ws/mlruns/1/models/m-1/meta.yaml")
    try program.temporary.write("", to: "ws/mlruns/1/models/m-1/artifacts/pred.pkl")
    try program.temporary.write(
      "run_id: gone\nstatus: 3\nstart_time: 9\nlifecycle_stage: deleted\n", to: "ws/mlruns/1/gone/meta.yaml")
    try program.temporary.write("", to: "ws/mlruns/1/gone/artifacts/pred.pkl")
    try record(run + "/artifacts", evil: evil)
  }

  private func export() throws -> JSONValue {
    try JSONReader.read(try FileReader.bytes(program.path("out/export.json")))
  }

  private func type(_ export: JSONValue, _ file: String, _ column: String) -> String? {
    export["files"]?.arrayValue?.first { $0["file"]?.stringValue == file }?["types"]?[column]?.stringValue
  }

  private func text(_ name: String) throws -> String {
    String(decoding: try FileReader.unpacked(program.path("out/" + name)), as: UTF8.self)
  }

  @Test("the file store is read without MLflow, and the type of each column stands beside its digest")
  func fileStoreRun() throws {
    try fileStore()
    let run = try half.run(["--workspace", "ws", "--output", "out"], python: python)
    #expect(run.exit == 0, "\(run.err)")
    let export = try export()
    #expect(export["recorder"]?["id"] == "abc" && export["recorder"]?["store"] == "mlruns")
    #expect(export["passed_over"]?.arrayValue?.map { $0["recorder"] } == ["gone"])
    #expect(export["sandbox"]?["kind"] == "bwrap" && export["sandbox"]?["unsandboxed"] == false)
    #expect(type(export, "pred.csv.gz", "score") == "float32" && type(export, "label.csv.gz", "label") == "float64")
    #expect(
      try text("pred.csv.gz") == "datetime,instrument,score\n2024-01-02,SH600000,0.1\n2024-01-03,SH600000,0.7\n")
    #expect(try text("qlib_res.csv") == ",0\nIC,0.25\n")
    #expect(try text("conf.yaml") == "a: 1\n")
  }

  @Test("a hostile pickle changes nothing outside of the sandbox, and the files beside it are exported")
  func hostile() throws {
    try fileStore(evil: program.path("evil"))
    let run = try half.run(["--workspace", "ws", "--output", "out"], python: python)
    #expect(run.exit == 0, "\(run.err)")
    #expect(!FileReader.exists(program.path("evil")))
    let missing = try export()["not_found"]?.arrayValue ?? []
    let reasons = missing.reduce(into: [String: String]()) {
      $0[$1["file"]?.stringValue ?? ""] = $1["why"]?.stringValue
    }
    #expect(reasons["model.txt"]?.contains("refused by the sandbox") == true, "\(reasons)")
    #expect(reasons["positions.csv.gz"] != nil)
    #expect(try text("report_normal_1day.csv") == "datetime,account,bench\n2024-01-03,100000000.0,0.25\n")
  }

  @Test("without a sandbox nothing is opened and nothing written, unless it is allowed, and then it is recorded")
  func withoutSandbox() throws {
    try fileStore()
    try program.temporary.write(
      "import sys\nimport export_recorder\nexport_recorder.Sandbox.program = staticmethod(lambda: None)\n"
        + "export_recorder.main()\n", to: "without.py")
    let refused = try half.script("without.py", ["--workspace", "ws", "--output", "out"], python: python)
    #expect(refused.exit == 4 && refused.err.contains("--allow-unsandboxed"), "\(refused.err)")
    #expect(try FileReader.names(in: program.path("out")).isEmpty)
    let allowed = try half.script(
      "without.py", ["--workspace", "ws", "--output", "out", "--allow-unsandboxed"], python: python)
    // Root never runs foreign code: where only root can start this Python, there is no way without a sandbox.
    guard allowed.exit == 0 else {
      #expect(allowed.exit == 4 && allowed.err.contains("never runs as root"), "\(allowed.err)")
      return
    }
    #expect(try export()["sandbox"]?["unsandboxed"] == true)
    #expect(allowed.err.contains("NONE"))
  }

  @Test("MLflow's SQLite store is read without MLflow, its artifacts where they lie today")
  func database() throws {
    try program.temporary.write(
      """
      import sqlite3
      store = sqlite3.connect("ws/mlflow.db")
      store.executescript('''
      CREATE TABLE experiments (experiment_id INTEGER, name TEXT, artifact_location TEXT);
      CREATE TABLE runs (run_uuid TEXT, experiment_id INTEGER, status TEXT, start_time INTEGER, end_time INTEGER,
                         lifecycle_stage TEXT, artifact_uri TEXT);
      CREATE TABLE params (run_uuid TEXT, key TEXT, value TEXT);
      CREATE TABLE latest_metrics (run_uuid TEXT, key TEXT, value REAL, is_nan INTEGER);
      INSERT INTO experiments VALUES (1, 'Experiment', 'file:///gone/mlruns/1');
      INSERT INTO runs VALUES ('abc', 1, 'FINISHED', 5, 6, 'active', 'file:///gone/mlruns/1/abc/artifacts'),
                              ('late', 1, 'FINISHED', 9, 9, 'active', 'file:///etc'),
                              ('far', 1, 'FINISHED', 8, 9, 'active', 'mlflow-artifacts:/../../etc');
      INSERT INTO params VALUES ('abc', 'cmd-sys.argv', 'run.py conf_one.yaml');
      INSERT INTO latest_metrics VALUES ('abc', 'IC', 0.1, 0), ('abc', 'ICIR', 0, 1);
      ''')

      """, to: "store.py")
    try program.temporary.write("a: 1\n", to: "ws/conf_one.yaml")
    #expect(try half.script("store.py", python: python).exit == 0)
    try record("ws/mlruns/1/abc/artifacts")
    let run = try half.run(["--workspace", "ws", "--output", "out"], python: python)
    #expect(run.exit == 0, "\(run.err)")
    let export = try export()
    #expect(export["recorder"]?["id"] == "abc" && export["recorder"]?["store"] == "mlflow.db")
    #expect(export["passed_over"]?.arrayValue?.map { $0["recorder"] } == ["late", "far"])
    #expect(try text("qlib_res.csv") == ",0\nIC,0.1\nICIR,\n" && text("conf.yaml") == "a: 1\n")
    #expect(try text("pred.csv.gz").hasPrefix("datetime,instrument,score\n2024-01-02,SH600000,0.1\n"))
    try program.temporary.write("no database", to: "ws/mlflow.db")
    #expect(try half.run(["--workspace", "ws", "--output", "out2"], python: python).exit == 3)
  }

  @Test("files beside the script are never taken for libraries")
  func shadows() throws {
    try fileStore()
    for name in ["json", "pandas", "sqlite3", "numpy"] {
      try program.temporary.write("open('\(program.path("taken"))', 'w')\n", to: name + ".py")
    }
    #expect(try half.run(["--workspace", "ws", "--output", "out"], python: python).exit == 0)
    #expect(!FileReader.exists(program.path("taken")))
  }
}
