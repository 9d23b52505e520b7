import Primitives
import Records
import Report
import TestSupport
import Testing

/// Pages of RD-Agent's library, as they are written.
@Suite("Pages of the library")
struct LibraryPageTests {
  private func page(_ path: String, _ change: (inout LibraryNight) -> Void = { _ in }) throws -> String {
    var library = HostileNights.library(["动量因子有效", "Momentum holds for ten days"])
    change(&library)
    var input = TinySite.input
    input.library = library
    let sink = MemorySink()
    try SiteBuilder.build(input, TinySite.settings, to: sink)
    let bytes = try #require(sink.files[path])
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test("a night without a library has neither its pages nor its place in the navigation")
  func without() throws {
    let sink = MemorySink()
    try SiteBuilder.build(TinySite.input, TinySite.settings, to: sink)
    #expect(sink.files["library.html"] == nil)
    #expect(!String(decoding: try #require(sink.files["index.html"]), as: UTF8.self).contains("library.html"))
  }

  @Test("a sync that told nothing stands first, with the time of the library that is shown")
  func notice() throws {
    let page = try page("en/library.html") { $0.notice = .verbatim("It does not answer.") }
    #expect(page.contains("It does not answer. This page shows the library as of 2024-01-02 20:00 UTC."))
    #expect(!(try self.page("en/library.html") { $0.notice = nil }).contains("told nothing tonight"))
  }

  /// 10,000 loops less 12 accepted and 9,000 rejected.
  @Test("what nobody decided is counted apart, and a cut list says what it leaves out")
  func counts() throws {
    let page = try page("en/library.html")
    #expect(page.contains("RD-Agent accepted 12, rejected 9,000, and recorded no decision on 988."))
    #expect(page.contains("Shown are the marked and the newest: 2 of 10,000."))
  }

  @Test("a text of a language model is called one, and a figure names the place that told it")
  func loop() throws {
    let page = try page("en/library/loop-8f31c0d2aa0b4d7e9c11-1.html")
    #expect(page.contains("wrote these texts. Nothing here checked them."))
    #expect(page.contains("12.34%"))
    #expect(page.contains("qlib_res.csv"))
    #expect(page.contains("mended"))
    #expect(page.contains("aistock library mark 8f31c0d2aa0b4d7e9c11/1"))
    #expect(page.contains("No loop before it in its task is known as accepted."))
  }

  /// Loop 2 names A and C, the accepted loop 1 before it A and B.
  @Test("a loop is told apart from the last accepted one before it")
  func lineage() throws {
    let page = try page("en/library/loop-8f31c0d2aa0b4d7e9c11-2.html") { library in
      var later = library.loops[1]
      library.loops[1].factorNames = ["A", "B"]
      later.number = 2
      later.factorNames = ["A", "C"]
      library.loops.append(later)
    }
    #expect(page.contains("Against loop 1, the last accepted one before: 1 factor more, 1 gone."))
  }

  @Test("a factor says where its code stands, and leads to others of its expression as far as they have a page")
  func code() throws {
    let other = HostileNights.library(["a", "b"]).factors[1].id
    let page = try page("en/library/factor-0000000000000010.html") { library in
      library.factors[0].code = .init(digest: String(repeating: "ab", count: 32), places: ["w/factor.py"])
      library.factors[0].sameExpression = [other, "ffffffffffffffff"]
    }
    #expect(page.contains("<dd>abababababababab…</dd>") && page.contains("<dd>w/factor.py</dd>"))
    #expect(page.contains("Its expression is also that of \(other), ffffffffffffffff."))
    #expect(page.contains("<a href=\"../library/factor-\(other).html\"><code>\(other)</code></a>"))
    #expect(!page.contains("factor-ffffffffffffffff.html"))
    #expect(!(try self.page("en/library/factor-0000000000000010.html")).contains("Its expression is also"))
  }

  @Test(
    "a formula that can be read is drawn, any other stands as its text",
    arguments: [
      (
        #"\frac{close_t}{close_{t-20}} - 1"#,
        "<mfrac><mrow><msub><mi>close</mi><mrow><mi>t</mi></mrow></msub></mrow><mrow><msub><mi>close</mi><mrow><mi>t</mi>"
          + "<mo>−</mo><mn>20</mn></mrow></msub></mrow></mfrac><mo>−</mo><mn>1</mn>"
      ),
      (
        #"\text{Size\_MV} = \log(\sigma^2)"#,
        "<mi>Size_MV</mi><mo>=</mo><mi>log</mi><mo>(</mo><msup><mi>σ</mi><mrow><mn>2</mn></mrow></msup><mo>)</mo>"
      ),
      (
        #"\sum_{s=0}^{4} x"#,
        "<munderover><mo>∑</mo><mrow><mi>s</mi><mo>=</mo><mn>0</mn></mrow><mrow><mn>4</mn></mrow></munderover><mi>x</mi>"
      ),
      // RD-Agent's own: a brace is closed that nobody opened.
      (#"\frac{a}{b} - 1}{\text{Std}}"#, nil), (#"\unheard{a}"#, nil), ("Ref($close, 5)/$close", nil),
    ])
  func formula(_ latex: String, _ markup: String?) throws {
    let page = try page("en/library/factor-0000000000000010.html") { $0.factors[0].expression = latex }
    #expect(page.contains("<math") == (markup != nil))
    if let markup { #expect(page.contains(markup)) }
    #expect(page.contains("Expression as recorded"))
  }
}
