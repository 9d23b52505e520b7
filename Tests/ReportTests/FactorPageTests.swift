import Primitives
import Records
import Report
import TestSupport
import Testing

@Suite("The pages of factors")
struct FactorPageTests {
  static let check = """
    {"name":"Rev","verdict":"differs","n":20000,"identical":19990,"coverage":{"ours":19900,"reference":19901,"both":19899},
     "missing_mismatches":2,"outside_tolerance":8,"max_abs":0.5,"max_rel":1e-3,"max_ulp":77,"rank_correlation":0.999,
     "rank_correlation_min":0.5,"rank_correlation_min_day":"2024-01-03",
     "worst":[{"day":"2024-01-03","instrument":"SH600000","ours":1.5,"reference":null,
               "inputs":{"window":["2024-01-02","2024-01-03"],"fields":[{"name":"close","value":10.25}]}}],
     "first_divergence":{"day":"2024-01-03","instrument":"SH600000","ours":1.5,"reference":null},
     "diverging_subexpression":{"text":"Ref($close,20)"},"cause":"the reference asks for <full> windows"}
    """

  static func entry(_ name: String = "Rev", checked: Bool = true) throws -> FactorEntry {
    FactorEntry(
      name: name, expression: "1-$close/Ref($close,20) & <b>", fields: ["close"], lookback: 20, source: "sota",
      description: "反转", reference: "lib.made Rev 3", usedBy: ["faithful"],
      state: .init(
        name: "failed", reason: .verbatim("8 of 20000 cells outside"), by: "a.person", at: "2024-01-03T00:00:00+00:00",
        against: [.init(name: "reference", value: "abc")]),
      check: checked ? FactorCheck(try JSONReader.read(Array(check.utf8))) : nil,
      profile: FactorDays(
        days: [day("2024-01-02"), day("2024-01-03")], rows: [4, 4], present: [4, 2], low: [-1, .nan],
        median: [0, .nan],
        high: [1, .nan]))
  }

  static func site(_ entries: [FactorEntry]) -> NightResult {
    var input = TinySite.input
    input.factors = FactorSheet(universe: "csi300", entries: entries, notes: [.verbatim("odd: it has no reader")])
    return input
  }

  @Test("a factor has a page with its figures, worst cells, inputs and state, in both languages")
  func page() throws {
    let entry = try FactorPageTests.entry()
    let pages = try TinySite.pages(FactorPageTests.site([entry]))
    let page = try #require(pages["en/factors/\(entry.id).html"])
    for part in [
      "1-$close/Ref($close,20) &amp; &lt;b&gt;", "20,000", "99.95%", "19,899", "0.5000", "77", "close 10.25", "missing",
      "Ref($close,20)", "&lt;full&gt; windows", "a.person", "lib.made Rev 3", "75.00%", "migrations/faithful.html",
      "failed", "2024-01-03",
    ] { #expect(page.contains(part), "\(part)") }
    #expect(pages["factors/\(entry.id).html"]?.contains("未通过") == true)
    #expect(page.utf8.count < 120_000)
  }

  @Test("a reference that was made without a sandbox is a finding on the factor's page and a mark in the list")
  func unsandboxed() throws {
    var entry = try FactorPageTests.entry()
    entry.state?.findings = [.unsandboxed("lib<b>.json")]
    let site = FactorPageTests.site([entry])
    let pages = try TinySite.pages(site)
    let page = try #require(pages["en/factors/\(entry.id).html"])
    #expect(page.contains("Foreign code ran without a sandbox") && page.contains("lib&lt;b&gt;.json"))
    #expect(pages["en/factors.html"]?.contains("Foreign code ran without a sandbox") == true)
    #expect(pages["factors/\(entry.id).html"]?.contains("外来代码未在沙箱中运行") == true)
    let problems = try TinySite.problems(site)
    #expect(problems == [])
    let silent = try TinySite.pages(FactorPageTests.site([try FactorPageTests.entry()]))
    #expect(silent["en/factors.html"]?.contains("without a sandbox") == false)
  }

  @Test("the list names every factor, links what has a page, and tells what could not be listed")
  func list() throws {
    let bare = FactorEntry(name: "Bare", implementation: "PriceVolumeCorr10D")
    let entries = [bare, try FactorPageTests.entry()]
    let pages = try TinySite.pages(FactorPageTests.site(entries))
    let list = try #require(pages["en/factors.html"])
    #expect(list.contains("2 factors, 1 compared: 1 fails, 0 statistically equal, 0 agree."))
    #expect(list.contains("1 migration uses Rev."))
    #expect(
      list.contains("1 not compared") && list.contains("odd: it has no reader") && list.contains("csi300"))
    #expect(list.contains("factors/\(entries[1].id).html") && !list.contains("factors/\(bare.id).html"))
    #expect(pages["en/factors/\(bare.id).html"] == nil)
    #expect(pages["en/index.html"]?.contains("href=\"factors.html\"") == true)
  }

  @Test("the pages pass the site's own check, whatever a factor is called")
  func check() throws {
    let entries = try ["Rev", "rev", "动量/20 日", "../up", "a\u{1}b", String(repeating: "long", count: 80)].map {
      try FactorPageTests.entry($0, checked: $0 != "rev")
    }
    #expect(Set(entries.map(\.id)).count == entries.count)
    let problems = try TinySite.problems(FactorPageTests.site(entries))
    #expect(problems == [])
    let bare = try TinySite.problems(FactorPageTests.site([FactorEntry(name: "x")]))
    #expect(bare == [])
  }

  @Test("every operator of the engine's sources stands on the reference page")
  func operators() throws {
    let page = try #require(
      try TinySite.pages(FactorPageTests.site([try FactorPageTests.entry()]))["en/operators.html"])
    for name in ["Ref", "Mean", "Std", "Corr", "Rank", "EMA", "If", "Slope"] {
      #expect(page.contains(name + "("), "\(name)")
    }
    #expect(!page.contains("`") && !page.contains("{{"))
  }
}
