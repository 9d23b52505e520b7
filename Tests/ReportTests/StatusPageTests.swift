import Foundation
import Primitives
import Records
import Report
import TestSupport
import Testing

/// The page that a person leaves open, in a site that stands.
@Suite("The status page") struct StatusPageTests {
  private var status: WatchStatus {
    let now = MarketTime(day("2024-01-03"), minute: 600)
    var intent = TradeIntent(
      key: .init(
        strategy: "alpha", day: day("2024-01-03"), instrument: code("SH600000"), side: .buy, signal: "s/0"),
      account: "main", environment: .live, quantity: 1200, priceType: .limit, price: Money(yuan: 10),
      decisionPrice: Money(yuan: 10), at: "2024-01-03T02:00:00+00:00")
    intent.state = .partFilled
    intent.filledQuantity = 400
    let fault = ExecutionEvent(
      time: "2024-01-03T01:59:00+00:00", account: "main", day: day("2024-01-03"), kind: .fault, code: "gateway",
      message: Message("test.away", en: "The bridge <b>is</b> away.", zh: "桥接服务不可用。"))
    return WatchStatus(
      time: now, isTradingDay: true, dataThrough: day("2024-01-02"),
      accounts: [
        .init(
          id: "main", isReal: true, position: .killed, state: nil, orders: [intent], ordersDay: day("2024-01-03"),
          faults: [fault]),
        .init(
          id: "paper", isReal: false, position: .open, state: nil, orders: [], ordersDay: day("2024-01-02"), faults: []),
      ],
      steps: WatchStatus.Step.State.allCases.map {
        .init(
          day: day("2024-01-03"), kind: "trade", account: "main", state: $0, at: now,
          message: Message("test.done", en: "Done.", zh: "完成。"))
      }, market: "demo", toolVersion: "1.0")
  }

  @Test("it stands beside a published site in both languages, and the check finds nothing wrong")
  func checked() throws {
    let folder = try TemporaryFolder()
    let site = folder.path("site")
    _ = try SiteBuilder.publish(TinySite.input, TinySite.settings, folder: site)
    let before = try SiteCheck.problems(in: site)
    try SiteBuilder.writeStatus(status, TinySite.settings, folder: site)
    let own = try SiteCheck.problems(in: site).filter { !before.contains($0) }
    #expect(own == [], "\(own.map(\.description))")
    let english = try FileReader.text(site + "/en/status.html")
    // A reader stops the reloading (WCAG 2.2.1), and without scripts there is none.
    #expect(english.contains("<p class=\"note\" id=\"reload\" hidden=\"hidden\"><label><input type=\"checkbox\""))
    #expect(english.contains("scripts/reload.js\"") && FileReader.exists(site + "/scripts/reload.js"))
    // Data of another day than the page's carry their age.
    #expect(english.contains("2024-01-02, 1 day old"))
    #expect(english.contains("stopped by a person") && english.contains("partly filled"))
    #expect(english.contains("The bridge &lt;b&gt;is&lt;/b&gt; away."))
    let chinese = try FileReader.text(site + "/status.html")
    #expect(chinese.contains("已人工停止") && chinese.contains("部分成交") && chinese.contains("桥接服务不可用。"))
    // The next night takes the site's place and leaves the page where it is.
    _ = try SiteBuilder.publish(TinySite.input, TinySite.settings, folder: site)
    #expect(FileReader.exists(site + "/status.html"))
    #expect(try !FileReader.text(site + "/index.html").contains("scripts/reload.js"))
  }

  @Test("without a site there is nothing to stand beside, and nothing is written")
  func withoutSite() throws {
    let folder = try TemporaryFolder()
    try SiteBuilder.writeStatus(status, TinySite.settings, folder: folder.path("site"))
    #expect(!FileReader.exists(folder.path("site")))
  }
}
