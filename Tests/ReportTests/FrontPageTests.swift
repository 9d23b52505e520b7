import Archive
import Foundation
import Primitives
import Records
import Report
import TestSupport
import Testing

@Suite("The first page and what changed")
struct FrontPageTests {
  /// Three hundred migrations, half of them failing for one cause, with the nights and the change behind them.
  private func manyMigrations() -> NightResult {
    var night = TinySite.input
    night.isDemo = false
    let judged = NightResult.Migration.Outcome.judged(TinySite.judgement())
    let passing = NightResult.Migration.Outcome.judged(
      TinySite.judgement {
        $0.verdict = .pass
        $0.findings = []
        $0.rungs[2].state = .pass
        $0.rungs[2].firstDivergence = nil
      })
    night.migrations = (0..<300).map { TinySite.migration("m\($0)", $0 % 2 == 0 ? judged : passing) }
    night.changes = [
      NightChange(
        left: .init(day: day("2024-01-02"), sha256: "b"), right: .init(day: TinySite.day, sha256: "c"),
        migrations: night.migrations.map {
          .init(id: $0.id, verdicts: .init("PASS", $0.verdict), figures: .init($0.figures, $0.figures))
        })
    ]
    return night
  }

  @Test("the parts stand in the order of a morning")
  func order() throws {
    let page = try #require(try TinySite.pages(TinySite.input)["en/index.html"])
    let parts = ["id=\"attention\"", "id=\"since\"", "id=\"migrations\"", "id=\"previews\"", "id=\"health\""]
    let places = parts.compactMap { page.range(of: $0)?.lowerBound }
    #expect(places.count == parts.count)
    #expect(places == places.sorted())
  }

  @Test("old data are said beside the build time, fresh ones are not")
  func dataAge() throws {
    var night = TinySite.input
    night.build = .init(at: "2024-07-25T13:59:00+00:00", seconds: 6, dataAge: 204)
    let page = try #require(try TinySite.pages(night)["en/index.html"])
    #expect(page.contains("Built 2024-07-25 13:59 UTC in 6 seconds."))
    #expect(page.contains("<strong class=\"warn\">Market data are 204 days old.</strong>"))
    night.build.missedDays = 139
    let missed = "Market data are 204 days old. 139 trading days are missing."
    #expect(try TinySite.pages(night)["en/index.html"]?.contains(missed) == true)
    night.build.missedDays = 0
    #expect(try TinySite.pages(night)["en/index.html"]?.contains("days old") == false, "a festival explains it")
    (night.build.dataAge, night.build.missedDays) = (4, nil)
    #expect(try TinySite.pages(night)["en/index.html"]?.contains("days old") == false)
  }

  @Test("what waits stands with cause, yuan, owner, remedy and a link")
  func attention() throws {
    var night = TinySite.input
    night.attention = [
      AttentionItem(
        .fail, .contradicted, .init(.migration, "faithful"), title: .verbatim("Approved against the verdict."),
        cause: .verbatim("Fees <differ>."), amount: .money(64_843_736.59), amountNote: .verbatim("overstated"),
        owner: "bob, alice", remedy: .verbatim("Run `aistock review reject`."))
    ]
    let page = try #require(try TinySite.pages(night)["en/index.html"])
    #expect(page.contains("<tr id=\"a-contradicted-faithful\">"))
    #expect(page.contains("<a href=\"migrations/faithful.html\">"))
    #expect(page.contains("64,843,736.59"))
    #expect(page.contains("Fees &lt;differ&gt;."))
    #expect(page.contains("bob, alice"))
    #expect(page.contains("<code>aistock review reject</code>"))
  }

  @Test("a night of nothing tells how to begin")
  func emptyNight() throws {
    var night = TinySite.input
    night.migrations = []
    night.previews = []
    night.factors = nil
    for (language, words) in [("", "aistock preview create"), ("en/", "This night ran and has nothing to show yet")] {
      #expect(try TinySite.pages(night)[language + "index.html"]?.contains(words) == true)
    }
    let problems = try TinySite.problems(night)
    #expect(problems == [])
  }

