import Primitives
import Records
import Report
import TestSupport
import Testing

/// What a page can lack and still be read: `site check` says it, and the night is published.
@Suite("What a page lacks")
struct PageShortcomingTests {
  private static let policy = "default-src 'none'; style-src 'self'; script-src 'self'"

  private static func page(_ body: String, language: String, head: String) -> String {
    """
    <!DOCTYPE html>
    <html lang="\(language)"><head><title>t</title>\(head)</head>
    <body><main><h1>t</h1>
    \(body)
    </main></body></html>

    """
  }

  private static let head =
    "<meta http-equiv=\"Content-Security-Policy\" content=\"\(policy)\"/>"
    + "<link rel=\"icon\" href=\"icon.svg\"/><meta name=\"description\" content=\"d\"/>"

  /// Identifiers of what is found, sorted.
  private func found(_ body: String, language: String = "en", head: String = head) throws -> [String] {
    let temporary = try TemporaryFolder()
    try temporary.write(PageShortcomingTests.page(body, language: language, head: head), to: "index.html")
    try temporary.write("<p/>", to: "icon.svg")
    try temporary.write(
      PageShortcomingTests.page("", language: language, head: PageShortcomingTests.head), to: "b.html")
    return try SiteCheck.problems(in: temporary.path).map(\.what.id).sorted()
  }

  /// Digits of an exact figure, and of a digest.
  private static let digest = String(repeating: "0123456789abcdef", count: 4)

  @Test(
    "each is found",
    arguments: [
      ("<p>\(String(repeating: "long ", count: 90_000))</p>", "site.heavy"),
      ("<nav aria-label=\"a\"></nav><nav aria-label=\"a\"></nav>", "site.landmark-twice"),
      (
        "<section aria-labelledby=\"a\"><h2 id=\"a\">x</h2><a href=\"#a\">#</a></section>"
          + "<section aria-labelledby=\"b\"><h2 id=\"b\">x</h2><a href=\"#b\">#</a></section>", "site.landmark-twice"
      ),
      (
        "<div role=\"region\" aria-label=\"a\"></div><div role=\"region\" aria-label=\"a\"></div>",
        "site.landmark-twice"
      ),
      ("<section id=\"a\"><h2>x</h2></section>", "site.no-permanent-link"),
      ("<section><h2>x</h2></section>", "site.no-permanent-link"),
      ("<figure><svg role=\"img\"><title>t</title></svg></figure>", "site.no-drawing-text"),
      ("<figure><svg role=\"img\"><title> </title><desc>d</desc></svg></figure>", "site.no-drawing-text"),
      ("<svg role=\"img\"></svg>", "site.no-drawing-text"),
      ("<p>949.6439543636596</p>", "site.raw-figure"), ("<p>x: 99952526.767758561.</p>", "site.raw-figure"),
      ("<p>\(digest)</p>", "site.bare-digest"), ("<p>lost -0.5</p>", "site.hyphen-minus"),
      ("<p>a (-3 of 4)</p>", "site.hyphen-minus"), ("<p>below 1e-10</p>", "site.hyphen-minus"),
      ("<p>1 days ago</p>", "site.wrong-plural"), ("<p>All (1 rungs)</p>", "site.wrong-plural"),
      ("<p>沪深</p>", "site.foreign-characters"),
      ("<p>Run <code>aistock reconcile --workspace</code>.</p>", "site.cut-command"),
      ("<p>Run <code>aistock reconcile --workspace --market M</code>.</p>", "site.cut-command"),
      ("<p>Run <code>aistock nightly --dat 2024-12-31</code>.</p>", "site.unknown-option"),
      ("<p>Run <code>aistock nightyl</code>.</p>", "site.unknown-command"),
      ("<p>Run <code>aistock preview lst</code>.</p>", "site.unknown-command"),
      ("<p>Run <code>aistock factors library lst --library L</code>.</p>", "site.unknown-command"),
      ("<p>Run <code>aistock site --folder site chek</code>.</p>", "site.unknown-option"),
      ("<p>Run <code>aistock nightly 2024-12-31</code>.</p>", "site.surplus-word"),
      ("<p>Run <code>aistock archive diff A B C</code>.</p>", "site.surplus-word"),
      ("<p>Run <code>aistock preview stop --id two words</code>.</p>", "site.surplus-word"),
      ("<table><tbody><tr><th scope=\"row\">a</th><td></td></tr></tbody></table>", "site.empty-cell"),
      ("<table><tbody><tr><td><span></span></td></tr></tbody></table>", "site.empty-cell"),
      ("<table><thead><tr><th scope=\"col\"> </th></tr></thead></table>", "site.empty-cell"),
      (
        "<table><tbody><tr><th scope=\"row\"><a href=\"b.html\">a</a></th><td>1</td></tr></tbody></table>",
        "site.row-without-id"
      ),
      (
        "<table><tbody><tr>" + String(repeating: "<td>1</td>", count: 5) + "</tr></tbody></table>", "site.no-scroll"
      ),
      (
        "<div class=\"scroll\"><table><tbody><tr>"
          + String(repeating: "<td>\(String(repeating: "w", count: 40))</td>", count: 5)
          + "</tr></tbody></table></div>", "site.wide-table"
      ),
    ])
  func shortcoming(_ body: String, _ id: String) throws {
    #expect(try found(body) == [id])
  }

