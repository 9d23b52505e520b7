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

  /// 120 of 100 yuan, at its peak; the index starts at 1.
  @Test func theCurvesStandInThePage() throws {
    let page = try text(try site(nil), "previews.html")
    let pieces = page.split(separator: "id=\"preview-data\">", maxSplits: 1)
    try #require(pieces.count == 2)
    let json = try #require(pieces[1].split(separator: "</script>", maxSplits: 1).first)
    let data = try JSONReader.read(Array(json.utf8))
    #expect(data["days"] == ["2024-01-03"])
    let line = try #require(data["previews"]?.arrayValue?.first)
    #expect(line["name"] == .string("A</script>&<b>"))
    #expect(line["nav"]?.arrayValue?.compactMap(\.doubleValue) == [1.2])
    #expect(line["fall"]?.arrayValue?.compactMap(\.doubleValue) == [0])
    let index = try #require(data["indexes"]?.arrayValue?.first)
    #expect(index["nav"]?.arrayValue?.compactMap(\.doubleValue) == [1])
  }

  @Test func tradesStandWithTheirReasonsInBothLanguages() throws {
    let files = try site(nil)
    #expect(try text(files, "previews/p.html").contains("得分 0.5，第 1 名，共 9。"))
    #expect(try text(files, "en/previews/p.html").contains("Score 0.5, rank 1 of 9."))
  }

  @Test func withoutTheLibraryNothingNamesIt() throws {
    let bare = try site(nil)
    #expect(bare["scripts/dygraph.min.js"] == nil)
    #expect(try !text(bare, "previews.html").contains("dygraph.min.js"))
    let whole = try site(SiteSettings.Zoom(script: [0x3B], style: [0x20]))
    #expect(whole["scripts/dygraph.min.js"] == [0x3B])
    #expect(try text(whole, "en/previews.html").contains("src=\"../scripts/dygraph.min.js\""))
  }

  @Test func everyPageHoldsTheCheck() throws {
    let folder = try TemporaryFolder()
    for (path, bytes) in try site(SiteSettings.Zoom(script: [0x3B], style: [0x20])) {
      try folder.write(bytes, to: path)
    }
    #expect(try SiteCheck.problems(in: folder.path) == [])
    #expect(try SiteCheck.pages(in: folder.path).count == 10)
  }
}
