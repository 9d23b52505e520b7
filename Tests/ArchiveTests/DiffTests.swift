import Archive
import Primitives
import Records
import TestSupport
import Testing

@Suite("Difference of two nights")
struct DiffTests {
  let temporary: TemporaryFolder
  let archive: SnapshotArchive

  init() throws {
    temporary = try TemporaryFolder()
    archive = SnapshotArchive(folder: temporary.path("reports"))
  }

  private func write(
    _ date: String, verdict: String = "PASS", metric: String = "0.1", data: String = "d1",
    tool: String = "1.0",
    holding: String = "200", level: Int = 1, finding: String = "market.field-missing"
  ) throws {
    let comparison = """
      {"findings":[{"id":"\(finding)","severity":"note","evidence":"e","consequence":"c","remedy":"r"}],
       "rungs":[{"id":"replayed","state":"pass","metrics":[{"name":"IC","value":\(metric)},{"name":"ICIR","value":null}]}]}
      """
    // The day before the last is no part of what is compared.
    let positions = """
      datetime,instrument,amount
      2024-01-01,SH600000,\(metric)
      2024-01-02,SH600000,100
      2024-01-02,SZ000001,\(holding)

      """
    var files: [SnapshotContent.File] = [
      .init(path: "migrations/alpha/comparison.json", bytes: Array(comparison.utf8)),
      .init(
        path: "migrations/alpha/replayed/run.json",
        bytes: Array(#"{"data_digest":"\#(data)"}"#.utf8)),
    ]
    if level >= 1 {
      files.append(
        .init(
          path: "migrations/alpha/replayed/positions.csv", bytes: Array(positions.utf8),
          isShared: true))
    }
    _ = try archive.write(
      SnapshotContent(
        day: day(date), toolVersion: tool, level: level,
        verdicts: [.init(migration: "alpha", verdict: verdict)], files: files))
  }

  /// `kind name left right`, but for the files that change with every fact.
  private func found() throws -> [String] {
    try archive.diff(day("2024-01-02"), day("2024-01-03")).entries.filter { $0.kind != .file }
      .map { "\($0.kind.rawValue) \($0.name) \($0.left?[.english] ?? "-") \($0.right?[.english] ?? "-")" }
  }

  @Test("equal nights do not differ")
  func equal() throws {
    try write("2024-01-02")
    try write("2024-01-03")
    #expect(try archive.diff(day("2024-01-02"), day("2024-01-03")).entries == [])
    #expect(try archive.diff(day("2024-01-02"), day("2024-01-03")).notes == [])
  }

  @Test("each fact is named with both values")
  func facts() throws {
    try write("2024-01-02")
    try write("2024-01-03", verdict: "FAIL")
    #expect(try found() == ["verdict verdict PASS FAIL"])
    try write("2024-01-03", metric: "0.25")
    #expect(try found() == ["metric replayed IC 0.1 0.25"])
    try write("2024-01-03", data: "d2")
    #expect(try found() == ["digest replayed data_digest d1 d2"])
    try write("2024-01-03", tool: "1.1")
    #expect(try found() == ["version aistock 1.0 1.1"])
    try write("2024-01-03", holding: "300")
    #expect(try found() == ["holding replayed SZ000001 200 300"])
    try write("2024-01-03", finding: "import.never-traded")
    #expect(
      try found() == [
        "finding import.never-traded - note: e", "finding market.field-missing note: e -",
      ])
  }

  @Test("how much of the ladder ran stands beside every verdict, on the terminal and in the document")
  func coverage() throws {
    try write("2024-01-02")
    try write("2024-01-03", verdict: "FAIL")
    let diff = try archive.diff(day("2024-01-02"), day("2024-01-03"))
    let entry = try #require(diff.entries.first { $0.kind == .verdict })
    #expect(entry.json["rungs_ran"] == ["left": 1, "right": 1])
    #expect(
      entry.line(.english) == "verdict  alpha  verdict: PASS (1 of 6 rungs ran) -> FAIL (1 of 6 rungs ran)")
    #expect(
      diff.highlights.first?.english == "alpha: PASS (1 of 6 rungs ran) → FAIL (1 of 6 rungs ran).")
    #expect(diff.highlights.first?.chinese == "alpha：通过（6 级中运行了 1 级） → 未通过（6 级中运行了 1 级）。")
    #expect(ArchiveDiff(diff.json) == diff, "the kept comparison says the same")
    let nights = try archive.list().map { ($0, archive.verdicts($0, known: StampedFacts())) }
    #expect(nights.map { $0.1.map(\.rungsRan) } == [[1], [1]])
    #expect(nights[1].0.json(nights[1].1)["verdicts"]?.arrayValue?.first?["rungs_ran"] == 1)
    #expect(nights[1].0.line(nights[1].1, .english).hasSuffix("  alpha FAIL (1 of 6 rungs ran)"))
  }

  @Test("a level that keeps no holdings is said, not taken for a sale")
  func level() throws {
    try write("2024-01-02", level: 0)
    try write("2024-01-03", level: 0, finding: "import.never-traded")
    let diff = try archive.diff(day("2024-01-02"), day("2024-01-03"))
    #expect(diff.entries.filter { $0.kind == .holding } == [])
    #expect(diff.notes.map { $0.arguments["day"] } == [.day(day("2024-01-02")), .day(day("2024-01-03"))])
  }

  @Test("the first line counts by kind, verdicts first, and says when nothing differs")
  func summary() throws {
    try write("2024-01-02")
    try write("2024-01-03", verdict: "FAIL", metric: "0.25", tool: "1.1")
    let summary = try archive.diff(day("2024-01-02"), day("2024-01-03")).summary
    #expect(
      summary.english
        == "5 differences between 2024-01-02 and 2024-01-03: 1 verdict, 1 metric, 1 version, 2 files.")
    #expect(
      summary.chinese == "2024-01-02 与 2024-01-03 之间有 5 处差异：1 个判定、1 个指标、1 个版本、2 个文件。")
    #expect(try archive.diff(day("2024-01-02"), day("2024-01-02")).summary.id == "archive.no-difference")
  }

  @Test("values are typed in the document: numbers, sizes, severities")
  func typed() throws {
    try write("2024-01-02")
    try write("2024-01-03", metric: "0.25", finding: "import.never-traded")
    let entries = try archive.diff(day("2024-01-02"), day("2024-01-03")).json["differences"]?.arrayValue ?? []
    func value(_ kind: String) -> JSONValue? { entries.first { $0["kind"]?.stringValue == kind }?["right"] }
    #expect(value("metric") == JSONValue.number(0.25))
    #expect(value("file")?["size"]?.intValue != nil)
    #expect(value("finding")?["severity"]?.stringValue == "note")
  }

  @Test("a changed file is named, and a day without a night is a matter of usage")
  func files() throws {
    try write("2024-01-02")
    try write("2024-01-03", data: "d2")
    let diff = try archive.diff(day("2024-01-02"), day("2024-01-03"))
    #expect(
      diff.entries.filter { $0.kind == .file }.map(\.name) == ["migrations/alpha/replayed/run.json"]
    )
    let refusal = diagnostic { _ = try archive.diff(day("2024-01-02"), day("2024-01-04")) }
    #expect(refusal?.id == "archive.day")
    #expect(refusal?.exit == .usage)
  }
}
