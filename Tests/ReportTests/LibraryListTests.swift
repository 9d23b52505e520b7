import Primitives
import Records
import Report
import Synchronization
import TestSupport
import Testing

/// The lists that the filters of the library's pages look through.
@Suite("Lists of the library")
struct LibraryListTests {
  private static func loop(_ number: Int, hypothesis: String? = nil) -> LibraryLists.Loop {
    .init(
      id: "task/\(number)", action: "factor", decision: number == 0 ? true : nil, hypothesis: hypothesis,
      figures: [.annualReturn: -0.1234567891, .trials: 1234], factorNames: ["A", "B"],
      startedAt: "2026-01-0\(9 - number)T00:00:00+00:00")
  }

  private static func factor(_ number: Int, _ text: String) -> LibraryLists.Factor {
    .init(
      id: "id\(number)", names: ["N\(number)", "M"], source: number == 0 ? nil : "sota", expression: text,
      description: nil, loops: 1000, createdAt: number == 2 ? nil : "2026-01-0\(number + 1)")
  }

  private func read(_ script: [UInt8], _ name: String) throws -> JSONValue {
    let text = String(decoding: script, as: UTF8.self)
    let begin = "aistockLibrary.\(name)="
    #expect(text.hasPrefix(begin) && text.hasSuffix(";\n"))
    return try JSONReader.read(Array(text.dropFirst(begin.count).dropLast(2).utf8))
  }

  @Test("figures are written as on the page, with a value to order by; what is missing is null")
  func loops() throws {
    let list = try read(
      LibraryListFiles.script(
        loops: [LibraryListTests.loop(0, hypothesis: "one\ntwo"), LibraryListTests.loop(1)], bytesMax: 10_000), "loops")
    #expect(list["all"] == 2 && list["signs"] == 120 && list["tasks"] == ["task"] && list["names"] == ["A", "B"])
    #expect(list["decisions"] == ["accepted", "rejected", "unrecorded"])
    let rows = try #require(list["rows"]?.arrayValue)
    #expect(
      rows[0] == [
        0, "0", 0, 0, "one two", [0, 1], "2026-01-09", "−12.35%", .number(-0.123457), .null, .null, .null, .null, .null,
        .null, .null, .null,
        "1,234", .number(1234), .null, .null,
      ])
    #expect(rows[1].arrayValue?[2] == 2 && rows[1].arrayValue?[4] == .null)
  }

  @Test("a file that would be too large has shorter texts, then only the newest rows, and says both")
  func limits() throws {
    let factors = (0..<3).map { LibraryListTests.factor($0, String(repeating: "x", count: 200)) }
    func list(_ bytes: Int) throws -> JSONValue {
      let script = LibraryListFiles.script(factors: factors, bytesMax: bytes)
      #expect(script.count <= bytes)
      return try read(script, "factors")
    }
    let whole = try list(10_000)
    #expect(whole["signs"] == 120 && whole["rows"]?.arrayValue?.count == 3)
    #expect(
      whole["rows"]?.arrayValue?[1]
        == ["id1", ["N1", "M"], 1, .null, .string(String(repeating: "x", count: 120) + "…"), "1,000", 1000])
    let short = try list(350)
    #expect(short["signs"] == 30 && short["rows"]?.arrayValue?.count == 3)
    // The one without a time is the oldest.
    let cut = try list(200)
    #expect(cut["all"] == 3 && cut["signs"] == 0)
    #expect(cut["rows"]?.arrayValue?.compactMap { $0.arrayValue?.first?.stringValue } == ["id0", "id1"])
  }

  private static func night(_ digest: String, _ asked: Counter) -> NightResult {
    var library = HostileNights.library(["动量因子有效", "Momentum holds"])
    library.lists = LibraryLists(digest: digest, sources: ["sota": 49_000, "": 1000]) {
      asked.add()
      return [loop(0)]
    } factors: {
      asked.add()
      return [factor(1, "x")]
    }
    var input = TinySite.input
    input.library = library
    return input
  }

  private final class Counter: Sendable {
    private let value = Mutex(0)
    func add() { value.withLock { $0 += 1 } }
    var count: Int { value.withLock { $0 } }
  }

  @Test("pages count everything and name the list, which is made only where the library changed")
  func pages() throws {
    let temporary = try TemporaryFolder()
    let (folder, facts) = (temporary.path("site"), temporary.path("facts"))
    let asked = Counter()
    func publish(_ digest: String, day: TradingDay? = nil) throws {
      let known = StampedFacts(reading: facts)
      var night = LibraryListTests.night(digest, asked)
      if let day { night.day = day }
      _ = try SiteBuilder.publish(night, TinySite.settings, folder: folder, edition: "e", known: known)
      try known.save(to: facts, forgetting: true)
    }
    try publish("1")
    #expect(asked.count == 2)
    let loops = try FileReader.text(Path.join(folder, "en/library.html"))
    #expect(loops.contains("data-from=\"../data/library-loops.js\""))
    #expect(loops.contains("All 10,000"))
    #expect(loops.contains("Filter and order cover all of them."))
    let factors = try FileReader.text(Path.join(folder, "en/library-factors.html"))
    #expect(factors.contains("sota 49,000"))
    // Another night of the same library.
    try publish("1", day: TinySite.input.day.advanced(byDays: 1))
    #expect(asked.count == 2)
    #expect(FileReader.exists(Path.join(folder, "data/library-factors.js")))
    try publish("2")
    #expect(asked.count == 4)
  }
}
