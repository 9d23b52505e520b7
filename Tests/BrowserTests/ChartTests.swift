import Primitives
import TestSupport
import Testing

extension BrowserTests {
  /// Charts over time under pointer, keys and zoom.
  @Suite struct ChartTests {
    private static let counts = """
      const figures = Array.from(document.querySelectorAll("figure.chart")).filter(e => e.querySelector("svg[data-plot]"));
      return {charts: figures.length,
        zooms: figures.filter(e => e.querySelector(".zoom-button")).length,
        reached: figures.filter(e => e.querySelector(".wide svg[tabindex='0']")).length};
      """

    private static let readout = "return document.querySelector('figure.chart .readout').textContent"

    @Test("every chart over time is read day by day with the keys", arguments: ["flips", "steady"])
    func read(_ migration: String) throws {
      let (site, browser) = (try WatchedSite.built.get(), try Browser.ofSuite())
      try browser.open(site.file("en/migrations/\(migration).html"))
      let counts = try browser.script(ChartTests.counts)
      #expect((counts["charts"]?.intValue ?? 0) >= 4)
      #expect(counts["zooms"] == counts["charts"])
      #expect(counts["reached"] == counts["charts"])
      try browser.script("document.querySelector('figure.chart .wide svg').focus()")
      try browser.press(Browser.home)
      let first = try #require(try browser.script(ChartTests.readout).stringValue)
      #expect(first.firstMatch(of: #/^\d{4}-\d{2}-\d{2} ·/#) != nil, "\(first)")
      try browser.press(Browser.right)
      let second = try #require(try browser.script(ChartTests.readout).stringValue)
      #expect(second.prefix(10) > first.prefix(10))
    }

    @Test("a chart zooms in dygraphs, with a range and an axis of logarithms")
    func zoom() throws {
      let (site, browser) = (try WatchedSite.built.get(), try Browser.ofSuite())
      try browser.open(site.file("en/migrations/flips.html"))
      let facts = try browser.script(
        """
        const figure = document.querySelector("figure.chart");
        const [zoom, log] = figure.querySelectorAll(".zoom-button");
        zoom.click();
        const isOpen = figure.querySelectorAll(".zoomed canvas").length > 0;
        const range = figure.querySelectorAll(".dygraph-rangesel-fgcanvas").length;
        const offered = !log.hidden;
        log.click();
        return {open: isOpen, range: range, offered: offered, pressed: log.getAttribute("aria-pressed")};
        """)
      #expect(facts["open"] == true)
      #expect((facts["range"]?.intValue ?? 0) > 0)
      #expect(facts["offered"] == true)
      #expect(facts["pressed"] == "true")
      #expect(try browser.complaints() == [])
    }
  }
}
