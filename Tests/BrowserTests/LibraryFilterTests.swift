import Primitives
import TestSupport
import Testing

extension BrowserTests {
  /// Tables of the library under a reader's filter, which looks through more than the page holds.
  @Suite struct LibraryFilterTests {
    /// A night over a library of 320 loops, of which the page shows 300.
    private struct Site {
      let program: Program

      init() throws {
        program = try Program()
        let loops = (0..<320).map { place -> JSONValue in
          [
            "task_run_id": "0123456789abcdef", "loop_id": .integer(place),
            "action": place == 0 ? "<img src=x onerror=\"window.broken=1\">" : "factor",
            "decision": .bool(place.isMultiple(of: 2)), "factor_names": [.string("Factor\(place)")],
            "started_at_utc": .string("2026-01-01T00:\(place / 60 + 10):\(place % 60 + 10)+00:00"),
            "metrics": ["IC": .number(Double(place) / 10_000)],
          ]
        }
        let factors = (0..<320).map { place -> JSONValue in
          ["name": .string("Factor\(place + 1000)"), "source": "sota", "expression": .string("Ref($close, \(place))")]
        }
        for (name, list, rows) in [("loop", "loops", loops), ("factor", "factors", factors)] {
          try program.temporary.write(
            JSONValue.object([list: .array(rows)]).canonical, to: "research/RDagentDB/aistock/\(name)_catalog.json")
        }
        try program.temporary.write(
          """
          market: {provider: demo, index: SH000300}
          rdagent: {root: research}
          site: {output: site, languages: [zh-Hans, en]}

          """, to: "aistock.yaml")
        let night = try program.run(["nightly", "--date", "2024-12-31", "--quiet"])
        try #require(night.exit == 0, "\(night.err)")
      }
    }

    private static let built = Result { try Site() }

    private static let view = """
      const table = document.querySelector("table.cards");
      const rows = Array.from(table.querySelectorAll("tbody tr")).filter(e => e.checkVisibility());
      return {count: rows.length, first: rows.length ? rows[0].querySelector("th").innerText : null,
        cells: rows.length ? Array.from(rows[0].cells, e => e.innerText.trim()) : [],
        link: rows.length ? rows[0].querySelector("th a") !== null : false,
        said: document.querySelector("[data-filter] output").textContent, broken: window.broken || 0};
      """

    private func filter(_ browser: Browser, _ words: String) throws -> JSONValue {
      try browser.script(
        """
        const input = document.querySelector('[data-filter] input');
        input.value = arguments[0];
        input.dispatchEvent(new Event("input"));
        """, [.string(words)])
      try browser.wait(until: "return document.querySelector('[data-filter] output').textContent.includes('/ 320')")
      return try browser.script(LibraryFilterTests.view)
    }

    @Test("words find a loop that has no page, which names its command; no text of others is markup")
    func loops() throws {
      let (site, browser) = (try LibraryFilterTests.built.get().program, try Browser.ofSuite())
      try browser.open(site.path("site/en/library.html"))
      #expect(try browser.script(LibraryFilterTests.view)["count"] == 300)
      let oldest = try filter(browser, "factor0 onerror")
      #expect(oldest["count"] == 1 && oldest["link"] == false && oldest["broken"] == 0)
      #expect(oldest["first"] == "01234567…/0\naistock library show 0123456789abcdef/0")
      let cells = oldest["cells"]?.arrayValue ?? []
      #expect(cells.first == "accepted" && cells[2] == "<img src=x onerror=\"window.broken=1\">")
      #expect(cells[7] == "0.0000" && cells[12] == "2026-01-01")
      let newest = try filter(browser, "factor319")
      #expect(newest["count"] == 1 && newest["link"] == true && newest["first"] == "01234567…/319")
      #expect(newest["said"] == "1 / 320")
      #expect(try filter(browser, "nothing of it")["count"] == 0)
      // Emptied, the page is as it was.
      try browser.script(
        """
        const input = document.querySelector('[data-filter] input');
        input.value = "";
        input.dispatchEvent(new Event("input"));
        """)
      #expect(try browser.script(LibraryFilterTests.view)["count"] == 300)
      #expect(try browser.complaints() == [])
    }

    @Test("a decision and an order hold for all loops, and an address carries both in either language")
    func ordered() throws {
      let (site, browser) = (try LibraryFilterTests.built.get().program, try Browser.ofSuite())
      for (page, word, first) in [
        ("library.html", "拒绝", "仅显示前 100 个"), ("en/library.html", "rejected", "the first 100 are shown"),
      ] {
        try browser.open(site.path("site/" + page), fragment: "#v=rejected&s=7&d=1")
        try browser.wait(until: "return document.querySelector('[data-filter] output').textContent.includes('/ 320')")
        let view = try browser.script(LibraryFilterTests.view)
        #expect(view["count"] == 100 && view["said"] == .string("160 / 320 · " + first))
        #expect(view["first"]?.stringValue?.hasPrefix("01234567…/1\n") == true)
        #expect(view["cells"]?.arrayValue?[0] == .string(word) && view["cells"]?.arrayValue?[7] == "0.0001")
      }
      #expect(try browser.complaints() == [])
    }

    @Test("a factor beyond the page is found by its expression")
    func factors() throws {
      let (site, browser) = (try LibraryFilterTests.built.get().program, try Browser.ofSuite())
      try browser.open(site.path("site/en/library-factors.html"))
      let found = try filter(browser, "ref($close, 319)")
      #expect(found["count"] == 1 && found["link"] == false)
      #expect(found["first"]?.stringValue?.hasPrefix("Factor1319\naistock library show ") == true)
      let shown = try filter(browser, "factor1000")
      #expect(shown["count"] == 1 && shown["link"] == true && shown["first"] == "Factor1000")
      #expect(try browser.complaints() == [])
    }
  }
}
