import MarketData
import Primitives
import Records
import TestSupport
import Testing

/// Each rule on instruments, on a market in which one thing is wrong: it is named with stock, day and size, and nothing
/// else is.
struct MarketCheckTests {
  private let stock = SoundMarket.stocks[4]

  private func check(_ break: (inout SoundMarket) -> Void) throws -> MarketCheck {
    var sound = SoundMarket()
    `break`(&sound)
    return try sound.check()
  }

  @Test func aSoundMarketHasNoFinding() throws {
    let check = try SoundMarket().check()
    #expect(check.ids == [])
    #expect(check.instruments == 13 && check.listed == 12 && !check.isSerious && !check.isDamaged)
  }

  @Test func aSuspensionWrittenAsMissingIsNoFinding() throws {
    #expect(try check { $0.suspend(stock, 20..<30) }.ids == [])
  }

  @Test func changesInPercentAreNamedWithTheRatio() throws {
    let check = try check { sound in
      sound.bars.keys.sorted().forEach { sound.writePercent($0) }
    }
    #expect(check.ids == ["market.change-in-percent"])
    let found = try #require(check.findings.first)
    #expect(found.finding.severity == .serious && found.caseCount == 13)
    let ratio = try #require(found.finding.evidence.number("ratio"))
    #expect(abs(ratio - 100) < 0.01)
  }

  /// One stock in percent does not make its days contradictions, and one contradiction in percent is still found.
  @Test func oneStockInPercentIsNamedAlone() throws {
    let check = try check { sound in
      sound.writePercent(stock)
      sound.bars[stock]?["change"]?[30] = 8
    }
    #expect(check.ids == ["market.change-in-percent", "market.change-contradicts"])
    #expect(check.findings[0].cases.map(\.instrument) == [code(stock)])
    #expect(check.findings[1].cases.map(\.days) == [SoundMarket().days[30]...SoundMarket().days[30]])
  }

  @Test func aChangeThatContradictsTheCloseIsNamed() throws {
    let check = try check { $0.scale(stock, 30..<60, by: 0.9, withFactor: false) }
    #expect(check.ids == ["market.change-contradicts"])
    let found = try #require(check.findings.first)
    #expect(found.finding.severity == .serious, "one of thirteen instruments is more than a twentieth")
    #expect(found.cases.map(\.instrument) == [code(stock)])
    let day = SoundMarket().days[30]
    #expect(found.cases.map(\.days) == [day...day])
  }

  /// The factor falls to a sixth and comes back: both days are named, with the ratio.
  @Test func aFactorThatFallsAndReturnsIsNamedWithBothDays() throws {
    let check = try check { $0.scale(stock, 20..<40, by: 1 / 6, withFactor: true) }
    #expect(check.ids == ["market.factor-jump"])
    let found = try #require(check.findings.first)
    let days = SoundMarket().days
    #expect(found.cases.compactMap(\.days?.lowerBound) == [days[20], days[40]])
    #expect(found.cases.allSatisfy { $0.instrument == code(stock) })
    let ratio = try #require(found.cases.first?.detail.number("ratio"))
    #expect(abs(ratio - 1.0 / 6) < 1e-6)
    #expect(found.finding.severity == .serious)
  }

  /// Where `change` was computed from the same false prices, the size of the move tells.
  @Test func aFactorThatFallsIsNamedWithoutAnIndependentChange() throws {
    let check = try check { sound in
      sound.scale(stock, 20..<60, by: 1 / 6, withFactor: true)
      sound.computeChange(stock, 20)
    }
    #expect(check.ids == ["market.factor-jump"])
  }

  /// Adjusted prices go on, the quoted price rises to ten times itself.
  @Test func aFactorThatFallsAloneIsNamed() throws {
    let check = try check { $0.set(stock, "factor", 20..<60, 0.5) }
    #expect(check.ids == ["market.factor-falls"])
    #expect(check.findings.first?.finding.severity == .warning)
  }

