import Archive
import Primitives
import Records
import TestSupport
import Testing

@Suite("What changed between two nights, for a reader")
struct NightChangeTests {
  let temporary: TemporaryFolder
  let archive: SnapshotArchive

  init() throws {
    temporary = try TemporaryFolder()
    archive = SnapshotArchive(folder: temporary.path("reports"))
  }

  /// What a night archives of one migration.
  private struct Facts {
    var verdict = "PASS"
    var replayed = "pass"
    var price = "$open"
    var configuration = "c1"
    var data = "d1"
    var window = "w1"
    var end = "222442296.52"
    var excess = "0.0464"
    var figures: String?
  }

  private func files(_ id: String, _ facts: Facts) -> [SnapshotContent.File] {
    let comparison = """
      {"schema":1,"migration":"\(id)","verdict":"\(facts.verdict)","summary":"s","findings":[],"rungs":[
        {"id":"reported","state":"pass","tolerances":{},"metrics":[]},
        {"id":"replayed","state":"\(facts.replayed)","tolerances":{},"metrics":[
          {"name":"1day.excess_return_with_cost.annualized_return","convention":"c","formula":"f","n":3,
           "value":\(facts.excess),"delta":null,"tolerance":null}]}]}
      """
    let run = """
      {"strategy":{"class":"TopkDropoutStrategy","parameters":{"topk":30}},
       "backtest":{"exchange":{"buy_price":"\(facts.price)"}},
       "configuration_digest":"\(facts.configuration)","data_digest":"\(facts.data)","window_digest":"\(facts.window)"}
      """
    let report = "datetime,account\n2024-01-01,1\n2024-01-02,\(facts.end)\n"
    var files = [
      SnapshotContent.File(path: "migrations/\(id)/comparison.json", bytes: Array(comparison.utf8)),
      .init(path: "migrations/\(id)/recorded/run.json", bytes: Array(run.utf8)),
      .init(path: "migrations/\(id)/replayed/report.csv", bytes: Array(report.utf8)),
    ]
    if let figures = facts.figures {
      files.append(.init(path: "migrations/\(id)/figures.json", bytes: Array(figures.utf8)))
    }
    return files
  }

  private func write(
    _ date: String, _ migrations: [(id: String, facts: Facts)], further: [String: String] = [:]
  ) throws {
    _ = try archive.write(
      SnapshotContent(
        day: day(date), toolVersion: "1.0", level: 1,
        verdicts: migrations.map { .init(migration: $0.id, verdict: $0.facts.verdict) },
        files: migrations.flatMap { files($0.id, $0.facts) }
          + further.sorted { $0.key < $1.key }.map { .init(path: $0.key, bytes: Array($0.value.utf8)) }))
  }

  private func change(stages: [String: [MigrationStep]] = [:]) throws -> NightChange {
    try archive.change(day("2024-01-02"), day("2024-01-03"), stages: stages)
  }

