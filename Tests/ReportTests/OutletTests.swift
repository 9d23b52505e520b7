import Archive
import Foundation
import FoundationXML
import Primitives
import Records
import Report
import TestSupport
import Testing

@Suite("The night for those who do not open its pages")
struct OutletTests {
  private var night: NightResult {
    var night = TinySite.input
    night.isDemo = false
    night.build = .init(at: "2024-01-06T01:00:00+00:00", seconds: 3, dataAge: 3)
    night.manifest = String(repeating: "a", count: 64)
    night.attention = [
      AttentionItem(
        .fail, .flip, .init(.migration, "faithful"), title: .verbatim("New failure."), cause: .verbatim("Fees differ."),
        amount: .money(1_234.5), amountNote: Message("test.note-label", en: "end value overstated", zh: "期末资产虚高"),
        owner: "li", remedy: .verbatim("Run `aistock review reject --migration a_b`."))
    ]
    night.archive.nights = [
      ArchivedNight(day: day("2024-01-02"), sha256: "b", level: 0, fileCount: 1, parent: nil, verdicts: []),
      ArchivedNight(day: day("2024-01-03"), sha256: "c", level: 0, fileCount: 1, parent: nil, verdicts: []),
    ]
    night.changes = [
      NightChange(
        left: .init(day: day("2024-01-02"), sha256: "b"), right: .init(day: day("2024-01-03"), sha256: "c"),
        migrations: [
          .init(id: "a & <b>", verdicts: .init("PASS", "FAIL")), .init(id: "same", verdicts: .init("PASS", "PASS")),
        ])
    ]
    return night
  }

  @Test("the letter says counts, what waits, what changed and how much money")
  func letter() {
    let text = NightLetter(night).text(.english)
    #expect(text.hasPrefix("aistock, night of 2024-01-03\n"))
    #expect(text.contains("2 migrations: 1 FAIL, 1 DAMAGED."))
    #expect(
      text.contains(
        "- [FAIL] faithful: New failure. Fees differ. 1,234.50 CNY, end value overstated. Owner: li.\n"
          + "  Run `aistock review reject --migration a_b`."))
    #expect(text.contains("Since the night of 2024-01-02\n- a & <b>: PASS → FAIL."))
    #expect(text.contains("- first: "))
    #expect(!text.contains("://"))
    let chinese = NightLetter(night).text(.chinese)
    #expect(chinese.contains("- a & <b>：通过 → 未通过。"))
  }

  @Test("Markdown escapes what people and files say, and leaves code alone")
  func markdown() {
    var night = self.night
    night.previews[0].strategy.displayName = "*bold* [link](x) `code` <b> a_b _c_\u{202E}"
    let text = NightLetter(night).markdown(.english)
    #expect(text.hasPrefix("# aistock, night of 2024-01-03\n"))
    #expect(text.contains("\\*bold\\* \\[link\\](x) \\`code\\` \\<b\\> a_b \\_c\\_:"))
    #expect(text.contains("`aistock review reject --migration a_b`"))
    #expect(text.contains("a & \\<b\\>: PASS → FAIL."))
    #expect(!text.unicodeScalars.contains("\u{202E}"))
  }

  @Test("a letter of few bytes ends with a whole line and says that it is cut", arguments: [200, 300, 400])
  func cut(bytes: Int) {
    for language in Language.allCases {
      let text = NightLetter(night).markdown(language, bytesMax: bytes)
      #expect(text.utf8.count <= bytes)
      #expect(text.hasSuffix(language[("……其余见页面。\n", "… The rest stands on the pages.\n")]))
    }
  }

  /// RFC 4287, 4.1.1 and 4.1.2: what a feed and an entry must have.
  @Test("the feed is Atom with identifiers that need no host and the times of the nights")
  func feed() throws {
    let bytes = AtomFeed(night, .english).bytes
    let document = try XMLTree(Data(bytes))
    #expect(document.name == "feed")
    for name in ["id", "title", "updated", "author"] { #expect(document.count(name) == 1, "\(name)") }
    let entries = document.children.filter { $0.name == "entry" }
    #expect(entries.count == 2)
    for entry in entries {
      for name in ["id", "title", "updated", "content"] { #expect(entry.count(name) == 1, "\(name)") }
    }
    let ids = entries.compactMap { entry in entry.children.first { $0.name == "id" }?.text }
    #expect(Set(ids).count == 2)
    #expect(ids.allSatisfy { $0.hasPrefix("tag:aistock,2026:2024-01-03/") })
    #expect(ids.contains("tag:aistock,2026:2024-01-03/verdict/a%20%26%20%3Cb%3E/c"))
    #expect(entries.allSatisfy { $0.count("link") == 1 })
    #expect(entries.first?.children.first { $0.name == "title" }?.text == "a & <b>: PASS → FAIL")
    #expect(document.children.first { $0.name == "updated" }?.text == "2024-01-03T15:00:00+08:00")
  }

  @Test("a night that is built again gives the same feed")
  func sameFeed() {
    var later = night
    later.build = .init(at: "2024-02-06T01:00:00+00:00", seconds: 9, dataAge: 34)
    #expect(AtomFeed(later, .chinese).bytes == AtomFeed(night, .chinese).bytes)
  }

  @Test("a site of every language carries letter and feed")
  func files() throws {
    let pages = try TinySite.pages(TinySite.input)
    for name in ["night.txt", "night.md", "feed.xml", "en/night.txt", "en/night.md", "en/feed.xml"] {
      #expect(pages[name]?.isEmpty == false, "\(name)")
    }
  }
}

/// As much of XML as a feed needs.
private final class XMLTree: NSObject, XMLParserDelegate {
  private(set) var name = ""
  private(set) var text = ""
  private(set) var children: [XMLTree] = []
  private var open: [XMLTree] = []

  private struct Broken: Error {}

  init(_ data: Data) throws {
    super.init()
    let parser = XMLParser(data: data)
    parser.delegate = self
    guard parser.parse(), let root = children.first else { throw Broken() }
    name = root.name
    children = root.children
  }

  private init(name: String) { self.name = name }

  func count(_ name: String) -> Int { children.count { $0.name == name } }

  func parser(
    _ parser: XMLParser, didStartElement element: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    let child = XMLTree(name: element)
    (open.last ?? self).children.append(child)
    open.append(child)
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) { open.last?.text += string }

  func parser(
    _ parser: XMLParser, didEndElement element: String, namespaceURI: String?, qualifiedName: String?
  ) {
    open.removeLast()
  }
}
