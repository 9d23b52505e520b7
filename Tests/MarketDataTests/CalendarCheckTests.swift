import MarketData
import Primitives
import Records
import TestSupport
import Testing

/// What a calendar says about itself.
struct CalendarCheckTests {
  @Test func theDemoHasNoFinding() throws {
    #expect(try MarketCheck(DemoMarket.make(), today: day("2026-01-01")).ids == [])
  }

  @Test func daysInTheFutureAreCounted() throws {
    let sound = SoundMarket()
    let check = try sound.check(today: sound.days[56].description)
    #expect(check.ids == ["market.data-in-future"])
    #expect(check.isSerious && check.findings.first?.cases.map(\.count) == [3])
    #expect(try sound.check(today: sound.days[59].description).ids == [])
  }

  /// A calendar up to 2199 whose later days have no data.
  @Test func aCalendarWithoutAnEndIsSerious() throws {
    var sound = SoundMarket()
    sound.days += RawMarket.days(from: sound.days[59].advanced(byDays: 1).description, count: 46_000)
    let check = try sound.check()
    let found = try #require(check.finding("market.calendar-in-future"))
    #expect(found.finding.severity == .serious)
    #expect(found.finding.evidence.arguments["last"] == .day(sound.days[46_059]))
    // A few days ahead are a plan.
    var soon = SoundMarket()
    soon.days += RawMarket.days(from: soon.days[59].advanced(byDays: 1).description, count: 5)
    #expect(
      try soon.check(today: SoundMarket().days[59].description).finding("market.calendar-in-future")?.finding.severity
        == .warning)
  }

  @Test func dataLongBeforeTheEndAreStale() throws {
    var sound = SoundMarket()
    sound.days += RawMarket.days(from: sound.days[59].advanced(byDays: 1).description, count: 6)
    #expect(try sound.check().ids == ["market.data-ends-early"])
  }

  @Test func weekendsAndHolidaysAreClosed() throws {
    var sound = SoundMarket()
    sound.days[4] = day("2021-06-05")
    #expect(sound.days[4] > sound.days[3] && sound.days[4] < sound.days[5])
    let check = try sound.check()
    #expect(check.ids == ["market.calendar-closed-day"])
    #expect(check.findings.first?.cases.compactMap(\.days?.lowerBound) == [day("2021-06-05")])
    // Every weekday of a year, as a generated calendar has it: holidays, the Spring Festival, too many days.
    let year = SoundMarket(days: 261, from: "2021-01-01")
    let closed = try #require(try year.check(today: "2022-06-01").finding("market.calendar-closed-day"))
    #expect(closed.cases.compactMap(\.days?.lowerBound).contains(day("2021-10-01")))
    #expect(closed.cases.contains { $0.detail.english == "261 trading days in the year" })
    #expect(closed.cases.contains { $0.detail.english == "no closure for the Spring Festival" })
  }

  @Test func aMissingWeekIsNamed() throws {
    var sound = SoundMarket()
    // The week of 2021-06-14 is dropped.
    sound.days = sound.days.filter { !(day("2021-06-14")...day("2021-06-18")).contains($0) }
    let found = try #require(try sound.check().finding("market.calendar-gap"))
    #expect(found.cases.map(\.days) == [day("2021-06-11")...day("2021-06-21")])
    #expect(found.cases.map(\.count) == [9])
  }

  /// A festival's closure is one; the longest of the exchanges' notices was eleven days.
  @Test(arguments: [("2024-02-08", "2024-02-19", 0), ("2024-02-08", "2024-02-26", 1), ("2023-09-28", "2023-10-09", 0)])
  func closuresOfFestivalsAreAllowed(last: String, next: String, count: Int) throws {
    var sound = SoundMarket(from: day(last).advanced(byDays: -21).description)
    let at = try #require(sound.days.firstIndex(of: day(last)))
    sound.days = Array(sound.days[...at]) + RawMarket.days(from: next, count: 59 - at)
    #expect(try sound.check(today: "2026-01-01").finding("market.calendar-gap")?.caseCount ?? 0 == count)
  }

  @Test func aDayOnWhichNothingTradesIsNamed() throws {
    var sound = SoundMarket()
    for stock in SoundMarket.stocks { sound.suspend(stock, 30..<31) }
    let check = try sound.check()
    #expect(check.ids == ["market.day-without-trade"])
    #expect(check.findings.first?.cases.compactMap(\.days?.lowerBound) == [sound.days[30]])
  }
}