  @Test("a flip names what was changed and what followed, and the others are one list")
  func flip() throws {
    try write("2024-01-02", [("alpha", Facts()), ("beta", Facts())])
    var failing = Facts()
    failing.verdict = "FAIL"
    failing.replayed = "fail"
    failing.price = "$close"
    failing.configuration = "c2"
    failing.end = "199473619.51"
    failing.excess = "0.0318"
    try write("2024-01-03", [("alpha", failing), ("beta", Facts())])
    let change = try change()
    #expect(change.flips.map(\.id) == ["alpha"])
    #expect(change.unchanged.map(\.id) == ["beta"])
    let alpha = try #require(change.migrations.first)
    #expect(alpha.verdicts == .init("PASS", "FAIL"))
    #expect(alpha.rungs.left?[.replayed] == .pass && alpha.rungs.right?[.replayed] == .fail)
    #expect(
      alpha.inputs.filter { !$0.values.isSame } == [
        .init(.field, "backtest.exchange.buy_price", "$open", "$close"), .init(.configuration, "", "c1", "c2"),
      ])
    #expect(alpha.figures.left?.local.endAccount == 222_442_296.52)
    #expect(alpha.figures.right?.local.annualExcess == 0.0318)
    #expect((alpha.money + 22_968_677.01).magnitude < 0.005)
    #expect(change.files.changed == 3)
    #expect(change.files.counts == .init(6, 6))
    #expect(change.lines.contains { $0.english == "alpha: PASS (2 of 6 rungs ran) → FAIL (2 of 6 rungs ran)." })
    #expect(change.lines.contains { $0.english == "  Input backtest.exchange.buy_price: $open → $close." })
    #expect(
      change.headline.map(\.english).joined(separator: " ")
        == "1 of 2 verdicts changed. 1 is unchanged. 3 of 6 archived files differ.")
  }

  @Test("equal nights have no change, and say so")
  func same() throws {
    var facts = Facts()
    facts.figures = #"{"schema":1,"recorded":{},"local":{"end_account":222442296.52},"realistic":{}}"#
    try write("2024-01-02", [("alpha", facts)])
    try write("2024-01-03", [("alpha", facts)])
    let change = try change()
    #expect(change.changed.isEmpty)
    #expect(change.files.changed == 0)
    #expect(change.unchanged.first?.figures.right?.local.endAccount == 222_442_296.52, "values are told all the same")
    #expect(change.headline.first?.english == "1 migration is unchanged.")
  }

  @Test("a market that only grew changes no migration; one whose own days were restated does")
  func grownMarket() throws {
    try write("2024-01-02", [("alpha", Facts())])
    var grown = Facts()
    grown.data = "d2"
    try write("2024-01-03", [("alpha", grown)])
    #expect(try change().changed.isEmpty)
    grown.window = "w2"
    try write("2024-01-03", [("alpha", grown)])
    #expect(try change().changed.map(\.id) == ["alpha"])
  }

  @Test("kept figures stand before those of the curve")
  func keptFigures() throws {
    try write("2024-01-02", [("alpha", Facts())])
    var kept = Facts()
    kept.figures = #"{"schema":1,"local":{"end_account":5},"recorded":{"end_account":7}}"#
    try write("2024-01-03", [("alpha", kept)])
    let figures = try change().migrations.first?.figures
    #expect(figures?.left?.local.endAccount == 222_442_296.52)
    #expect(figures?.right?.endDifference == -2)
  }

  @Test("previews and factors stand beside the migrations")
  func previewsAndFactors() throws {
    try write(
      "2024-01-02", [],
      further: [
        "previews.json": #"[{"id":"p","total_value":"100.0000","daily_pnl":"1.0000","days":4}]"#,
        "factors.json": #"[{"id":"a-1","name":"A","verdict":"identical"},{"id":"b-2","name":"B","verdict":null}]"#,
      ])
    try write(
      "2024-01-03", [],
      further: [
        "previews.json": #"[{"id":"p","total_value":"98.5000","daily_pnl":"-1.5000","days":5},{"id":"q","days":0}]"#,
        "factors.json": #"[{"id":"a-1","name":"A","verdict":"failed"},{"id":"b-2","name":"B","verdict":null}]"#,
      ])
    let change = try change()
    #expect(
      change.previews == [
        .init(id: "p", values: .init(100, 98.5), days: .init(4, 5), profit: -1.5),
        .init(id: "q", values: .init(nil, nil), days: .init(nil, 0), profit: nil),
      ])
    #expect(change.factors == [.init(id: "a-1", name: "A", verdicts: .init("identical", "failed"))])
    #expect(change.factorCount == 2)
    #expect(change.files.ofTheNight == ["factors.json", "previews.json"])
  }

  @Test("stages are those of the histories, up to each night")
  func stages() throws {
    try write("2024-01-02", [("alpha", Facts())])
    try write("2024-01-03", [("alpha", Facts())])
    func step(_ date: String, _ stage: MigrationStage) -> MigrationStep {
      MigrationStep(migration: "alpha", tradingDay: day(date), at: "", stage: stage, reason: .verbatim(""), blocks: [])
    }
    let history = [step("2024-01-01", .retrained), step("2024-01-03", .approved), step("2024-01-04", .expired)]
    let change = try change(stages: ["alpha": history])
    #expect(change.migrations.first?.stages == .init(.retrained, .approved))
    #expect(change.changed.map(\.id) == ["alpha"])
  }

  @Test("the document reads back as it was written")
  func document() throws {
    try write("2024-01-02", [("alpha", Facts()), ("gone", Facts())], further: ["previews.json": "[]"])
    var failing = Facts()
    failing.verdict = "FAIL"
    failing.replayed = "fail"
    try write("2024-01-03", [("alpha", failing), ("new", Facts())])
    let change = try change()
    #expect(change.migrations.count == 3)
    #expect(NightChange(change.json) == change)
    #expect(NightChange(try JSONReader.read(change.json.canonical)) == change)
  }
}
