import MarketData
import Primitives
import Records
import TestSupport
import Testing

/// Known market days tell whether the dates of a market are right.
struct AnchorCheckTests {
  /// Published changes of SH000300 against the close before.
  private static let moves: [(String, Float)] = [
    ("2015-06-26", -0.0787), ("2015-07-27", -0.0856), ("2015-08-24", -0.0875), ("2015-08-25", -0.0710),
    ("2016-01-04", -0.0702), ("2016-01-07", -0.0693),
  ]

  /// An index that moves as it did, from some days late on.
  private func market(late: Int, scale: Float = 1, moving: Bool = true) throws -> SoundMarket {
    var sound = SoundMarket(days: 240, from: "2015-05-01")
    var closes = sound.bars["SH000300"]?["close"] ?? []
    for (date, move) in moving ? Self.moves : [] {
      let place = try #require(sound.days.firstIndex(of: day(date))) + late
      let ratio = closes[place - 1] * (1 + move) / closes[place]
      for index in place..<closes.count { closes[index] *= ratio }
    }
    for field in ["open", "high", "low", "close"] { sound.bars["SH000300"]?[field] = closes.map { $0 * scale } }
    return sound
  }

  @Test func movesOnTheirDaysSayNothing() throws {
    #expect(try market(late: 0).check().finding("market.dates-shifted") == nil)
    #expect(try market(late: 0, moving: false).check().finding("market.dates-shifted") == nil)
  }

  @Test(arguments: [(9, Float(1)), (-7, 0.0137), (30, 25)])
  func movesOnOtherDaysAreNamed(late: Int, scale: Float) throws {
    let check = try market(late: late, scale: scale).check()
    let found = try #require(check.finding("market.dates-shifted"))
    #expect(found.finding.severity == .serious && found.caseCount == 6)
    #expect(Set(found.cases.compactMap(\.days?.lowerBound)) == Set(Self.moves.map { day($0.0) }))
  }

  @Test(arguments: [0, 12])
  func massFallsServeWithoutAnIndex(late: Int) throws {
    var sound = SoundMarket(days: 240, from: "2015-05-01")
    sound.bars["SH000300"] = nil
    // Twenty stocks and more make a market.
    for number in 12..<30 {
      let name = "SH6000\(number)"
      sound.bars[name] = sound.bars[SoundMarket.stocks[number % 12]]
      sound.universes["all"]?.append((name, sound.days[0], sound.days[239]))
    }
    for date in Self.moves.map(\.0) {
      let place = try #require(sound.days.firstIndex(of: day(date))) + late
      for stock in sound.bars.keys.sorted() {
        let close = sound.bars[stock]?["close"] ?? []
        sound.scale(stock, place..<240, by: 0.9 * close[place - 1] / close[place], withFactor: false)
      }
    }
    let found = try sound.check().finding("market.dates-shifted")
    #expect((found == nil) == (late == 0))
    #expect(late == 0 || found?.caseCount == 6)
  }

  @Test func pricesOutsideOfTheListingAreNamed() throws {
    var sound = SoundMarket()
    sound.universes["all"]?[3].start = sound.days[10]
    sound.universes["all"]?[4].end = sound.days[49]
    let found = try #require(try sound.check().finding("market.series-outside-span"))
    #expect(found.finding.severity == .warning && found.cases.map(\.count) == [10, 10])
    #expect(try SoundMarket().check().finding("market.series-outside-span") == nil)
  }

  @Test func anIndexThatLeftBeforeTheWindowIsOnlyNoted() throws {
    var sound = SoundMarket()
    sound.universes["mine"] = [
      ("SH600000", sound.days[0], sound.days[59]), ("SH000300", sound.days[0], sound.days[9]),
      ("SH600001", sound.days[0], sound.days[9]),
    ]
    func severity(from start: Int) throws -> Finding.Severity? {
      try UniverseFindings.all(in: sound.market, universe: "mine", start: sound.days[start], end: sound.days[40])
        .first { $0.id == "market.index-in-universe" }?.severity
    }
    #expect(try severity(from: 9) == .serious)
    #expect(try severity(from: 10) == .note)
  }

  @Test func aUniverseWithoutMembersInTheWindowIsSaid() throws {
    var sound = SoundMarket()
    sound.universes["mine"] = [("SH600000", sound.days[0], sound.days[9]), ("SH600001", sound.days[0], sound.days[9])]
    func ids(from start: Int) throws -> [String] {
      try UniverseFindings.all(in: sound.market, universe: "mine", start: sound.days[start], end: sound.days[40])
        .map(\.id)
    }
    #expect(try ids(from: 9) == [])
    #expect(try ids(from: 10) == ["market.universe-without-members"])
  }

  @Test func aUniverseBeyondTheCalendarIsSeriousForTheMarketToo() throws {
    func found(_ start: String, _ end: String) throws -> Finding.Severity? {
      var sound = SoundMarket()
      sound.universes["mine"] = ["SH600000", "SH600001"].map { ($0, day(start), day(end)) }
      return try sound.check().finding("market.universe-without-members")?.finding.severity
    }
    #expect(try found("2090-01-02", "2091-01-02") == .serious)
    #expect(try found("1990-01-02", "2091-01-02") == nil)
  }
}
