import Foundation
import Primitives
import RDAgent
import Records
import TestSupport
import Testing

@Suite("Evidence of a workspace")
struct EvidenceTests {
  @Test(
    "everything that the exporter writes is read, and what it did not find is missing with its own words"
  )
  func exported() throws {
    let evidence = try MadeWorkspace.exported().evidence()
    #expect(evidence.reported?.values == ["IC": 0.5])
    #expect(evidence.curve?.map(\.day) == [day("2024-01-03"), day("2024-01-04")])
    #expect(
      evidence.positions?.map(\.instrument) == [code("SH600000"), code("SH600000")],
      "cash is no stock")
    #expect(evidence.predictions?.instruments == [code("SH600000"), code("SH600001")])
    #expect(evidence.predictions?.value(of: code("SH600001"), on: day("2024-01-02")) == 0.25)
    #expect(evidence.labels?.values == [0.10000000149011612])
    #expect(evidence.modelPath?.hasSuffix("/model.txt") == true)
    #expect(evidence.recorder == "abc123")
    #expect(evidence.versions.texts == ["qlib": "0.9.7", "python": "3.10"])
    #expect(evidence.versions.known.map(\.name) == ["qlib", "python"])
    #expect(evidence.versions.qlib?.text == "0.9.7")
    #expect(evidence.versions.qlib?.source.id == "versions.exported-name")
    #expect(evidence.used?.because.arguments["source"] == "the recorder's config artifact")
    #expect(evidence.missing.keys.map(\.rawValue) == ["trades"])
    #expect(evidence.missing[.trades]?.arguments["why"] == "no orders in the pickle")
    #expect(evidence.findings.isEmpty)
  }

  @Test("versions that the recorder's own files name go before those of the exporter")
  func versionsOfTheRecorder() throws {
    let workspace = try MadeWorkspace.exported()
    let run = "mlruns/1/abc123"
    try workspace.temporary.write("run_id: abc123\nstart_time: 5\n", to: run + "/meta.yaml")
    try workspace.temporary.write(
      "mlflow\npandas==2.2.3\npyqlib==0.9.8.dev12 ; python_version > '3'\n;\n",
      to: run + "/artifacts/requirements.txt")
    try workspace.temporary.write(
      "/opt/lib/python3.11/site-packages/qlib/cli/run.py", to: run + "/tags/mlflow.source.name")
    let versions = try workspace.evidence().versions
    #expect(versions.known.map { "\($0.name) \($0.text)" } == ["qlib 0.9.8.dev12", "python 3.11", "pandas 2.2.3"])
    #expect(versions["python"]?.source.arguments["file"] == "mlflow.source.name")
  }

  @Test("pickles that were opened without a sandbox are a finding, whatever else the export says")
  func unsandboxed() throws {
    func findings(_ sandbox: String) throws -> [String] {
      let workspace = try MadeWorkspace.exported()
      try workspace.temporary.write(
        #"{"recorder":{"id":"abc123"},"versions":{"qlib":"0.9.7"},"sandbox":\#(sandbox)}"#, to: "export.json")
      return try workspace.evidence().findings.map(\.id)
    }
    #expect(try findings(#"{"kind":"none","unsandboxed":true,"why":"no bwrap"}"#) == ["exporter.unsandboxed"])
    #expect(try findings(#"{"kind":"bwrap","unsandboxed":false,"why":null}"#).isEmpty)
    #expect(try findings("null").isEmpty)
  }

  @Test("texts of a float32 column are read as float32, those of a float64 column as they stand")
  func types() throws {
    func values(_ types: String) throws -> (score: [Double]?, label: [Double]?, isTyped: Bool) {
      let workspace = try MadeWorkspace.exported()
      try workspace.temporary.write("datetime,instrument,score\n2024-01-02,SH600000,0.1\n", to: "pred.csv")
      try workspace.temporary.write(
        #"{"files":[{"file":"pred.csv.gz","types":{"score":"\#(types)"}},{"file":"label.csv","types":{"label":"\#(types)"}}]}"#,
        to: "export.json")
      let evidence = try workspace.evidence()
      return (evidence.predictions?.values, evidence.labels?.values, evidence.scoresAreTyped)
    }
    #expect(try values("float32") == ([0.10000000149011612], [0.10000000149011612], true))
    #expect(try values("float64") == ([0.1], [0.1], true))
    let untyped = try MadeWorkspace.exported().evidence()
    #expect(!untyped.scoresAreTyped && untyped.labels?.values == [0.10000000149011612])
  }

  @Test("gzip is accepted for every file")
  func gzipped() throws {
    let plain = try MadeWorkspace.exported().evidence()
    let workspace = try MadeWorkspace()
    for (name, text) in MadeWorkspace.files {
      try workspace.temporary.write(try Gzip.pack(Array(text.utf8)), to: name + ".gz")
    }
    let evidence = try workspace.evidence()
    #expect(evidence.reported == plain.reported)
    #expect(evidence.curve == plain.curve)
    #expect(evidence.positions == plain.positions)
    #expect(evidence.predictions?.digest == plain.predictions?.digest)
    #expect(evidence.used?.configuration.digest == plain.used?.configuration.digest)
    #expect(evidence.recorder == "abc123")
    #expect(evidence.missing == plain.missing)
  }

  @Test("an empty folder is all absence and no error, with a remedy for the curve")
  func empty() throws {
    let evidence = try MadeWorkspace().evidence()
    #expect(Set(evidence.missing.keys) == Set(WorkspaceEvidence.Part.allCases))
    #expect(evidence.missing[.curve]?.id == "workspace.file-missing")
    #expect(evidence.findings.map(\.id) == ["import.configuration-unknown"])
  }

  @Test("a folder that is not there is refused")
  func noFolder() throws {
    let refusal = diagnostic { _ = try Workspace(folder: "/nowhere/at/all") }
    #expect(refusal?.id == "workspace.missing")
    #expect(refusal?.exit == .input)
  }

  @Test("beside RD-Agent's own pickle the remedy names the exporter's command line")
  func pickle() throws {
    let workspace = try MadeWorkspace()
    try workspace.temporary.write("x", to: "ret.pkl")
    try workspace.temporary.write("{}", to: "ret_schema.json")
    let why = try #require(try workspace.evidence().missing[.curve])
    #expect(why.id == "workspace.rounded-curve", "the rounded curve is there and not used, and that is said")
    #expect(why.contains("python export_recorder.py --workspace"))
  }

  @Test("a header without metrics is a run that failed, not damage")
  func headerOnly() throws {
    let workspace = try MadeWorkspace.exported()
    try workspace.temporary.write(",0\n", to: "qlib_res.csv")
    let evidence = try workspace.evidence()
    #expect(evidence.reported == nil)
    #expect(evidence.missing[.reported]?.id == "workspace.no-metric")
  }

  @Test(
    "a file that is there and damaged stops the import, with its name",
    arguments: [
      // The pair that a reader without a header leaves behind, in both of its shapes.
      (
        "qlib_res.csv", "Unnamed: 0,0\n1day.excess_return_without_cost.annualized_return,0.9\n",
        "qlib-res.misparsed"
      ),
      ("qlib_res.csv", ",0\nUnnamed: 0,0.9\n", "qlib-res.misparsed"),
      ("qlib_res.csv", ",0\n0,0.9\n", "qlib-res.misparsed"),
      ("qlib_res.csv", "1day.ffr,1.0\nIC,0.5\n", "qlib-res.misparsed"),
      ("qlib_res.csv", ",0\nIC,good\n", "qlib-res.misparsed"),
      ("qlib_res.csv", "", "qlib-res.empty"),
      ("report_normal_1day.csv", MadeWorkspace.report([]), "report.empty"),
      (
        "report_normal_1day.csv", MadeWorkspace.report(["2024-01-03", "2024-01-03"]), "report.duplicate"
      ),
      ("conf.yaml", "a: b\n", "config.not-a-template"),
      ("conf.yaml", "a: [b\n", "yaml.syntax"),
      ("export.json", "{\"recorder\":", "export.damaged"),
    ])
  func damaged(_ name: String, _ text: String, _ id: String) throws {
    let workspace = try MadeWorkspace.exported()
    try workspace.temporary.write(text, to: name)
    let refusal = diagnostic { _ = try workspace.evidence() }
    #expect(refusal?.id == id)
    #expect(refusal?.exit == .input)
    #expect(refusal?.place?.file.hasSuffix(name) == true)
  }

  @Test("a column that is missing and a cell that is no number are named with file and field")
  func wrongCells() throws {
    let workspace = try MadeWorkspace.exported()
    try workspace.temporary.write("datetime,instrument\n2024-01-02,SH600000\n", to: "pred.csv")
    let column = diagnostic { _ = try workspace.evidence() }
    #expect(column?.place?.file.hasSuffix("pred.csv") == true)
    #expect(column?.description.contains("score") == true)
    try workspace.temporary.write(
      "datetime,instrument,score\n2024-01-02,SH600000,high\n", to: "pred.csv")
    let cell = diagnostic { _ = try workspace.evidence() }
    #expect(cell?.place?.line == 2)
    #expect(cell?.place?.field == "score")
    #expect(cell?.summary.english.contains("high") == true)
  }

  @Test("orders are read by day, whatever the order of the rows; within a day as they stand")
  func tradeOrder() throws {
    let workspace = try MadeWorkspace.exported()
    try workspace.temporary.write(
      """
      datetime,instrument,direction,order_amount,deal_amount,price,value,cost
      2024-01-04,SH600001,sell,1,1,1,1,0
      2024-01-03,SH600002,buy,2,2,1,2,0
      2024-01-03,SH600000,buy,3,0,,0,0
      """, to: "trades.csv")
    let trades = try #require(try workspace.evidence().trades)
    #expect(trades.map(\.instrument.name) == ["SH600002", "SH600000", "SH600001"])
    #expect(trades.map(\.status) == [.filled, .rejected, .filled])
  }

  @Test("a gzip file cut off at any place is damage, never half a table")
  func cutGzip() throws {
    let whole = try Gzip.pack(Array(MadeWorkspace.report(["2024-01-03", "2024-01-04"]).utf8))
    for length in stride(from: 2, to: whole.count, by: 7) {
      let workspace = try MadeWorkspace()
      try workspace.temporary.write(Array(whole[..<length]), to: "report_normal_1day.csv.gz")
      let refusal = diagnostic { _ = try workspace.evidence() }
      #expect(refusal?.exit == .input, "\(length) of \(whole.count) bytes")
      #expect(refusal?.place?.file.hasSuffix("report_normal_1day.csv.gz") == true)
    }
  }

  @Test("the digest follows the content of every file that was read, and nothing else")
  func digest() throws {
    let workspace = try MadeWorkspace.exported()
    let first = try workspace.evidence().digest
    #expect(
      try MadeWorkspace.exported().evidence().digest == first, "another folder, the same files"
    )
    for (name, text) in MadeWorkspace.files {
      try workspace.temporary.write(text + "\n", to: name)
      #expect(try workspace.evidence().digest != first, "\(name)")
      try workspace.temporary.write(text, to: name)
    }
    #expect(try workspace.evidence().digest == first)
    try workspace.temporary.write("notes", to: "README.md")
    #expect(try workspace.evidence().digest == first)
  }
}
