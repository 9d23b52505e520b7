import Primitives
import Records
import Report
import TestSupport
import Testing

/// The model's section of a migration's page.
@Suite struct ModelSectionTests {
  private static let definition: JSONValue = [
    "sources": .array([["file": "conf.yaml", "because": "the command line of recorder r1", "believed": true]]),
    "fields": .array([
      [
        "field": "task.model.kwargs.learning_rate", "asked": "0.2", "built": "0.2", "origin": "written",
        "others": ["model_meta": "0.05 <b>"],
      ],
      [
        "field": "task.model.kwargs.early_stopping_rounds", "asked": .null, "built": "50", "origin": "standard",
        "others": [:],
      ],
    ]),
  ]

  private static let band = SeedBand(
    seeds: [1, 2, 3],
    rows: [
      SeedBand.Row(
        metric: "IC", values: [0.01, 0.02, 0.03], mean: 0.02, deviation: 0.01, low: -0.1, high: 0.14, recorded: 0.9,
        quantile: 1, isInside: false)
    ])

  private static func page(_ facts: ModelFacts, _ language: String) throws -> String {
    var input = TinySite.input
    input.migrations = input.migrations.map { migration in
      guard case .judged(var judgement) = migration.outcome else { return migration }
      judgement.model = facts
      return TinySite.migration(migration.id, .judged(judgement))
    }
    let pages = try TinySite.pages(input)
    let name = try #require(
      pages.keys.sorted().first {
        $0.contains("faithful") && $0.hasSuffix(".html") && $0.hasPrefix("en/") == (language == "en/")
      })
    return try #require(pages[name])
  }

  @Test("the band and the table of fields stand on the page in both languages, escaped")
  func shown() throws {
    let facts = ModelFacts(definition: Self.definition, band: Self.band)
    #expect(facts.fields.count == 2 && facts.believed?.file == "conf.yaml")
    for (prefix, words) in [("", ["种子带", "带外", "qlib 默认值"]), ("en/", ["Seed band", "outside", "qlib"])] {
      let text = try Self.page(facts, prefix)
      for word in words { #expect(text.contains(word), "\(word)") }
      #expect(text.contains("model.kwargs.learning_rate") && text.contains("0.05 &lt;b"))
      #expect(text.contains("100.0%") && text.contains("conf.yaml"))
    }
  }

  @Test("without a definition and a band there is no section")
  func absent() throws {
    #expect(try !Self.page(ModelFacts(), "").contains("id=\"seeds\""))
  }

  @Test func theSiteWithTheSectionPassesItsCheck() throws {
    var input = TinySite.input
    input.migrations = input.migrations.map { migration in
      guard case .judged(var judgement) = migration.outcome else { return migration }
      judgement.model = ModelFacts(definition: Self.definition, band: Self.band)
      return TinySite.migration(migration.id, .judged(judgement))
    }
    let problems = try TinySite.problems(input)
    #expect(problems == [])
  }
}