  /// A split raises the factor and leaves the adjusted price: this is what factors are for.
  @Test func aSplitIsNoFinding() throws {
    #expect(try check { $0.set(stock, "factor", 20..<60, 50) }.ids == [])
  }

  @Test func volumesOfZeroBesideAPriceAreCounted() throws {
    let check = try check { $0.set(stock, "volume", 20..<25, 0) }
    #expect(check.ids == ["market.volume-zero"])
    let found = try #require(check.findings.first)
    let days = SoundMarket().days
    #expect(found.cases.map(\.count) == [5] && found.cases.map(\.days) == [days[20]...days[24]])
    #expect(found.finding.evidence.arguments["days"] == .count(5))
  }

  @Test func anIndexMayHaveNoVolume() throws {
    #expect(try check { $0.set("SH000300", "volume", 0..<60, 0) }.ids == [])
  }

  @Test(arguments: [
    ("close", Float.infinity, "market.impossible-value"), ("close", 0, "market.impossible-value"),
    ("open", -1, "market.impossible-value"), ("factor", 0, "market.impossible-value"),
    ("change", -.infinity, "market.impossible-value"), ("volume", .infinity, "market.impossible-value"),
    ("volume", -5, "market.volume-negative"), ("open", .nan, "market.value-missing"),
    ("close", .nan, "market.value-missing"), ("factor", .nan, "market.value-missing"),
    ("change", .nan, "market.value-missing"), ("high", 1, "market.bar-inconsistent"),
    ("open", 1, "market.bar-inconsistent"), ("low", 1000, "market.bar-inconsistent"),
  ])
  func anImpossibleCellIsNamed(field: String, value: Float, id: String) throws {
    let check = try check { $0.set(stock, field, 33..<34, value) }
    #expect(check.ids.contains(id), "\(check.ids)")
    let day = SoundMarket().days[33]
    #expect(check.finding(id)?.cases.first?.instrument == code(stock))
    #expect(check.finding(id)?.cases.first?.days?.contains(day) == true)
  }

  @Test func anAllMissingFieldIsNamedOnce() throws {
    let check = try check { $0.set(stock, "open", 0..<60, .nan) }
    #expect(check.ids == ["market.value-missing"])
    #expect(check.findings.first?.caseCount == 1)
    #expect(try self.check { $0.suspend(stock, 0..<60) }.ids == ["market.series-empty"])
  }

  @Test func aMoveBeyondTheLimitIsNamed() throws {
    var sound = SoundMarket()
    sound.scale(stock, 30..<60, by: 1.15, withFactor: false)
    sound.computeChange(stock, 30)
    #expect(try sound.check().ids == [], "without limits nothing is judged")
    let limits = PriceLimits { _, _, _, _ in 0.1 }
    let check = try sound.check(limits: limits)
    #expect(check.ids == ["market.move-beyond-limit"])
    #expect(check.findings.first?.cases.compactMap(\.days?.lowerBound) == [sound.days[30]])
    // After a suspension there may be no limit.
    sound.suspend(stock, 27..<30)
    #expect(try sound.check(limits: limits).ids == [])
  }

  @Test func anIndexWithAHoleIsSerious() throws {
    let check = try check { $0.suspend("SH000300", 20..<22) }
    #expect(check.ids == ["market.index-incomplete"])
    #expect(check.isSerious && check.findings.first?.cases.map(\.count) == [2])
    #expect(try self.check { $0.bars["SH000300"] = nil }.ids == ["market.no-index"])
  }

  @Test func aSeriesThatEndsBeforeItsSpanIsNamed() throws {
    let check = try check { sound in
      sound.cut(stock, by: 10)
    }
    #expect(check.ids == ["market.series-shorter-than-span"])
    #expect(check.findings.first?.cases.map(\.count) == [10])
  }

