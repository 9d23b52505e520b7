import Primitives
import TestSupport
import Testing

extension BrowserTests {
  /// Colours as the browser computes them.
  @Suite struct ColourTests {
    /// Of verdicts and gains, by a probe of each class, and of the page.
    private static let colours = """
      document.documentElement.className = arguments[0];
      const probe = style => {
        const made = document.createElement("span");
        made.className = style;
        document.querySelector("main").appendChild(made);
        const found = getComputedStyle(made);
        const colour = style === "verdict fail" ? found.backgroundColor : found.color;
        made.remove();
        return colour;
      };
      return {ground: getComputedStyle(document.documentElement).backgroundColor,
        verdicts: ["verdict fail", "verdict pass", "verdict exceptions", "verdict none"].map(probe),
        gains: ["up", "down"].map(probe)};
      """

    @Test("no verdict has the hue of a gain or a loss, whichever is red", arguments: Browser.Scheme.allCases)
    func hues(_ scheme: Browser.Scheme) throws {
      let (site, browser) = (try WatchedSite.built.get(), try Browser.ofSuite())
      try browser.open(site.file("en/index.html"))
      try browser.setScheme(scheme)
      var gains: [JSONValue] = []
      for choice in ["red-up", "green-up"] {
        let found = try browser.script(ColourTests.colours, [.string(choice)])
        let verdicts = found["verdicts"]?.arrayValue ?? []
        gains.append(found["gains"] ?? .null)
        #expect(Set(verdicts.map { "\($0)" }).count == 4)
        for gain in found["gains"]?.arrayValue ?? [] { #expect(!verdicts.contains(gain)) }
        // #fff and #12161b.
        #expect(found["ground"] == (scheme == .light ? "rgb(255, 255, 255)" : "rgb(18, 22, 27)"))
      }
      #expect(Array((gains[0].arrayValue ?? []).reversed()) == gains[1].arrayValue)
      try browser.setScheme(nil)
    }

    @Test("no drawing brings a ground of its own into the dark")
    func slabs() throws {
      let (site, browser) = (try WatchedSite.built.get(), try Browser.ofSuite())
      try browser.open(site.file("en/migrations/flips.html"))
      try browser.setScheme(.dark)
      let light = try browser.script(
        """
        const wide = e => e.getBBox().width > e.ownerSVGElement.viewBox.baseVal.width * 0.9
          && e.getBBox().height > e.ownerSVGElement.viewBox.baseVal.height * 0.9;
        return Array.from(document.querySelectorAll("svg.chart path, svg.chart rect")).filter(wide)
          .filter(e => !["none", "rgb(18, 22, 27)"].includes(getComputedStyle(e).fill)).map(e => e.outerHTML.slice(0, 80));
        """)
      #expect(light == [])
      try browser.setScheme(nil)
    }
  }
}
