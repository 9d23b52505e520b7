import Primitives
import Records
import TestSupport
import Testing

@Suite("What a migration was found to be, night by night")
struct MigrationStandingTests {
  private func night(_ date: String, _ verdict: String?) -> ArchivedNight {
    ArchivedNight(
      day: day(date), sha256: date, level: 0, fileCount: 1, parent: nil,
      verdicts: verdict.map { [ArchivedVerdict(migration: "m", verdict: $0, rungsRan: 5)] } ?? [])
  }

  private func standing(_ archived: [ArchivedNight], _ verdict: String = "FAIL") -> MigrationStanding {
    MigrationStanding(
      day: day("2024-01-31"), verdict: verdict, migration: "m", archived: archived, isSameCause: nil)
  }

  @Test("the strip has fourteen places and this night is the last")
  func strip() {
    let first = standing([])
    #expect(first.nights.count == 14)
    #expect(first.nights.dropLast().allSatisfy { $0 == .init() })
    #expect(first.nights.last == .init(day: day("2024-01-31"), verdict: "FAIL"))
    #expect(first.streak == 1)
    #expect(first.before == nil)
    let many = standing((1...20).map { night("2024-01-\($0 < 10 ? "0" : "")\($0)", "FAIL") })
    #expect(many.nights.count == 14)
    #expect(many.nights.first?.day == day("2024-01-08"))
    #expect(many.streak == 21, "nights before the strip count too")
  }

  @Test("this night and later ones of the archive are not counted twice")
  func ownNight() {
    let found = standing([night("2024-01-30", "PASS"), night("2024-01-31", "FAIL"), night("2024-02-01", "FAIL")])
    #expect(found.streak == 1)
    #expect(found.before?.verdict == "PASS")
    #expect(found.isFlip(from: "FAIL"))
    #expect(found.nights.suffix(2).map(\.verdict) == ["PASS", "FAIL"])
  }

  @Test("a night that did not judge the migration breaks the row and is no flip")
  func gap() {
    let found = standing([night("2024-01-29", "FAIL"), night("2024-01-30", nil)])
    #expect(found.streak == 1)
    #expect(found.before == nil)
    #expect(!found.isFlip(from: "FAIL"))
    #expect(found.nights[12].day == day("2024-01-30"))
    #expect(found.nights[12].verdict == nil)
  }
}
