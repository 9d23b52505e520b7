import Archive
import Foundation
import Primitives
import Records
import Report
import TestSupport
import Testing

@Suite("Building the site")
struct SiteBuilderTests {
  @Test("every page in every language, the first language at the root")
  func pages() throws {
    let names = [
      "index.html", "previews.html", "compare.html", "archive.html", "changes.html", "migrations.html", "compare.html",
      "methods.html", "manual.html", "migrations/faithful.html", "migrations/damaged.html", "previews/first.html",
    ]
    let pages = try TinySite.pages(TinySite.input)
    let html = Set(pages.keys.filter { $0.hasSuffix(".html") })
    let chinese = html.filter { !$0.hasPrefix("en/") }
    #expect(html.subtracting(chinese) == Set(chinese.map { "en/" + $0 }))
    #expect(chinese.isSuperset(of: names))
    #expect(pages["icon.svg"] != nil && pages["data/schema.json"] != nil && pages["data/index.json"] != nil)
    #expect(pages["index.html"]?.contains("<html lang=\"zh-Hans\"") == true)
    #expect(pages["en/index.html"]?.contains("<html lang=\"en\"") == true)
  }

  @Test("the pages pass their own check")
  func check() throws {
    let problems = try TinySite.problems(TinySite.input)
    #expect(problems == [])
  }

  @Test("a site of nothing but a day passes too", arguments: [Language.chinese, .english])
  func empty(_ language: Language) throws {
    var input = TinySite.input
    input.migrations = []
    input.previews = []
    input.index.closes = [:]
    let settings = SiteSettings(languages: [language], upIsRed: true)
    let problems = try TinySite.problems(input, settings)
    #expect(problems == [])
  }

  @Test("building twice gives the same bytes")
  func determinism() throws {
    #expect(try TinySite.pages(TinySite.input) == TinySite.pages(TinySite.input))
  }

  @Test("no page names a text or value that it does not have")
  func placeholders() throws {
    // Usage lines of the manual have brackets of their own.
    for (path, text) in try TinySite.pages(TinySite.input)
    where path.hasSuffix(".html") && !path.hasSuffix("manual.html") {
      #expect(!text.contains("{{") && !text.contains("}}"), "\(path)")
      let body = text[(text.range(of: "</style>")?.upperBound ?? text.startIndex)...]
      // Data for the script holds lists.
      let shown = body.split(separator: "<script").map {
        $0[($0.range(of: "</script>")?.upperBound ?? $0.startIndex)...]
      }
      #expect(shown.allSatisfy { !$0.contains("[") || !$0.contains("]") }, "\(path) shows a key without a text")
    }
  }

  @Test("a migration that could not be read is shown, with identifier, place and remedy")
  func failed() throws {
    let pages = try TinySite.pages(TinySite.input)
    let page = try #require(pages["en/migrations/damaged.html"])
    for part in [
      "qlib-res.misparsed", "ws/qlib_res.csv:2", "Take the file from the workspace itself.",
      "INPUT NOT READABLE",
    ] {
      #expect(page.contains(part), "\(part)")
    }
    for index in ["index.html", "en/index.html"] {
      #expect(pages[index]?.contains("migrations/damaged.html") == true)
      #expect(pages[index]?.contains("migrations/faithful.html") == true)
    }
  }

