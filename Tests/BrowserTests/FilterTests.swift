import Primitives
import TestSupport
import Testing

extension BrowserTests {
  /// The table of migrations under a reader's filter.
  @Suite struct FilterTests {
    private static let view = """
      const rows = Array.from(document.querySelectorAll("#migration-rows tbody tr:not(.group)"));
      return {shown: rows.filter(e => e.checkVisibility()).map(e => e.id), hash: location.hash,
        pressed: document.querySelector("[data-filter] [aria-pressed=true]").getAttribute("data-value"),
        words: document.querySelector("[data-filter] input").value};
      """

    @Test("words and a verdict filter the rows, and the address carries both to who opens it")
    func shared() throws {
      let (site, browser) = (try WatchedSite.built.get(), try Browser.ofSuite())
      let page = site.file("en/migrations.html")
      try browser.open(page)
      #expect(try browser.script(FilterTests.view)["shown"]?.arrayValue?.count == 2)
      try browser.script("document.querySelector('[data-filter] input').focus()")
      for letter in "flip" { try browser.press(String(letter)) }
      let filtered = try browser.script(FilterTests.view)
      #expect(filtered["shown"] == ["m-flips"])
      #expect(filtered["hash"] == "#q=flip")
      try browser.script("document.querySelector('[data-filter] [data-value=PASS]').click()")
      #expect(try browser.script(FilterTests.view)["shown"] == [])
      let address = try #require(try browser.script("return location.hash").stringValue)

      try browser.open(site.file("en/index.html"))
      try browser.open(page, fragment: address)
      let opened = try browser.script(FilterTests.view)
      #expect(opened["words"] == "flip")
      #expect(opened["pressed"] == "PASS")
      #expect(opened["shown"] == [])
    }

    @Test("a link to a row of the table shows that row, and a cut address shows the page")
    func addressed() throws {
      let (site, browser) = (try WatchedSite.built.get(), try Browser.ofSuite())
      for fragment in ["#m-flips", "#q=%E0%A4%A", "#s=99&d=-1"] {
        try browser.open(site.file("en/index.html"))
        try browser.open(site.file("en/migrations.html"), fragment: fragment)
        let view = try browser.script(FilterTests.view)
        #expect(view["shown"]?.arrayValue?.contains("m-flips") == true, "\(fragment)")
      }
      #expect(try browser.complaints() == [])
    }
  }
}