  @Test(
    "what only looks like one is left alone",
    arguments: [
      "<p><code>949.6439543636596 \(digest) -1</code></p>",
      "<details><summary>s</summary><p>949.6439543636596 \(digest)</p></details>",
      "<p>2024-12-31 to 2025-01-02, SH600000, 0.123, 12,345.67, a-1, 31 days, 0.1 days, 1 day, \u{2212}0.5</p>",
      "<p><code>aistock reconcile --workspace=W --market M --json</code>, <code>aistock</code>, <code>--workspace</code></p>",
      "<p><code>aistock preview</code>, <code>aistock archive diff A B --json</code>, <code>aistock -h</code></p>",
      "<p><code>aistock preview stop --id 'two words'</code>, <code>aistock models info --model M P</code></p>",
      "<p><code>aistock factors compute --market M --expr A=1 --expr 'B=$close / 2' C=3 --output none</code></p>",
      "<p><code>aistock rdagent exporter &gt; export.py\npython export.py --workspace W</code></p>",
      "<p lang=\"zh-Hans\">沪深</p>", "<svg aria-hidden=\"true\"></svg>", "<span role=\"img\" aria-label=\"six\"></span>",
      "<svg role=\"img\" aria-label=\"six rungs\"></svg>",
      "<section aria-labelledby=\"a\"><h2 id=\"a\">x</h2><a href=\"#a\">#</a></section>",
      "<table><thead><tr><th scope=\"col\">a</th></tr></thead><tbody><tr><td>–</td></tr></tbody></table>",
      "<table><tbody><tr><td>1</td></tr><tr><td colspan=\"1\"></td></tr></tbody></table>",
      "<table><tbody><tr><td><svg aria-hidden=\"true\"></svg></td></tr></tbody></table>",
      "<table><tbody><tr><td class=\"wrap\">\(String(repeating: "w", count: 400))</td></tr></tbody></table>",
      "<p id=\"a\">x</p><p id=\"b\">y</p><div role=\"region\" aria-labelledby=\"a b\"></div>"
        + "<div role=\"region\" aria-labelledby=\"a\"></div>",
      "<svg role=\"img\"><title>沪深</title></svg><p aria-label=\"沪深\">x</p>",
      "<table><tbody><tr id=\"r\"><th scope=\"row\"><a href=\"b.html\">a</a></th></tr></tbody></table>",
    ])
  func sound(_ body: String) throws {
    #expect(try found(body) == [])
  }

  @Test(
    "every command that a message names can be typed",
    .enabled(if: RepositoryRoot.folder != nil, "needs the repository"))
  func commands() throws {
    let golden = try FileReader.text(Path.join(RepositoryRoot.folder ?? "", "Tests/RepositoryTests/Messages.txt"))
    let codes = golden.split(separator: "`").filter { $0.hasPrefix("aistock ") && !$0.contains("\n") }
    try #require(codes.count > 30)
    let page = codes.map { "<p><code>\($0.replacing("<", with: "&lt;"))</code></p>" }.joined()
    #expect(try found(page).filter { $0.hasSuffix("-command") || $0.hasSuffix("-option") } == [])
  }