  @Test("the page of a migration shows the divergence, both values and the metrics of all rungs")
  func judged() throws {
    let page = try #require(try TinySite.pages(TinySite.input)["en/migrations/faithful.html"])
    for part in [
      "At rung Replayed", "The close differs.", "2024-01-03", "SH600000", "positions.price", "10", "missing", "10.00%",
      "20.00%", "+10.00 pp", "l2.train", "1e\u{2212}10",
    ] { #expect(page.contains(part), "\(part)") }
  }

  @Test("a preview shows its money to the fen, its stale price and what it could not trade")
  func preview() throws {
    let page = try #require(try TinySite.pages(TinySite.input)["en/previews/first.html"])
    // 12,345 of 1,000,000 yuan are 1.2345 %, which rounds to 1.23 %.
    for part in [
      "1,012,345.00", "12,345.00", "+1.23%", "price of 2024-01-02", "SZ000001", "The stock is suspended",
    ] {
      #expect(page.contains(part), "\(part)")
    }
  }

  @Test("problems of the archive stand on its page, each with its kind")
  func problems() throws {
    var input = TinySite.input
    input.archive.problems = [
      ArchiveProblem(
        day: TinySite.day, kind: .changed, path: "migrations/a.json", detail: .verbatim("it was changed"))
    ]
    let page = try #require(try TinySite.pages(input)["en/archive.html"])
    #expect(page.contains("migrations/a.json") && page.contains("it was changed"))
    let problems = try TinySite.problems(input)
    #expect(problems == [])
  }

  @Test("previews whose identifiers differ in one sign or one case have places of their own")
  func anchors() throws {
    var input = TinySite.input
    input.previews = ["a-b", "a_b", "A-B"].map { TinySite.preview($0) }
    let problems = try TinySite.problems(input)
    #expect(problems == [])
  }

  @Test("every verdict and every kind of missing evidence makes a page that passes its check")
  func variety() throws {
    for verdict in [Comparison.Verdict.pass, .passWithExceptions, .fail, .notComparable] {
      var input = TinySite.input
      var judgement = TinySite.judgement {
        $0.verdict = verdict
        $0.findings = []
        for index in $0.rungs.indices where verdict != .fail {
          $0.rungs[index].firstDivergence = nil
        }
      }
      for (hasRecord, hasReplay) in [(true, true), (true, false), (false, true), (false, false)] {
        judgement.recorded = hasRecord ? TinySite.curve : []
        judgement.replayed = hasReplay ? TinySite.curve : []
        input.migrations = [TinySite.migration("m", .judged(judgement))]
        #expect(
          try TinySite.problems(input).isEmpty, "\(verdict.rawValue) \(hasRecord) \(hasReplay)")
      }
    }
  }

  @Test("a curve with a missing day is drawn")
  func missingDay() throws {
    var input = TinySite.input
    var judgement = TinySite.judgement()
    judgement.recorded[0].bench = .nan
    judgement.replayed.removeFirst()
    judgement.replayed[0].account = .nan
    input.migrations = [TinySite.migration("m", .judged(judgement))]
    let problems = try TinySite.problems(input)
    #expect(problems == [])
  }

  @Test("a site is put in place whole; a folder of other files is refused and left alone")
  func publish() throws {
    let temporary = try TemporaryFolder()
    let pages = try SiteBuilder.publish(
      TinySite.input, TinySite.settings, folder: temporary.path("site"))
    #expect(pages == 26)
    #expect(try temporary.contents().allSatisfy { !$0.contains("staging") })
    try temporary.write("mine", to: "home/letter.txt")
    let refusal = diagnostic {
      _ = try SiteBuilder.publish(TinySite.input, TinySite.settings, folder: temporary.path("home"))
    }
    #expect(refusal?.id == "output.not-ours")
    #expect(try FileReader.text(temporary.path("home/letter.txt")) == "mine")
  }

  @Test("a page whose content is as it was is taken over, and only where nobody has touched it")
  func standing() throws {
    let temporary = try TemporaryFolder()
    let (folder, facts) = (temporary.path("site"), temporary.path("facts"))
    let path = Path.join(folder, "en/migrations/faithful.html")
    var input = TinySite.input
    input.migrations[0].digest = "1"
    func publish() throws {
      let known = StampedFacts(reading: facts)
      _ = try SiteBuilder.publish(input, TinySite.settings, folder: folder, edition: "e", known: known)
      try known.save(to: facts, forgetting: true)
    }
    try publish()
    let made = try FileReader.text(path)
    // The digest says that nothing changed: the page is not made again, whatever the record holds.
    input.migrations[0].outcome = .judged(TinySite.judgement { $0.verdict = .notComparable })
    try publish()
    #expect(try FileReader.text(path) == made)
    try temporary.write(made.replacing("faithful", with: "tampered"), to: "site/en/migrations/faithful.html")
    try publish()
    #expect(try FileReader.text(path).contains("NOT COMPARABLE"))
    input.migrations[0].digest = "2"
    input.migrations[0].outcome = .judged(TinySite.judgement { $0.verdict = .passWithExceptions })
    try publish()
    #expect(try FileReader.text(path).contains("PASS WITH EXCEPTIONS"))
  }
}