/// What universes say about themselves and about the data behind them.
struct UniverseCheckTests {
  private func check(_ name: String, _ lines: [(String, String, String)]) throws -> MarketCheck {
    var sound = SoundMarket()
    sound.universes[name] = lines.map { ($0.0, day($0.1), day($0.2)) }
    return try sound.check()
  }

  private static let (first, last) = ("2021-06-01", "2021-08-23")

  @Test func anEmptyUniverseIsSerious() throws {
    let check = try check("mine", [])
    // A universe without a member has no line in memory: on disk it has a file.
    #expect(check.ids == ["market.universe-empty"] && check.isSerious)
  }

  @Test func membersWithoutDataAreCounted() throws {
    let lines = (0..<12).map { ("SZ0000\($0 + 10)", Self.first, Self.last) }
    let check = try check("mine", [("SH600000", Self.first, Self.last)] + lines)
    let found = try #require(check.finding("market.member-without-data"))
    #expect(check.ids == ["market.member-without-data"])
    #expect(found.caseCount == 12)
    #expect(found.finding.evidence.arguments["universe"] == .text("mine"))
  }

  @Test func anIndexInsideOfAUniverseIsNamed() throws {
    let members = [("SH600000", Self.first, Self.last), ("SH000300", Self.first, Self.last)]
    #expect(try check("mine", members).ids == ["market.index-in-universe"])
    // A list of indexes is meant to hold them.
    #expect(
      try check("index", [("SH000300", Self.first, Self.last), ("SH000905", Self.first, Self.last)]).ids == [
        "market.member-without-data"
      ])
  }

  @Test func overlapsAndSpansOutsideAreNamed() throws {
    let overlap = try check(
      "mine",
      [
        ("SH600000", Self.first, "2021-07-15"), ("SH600000", "2021-07-01", Self.last),
        ("SH600001", Self.first, Self.last),
      ])
    #expect(overlap.ids == ["market.universe-overlap"])
    #expect(overlap.findings.first?.cases.map(\.days) == [day("2021-07-01")...day("2021-07-15")])
    let outside = try check(
      "mine", [("SH600000", "2019-01-01", "2020-01-01"), ("SH600001", Self.first, Self.last)])
    #expect(outside.ids == ["market.universe-outside-calendar"])
  }

  @Test func membersThatAreNotListedAreNamed() throws {
    var sound = SoundMarket()
    let lines = try #require(sound.universes["all"])
    sound.universes["mine"] = lines
    sound.universes["all"] = lines.dropLast()
    let check = try sound.check()
    #expect(check.ids == ["market.member-not-in-all"])
    #expect(check.findings.first?.cases.map(\.instrument) == [code("SH600011")])
  }

  /// 275 of 300 on a past day: the day and the number are named; 298 are none of it.
  @Test func theSizeOfAnIndexUniverseIsCompared() throws {
    var sound = SoundMarket()
    let stocks = (0..<300).map { "SZ" + String(2_000_000 + $0).suffix(6) }
    for stock in stocks { sound.bars[stock] = sound.bars["SH600000"] }
    sound.universes["all"] = (stocks + SoundMarket.stocks).enumerated().map { place, stock in
      (stock, sound.days[place % 2], sound.days[59])
    }
    func members(_ count: Int, _ start: Int, _ end: Int) -> [(code: String, start: TradingDay, end: TradingDay)] {
      stocks.prefix(count).map { ($0, sound.days[start], sound.days[end]) }
    }
    sound.universes["csi300"] =
      members(300, 0, 19) + members(275, 20, 29) + members(298, 30, 59)
    let found = try #require(try sound.check().finding("market.universe-size"))
    #expect(found.cases.map(\.days) == [sound.days[20]...sound.days[29]])
    #expect(found.cases.first?.detail.arguments["count"] == .count(275))
    #expect(found.finding.evidence.arguments["nominal"] == .count(300))
  }

  @Test func aMarketOfSurvivorsIsNamed() throws {
    var sound = SoundMarket(days: 1000, from: "2021-06-01")
    for number in 0..<100 { sound.bars["SZ" + String(2_000_000 + number).suffix(6)] = sound.bars["SH600000"] }
    let stocks = sound.bars.keys.filter { $0 != "SH000300" }.sorted()
    sound.universes["all"] = stocks.enumerated().map { ($1, sound.days[$0 % 2], sound.days[999]) }
    #expect(try sound.check(today: "2030-01-01").ids.contains("market.survivors-only"))
    sound.universes["all"]?[7].end = sound.days[500]
    #expect(try !sound.check(today: "2030-01-01").ids.contains("market.survivors-only"))
  }
}