  /// The worst instrument first, its days together; more than the limit is counted.
  @Test func casesAreOrderedAndBounded() throws {
    var sound = SoundMarket(days: 1200)
    for stock in SoundMarket.stocks {
      for day in stride(from: 1, to: 1200, by: 2) { sound.set(stock, "volume", day..<(day + 1), 0) }
    }
    sound.set(stock, "volume", 10..<20, 0)
    let found = try #require(try sound.check(today: "2030-01-01").finding("market.volume-zero"))
    #expect(found.caseCount == 11 * 600 + 595)
    #expect(found.cases.count == HealthFinding.casesMax)
    #expect(found.cases.first?.instrument == code(stock))
    #expect(found.json["case_count"] == .integer(found.caseCount))
    #expect(found.json["cases"]?.arrayValue?.count == HealthFinding.casesMax)
  }
}

/// Files: damage is collected, forms are named.
struct MarketFileTests {
  private func check(_ act: (TemporaryFolder) throws -> Void) throws -> MarketCheck {
    let folder = try SoundMarket().onDisk()
    try act(folder)
    return try MarketCheck(QlibProvider(folder: folder.path), today: day("2021-12-31"))
  }

  private let close = "features/sh600003/close.day.bin"

  @Test func aSoundFolderHasNoFinding() throws {
    #expect(try check { _ in }.ids == [])
  }

  @Test(arguments: [
    ([UInt8](repeating: 0, count: 13)), [0, 0, 0x80, 0xBF, 0, 0, 0, 0], [UInt8](repeating: 0, count: 4 * 80),
  ])
  func damageIsCollectedWithTheFile(bytes: [UInt8]) throws {
    let check = try check { try $0.write(bytes, to: close) }
    #expect(check.isDamaged && check.isSerious)
    let found = try #require(check.finding("market.damaged-file"))
    #expect(found.cases.map(\.instrument) == [code("SH600003")])
  }

  /// The rest of the market is looked at all the same.
  @Test func damageHidesNothingElse() throws {
    let check = try check { folder in
      try folder.write([1, 2, 3], to: close)
      try folder.write("SH600000 2021-06-01 2021-08-23\n", to: "instruments/csi300.txt")
    }
    let found = try #require(check.finding("market.damaged-file"))
    #expect(found.caseCount == 2)
    #expect(found.cases.contains { $0.subject?.hasSuffix("instruments/csi300.txt:1") == true })
  }

  @Test func encodingsAreRefusedByName() throws {
    let text = "SH600000\t2021-06-01\t2021-08-23\n"
    let forms: [[UInt8]] = [
      [0xEF, 0xBB, 0xBF] + Array(text.utf8), [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] },
      Array(text.utf8) + [0xC6, 0xD6, 0xB7, 0xA2, 0x09],
    ]
    for bytes in forms {
      #expect(
        diagnostic { _ = try check { try $0.write(bytes, to: "instruments/all.txt") } }?.id == "market.text-encoding")
    }
    let calendar = diagnostic {
      _ = try check { try $0.write([0xEF, 0xBB, 0xBF] + Array("2021-06-01\n".utf8), to: "calendars/day.txt") }
    }
    #expect(calendar?.id == "market.text-encoding" && calendar?.exit == .input)
  }

  @Test func foreignLineEndsAndCodesAreNamed() throws {
    func rewrite(_ change: (String) -> String) throws -> MarketCheck {
      try check { folder in
        let text = try FileReader.text(folder.path("instruments/all.txt"))
        try folder.write(change(text), to: "instruments/all.txt")
      }
    }
    #expect(try rewrite { $0.replacing("\n", with: "\r\n") }.ids == ["market.text-line-ends"])
    #expect(try rewrite { $0.lowercased() }.ids == ["market.code-form"])
    #expect(
      try rewrite { $0.replacing("SH600001", with: "600001.SH") }.finding("market.code-form")?.cases.map(\.count) == [1]
    )
    #expect(try rewrite { $0.replacing("\n", with: "\tx\n") }.ids == ["market.text-further-cells"])
  }
}
