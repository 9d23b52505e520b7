import Primitives
import Testing

/// Spelling, sorted search, paths and the text of a diagnostic.
struct SmallRulesTests {
  @Test(
    arguments: [
      ("topk", ["topk", "n_drop"], "topk"), ("tokp", ["topk", "n_drop"], "topk"),
      ("n_dorp", ["topk", "n_drop"], "n_drop"),
      ("provder", ["provider", "index"], "provider"), ("Provider", ["provider"], "provider"),
      ("xyzxyz", ["topk", "n_drop"], nil), ("ab", ["ba", "aa"], "aa"), ("ac", ["aa", "ab"], "aa"),
      ("x", [], nil),
    ] as [(String, [String], String?)])
  func aMisspeltNameFindsTheNearest(name: String, candidates: [String], expected: String?) {
    #expect(Spelling.nearest(to: name, among: candidates) == expected)
  }

  @Test func suggestionIsASentenceOrNothing() {
    let near = Spelling.suggestion(for: "tokp", among: ["topk"])
    #expect(near.text(.english) == " Did you mean 'topk'?" && near.text(.chinese) == "是否指“topk”？")
    #expect(Spelling.suggestion(for: "something", among: ["topk"]).text(.english) == "")
  }

  @Test func sortedSearchFindsTheFirstThatHolds() {
    let values = [1, 3, 3, 7]
    #expect(values.partitioningIndex { $0 >= 3 } == 1)
    #expect(values.partitioningIndex { $0 > 3 } == 3)
    #expect(values.partitioningIndex { $0 > 9 } == 4)
    #expect([Int]().partitioningIndex { $0 > 0 } == 0)
    #expect(values.binarySearch(7) == 3)
    #expect(values.binarySearch(4) == nil)
    #expect(values.binarySearch(8) == nil)
    #expect(values[2...].binarySearch(3) == 2)
  }

  @Test func pathsAreJoinedAndTakenApart() {
    #expect(Path.join("a", "b") == "a/b")
    #expect(Path.join("a/", "b") == "a/b")
    #expect(Path.join("", "b") == "b")
    #expect(Path.join("a", "/b") == "/b")
    #expect(Path.lastComponent("a/b/") == "b")
    #expect(Path.folder(of: "a/b") == "a")
    #expect(Path.folder(of: "/b") == "/")
    #expect(Path.folder(of: "b") == ".")
  }

  @Test func diagnosticSaysPlaceAndRemedy() {
    let diagnostic = Diagnostic(
      "csv.number", .damaged, at: .init("pred.csv", line: 3, field: "score"), ["cell": "x"],
      (en: "'{cell}' is not a number.", zh: "“{cell}”不是数字。"),
      remedy: (en: "Repair the cell.", zh: "请修复该单元格。"))
    #expect(
      diagnostic.description
        == "error[csv.number]: pred.csv:3: field 'score': 'x' is not a number.\n  remedy: Repair the cell.")
    #expect(
      diagnostic.text(.chinese) == "error[csv.number]: pred.csv:3: 字段 'score': “x”不是数字。\n  处理: 请修复该单元格。")
    #expect(diagnostic.exit == .input)
  }

  /// The codes that scripts rely on.
  @Test func exitCodesAreThoseThatScriptsRelyOn() {
    let codes: [ExitCode] = [
      .done, .differs, .usage, .input, .environment, .render, .fault, .locked,
    ]
    #expect(codes.map(\.rawValue) == [0, 1, 2, 3, 4, 5, 70, 75])
  }
}
