import Primitives
import Testing

extension BrowserTests {
  /// What a reader sees whose browser runs no scripts.
  @Suite struct ScriptsOffTests {
    private static let look = """
      const seen = e => e.checkVisibility() && e.getBoundingClientRect().width > 0;
      return {
        text: document.querySelector("main").innerText.length,
        sections: Array.from(document.querySelectorAll("main section, main table, main svg"))
          .filter(e => !e.closest("details") && !e.closest(".narrow") && !e.closest(".c-bar") && !e.closest("[hidden]") && !e.closest(".paper") && !seen(e))
          .map(e => e.tagName + " " + (e.id || e.getAttribute("aria-labelledby"))),
        dead: Array.from(document.querySelectorAll("main button, main input, main select"))
          .filter(e => seen(e) && !e.closest("form")).map(e => e.outerHTML.slice(0, 80))
      };
      """

    @Test("every kind of page shows its content, and no control that does nothing")
    func readable() throws {
      let (site, browser) = (try WatchedSite.built.get(), try Browser.ofSuite())
      try browser.setScripts(false)
      for page in site.kinds {
        try browser.open(site.file(page))
        let facts = try browser.script(ScriptsOffTests.look)
        #expect((facts["text"]?.intValue ?? 0) > 40, "\(page)")
        #expect(facts["sections"] == [], "\(page)")
        #expect(facts["dead"] == [], "\(page)")
      }
      try browser.setScripts(true)
      _ = try browser.complaints()
    }
  }
}
