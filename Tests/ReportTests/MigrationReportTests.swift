import Primitives
import Records
import Report
import TestSupport
import Testing

/// The report of a migration as its reviewer reads it.
struct MigrationReportTests {
  private func page(
    _ judgement: NightResult.Judgement, _ change: (inout NightResult) -> Void = { _ in }
  ) throws -> String {
    var input = TinySite.input
    input.migrations = [TinySite.migration("faithful", .judged(judgement))]
    change(&input)
    let problems = try TinySite.problems(input)
    #expect(problems == [])
    return try #require(try TinySite.pages(input)["en/migrations/faithful.html"])
  }

  private func places(_ ids: [String], in page: String) -> [String.Index] {
    ids.compactMap { page.firstRange(of: "<h2 id=\"\($0)\">")?.lowerBound }
  }

  private var realistic: RungResult {
    let steps = [("commission", 5.0), ("stamp_tax", 2), ("t_plus_one", 0), ("together", 8), ("ashare", 6)]
    return RungResult(
      id: .realistic, state: .pass,
      metrics: steps.flatMap { name, change in
        [("account", 1030.2 + change, change), ("1day.excess_return_with_cost.annualized_return", 0.2, 0.01)].map {
          MetricComparison(
            metric: MetricValue(
              name: "realistic.\(name).\($0.0)", convention: "c", formula: "f", value: $0.1, count: 2), delta: $0.2,
            tolerance: nil)
        }
      })
  }

