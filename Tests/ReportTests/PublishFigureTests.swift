import Foundation
import Primitives
import Records
import Report
import TestSupport
import Testing

/// Figures of publishing, measured where `AISTOCK_MEASURE` is set: seconds and bytes of a site of 300 migrations with
/// 1,776 days each. Without it a small site must pass over what did not change.
@Suite(.serialized) struct PublishFigureTests {
  private let isMeasured = ProcessInfo.processInfo.environment["AISTOCK_MEASURE"] != nil

  /// Days of a curve that wanders, the same for the same number.
  private static func curve(_ number: Int, fees: Double, days: Int) -> [ReportRow] {
    var random = SeededRandom(seed: UInt64(number))
    var account = 100_000_000.0
    return (0..<days).map { index in
      let rate = Double.random(in: -0.02...0.0208, using: &random)
      account *= 1 + rate - fees
      return ReportRow(
        day: TestSupport.day("2017-01-03").advanced(byDays: index * 7 / 5), account: account, returnRate: rate,
        totalTurnover: Double(index) * 0.1, turnover: 0.1, totalCost: Double(index) * fees * 1e8, cost: fees,
        value: account * 0.95, cash: account * 0.05, bench: Double.random(in: -0.015...0.0155, using: &random))
    }
  }

  /// How long work takes by the clock, and by all processors together: on a busy machine only the second one tells.
  private static func measured(_ work: () throws -> Void) throws -> (seconds: Double, processor: Double) {
    func processor() -> Double {
      var time = timespec()
      clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
    let begin = processor()
    let passed = try seconds { try work() }
    return (passed, processor() - begin)
  }

  private static func night(_ count: Int, days: Int) -> NightResult {
    var input = TinySite.input
    input.migrations = (0..<count).map { number in
      var judgement = QualityPageTests.judgement()
      judgement.comparison.migration = "m\(number)"
      if number % 5 > 0 {
        judgement.comparison.verdict = .pass
        for index in judgement.comparison.rungs.indices { judgement.comparison.rungs[index].firstDivergence = nil }
      }
      judgement.recorded = curve(number, fees: 0.00004, days: days)
      judgement.replayed = curve(number, fees: number % 5 > 0 ? 0.00004 : 0.0001, days: days)
      var migration = TinySite.migration("m\(number)", .judged(judgement))
      migration.digest = "\(number)"
      return migration
    }
    return input
  }

  @Test("a site is published, and again with one migration changed, within its figures")
  func publish() throws {
    let (count, days) = isMeasured ? (300, 1_776) : (6, 60)
    let temporary = try TemporaryFolder()
    let (folder, facts) = (temporary.path("site"), temporary.path("facts"))
    var input = PublishFigureTests.night(count, days: days)
    input.manifest = String(repeating: "a", count: 64)
    func publish() throws -> (seconds: Double, processor: Double) {
      try PublishFigureTests.measured {
        let known = StampedFacts(reading: facts)
        _ = try SiteBuilder.publish(input, TinySite.settings, folder: folder, edition: "e", known: known)
        try known.save(to: facts, forgetting: true)
      }
    }
    let first = try publish()
    let unchanged = try publish()
    let before = try FileReader.bytes(temporary.path("site/en/migrations/m1.html"))
    let kept = try FileStamp.of(temporary.path("site/en/migrations/m0.html"))
    // One changed migration gives the night another manifest.
    input.manifest = String(repeating: "b", count: 64)
    input.migrations[1].digest = "changed"
    input.migrations[1].outcome = .judged(TinySite.judgement { $0.summary = .verbatim("Something new.") })
    let changed = try publish()
    #expect(try FileReader.bytes(temporary.path("site/en/migrations/m1.html")) != before)
    #expect(try FileStamp.of(temporary.path("site/en/migrations/m0.html")) == kept)
    #expect(try FileReader.text(temporary.path("site/night.css")).contains("bbbb"))
    // A report page by itself: what a site of more migrations takes more, by page and language.
    let more = min(count, 21)
    let sites = try [1, more].map { size in
      var night = input
      night.migrations = Array(PublishFigureTests.night(more, days: days).migrations.prefix(size))
      return try PublishFigureTests.measured { try SiteBuilder.build(night, TinySite.settings, to: MemorySink()) }
    }
    let single = (sites[1].processor - sites[0].processor) / Double(2 * (more - 1))
    let page = try FileReader.bytes(temporary.path("site/en/migrations/m0.html")).count
    if isMeasured {
      func text(_ took: (seconds: Double, processor: Double)) -> String {
        "\(took.seconds) s (\(took.processor) s of processors)"
      }
      print(
        "publish: \(count) migrations of \(days) days from nothing \(text(first)), nothing changed \(text(unchanged)),"
          + " one changed \(text(changed)); a report page \(single) s and \(page) bytes")
      #expect(first.seconds < 15)
      #expect(changed.seconds < 1)
      #expect(single < 0.03)
      #expect(page < 300_000)
    }
  }
}
