import MarketData
import Primitives
import Records
import TestSupport
import Testing

@Suite("Places of markets, and the list that falls back")
struct MarketPlacesTests {
  @Test("one text is places by commas, and a folder whose name has a comma is one place")
  func text() throws {
    #expect(MarketPlaces("a,b").names == ["a", "b"] && MarketPlaces("a, demo").names == ["a", "demo"])
    let folder = try TemporaryFolder()
    try folder.write("x", to: "a,b/c")
    #expect(MarketPlaces(folder.path("a,b")).names == [folder.path("a,b")])
    #expect(MarketPlaces("/a,postgresql://h,i/d").names == ["/a", "postgresql://h,i/d"])
    #expect(MarketPlaces("demo,/data/cn,tdx:/v,postgresql://h/d").inputs.map(\.path) == ["/data/cn", "/v"])
  }

  @Test("secrets of an address are never shown")
  func secrets() {
    // Where its password ends cannot be known.
    #expect(MarketPlaces.shown("postgresql://me:pass@word@host:5432/db?password=x") == "postgresql://…")
    #expect(MarketPlaces.shown("postgresql://me:word@host:5432/db?password=x") == "postgresql://me@host:5432/db")
    #expect(MarketPlaces.shown("postgresql://host/db") == "postgresql://host/db")
    #expect(MarketPlaces.shown("/a/b?c") == "/a/b?c")
    let found = diagnostic { _ = try Markets.open("/nowhere,postgresql://me:secret@127.0.0.1:1/db") }
    #expect(found?.id == "market.none-opens" && found?.exit == .input)
    #expect(found?.description.contains("secret") == false && found?.description.contains("/nowhere") == true)
  }

  @Test("the first place that opens is used, and a finding says which, why and up to when")
  func fallback() throws {
    let first = try Markets.open("demo,/nowhere")
    #expect(try first.location == "demo" && first.fallback == nil && first.formFindings().isEmpty)
    let second = try Markets.open("/nowhere,demo")
    let finding = try #require(second.fallback)
    #expect(finding.id == "market.fallback" && finding.severity == .warning)
    #expect(
      finding.evidence.english == "demo is used, since those before it do not open: /nowhere: There is no such folder.")
    #expect(finding.consequence.english.contains("\(second.calendar.days.last?.description ?? "-")"))
    #expect(try second.formFindings().map(\.finding) == [finding])
    #expect(LaterMarket(second, from: day("2021-06-01")).fallback == finding)
    #expect(try Markets.stamp(of: second) != Markets.stamp(of: first))
    #expect(diagnostic { _ = try Markets.open("/nowhere") }?.id == "market.missing", "one place speaks for itself")
  }

  @Test("the stamp of a CSV changes with the file")
  func stamp() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("instrument,datetime,close\nSH600000,2024-01-02,1\n", to: "m.csv")
    let before = try Markets.stamp(of: try Markets.open(path))
    try folder.write("instrument,datetime,close\nSH600000,2024-01-02,1.5\n", to: "m.csv")
    #expect(try Markets.stamp(of: try Markets.open(path)) != before)
  }
}