  @Test("a blank behind Chinese punctuation is found on a Chinese page, and none inside of a sentence")
  func blanks() throws {
    #expect(try found("<p>用时 4 秒。 行情截至今日。</p>", language: "zh-Hans") == ["site.blank-behind-stop"])
    #expect(try found("<p>用时 4 秒。行情 SH000300。</p>\n<p>完。 </p>", language: "zh-Hans") == [])
  }

  @Test("a head without policy, icon or description is found, and so is what its own policy blocks")
  func heads() throws {
    #expect(try found("", head: "") == ["site.no-description", "site.no-icon", "site.no-policy"])
    #expect(try found("<script>go()</script>") == ["site.blocked"])
    #expect(try found("<script type=\"application/json\">{}</script>") == [])
    #expect(try found("", head: PageShortcomingTests.head + "<style>p{}</style>") == ["site.blocked"])
    // echo -n 'p{}' | openssl dgst -sha256 -binary | base64
    let allowed = PageShortcomingTests.head.replacing(
      "style-src 'self'", with: "style-src 'sha256-gG2yISYereRMiG2lMXrbiUgi0Ubw9p7QCeWcroOvy9Y='")
    #expect(try found("", head: allowed + "<style>p{}</style>") == [])
  }

  @Test("colours of a style sheet that are too close are found, in light and in dark")
  func contrast() throws {
    func sheet(_ light: String, _ dark: String) -> String {
      let style =
        "/* { */ :root { --ground: #fff; --soft: \(light); } "
        + "@media (prefers-color-scheme: dark) { :root { --ground: #000; --soft: \(dark); } }"
      return PageShortcomingTests.head.replacing("style-src 'self'", with: "style-src 'unsafe-inline'")
        + "<style>\(style)</style>"
    }
    // #767676 on white is the lightest grey that passes: 4.54.
    #expect(try found("", head: sheet("#767676", "#aaa")) == [])
    #expect(try found("", head: sheet("#777777", "#aaa")) == ["site.contrast"])
    #expect(try found("", head: sheet("#555", "#555")) == ["site.contrast"])
  }

  @Test("a shortcoming is no fault: the night is published with it")
  func weights() throws {
    let temporary = try TemporaryFolder()
    try temporary.write(PageShortcomingTests.page("<p>1 days</p>", language: "en", head: ""), to: "index.html")
    #expect(try SiteCheck.problems(in: temporary.path).contains(where: \.isFault) == false)
    var input = TinySite.input
    input.migrations[0].id = "沪深"
    _ = try SiteBuilder.publish(input, TinySite.settings, folder: temporary.path("site"))
  }

  @Test("a page that is as it was is not parsed again, and its links are followed anew")
  func remembered() throws {
    let temporary = try TemporaryFolder()
    func write(_ body: String, to page: String) throws {
      try temporary.write(
        PageShortcomingTests.page(body, language: "en", head: PageShortcomingTests.head), to: "site/" + page)
    }
    try temporary.write("<p/>", to: "site/icon.svg")
    try write("<p>1 days</p><a href=\"b.html#x\">b</a>", to: "index.html")
    try write("<p id=\"x\">x</p>", to: "b.html")
    func problems() throws -> [String] {
      let known = StampedFacts(reading: temporary.path("facts"))
      let found = try SiteCheck.problems(in: temporary.path("site"), known: known, program: "p").map(\.what.id)
      try known.save(to: temporary.path("facts"), forgetting: true)
      return found
    }
    #expect(try problems() == ["site.wrong-plural"])
    #expect(try problems() == ["site.wrong-plural"])
    // The page that leads there did not change; the one that it leads to did.
    try write("<p id=\"y\">x</p>", to: "b.html")
    #expect(try problems() == ["site.wrong-plural", "site.broken-anchor-elsewhere"])
    let facts = try FileReader.text(temporary.path("facts"))
    try temporary.write(facts.replacing("1 days", with: "1 nights"), to: "facts")
    #expect(try problems() == ["site.wrong-plural", "site.broken-anchor-elsewhere"])
  }
}
