import Primitives
import Records
import Report
import TestSupport
import Testing

/// Whatever a user or a damaged file brings is text on the page, never markup.
@Suite("Foreign text on pages")
struct EscapingTests {
  static let hostile = "<script>alert('x')</script> \"quoted\" & <b>"

  private func site(_ text: String) -> NightResult {
    var input = TinySite.input
    let judgement = TinySite.judgement {
      $0.summary = .verbatim(text)
      $0.findings = [
        Finding(
          "f", .note, ["text": .message(.verbatim(text))], title: (en: "{text}", zh: "{text}"),
          evidence: (en: "{text}", zh: "{text}"), consequence: (en: "{text}", zh: "{text}"),
          remedy: (en: "{text}", zh: "{text}"))
      ]
      $0.rungs[2].firstDivergence?.cause = CauseStatement(.unknown, .verbatim(text))
      $0.rungs[2].firstDivergence?.left = text
      $0.rungs[2].firstDivergence?.field = text
      $0.rungs[2].firstDivergence?.context = [.verbatim(text)]
      $0.rungs[3].reason = .verbatim(text)
      $0.rungs[0].metrics[0].metric.formula = text
      $0.rungs[0].metrics[1].metric.name = text
    }
    var whole = judgement
    whole.identity = [IdentityFact(key: .workspace, value: .text(text))]
    input.market = text
    input.toolVersion = text
    input.migrations = [
      TinySite.migration("m", .judged(whole)),
      TinySite.migration(
        "d",
        .failed(
          Diagnostic(
            text, .damaged, at: .init(text, line: 1, field: text), ["text": .text(text)],
            (en: "{text}", zh: "{text}"), remedy: (en: "{text}", zh: "{text}")))),
    ]
    input.previews = [TinySite.preview("p", name: text, reason: .other(text))]
    return input
  }

  @Test("markup and quotes are escaped on every page, in pictures too")
  func markup() throws {
    let pages = try TinySite.pages(site(EscapingTests.hostile))
    for (path, text) in pages where path.hasSuffix(".html") {
      #expect(!text.contains("<script>alert"), "\(path)")
      #expect(!text.contains("<b>"), "\(path)")
    }
    #expect(pages["en/previews.html"]?.contains("&lt;script&gt;") == true)
    let problems = try TinySite.problems(site(EscapingTests.hostile))
    #expect(problems == [])
  }

  @Test(
    "characters that no page may hold do not spoil the site",
    arguments: [
      "\u{0}", "\u{1}\u{1B}[2J", "\u{B}", "\u{FFFE}", "]]>", "{{t_day}}{{{x}}}", "<!--",
      "\u{202E}abc", "&amp;",
    ])
  func characters(_ text: String) throws {
    let problems = try TinySite.problems(site("a\(text)b"))
    #expect(problems == [])
  }

  @Test("text that looks like a template stays text")
  func template() throws {
    let page = try TinySite.pages(site("{{t_day}}"))["en/migrations/m.html"]
    #expect(page?.contains("{{t_day}}") == true)
  }
}
