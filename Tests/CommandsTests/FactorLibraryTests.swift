import Foundation
import Primitives
import TestSupport
import Testing

/// `factors library`, `--factor`, `--panel` and `factors verify` through the program itself.
@Suite("factor library and verification")
struct FactorLibraryTests {
  let program: Program

  init() throws { program = try Program() }

  private static let catalog = """
    {"version":"v1","factors":[
      {"name":"('feature', 'MA3')","expression":"","impl_version":"1"},
      {"name":"MA3","expression":"Mean($close,3)","source":"rdagent_generated","impl_version":"1",
       "input_schema":{"required_fields":["open","close"],"lookback_days":10}},
      {"name":"MA3","expression":"Mean($close,4)"},
      {"name":"REV","expression":"\\\\frac{a}{b}","formula_hint":"\\\\frac{a}{b}"},
      {"name":"NEXT","expression":"Ref($close,-1)/$close"},
      {"name":"PriceVolumeCorr_10D","expression":""},
      {"description_cn":"nameless"}]}
    """

  @discardableResult
  private func makeLibrary() throws -> Program.Result {
    try program.temporary.write(FactorLibraryTests.catalog, to: "catalog.json")
    return try program.run(
      "factors", "library", "import", "--catalog", "catalog.json", "--library", "L.json", "--by",
      "ann", "--json", "--quiet")
  }

  private func state(_ name: String) throws -> JSONValue? {
    try program.run("factors", "library", "show", "--library", "L.json", "--factor", name, "--json")
      .json?["factors"]?.arrayValue?.first?["state"]
  }

  private func compute(_ arguments: String...) throws -> Program.Result {
    try program.run(
      [
        "factors", "compute", "--market", "demo", "--instruments", "SH600000", "--output", "-",
        "--quiet",
      ]
        + arguments)
  }

  /// The values of one of our own columns as a reference, some of them changed.
  private func reference(
    _ expression: String, name: String, to path: String, _ change: (Int, String) -> String = { $1 }
  ) throws {
    let made = try compute("--expr", "F=\(expression)")
    #expect(made.exit == 0, "\(made.err)")
    let rows = made.out.split(separator: "\n").dropFirst().enumerated().map { row, line in
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      return "\(cells[0]),\(cells[1]),\(change(row, cells[2]))"
    }
    try program.temporary.write(
      "instrument,datetime,\"\(name)\"\n" + rows.joined(separator: "\n") + "\n", to: path)
  }