  @Test func sectionsStandInTheOrderOfTheReview() throws {
    var judgement = TinySite.judgement { $0.rungs[5] = realistic }
    judgement.robustness = MigrationReportTests.robustness
    judgement.model.band = SeedBand(seeds: [1, 2], rows: [])
    let page = try page(judgement)
    let ids = [
      "objections", "divergence", "money", "rules", "curves", "metrics", "calendar", "seeds", "robustness",
      "identity",
    ]
    let found = places(ids, in: page)
    #expect(found.count == ids.count && found == found.sorted())
    for id in ids { #expect(page.contains("<li><a href=\"#\(id)\">"), "\(id)") }
  }

  /// A PASS shows no mark in its contents and no section about a difference.
  @Test func aPassIsQuiet() throws {
    let judgement = TinySite.judgement {
      $0.verdict = .pass
      $0.rungs[2] = RungResult(id: .replayed, state: .pass, metrics: [])
      $0.findings = []
    }
    let page = try page(judgement)
    #expect(!page.contains("id=\"divergence\"") && !page.contains("class=\"mark\"") && !page.contains("\u{2260} "))
    #expect(page.contains("0.00 <small>CNY</small>") && page.contains("the same in record and replay"))
  }

  @Test func moneyGoesFromTheRecordToTheRules() throws {
    let page = try page(TinySite.judgement { $0.rungs[5] = realistic })
    #expect(page.contains("The exchange&#39;s own rules add 6.00 CNY to the replay."))
    #expect(page.contains("<span class=\"up\">+5.00</span>") && page.contains("<span class=\"up\">+1.00</span>"))
    // Whole shares take two yuan off what the rules give together.
    #expect(page.contains("<span class=\"down\">\u{2212}2.00</span>"))
    #expect(page.contains("id=\"rule-commission\"") && !page.contains("id=\"rule-t-plus-one\""))
  }

  @Test func recordAndReplayStandSideBySide() throws {
    var judgement = TinySite.judgement()
    func side(_ cost: Double, _ account: Double) -> DivergenceRows.Side {
      var row = TinySite.curve[1]
      row.account = account
      return .init(
        report: row,
        trades: [
          TradeRow(
            day: TinySite.day, instrument: code("SH600000"), direction: .buy, orderAmount: 100, dealAmount: 100,
            price: 10, value: 1000, cost: cost, status: .filled, reason: nil)
        ], position: nil)
    }
    judgement.divergence = DivergenceRows(
      rung: .replayed, day: TinySite.day, instrument: code("SH600000"), left: side(0.5, 1000), right: side(1.5, 999))
    let page = try page(judgement)
    let table = try #require(page.split(separator: "<table class=\"sides\">").last?.split(separator: "</table>").first)
    let rows = table.split(separator: "<tr>").dropFirst(2).map(String.init)
    func row(_ name: String) -> String { rows.first { $0.contains(">\(name)<") } ?? "" }
    #expect(table.contains("SH600000, purchase of 2024-01-03"))
    #expect(row("Value").contains("= equal") && row("Ordered, adjusted shares").contains(">0</td>"))
    #expect(row("Cost of the order").contains("differs\">0.50</td>") && row("Cost of the order").contains("+1.00"))
    #expect(row("Cost as a share of value").contains("+0.10 pp"))
    #expect(row("Account after the day").contains("\u{2212}1.00") && row("Account after the day").contains("\u{2260}"))
  }

  @Test func objectionsStandTheMostSeriousFirst() throws {
    let page = try page(
      TinySite.judgement {
        $0.findings = [
          Finding(
            "a.note", .note, title: (en: "Note", zh: "提示"), evidence: (en: "N.", zh: "注。"),
            consequence: (en: "C.", zh: "果。"), remedy: (en: "R.", zh: "治。")),
          Finding(
            "a.warning", .warning, title: (en: "Warning", zh: "警告"), evidence: (en: "W.", zh: "警。"),
            consequence: (en: "C.", zh: "果。"), remedy: (en: "R.", zh: "治。")),
          TinySite.finding("a.serious"),
        ]
      })
    let ids = ["objection-verdict", "objection-a-serious", "objection-a-warning"]
    let found = ids.compactMap { page.firstRange(of: "<li id=\"\($0)\">")?.lowerBound }
    #expect(found.count == 3 && found == found.sorted())
    #expect(page.contains("aistock review reject --migration faithful") && page.contains("<summary>1 note</summary>"))
  }

  @Test func theSheetToSignNamesTheManifests() throws {
    let manifest = String(repeating: "ab", count: 32)
    let page = try page(TinySite.judgement()) { $0.manifest = manifest }
    let sheet = try #require(page.split(separator: "<section class=\"paper sheet\"").last)
    #expect(sheet.contains("night-manifest") && sheet.contains("Decision of the reviewer"))
    #expect(page.contains("<link rel=\"stylesheet\" href=\"../../night.css\"/>"))
    var night = TinySite.input
    night.manifest = manifest
    let style = try #require(try TinySite.pages(night)["night.css"])
    #expect(style.contains("content: \"\(manifest)\"") && style.contains("content: \"abababababababab\""))
  }

  private static var robustness: Robustness {
    let figures = Robustness.Figures(annualExcess: 0.1, informationRatio: 1, endAccount: 1000)
    return Robustness(
      costs: .made([
        .init(multiple: 1, figures: figures),
        .init(multiple: 2, figures: .init(annualExcess: -0.1, informationRatio: -1, endAccount: 900)),
      ]), lag: .missing(TinySite.notAskedFor),
      stress: StressWindow.all.map { .init(window: $0, figures: .missing(TinySite.notAskedFor)) },
      lookAhead: .made([.init(day: TinySite.day, scores: 24, changed: 0, first: nil)]))
  }

  /// Between a gain of 0.1 at once the costs and a loss of 0.1 at twice them nothing is left at one and a half.
  @Test func robustnessSaysWhereTheCostsUseUpTheExcess() throws {
    var judgement = TinySite.judgement()
    judgement.robustness = MigrationReportTests.robustness
    let page = try page(judgement)
    #expect(page.contains("The excess return is used up at 1.5 times the costs"))
    #expect(
      page.contains("24 scores keep their bits") && page.contains("The run covers no window of stress as a whole."))
    #expect(page.contains("Circuit breaker (2016-01-04 – 2016-01-28)"))
  }
}
