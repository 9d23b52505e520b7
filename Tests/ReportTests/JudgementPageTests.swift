import Archive
import Primitives
import Records
import Report
import TestSupport
import Testing

@Suite("Judgement on the pages")
struct JudgementPageTests {
  /// Findings by identifier: each must speak Chinese on the Chinese page.
  static let ids = [
    "import.normaliser-sees-test", "import.factor-not-used", "import.identical-metrics", "import.differing-fees",
    "import.test-range-reused", "import.metrics-of-another-run", "import.feature-count", "market.constant-listing",
    "market.end-on-last-day", "import.curve-inconsistent", "import.nan-token", "import.baseline-configuration",
  ]

  @Test("a finding has a title in both languages, not its identifier", arguments: ids)
  func findings(_ id: String) throws {
    var input = TinySite.input
    let finding = Finding(id: id, severity: .serious, evidence: "seen", consequence: "means", remedy: "do")
    let judgement = TinySite.judgement { $0.findings = [finding] }
    input.migrations = [TinySite.migration("faithful", .judged(judgement))]
    let pages = try TinySite.pages(input)
    let chinese = try #require(pages["migrations/faithful.html"])
    let english = try #require(pages["en/migrations/faithful.html"])
    #expect(!chinese.contains("<strong>\(id)</strong>") && !english.contains("<strong>\(id)</strong>"))
    #expect(!chinese.contains("<p>means</p>"))
    #expect(english.contains("<p>means</p>"))
  }

  @Test("stage, blocks and history stand on both pages", arguments: MigrationStage.allCases)
  func stages(_ stage: MigrationStage) throws {
    var input = TinySite.input
    let step = MigrationStep(
      migration: "faithful", tradingDay: day("2024-01-02"), at: "2024-01-02T16:00:00+00:00", stage: stage,
      reason: "because of it", blocks: [])
    input.migrations = [
      .init(
        id: "faithful", outcome: .judged(TinySite.judgement()),
        position: .init(stage: stage, reason: "r", blocks: ["A reviewer must decide."]), history: [step])
    ]
    let pages = try TinySite.pages(input)
    let name = try #require(StringTable.text("stage." + stage.rawValue, .chinese))
    #expect(pages["index.html"]?.contains(">\(name)</span>") == true)
    #expect(pages["migrations/faithful.html"]?.contains("等待评审人决定。") == true)
    #expect(pages["en/migrations/faithful.html"]?.contains("A reviewer must decide.") == true)
    #expect(pages["en/migrations/faithful.html"]?.contains("because of it") == true)
    #expect(try TinySite.problems(input).isEmpty)
  }

  @Test("the difference of two nights has a page")
  func changes() throws {
    var input = TinySite.input
    input.archive.changes = ArchiveDiff(
      left: .init(day: day("2024-01-02"), sha256: "a"), right: .init(day: day("2024-01-03"), sha256: "b"),
      entries: [.init(.verdict, "faithful", "verdict", .text("PASS"), .text("FAIL"))], notes: [])
    let pages = try TinySite.pages(input)
    #expect(pages["en/changes.html"]?.contains("<td>PASS</td><td>FAIL</td>") == true)
    #expect(try TinySite.problems(input).isEmpty)
  }
}
