import Foundation
import Primitives
import TestSupport
import Testing

extension BrowserTests {
  /// Rules that hold on every page, in both languages.
  @Suite struct EveryPageTests {
    private func sights() throws -> [PageWalk.Sight] {
      let sights = try PageWalk.shared().sights
      try #require(sights.count > 20)
      return sights
    }

    @Test(
      "axe-core finds no violation, in light and dark",
      .enabled(if: Accessibility.library != nil, Comment(rawValue: Accessibility.absence)),
      arguments: Browser.Scheme.allCases)
    func accessible(_ scheme: Browser.Scheme) throws {
      for sight in try sights() {
        let found = sight.violations[scheme] ?? []
        #expect(found.isEmpty, "\(sight.page): \(found.count), first \(found.first ?? "")")
      }
    }

    @Test("the console shows no error and no warning")
    func quiet() throws {
      for sight in try sights() { #expect(sight.complaints == [], "\(sight.page)") }
    }

    @Test("no page scrolls sideways", arguments: PageWalk.widths)
    func narrow(_ width: Int) throws {
      for sight in try sights() { #expect(sight.overflow[width] == "", "\(sight.page)") }
    }

    @Test("every link within a page leads to a place on it")
    func anchors() throws {
      for sight in try sights() { #expect(sight.facts["lost"] == [], "\(sight.page)") }
    }

    @Test("every section has a link to itself that a reader can copy")
    func permanent() throws {
      for sight in try sights() { #expect(sight.facts["bare"] == [], "\(sight.page)") }
    }

    @Test("Chinese characters are drawn as themselves and not as boxes")
    func glyphs() throws {
      for sight in try sights() { #expect(sight.facts["boxes"] == false, "\(sight.page)") }
    }

    @Test("a content security policy, an icon and a description stand in every head")
    func heads() throws {
      for sight in try sights() {
        for name in ["policy", "icon", "description"] {
          #expect(sight.facts[name] == true, "\(sight.page) has no \(name)")
        }
      }
    }

    /// Works of reference are as long as they are.
    private static let references = ["operators.html", "methods.html", "manual.html"]

    @Test("no page but a work of reference is longer than fifteen screens, and one of three has contents")
    func short() throws {
      for sight in try sights() {
        let screens = (sight.facts["height"]?.intValue ?? .max) / 900
        #expect(screens < 15 || EveryPageTests.references.contains(Path.lastComponent(sight.page)), "\(sight.page)")
        #expect(screens < 3 || (sight.facts["contents"]?.intValue ?? 0) >= 3, "\(sight.page) has no contents")
        #expect((sight.facts["beside"]?.arrayValue ?? []).allSatisfy { $0 == "sticky" }, "\(sight.page)")
        #expect(sight.facts["tabs"]?.intValue == 1, "\(sight.page) does not lead to the migrations")
      }
    }

    @Test("on a phone no row fills a third of the screen, and no page is endless")
    func phone() throws {
      for sight in try sights()
      where !EveryPageTests.references.contains(Path.lastComponent(sight.page)) {
        #expect((sight.heights["page"]?.intValue ?? .max) < 15_000, "\(sight.page)")
        #expect((sight.heights["row"]?.intValue ?? .max) <= 280, "\(sight.page)")
      }
    }

    @Test("the language switch leads to the same page in the other language")
    func languages() throws {
      let site = try WatchedSite.built.get()
      for sight in try sights() {
        let isEnglish = sight.page.hasPrefix("en/")
        #expect(sight.facts["language"] == (isEnglish ? "en" : "zh-Hans"), "\(sight.page)")
        let other = isEnglish ? String(sight.page.dropFirst("en/".count)) : "en/" + sight.page
        let links = (sight.facts["others"]?.arrayValue ?? []).compactMap(\.stringValue)
        #expect(links == [URL(fileURLWithPath: site.file(other)).absoluteString], "\(sight.page)")
      }
    }
  }
}
