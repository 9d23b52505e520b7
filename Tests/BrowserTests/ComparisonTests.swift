import Primitives
import TestSupport
import Testing

extension BrowserTests {
  /// Migrations and previews side by side over a range that a link names.
  @Suite struct ComparisonTests {
    private static let address =
      "#i=m:steady,m:flips&x=SH000300&from=2024-02-01&to=2024-03-29"

    /// Waits for the curves, which come as scripts of their own.
    private static let view = """
      const ready = () => document.querySelectorAll("#compare-rows tr").length === 3
        && document.querySelectorAll("#compare-chart path").length > 0;
      const tell = () => {
        const data = window.aistockCurves, index = data.indexes.find(i => i.id === "SH000300");
        const closes = data.days.map((day, at) => [day, (index.values || [])[at - (index.start || 0)]]).filter(p => p[1] > 0);
        const last = closes.filter(p => p[0] <= "2024-03-29").pop(), base = closes.filter(p => p[0] < "2024-02-01").pop();
        done({
          rows: Array.from(document.querySelectorAll("#compare-rows tr"), e => e.innerText),
          gain: ((last[1] / base[1] - 1) * 100).toFixed(2).replace("-", "\\u2212"),
          base: base[0],
          range: document.getElementById("compare-range").innerText,
          axis: Array.from(document.querySelectorAll("#compare-chart text.axis"), e => e.textContent)
            .filter(t => /^\\d{4}/.test(t)),
          log: document.getElementById("range-log").getAttribute("aria-pressed"),
          still: document.getElementById("compare-still").hidden,
          hash: location.hash
        });
      };
      const ask = left => ready() || left === 0 ? tell() : setTimeout(() => ask(left - 1), 50);
      ask(100);
      """

    @Test("a link names instances, index and range, and every line starts at the close before it")
    func shared() throws {
      let (site, browser) = (try WatchedSite.built.get(), try Browser.ofSuite())
      try browser.open(site.file("en/compare.html"), fragment: ComparisonTests.address)
      let view = try browser.promised(ComparisonTests.view)
      let rows = (view["rows"]?.arrayValue ?? []).compactMap(\.stringValue)
      let gain = try #require(view["gain"]?.stringValue)
      #expect(rows.count == 3)
      #expect(rows.first { $0.hasPrefix("CSI 300") }?.contains(gain + "%") == true, "\(rows), not \(gain)%")
      let range = try #require(view["range"]?.stringValue)
      for day in ["2024-02-01", "2024-03-29", view["base"]?.stringValue ?? "no base"] { #expect(range.contains(day)) }
      let months = (view["axis"]?.arrayValue ?? []).compactMap(\.stringValue)
      #expect(months == ["2024-02", "2024-03"])
      #expect(view["still"] == true)
    }

    @Test("the scale of logarithms stands in the address, and in the other language the same view opens")
    func carried() throws {
      let (site, browser) = (try WatchedSite.built.get(), try Browser.ofSuite())
      try browser.open(site.file("en/compare.html"), fragment: ComparisonTests.address)
      _ = try browser.promised(ComparisonTests.view)
      try browser.script("document.getElementById('range-log').click()")
      try browser.script("document.querySelector('.languages a').click()")
      try browser.wait(until: "return document.documentElement.lang === 'zh-Hans'")
      let view = try browser.promised(ComparisonTests.view)
      #expect(view["log"] == "true")
      #expect(view["hash"]?.stringValue == ComparisonTests.address + "&log=1")
      #expect(try browser.complaints() == [])
    }
  }
}
