import Primitives
import RDAgent
import Records
import TestSupport
import Testing

/// One workspace is sound; each test breaks one thing of a copy and expects that one finding.
@Suite("Evidence broken on purpose")
struct BrokenEvidenceTests {
  struct Breakage: Sendable, CustomTestStringConvertible {
    var finding: String
    var file: String
    var text: String
    var severity = Finding.Severity.serious
    var testDescription: String { "\(finding) by \(file)" }
  }

  /// A configuration with a data handler, segments and a model beside the backtest.
  static func configuration(
    data: String = "2020-01-01, end_time: 2024-12-31",
    fit: String = "2020-01-01, fit_end_time: 2022-12-31",
    train: String = "[2020-01-01, 2022-12-31]", test: String = "[2024-01-01, 2024-12-31]",
    end: String = "2024-01-04",
    topk: Int = 2, handler: String = "Alpha158"
  ) -> String {
    MadeWorkspace.configuration(topk: topk).replacing(
      "end_time: 2024-01-04", with: "end_time: \(end)") + """

        task:
            model: {class: LGBModel, kwargs: {loss: mse}}
            dataset:
                class: DatasetH
                kwargs:
                    handler:
                        class: \(handler)
                        kwargs:
                            start_time: \(data.split(separator: ",")[0])
                            \(data.split(separator: ",")[1].trimmed)
                            infer_processors:
                                - {class: RobustZScoreNorm, kwargs: {fit_start_time: \(fit)}}
                    segments: {train: \(train), valid: [2023-01-01, 2023-12-31], test: \(test)}
        """
  }

  static func report(_ accounts: [Double], bench: [String]) -> String {
    (["datetime,account,return,total_turnover,turnover,total_cost,cost,value,cash,bench"]
      + zip(["2024-01-03", "2024-01-04"], zip(accounts, bench)).map {
        "\($0),\($1.0),0.01,1000.0,0.1,1.0,0.001,500.0,500.0,\($1.1)"
      }).joined(separator: "\n") + "\n"
  }

  private static let scores = "datetime,instrument,score\n"

  static let breakages = [
    Breakage(
      finding: "import.normaliser-outside-data", file: "conf.yaml",
      text: configuration(fit: "2019-12-31, fit_end_time: 2022-12-31"), severity: .warning),
    Breakage(
      finding: "import.normaliser-sees-test", file: "conf.yaml",
      text: configuration(fit: "2020-01-01, fit_end_time: 2024-01-01")),
    Breakage(
      finding: "import.segments-overlap", file: "conf.yaml",
      text: configuration(train: "[2020-01-01, 2023-01-01]")),
    Breakage(
      finding: "import.segments-overlap", file: "conf.yaml",
      text: configuration(test: "[2023-12-31, 2024-12-31]")),
    Breakage(finding: "import.factor-not-used", file: "combined_factors_df.parquet", text: "PAR1"),
    Breakage(finding: "import.metrics-empty", file: "qlib_res.csv", text: ",0\nIC,\nICIR,0.5\n"),
    Breakage(
      finding: "import.metrics-empty", file: "qlib_res.csv", text: ",0\nIC,0.5\n1day.ffr,\n",
      severity: .note),
    Breakage(
      finding: "import.benchmark-gaps", file: "report_normal_1day.csv",
      text: report([1000, 1009], bench: ["0.002", ""]), severity: .warning),
    Breakage(
      finding: "import.curve-inconsistent", file: "report_normal_1day.csv",
      text: report([1000, 1009.1], bench: ["0.002", "0.002"])),
    Breakage(
      finding: "import.curve-shorter", file: "conf.yaml", text: configuration(end: "2024-01-19"),
      severity: .warning),
    Breakage(
      finding: "import.universe-of-one", file: "pred.csv",
      text: scores + "2024-01-02,SH600000,0.5\n"),
    Breakage(
      finding: "import.universe-small", file: "conf.yaml", text: configuration(topk: 3),
      severity: .warning),
    Breakage(
      finding: "import.index-in-universe", file: "pred.csv",
      text: scores + "2024-01-02,SH000300,0.5\n2024-01-02,SH600000,0.25\n"),
    Breakage(
      finding: "import.predictions-constant", file: "pred.csv",
      text: scores + "2024-01-02,SH600000,0.5\n2024-01-02,SH600001,0.5\n"),
    Breakage(
      finding: "import.predictions-outside-test", file: "pred.csv",
      text: scores + "2023-12-29,SH600000,0.5\n2023-12-29,SH600001,0.25\n"),
    Breakage(
      finding: "import.feature-count", file: "model.txt",
      text: "tree\nversion=v4\nmax_feature_idx=19\n"),
    Breakage(
      finding: "import.baseline-configuration", file: "model_meta.json",
      text: #"{"model_class":"GeneralPTNN"}"#),
    Breakage(
      finding: "import.nan-token", file: "feedback.json", text: #"{"IC": NaN}"#, severity: .note),
  ]

  private func sound() throws -> MadeWorkspace {
    let workspace = try MadeWorkspace.exported()
    try workspace.temporary.write(BrokenEvidenceTests.configuration(), to: "conf.yaml")
    try workspace.temporary.write("tree\nversion=v4\nmax_feature_idx=157\n", to: "model.txt")
    try workspace.temporary.write(
      #"{"model_class":"LGBModel","note":"NaN in a text is text"}"#, to: "model_meta.json")
    return workspace
  }

  @Test("the sound workspace has no finding")
  func none() throws {
    #expect(try sound().evidence().findings == [])
  }

  @Test("one breakage is one finding", arguments: breakages)
  func found(_ breakage: Breakage) throws {
    let workspace = try sound()
    try workspace.temporary.write(breakage.text, to: breakage.file)
    let findings = try workspace.evidence().findings
    #expect(findings.map(\.id) == [breakage.finding])
    #expect(findings.map(\.severity) == [breakage.severity])
    #expect(
      findings.allSatisfy { !$0.evidence.isEmpty && !$0.consequence.isEmpty && !$0.remedy.isEmpty })
  }

  @Test("a test without an end names no day as its end")
  func openTest() throws {
    let workspace = try sound()
    let text = BrokenEvidenceTests.configuration()
    let closed = try #require(text.firstMatch(of: /test: \[[^\]]*\]/)?.output)
    try workspace.temporary.write(text.replacing(closed, with: "test: [2024-01-02, null]"), to: "conf.yaml")
    #expect(try workspace.evidence().findings == [])
    try workspace.temporary.write(
      "datetime,instrument,score\n2023-12-29,SH600000,0.5\n2023-12-29,SH600001,0.25\n", to: "pred.csv")
    let finding = try #require(try workspace.evidence().findings.first { $0.id == "import.predictions-outside-test" })
    #expect(finding.evidence.english.contains("outside the test (from 2024-01-02, open end)"))
    #expect(!finding.evidence.english.contains("9999") && !finding.evidence.chinese.contains("9999"))
  }

  @Test(
    "fourteen days without a curve can be a holiday, fifteen cannot",
    arguments: [("2024-01-18", 0), ("2024-01-19", 1)])
  func holiday(_ end: String, _ count: Int) throws {
    let workspace = try sound()
    try workspace.temporary.write(BrokenEvidenceTests.configuration(end: end), to: "conf.yaml")
    #expect(try workspace.evidence().findings.count == count)
  }
}

extension Substring {
  fileprivate var trimmed: Substring { drop { $0 == " " } }
}
