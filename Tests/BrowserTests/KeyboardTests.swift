import Primitives
import Testing

extension BrowserTests {
  /// The site without a mouse.
  @Suite struct KeyboardTests {
    /// What the tab key must reach, in its order: a name for each.
    private static let stops = """
      const name = e => e.tagName.toLowerCase() + " " + (e.id || e.getAttribute("href") || e.getAttribute("aria-label")
        || e.textContent.trim().slice(0, 30));
      const reachable = "a[href], button, input, select, textarea, summary, [tabindex='0']";
      return Array.from(document.querySelectorAll(reachable)).filter(e =>
        !e.disabled && e.tabIndex >= 0 && (e.checkVisibility({visibilityProperty: true}) || e.classList.contains("skip"))
        && (e.type !== "radio" || e.checked)).map(name);
      """

    private static let focused = """
      const e = document.activeElement;
      const name = e.tagName.toLowerCase() + " " + (e.id || e.getAttribute("href") || e.getAttribute("aria-label")
        || e.textContent.trim().slice(0, 30));
      const style = getComputedStyle(e);
      const box = e.getBoundingClientRect();
      const isMarked = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1 || style.boxShadow !== "none";
      const isSeen = box.width > 0 && box.height > 0 && box.right > 0 && box.left < innerWidth;
      return {name: name, body: e === document.body, marked: isMarked && isSeen};
      """

    private static let pages = [
      "index.html", "en/index.html", "en/migrations/flips.html", "en/factors.html", "en/previews.html",
    ]

    @Test("the tab key reaches every link and control in its order, and shows where it is", arguments: pages)
    func walk(_ page: String) throws {
      let (site, browser) = (try WatchedSite.built.get(), try Browser.ofSuite())
      try browser.open(site.file(page))
      let stops = try browser.script(KeyboardTests.stops).arrayValue?.compactMap(\.stringValue) ?? []
      try #require(stops.count > 8)
      var reached: [String] = []
      for _ in 0..<min(stops.count, 150) {
        try browser.press(Browser.tab)
        let focus = try browser.script(KeyboardTests.focused)
        guard focus["body"] == false, let name = focus["name"]?.stringValue else { break }
        reached.append(name)
        #expect(focus["marked"] == true, "\(page): the focus on \(name) cannot be seen")
      }
      #expect(reached == Array(stops.prefix(150)), "\(page)")
    }

    @Test("the first stop leads past the navigation to the content")
    func skip() throws {
      let (site, browser) = (try WatchedSite.built.get(), try Browser.ofSuite())
      try browser.open(site.file("en/index.html"))
      try browser.press(Browser.tab)
      try browser.press(Browser.enter)
      #expect(try browser.script("return location.hash") == "#main")
      try browser.press(Browser.tab)
      let isInside = try browser.script("return document.activeElement.closest('main') !== null")
      #expect(isInside == true)
    }
  }
}
