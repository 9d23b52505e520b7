import Primitives
import Records
import Report
import TestSupport
import Testing

/// The pages of previews as files.
@Suite struct PreviewSiteTests {
  private func input() -> NightResult {
    let account = PreviewAccount(
      previewID: "p", tradingDay: day("2024-01-03"), cash: Money(yuan: 100), totalValue: Money(yuan: 120),
      dailyPnL: Money(yuan: 20), cumPnL: Money(yuan: 20), peak: Money(yuan: 120), cost: .zero,
      pricesSHA256: "", scoresSHA256: "")
    let trade = PreviewTrade(
      previewID: "p", tradingDay: day("2024-01-03"), datetime: "2024-01-03T15:00:00+08:00",
      symbol: code("SH600000"), side: .buy, price: Money(yuan: 1), volume: 100, amount: Money(yuan: 100),
      commission: .zero, stampTax: .zero, transferFee: .zero, reason: .ranked(score: 0.5, rank: 1, count: 9))
    let preview = NightResult.Preview(
      strategy: PreviewStrategy(
        id: "p", strategyID: "s", displayName: "A</script>&<b>", initialCapital: Money(yuan: 100),
        status: .running, createdAt: "t", updatedAt: "t"),
      definition: PreviewDefinition(
        previewID: "p", strategy: StrategyConfig(kind: .topkDropout(.init(topk: 1, nDrop: 1))),
        startDay: day("2024-01-03")),
      accounts: [account], holdings: [], trades: [trade], skips: [], tradeCount: 1, skipCount: 0)
    return NightResult(
      day: day("2024-01-03"), toolVersion: "1", market: "m", isDemo: false, migrations: [], previews: [preview],
      index: .init(instrument: code("SH000001"), closes: [day("2024-01-03"): 3000]))
  }

  private func site(_ zoom: SiteSettings.Zoom?) throws -> [String: [UInt8]] {
    let sink = MemorySink()
    try SiteBuilder.build(
      input(), SiteSettings(languages: [.chinese, .english], upIsRed: true, zoom: zoom), to: sink)
    return sink.files
  }

  private func text(_ files: [String: [UInt8]], _ path: String) throws -> String {
    String(decoding: try #require(files[path]), as: UTF8.self)
  }

  private func json(_ files: [String: [UInt8]], _ path: String, after call: String) throws -> JSONValue {
    let script = try text(files, path)
    try #require(script.hasPrefix(call) && script.hasSuffix(";\n"))
    return try JSONReader.read(Array(script.dropFirst(call.count).dropLast(2).utf8))
  }

  /// 120 of 100 yuan on the one day: the line is 1 at the close before, which the market does not have.
  @Test func theCurvesStandInScriptsOfTheirOwn() throws {
    let files = try site(nil)
    let head = try json(files, "data/curves.js", after: "window.aistockCurves=")
    #expect(head["days"] == ["2024-01-02", "2024-01-03"])
    let instance = try #require(head["instances"]?.arrayValue?.first)
    #expect(instance["key"] == "p:p" && instance["file"] == "data/curves/p-p.js")
    #expect(instance["first"] == "2024-01-03" && instance["last"] == "2024-01-03")
    #expect(instance["name"]?["en"] == .string("A</script>&<b>"))
    let series = try json(files, "data/curves/p-p.js", after: "aistockCurves.series[\"p:p\"]=")
    #expect(series["start"] == 0 && series["values"]?.arrayValue?.compactMap(\.doubleValue) == [1, 1.2])
    let index = try #require(head["indexes"]?.arrayValue?.first)
    #expect(
      index["id"] == "SH000001" && index["values"] == [.null, .integer(3000)]
        || index["values"] == [.null, .number(3000)])
  }

  @Test func tradesStandWithTheirReasonsInBothLanguages() throws {
    let files = try site(nil)
    #expect(try text(files, "previews/p.html").contains("得分 0.5，第 1 名，共 9。"))
    #expect(try text(files, "en/previews/p.html").contains("Score 0.5, rank 1 of 9."))
  }

  /// A name with markup stays a name wherever the page puts it.
  @Test func namesAreEscapedOnEveryPage() throws {
    let files = try site(nil)
    for page in ["previews.html", "compare.html", "previews/p.html"] {
      let page = try text(files, page)
      #expect(page.contains("A&lt;/script&gt;&amp;&lt;b&gt;") && !page.contains("A</script>"))
    }
  }

  @Test func everyPageHoldsTheCheck() throws {
    let folder = try TemporaryFolder()
    for (path, bytes) in try site(SiteSettings.Zoom(script: [0x3B], style: [0x20])) {
      try folder.write(bytes, to: path)
    }
    #expect(try SiteCheck.problems(in: folder.path) == [])
    #expect(try SiteCheck.pages(in: folder.path).count > 10)
  }
}