  @Test("a catalog becomes a library with states, clashes and what was passed over")
  func importing() throws {
    let result = try makeLibrary()
    #expect(result.exit == 0, "\(result.err)")
    let answer = try #require(result.json)
    #expect(answer["added"] == 5)
    #expect(answer["states"] == ["migrated": 4, "not migrated": 1])
    #expect(answer["clashes"]?.arrayValue?.map { $0["name"] } == ["MA3"])
    #expect(answer["skipped"]?.arrayValue?.first?["id"] == "factor.catalog-name")
    let listed = try program.run(
      "factors", "library", "list", "--library", "L.json", "--state", "not migrated")
    #expect(
      listed.out
        == "REV: not migrated. Its expression is LaTeX, not the language of qlib.\n1 not migrated\n")
    let again = try makeLibrary()
    #expect(again.json?["added"] == 0 && again.json?["updated"] == 0)
    let shown = try program.run(
      "factors", "library", "show", "--library", "L.json", "--factor", "('feature', 'MA3')",
      "--json")
    let factors = shown.json?["factors"]?.arrayValue ?? []
    #expect(factors.count == 2)
    let first = factors.first { $0["expression"] == "Mean($close,3)" }
    #expect(first?["raw_names"] == ["('feature', 'MA3')"] && first?["lookback"] == 2)
    #expect(first?["lookback_declared"] == 10 && first?["input_schema"]?["fields"] == ["close"])
  }

  @Test("factors of a library are computed, several after one flag or one flag each")
  func computing() throws {
    try makeLibrary()
    try program.temporary.write(
      #"{"schema":1,"factors":[{"name":"A","expression":"$close"},{"name":"B","expression":"$open"}]}"#,
      to: "AB.json")
    let direct = try compute("--expr", "A=$close", "B=$open")
    let together = try compute("--factor", "A", "B", "--library", "AB.json")
    let each = try compute("--library", "AB.json", "--factor", "A", "--factor", "B")
    #expect(direct.exit == 0 && direct.out.hasPrefix("instrument,datetime,A,B\n"))
    #expect(together.out == direct.out && each.out == direct.out)
    let implemented = try compute("--factor", "PriceVolumeCorr_10D", "--library", "L.json")
    #expect(implemented.exit == 0 && implemented.out.contains(",PriceVolumeCorr_10D\n"))
    let label = try compute("--factor", "NEXT", "--library", "L.json", "--label")
    #expect(label.exit == 0)
    let mixed = try compute("--factor", "A", "--library", "AB.json", "--expr", "C=$close*2")
    #expect(mixed.out.hasPrefix("instrument,datetime,C,A\n"))
  }

  @Test(
    "each mistake has its name and its exit code",
    arguments: [
      (["--factor", "MA3", "--library", "L.json"], 3, "library.clash"),
      (["--factor", "REV", "--library", "L.json"], 3, "library.not-migrated"),
      (["--factor", "NEXT", "--library", "L.json"], 3, "factor.future"),
      (["--factor", "RVE", "--library", "L.json"], 3, "library.factor-missing"),
      (["--factor", "REV"], 2, "factor.option"), (["--library", "L.json"], 2, "factor.option"),
      (["--factor", "REV", "--library", "none.json"], 3, "file.missing"),
      (["--factor", "REV", "--library", "catalog.json"], 3, "library.damaged"),
      (["--expr", "A=$close", "--panel", "none.csv"], 3, "file.missing"),
      (["--expr", "A=Meen($close,5)"], 3, "factor.name"),
    ] as [([String], Int32, String)])
  func mistakes(arguments: [String], exit: Int32, id: String) throws {
    try makeLibrary()
    let result = try program.run(
      ["factors", "compute", "--market", "demo", "--instruments", "SH600000", "--output", "none"]
        + arguments)
    #expect(result.exit == exit && result.diagnostics == [id], "\(result.err)")
  }

  @Test("a misspelt field is missing, and a finding names it")
  func misspelt() throws {
    let result = try program.run(
      ["factors", "compute", "--market", "demo", "--instruments", "SH600000", "--output", "none", "--expr", "A=$clsoe"])
    #expect(result.exit == 0 && result.err.contains("factor.field-missing"), "\(result.err)")
  }

  @Test("an outcome is recorded, and falls with the expression")
  func recording() throws {
    try program.temporary.write(
      #"{"schema":1,"factors":[{"name":"MA3","expression":"Mean($close,3)","impl_version":"1"}]}"#,
      to: "L.json")
    try reference("Mean($close,3)", name: "('feature', 'MA3')", to: "good.csv")
    let arguments = ["factors", "verify", "--market", "demo", "--library", "L.json", "--by", "bob"]
    let good = try program.run(arguments + ["--reference", "good.csv", "--json", "--quiet"])
    #expect(good.exit == 0, "\(good.err)")
    #expect(good.json?["factors"]?.arrayValue?.first?["verdict"] == "identical")
    let verified = try state("MA3")
    #expect(verified?["name"] == "verified" && verified?["by"] == "bob")
    #expect(verified?["at"]?.stringValue?.hasSuffix("+00:00") == true)
    #expect(verified?["against"]?["impl_version"] == "1")
    #expect(verified?["against"]?["market"]?.stringValue?.count == 64)
    let changed = try program.run(
      "factors", "library", "migrate", "--library", "L.json", "--factor", "MA3", "--expression",
      "Mean($close,4)", "--by", "eve")
    #expect(changed.exit == 0, "\(changed.err)")
    let dropped = try state("MA3")
    #expect(dropped?["name"] == "migrated")
    #expect(dropped?["reason"]?["id"] == "factor.no-longer")
    let bad = try program.run(arguments + ["--reference", "good.csv", "--quiet"])
    #expect(bad.exit == 1)
    #expect(try state("MA3")?["name"] == "failed")
  }

  @Test("a verified expression migrates the factor that had none")
  func migrating() throws {
    try makeLibrary()
    try reference("0-$close", name: "REV", to: "r.csv")
    try program.temporary.write("REV\t0-$close\n", to: "e.tsv")
    let result = try program.run(
      "factors", "verify", "--market", "demo", "--reference", "r.csv", "--exprs", "e.tsv",
      "--library", "L.json", "--quiet")
    #expect(result.exit == 0, "\(result.err)")
    #expect(try state("REV")?["name"] == "verified")
    #expect(try compute("--factor", "REV", "--library", "L.json").exit == 0)
  }

  @Test("a factor that differs is exit 1 and says where, from which inputs and why")
  func differing() throws {
    try reference("Mean($close,3)", name: "F", to: "r.csv") { row, text in
      row == 20 ? "1000" : text
    }
    try program.temporary.write("F\tMean($close,3)\n", to: "e.tsv")
    let arguments = [
      "factors", "verify", "--market", "demo", "--reference", "r.csv", "--exprs", "e.tsv",
    ]
    let result = try program.run(arguments + ["--json", "--quiet"])
    #expect(result.exit == 1)
    let factor = try #require(result.json?["factors"]?.arrayValue?.first)
    #expect(factor["verdict"] == "failed" && factor["outside_tolerance"] == 1)
    #expect(factor["missing_mismatches"] == 0 && factor["coverage"]?["both"] == factor["n"])
    let worst = try #require(factor["worst"]?.arrayValue?.first)
    #expect(worst["reference"] == .number(1000) || worst["reference"] == .integer(1000))
    let field = worst["inputs"]?["fields"]?.arrayValue?.first
    #expect(field?["name"] == "close" && field?["first"]?.doubleValue != nil)
    #expect(factor["first_diverging_day"] == worst["day"])
    let text = try program.run(arguments + ["--quiet"]).out
    #expect(text.contains("F: failed") && text.contains("1 factor: 1 failed"))
  }

  @Test(
    "a reference that cannot be compared with is exit 3",
    arguments: [
      ("instrument,datetime,F\n", "factor.reference-empty"),
      ("", "csv.empty"), ("instrument,F\nSH600000,1\n", "csv.column"),
      ("instrument,datetime,F\nSH600000,2021-01-04,one\n", "csv.number"),
      (
        "instrument,datetime,F\nSH600000,2021-01-04,1\nSH600000,2021-01-04,1\n",
        "factor.reference-duplicate"
      ),
      ("instrument,datetime,F\nSH999999,2021-01-04,1\n", "factor.reference-instrument"),
      ("instrument,datetime,F\nSH600000,2021-01-03,1\n", "factor.reference-day"),
      ("instrument,datetime,G\nSH600000,2021-01-04,1\n", "factor.reference"),
      ("instrument,datetime,F\nSH600000,2021-01-04\n", "csv.width"),
    ])
  func badReference(text: String, id: String) throws {
    try program.temporary.write(text, to: "r.csv")
    try program.temporary.write("F\t$close\n", to: "e.tsv")
    let result = try program.run(
      "factors", "verify", "--market", "demo", "--reference", "r.csv", "--exprs", "e.tsv", "--quiet"
    )
    #expect(result.exit == 3 && result.diagnostics == [id], "\(result.err)")
  }

  @Test(
    "a factor without a column is exit 3 after the others; a column without a factor is a warning")
  func columns() throws {
    try reference("$close", name: "F", to: "r.csv")
    try program.temporary.write("F\t$close\nG\t$open\n", to: "e.tsv")
    let arguments = ["factors", "verify", "--market", "demo", "--reference", "r.csv"]
    let missing = try program.run(arguments + ["--exprs", "e.tsv", "--quiet"])
    #expect(missing.exit == 3 && missing.diagnostics == ["factor.reference-column"])
    #expect(missing.out.contains("F: identical"))
    try program.temporary.write(
      "instrument,datetime,F,H\nSH600000,2021-01-04,,\n", to: "r.csv")
    try program.temporary.write("F\tLog(0*$close-1)\n", to: "e.tsv")
    let unused = try program.run(arguments + ["--exprs", "e.tsv", "--quiet"])
    #expect(unused.exit == 0 && unused.err.contains("factor.reference-column-unused"))
  }

  @Test("panels bring fields, with their units said")
  func panels() throws {
    let close = try compute("--expr", "F=$close")
    let rows = close.out.split(separator: "\n").dropFirst().map { line in
      line.split(separator: ",").prefix(2).joined(separator: ",") + ",0.5"
    }
    try program.temporary.write(
      "instrument,datetime,db_turnover_rate\n" + rows.joined(separator: "\n") + "\n", to: "p.csv")
    try program.temporary.write(
      "instrument,datetime,db_total_mv\nSH600000,2021-01-04,5e10\n", to: "q.csv")
    let result = try compute(
      "--expr", "T=$db_turnover_rate*2", "M=$db_total_mv", "--panel", "p.csv", "--panel", "q.csv")
    #expect(result.exit == 0, "\(result.err)")
    let second = result.out.split(separator: "\n").dropFirst().first
    #expect(second?.hasSuffix(",1.0,5e+10") == true, "\(second ?? "")")
    let summary = try program.run(
      "factors", "compute", "--market", "demo", "--instruments", "SH600000", "--expr",
      "M=$db_total_mv", "--panel", "q.csv", "--output", "none", "--json")
    #expect(
      summary.json?["findings"]?.arrayValue?.map { $0["id"] } == ["panel.unit"], "\(summary.out)")
  }

  /// The eight factors that a team's robot had found by December 2025, as expressions over panels.
  private static let recorded = [
    "ELG_Share_In_Main_5D=Sum($mf_elg_net_amt/$mf_main_net_amt,5)",
    "Flow_Price_Consistency_10D=Corr($mf_main_net_amt,$close/Ref($close,1)-1,10)",
    "MF_Main_Net_Amt_Ratio_5D=Sum($mf_main_net_amt,5)/Sum($close*$volume,5)",
    "Price_Volume_Divergence_10D=0-Corr(Log($close/Ref($close,1)),Log($volume/Ref($volume,1)),10)",
    "Size_Log_MV=Log(If($db_circ_mv==$db_circ_mv,$db_circ_mv,$db_total_mv))",
    "Turnover_Stability_20D=Mean($db_turnover_rate,20)/Std($db_turnover_rate,20)",
    "Value_PE_Inv=If($db_pe_ttm>0,1/$db_pe_ttm,If($db_pe>0,1/$db_pe,Log(0*$close-1)))",
    "Volatility_Adjusted_Momentum_20D=($close/Ref($close,20)-1)/Std($close/Ref($close,1)-1,20)",
  ]

  @Test("the factors of a real catalog are expressions over panels")
  func recordedFactors() throws {
    try program.temporary.write(
      """
      instrument,datetime,mf_elg_net_amt,mf_main_net_amt,db_circ_mv,db_total_mv,db_turnover_rate,db_pe_ttm,db_pe
      SH600000,2021-01-04,1,2,,8,1,,4
      SH600000,2021-01-05,3,4,2,8,3,-5,-4
      """, to: "p.csv")
    let result = try program.run(
      [
        "factors", "compute", "--market", "demo", "--instruments", "SH600000", "--end",
        "2021-01-05", "--panel", "p.csv", "--output", "-", "--quiet", "--expr",
      ] + FactorLibraryTests.recorded)
    #expect(result.exit == 0, "\(result.err)")
    let rows = result.out.split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).dropFirst(2).map(String.init)
    }
    // By hand: 1/2, then 1/2 + 3/4; ln 8, then ln 2; mean 2 over deviation sqrt 2; 1/4, then missing.
    #expect(rows.map { $0[0] } == ["0.5", "1.25"])
    #expect(rows.map { $0[4] } == ["2.0794415", "0.6931472"])
    #expect(rows.map { $0[5] } == ["", "1.4142135"])
    #expect(rows.map { $0[6] } == ["0.25", ""])
  }
}
