import Primitives
import Records
import Report
import TestSupport
import Testing

@Suite("One language a page")
struct LanguageTests {
  private func foreignText(_ input: NightResult) throws -> [String] {
    let temporary = try TemporaryFolder()
    for (path, text) in try TinySite.pages(input) { try temporary.write(text, to: path) }
    return try SiteCheck.problems(in: temporary.path).filter { $0.what.id.hasPrefix("site.foreign") }.map(\.description)
  }

  @Test("no Chinese page of a site of every kind of record has an English sentence that is not marked")
  func everyRecord() throws {
    var input = FactorPageTests.site([try FactorPageTests.entry()])
    input.migrations += [TinySite.migration("quality", .judged(QualityPageTests.judgement()))]
    input.archive.problems = [.init(day: TinySite.day, kind: .changed, path: "a.json", detail: TinySite.closeDiffers)]
    let found = try foreignText(input)
    #expect(found == [])
  }

  @Test("what persons write in another language is marked on the pages of both")
  func notes() throws {
    var input = TinySite.input
    input.previews = [
      TinySite.preview("english", name: "the fifty best of them"), TinySite.preview("chinese", name: "五十只最好的"),
    ]
    let pages = try TinySite.pages(input)
    #expect(pages["index.html"]?.contains("<span lang=\"en\">the fifty best of them</span>") == true)
    #expect(pages["en/index.html"]?.contains("<span lang=\"zh-Hans\">五十只最好的</span>") == true)
  }
}
