import Archive
import Primitives
import Records
import Report
import TestSupport
import Testing

@Suite("Judgement on the pages")
struct JudgementPageTests {
  @Test("a finding speaks the language of its page, with its command as code")
  func findings() throws {
    let pages = try TinySite.pages(TinySite.input)
    let chinese = try #require(pages["migrations/faithful.html"])
    let english = try #require(pages["en/migrations/faithful.html"])
    for part in ["缺少字段", "看到了。", "会造成损害。", "请用 <code>aistock data check</code> 修复。"] {
      #expect(chinese.contains(part) && !english.contains(part), "\(part)")
    }
    for part in ["A field is missing", "It was seen.", "It means harm.", "with <code>aistock data check</code>."] {
      #expect(english.contains(part) && !chinese.contains(part), "\(part)")
    }
  }

  @Test(
    "the realistic rung is shown and not judged, whatever its state",
    arguments: [.pass, .exceptions, .fail, .notAvailable] as [RungResult.State])
  func realistic(_ state: RungResult.State) throws {
    var input = TinySite.input
    let judgement = TinySite.judgement { $0.rungs[5] = RungResult(id: .realistic, state: state) }
    input.migrations = [TinySite.migration("faithful", .judged(judgement))]
    let pages = try TinySite.pages(input)
    for (path, shown, agrees) in [
      ("migrations/faithful.html", "仅展示，不判定", "一致"), ("en/migrations/faithful.html", "shown, not judged", "agrees"),
    ] {
      let page = try #require(pages[path])
      let row = try #require(page.split(separator: "<ol class=\"six\">").last?.split(separator: "</ol>").first)
      let cell = try #require(row.split(separator: "<li>").last)
      #expect(cell.contains(shown) == (state != .notAvailable), "\(cell)")
      #expect(!cell.contains(">\(agrees)<"), "\(cell)")
    }
  }

  @Test("values of the first divergence are rounded with their unit and difference; every digit stands as code")
  func divergence() throws {
    var input = TinySite.input
    let judgement = TinySite.judgement {
      $0.rungs[2].firstDivergence?.field = "report.account"
      $0.rungs[2].firstDivergence?.left = "99952526.76775856"
      $0.rungs[2].firstDivergence?.right = "99951577.12380420"
    }
    input.migrations = [TinySite.migration("faithful", .judged(judgement))]
    let pages = try TinySite.pages(input)
    let chinese = try #require(pages["migrations/faithful.html"])
    for part in ["differs\">99,952,527</td>", ">\u{2212}949.64395</td>", "<code>99952526.76775856</code>"] {
      #expect(chinese.contains(part), "\(part)")
    }
  }

  @Test("amounts in sentences have a true minus sign")
  func minus() throws {
    let pages = try TinySite.pages(TinySite.input)
    #expect(pages["migrations/faithful.html"]?.contains("记录的总资产为 \u{2212}1,234,567.50 元。") == true)
    #expect(pages["en/migrations/faithful.html"]?.contains("account is \u{2212}1,234,567.50 CNY.") == true)
  }

  @Test("without a recorded curve the page does not deny the replay")
  func conventionsWithoutRecord() throws {
    var input = TinySite.input
    var judgement = TinySite.judgement()
    judgement.recorded = []
    input.migrations = [TinySite.migration("faithful", .judged(judgement))]
    let page = try #require(try TinySite.pages(input)["en/migrations/faithful.html"])
    #expect(page.contains("There is no recorded daily report.") && !page.contains("nor a local replay"))
  }

  @Test("stage, blocks and history stand on both pages", arguments: MigrationStage.allCases)
  func stages(_ stage: MigrationStage) throws {
    var input = TinySite.input
    let step = MigrationStep(
      migration: "faithful", tradingDay: day("2024-01-02"), at: "2024-01-02T16:00:00+00:00", stage: stage,
      reason: .verbatim("because of it"), blocks: [])
    input.migrations = [
      .init(
        id: "faithful", outcome: .judged(TinySite.judgement()),
        position: .init(stage: stage, reason: TinySite.summary, blocks: [TinySite.notAskedFor]), history: [step])
    ]
    let pages = try TinySite.pages(input)
    // The judgement is a FAIL: an approval contradicts it.
    let key = stage == .approved ? "approvedAgainstVerdict" : "stage." + stage.rawValue
    let name = try #require(StringTable.text(key, .chinese))
    #expect(pages["index.html"]?.contains(">\(name)</td>") == true)
    #expect(pages["migrations/faithful.html"]?.contains("<li>未要求运行此级。</li>") == true)
    #expect(pages["en/migrations/faithful.html"]?.contains("<li>This rung was not asked for.</li>") == true)
    #expect(pages["migrations/faithful.html"]?.contains("<span lang=\"en\">because of it</span>") == true)
    let problems = try TinySite.problems(input)
    #expect(problems == [])
  }

  @Test(
    "the front page counts who passes, fails, cannot be compared or read",
    arguments: [
      ([.pass], 0, "All migrations pass.", "全部迁移通过。"),
      ([.pass, .passWithExceptions], 0, "All migrations pass. 1 passes with exceptions.", "全部迁移通过。1 个有例外地通过。"),
      ([.fail, .pass], 0, "1 of 2 migrations fails.", "2 个迁移中 1 个未通过。"),
      (
        [.fail, .fail, .notComparable], 1,
        "2 of 4 migrations fail. 1 cannot be compared. 1 has an input that cannot be read.",
        "4 个迁移中 2 个未通过。1 个无法比较。1 个的输入无法读取。"
      ),
      ([.pass], 2, "1 of 3 migrations passes. 2 have an input that cannot be read.", "3 个迁移中 1 个通过。2 个的输入无法读取。"),
    ] as [([Comparison.Verdict], Int, String, String)])
  func lead(_ verdicts: [Comparison.Verdict], _ damaged: Int, _ english: String, _ chinese: String) throws {
    var input = TinySite.input
    let failed = input.migrations[1].outcome
    input.migrations =
      verdicts.enumerated().map { index, verdict in
        TinySite.migration("m\(index)", .judged(TinySite.judgement { $0.verdict = verdict }))
      } + (0..<damaged).map { TinySite.migration("d\($0)", failed) }
    let pages = try TinySite.pages(input)
    #expect(pages["en/index.html"]?.contains("<p>\(english)</p>") == true)
    #expect(pages["index.html"]?.contains("<p>\(chinese)</p>") == true)
  }
}