  @Test("three hundred migrations fit into one page, and their changes too")
  func manyRows() throws {
    let night = manyMigrations()
    let files = try TinySite.built(night)
    #expect(try #require(files["en/index.html"]).count < 900_000)
    let changes = String(decoding: try #require(files["en/changes.html"]), as: UTF8.self)
    #expect(changes.utf8.count < 600_000)
    #expect(changes.contains("150 of 300 verdicts changed."))
    #expect(changes.contains("id=\"rest\""), "what is too much to tell whole is a row")
    #expect(try TinySite.problems(in: files) == [])
  }

  @Test("each kept pair of nights has its page, and a flip tells both verdicts and the money")
  func changePages() throws {
    var night = TinySite.input
    var before = MigrationFigures()
    before.local.endAccount = 222_442_296.52
    var after = before
    after.local.endAccount = 199_473_619.51
    func change(_ left: String, _ right: String, _ verdicts: NightChange.Sides<String>) -> NightChange {
      NightChange(
        left: .init(day: day(left), sha256: left), right: .init(day: day(right), sha256: right),
        migrations: [
          .init(
            id: "faithful", verdicts: verdicts,
            inputs: [.init(.field, "backtest.exchange.buy_price", "$open", "$close")],
            figures: .init(before, after))
        ])
    }
    night.changes = [
      change("2024-01-01", "2024-01-02", .init("PASS", "PASS")),
      change("2024-01-02", "2024-01-03", .init("PASS", "FAIL")),
    ]
    let pages = try TinySite.pages(night)
    let page = try #require(pages["en/changes/2024-01-03.html"])
    #expect(pages["en/changes/2024-01-02.html"] != nil)
    #expect(page.contains("from PASS to FAIL"))
    #expect(page.contains("−22,968,677.01"))
    #expect(page.contains("$open") && page.contains("$close"))
    #expect(page.contains("<a href=\"../migrations/faithful.html\">"))
    #expect(page.contains("href=\"../changes/2024-01-02.html\""))
    #expect(pages["data/changes/2024-01-03.json"] != nil)
    #expect(pages["en/index.html"]?.contains("since") == true)
  }

  @Test("a flip stands on the first page with both verdicts and a link to the changes")
  func flip() throws {
    var night = TinySite.input
    night.changes = [
      NightChange(
        left: .init(day: day("2024-01-02"), sha256: "b"), right: .init(day: TinySite.day, sha256: "c"),
        migrations: [.init(id: "faithful", verdicts: .init("PASS", "FAIL"))])
    ]
    let page = try #require(try TinySite.pages(night)["en/index.html"])
    let since = try #require(page.firstMatch(of: /(?s)<dl class="since">.*?<\/dl>.*?<\/section>/)).output
    #expect(since.contains("<a href=\"migrations/faithful.html\">faithful</a>"))
    #expect(since.contains("verdict pass") && since.contains("verdict fail"))
    #expect(since.contains("href=\"changes.html\""))
  }

  @Test("many migrations stand in groups by verdict and cause, the failing ones first; few stand by themselves")
  func groups() throws {
    let many = try #require(try TinySite.pages(manyMigrations())["en/index.html"])
    let heads = many.matches(of: /<tr class="group" id="([^"]*)">/).map { String($0.1) }
    #expect(heads.count == 2)
    #expect(heads.first?.hasPrefix("v-fail") == true)
    #expect(many.contains("data-more=\"{n} more\""))
    #expect(try TinySite.pages(TinySite.input)["en/index.html"]?.contains("class=\"group\"") == false)
  }

  @Test("a PASS of few rungs is not drawn as a plain one")
  func partialPass() throws {
    var night = manyMigrations()
    night.migrations = Array(night.migrations[1...1])
    let page = try #require(try TinySite.pages(night)["en/index.html"])
    #expect(page.contains("verdict pass partial"))
    #expect(page.contains("1 PASS, few rungs"))
  }

  @Test("a migration that is configured no longer is told without a link")
  func goneMigration() throws {
    var night = TinySite.input
    night.changes = [
      NightChange(
        left: .init(day: day("2024-01-02"), sha256: "b"), right: .init(day: TinySite.day, sha256: "c"),
        migrations: [.init(id: "gone", verdicts: .init("PASS", "FAIL"))])
    ]
    #expect(try TinySite.pages(night)["en/index.html"]?.contains("gone") == true)
    let problems = try TinySite.problems(night)
    #expect(problems == [])
  }
}
