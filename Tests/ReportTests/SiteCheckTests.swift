import Primitives
import Records
import Report
import TestSupport
import Testing

@Suite("The check of a site")
struct SiteCheckTests {
  private static func page(_ body: String, language: String = " lang=\"en\"") -> String {
    "<!DOCTYPE html>\n<html\(language)><head><title>t</title></head>\n<body><main><h1>t</h1>\n\(body)\n</main></body></html>\n"
  }

  private func problems(_ body: String, _ others: [String: String] = [:]) throws -> [String] {
    let temporary = try TemporaryFolder()
    try temporary.write(SiteCheckTests.page(body), to: "index.html")
    for (name, text) in others { try temporary.write(text, to: name) }
    return try SiteCheck.problems(in: temporary.path).filter(\.isFault).map(\.description)
  }

  @Test(
    "a sound page passes",
    arguments: [
      "<p>a</p>", "<a href=\"#x\">x</a><p id=\"x\">x</p>", "<a href=\"index.html\">x</a>",
      "<img src=\"a.png\" alt=\"a picture\"/>", "<svg role=\"img\"></svg>",
      "<h2>a</h2><h3>b</h3><h2>c</h2>",
      "<table><tr><th scope=\"col\">a</th></tr></table>", "<a href=\"sub/page.html#y\">x</a>",
    ])
  func sound(_ body: String) throws {
    let found = try problems(
      body,
      [
        "a.png": "x",
        "sub/page.html": SiteCheckTests.page("<p id=\"y\"><a href=\"../index.html\">u</a></p>"),
      ])
    #expect(found.isEmpty, "\(found)")
  }

  @Test(
    "each fault is found, in the line where it stands",
    arguments: [
      ("<a href=\"gone.html\">x</a>", "leads nowhere"),
      ("<a href=\"#gone\">x</a>", "names no place"),
      ("<a href=\"sub/page.html#gone\">x</a>", "names no place of the page that it leads to"),
      ("<p onclick=\"go()\">a</p>", "has a script in `onclick`"),
      ("<a href=\"../outside.html\">x</a>", "leads nowhere"),
      ("<a href=\"/index.html\">x</a>", "leads nowhere"),
      ("<img src=\"gone.png\" alt=\"a\"/>", "leads nowhere"),
      ("<img src=\"a.png\"/>", "alternative text"),
      ("<p id=\"a\">a</p><p id=\"a\">b</p>", "occurs twice"),
      ("<p style=\"color: red\">a</p>", "style attribute"),
      ("<a href=\"https://example.org/\">x</a>", "another host"),
      ("<a href=\"//example.org/\">x</a>", "another host"),
      ("<a href=\"HTTPS://example.org/\">x</a>", "another host"),
      ("<script src=\"http://example.org/a.js\"></script>", "another host"),
      ("<a href=\"javascript:alert(1)\">x</a>", "leads nowhere"), ("<svg></svg>", "has no role"),
      ("<h3>a</h3>", "`<h3>` follows `<h1>`"), ("<table><tr><th>a</th></tr></table>", "scope"),
    ])
  func fault(_ body: String, _ what: String) throws {
    let found = try problems(
      body, ["a.png": "x", "sub/page.html": SiteCheckTests.page("<p>b</p>")])
    #expect(found.count == 1, "\(found)")
    #expect(found.first?.contains(what) == true, "\(found)")
    #expect(found.first?.hasPrefix("index.html:4: ") == true, "\(found)")
  }

  @Test(
    "wrong nesting and broken markup are found",
    arguments: ["<p><b>a</p></b>", "<p>a", "a & b", "<p a=b>x</p>"])
  func nesting(_ body: String) throws {
    let found = try problems(body)
    #expect(found.count == 1)
    #expect(found.first?.hasPrefix("index.html:") == true)
  }

  @Test("a page without language, heading, title or body is found")
  func frame() throws {
    let bare = ["index.html": "<html><body></body></html>"]
    let temporary = try TemporaryFolder()
    for (name, text) in bare { try temporary.write(text, to: name) }
    let found = try SiteCheck.problems(in: temporary.path).filter(\.isFault).map(\.what.english)
    #expect(found.count == 4)
    for word in ["language", "<title>", "<main>", "<h1>"] {
      #expect(found.contains { $0.contains(word) }, "\(word)")
    }
  }

  @Test("an empty page and one that is no text are found")
  func noPage() throws {
    #expect(try problems("<p>a</p>", ["b.html": ""]).count == 1)
    #expect(try problems("<p>a</p>", ["b.html": "\u{0}\u{1}\u{2}"]).count == 1)
  }

  /// A sentence of English on a Chinese page, wherever it can stand.
  private func foreign(_ body: String, language: String = "zh-Hans") throws -> [String] {
    let temporary = try TemporaryFolder()
    try temporary.write(SiteCheckTests.page(body, language: " lang=\"\(language)\""), to: "index.html")
    return try SiteCheck.problems(in: temporary.path).filter { $0.what.id == "site.foreign-text" }.map(\.description)
  }

  @Test(
    "English on a Chinese page is found, in its line",
    arguments: [
      "<p>not one is left</p>", "<p>结果 not one is left</p>", "<p aria-label=\"not one is left\">无</p>",
      "<svg role=\"img\"><title>not one is left</title></svg>", "<div lang=\"zh-Hans\"><p>not one is left</p></div>",
    ])
  func english(_ body: String) throws {
    let found = try foreign(body)
    #expect(found == ["index.html:4: English stands on a Chinese page: `not one is left`."], "\(found)")
  }

  @Test(
    "code, marked English, names of two words and data are no English on a page",
    arguments: [
      "<p><code>aistock rdagent exporter now</code></p>", "<pre>a b c d</pre>", "<p lang=\"en\">not one is left</p>",
      "<p>RD-Agent 的 Rank IC 与 conf.yaml</p>", "<p data-live=\"not one is left\">无</p>",
      "<script>var one two three</script>",
    ])
  func noEnglish(_ body: String) throws {
    #expect(try foreign(body) == [])
  }

  @Test("an English page may be English")
  func otherLanguage() throws {
    #expect(try foreign("<p>not one is left</p>", language: "en") == [])
  }
}
