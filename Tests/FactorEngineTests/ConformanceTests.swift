import FactorEngine
import MarketData
import Primitives
import TestSupport
import Testing

/// What must hold for every operator whatever its values are. The values themselves are held to qlib's in
/// `OperatorGoldenTests`, growing by days in `SessionTests`.
@Suite struct ConformanceTests {
  /// An operator's text, the missing rows before its first value where nothing is missing, and whether a missing row
  /// has a value.
  struct Contract: Sendable, CustomTestStringConvertible {
    var text: String
    var warmUp: Int
    var hasValueWhereMissing: Bool

    var testDescription: String { text }
  }

  private static func of(_ text: String, _ warmUp: Int, _ valueWhereMissing: Bool = false)
    -> Contract
  {
    Contract(text: text, warmUp: warmUp, hasValueWhereMissing: valueWhereMissing)
  }

  static let contracts: [Contract] = [
    of("Abs($close)", 0), of("Sign($close)", 0), of("Log($close)", 0), of("Not($close>5)", 0, true),
    of("Add($close,1)", 0), of("Sub($close,1)", 0), of("Mul($close,2)", 0), of("Div($close,3)", 0),
    of("Power($close,2)", 0), of("Greater($close,5)", 0), of("Less($close,5)", 0),
    of("Gt($close,5)", 0, true),
    of("Ge($close,5)", 0, true), of("Lt($close,5)", 0, true), of("Le($close,5)", 0, true),
    of("Eq($close,5)", 0, true),
    of("Ne($close,5)", 0, true), of("And($close>5,$close>6)", 0, true),
    of("Or($close>5,$close>6)", 0, true),
    of("If($close>5,$close,$close)", 0), of("If($close,1,0)", 0, true),
    of("Ref($close,3)", 3, true),
    of("Delta($close,3)", 3), of("Sum($close,4)", 0, true), of("Mean($close,4)", 0, true),
    of("Std($close,4)", 1, true),
    of("Var($close,4)", 1, true), of("Skew($close,5)", 2, true), of("Kurt($close,6)", 3, true),
    of("Max($close,4)", 0, true), of("Min($close,4)", 0, true), of("IdxMax($close,4)", 0, true),
    of("IdxMin($close,4)", 0, true), of("Med($close,4)", 0, true), of("Mad($close,4)", 0, true),
    of("Rank($close,4)", 0),
    of("Count($close,4)", 0, true), of("Slope($close,4)", 1, true),
    of("Rsquare($close,4)", 1, true),
    of("Resi($close,4)", 1), of("WMA($close,4)", 0, true), of("EMA($close,4)", 0, true),
    of("Quantile($close,4,0.4)", 0, true), of("Corr($close,$volume,5)", 1, true),
    of("Cov($close,$volume,5)", 1, true),
    of("Rolling($close,4,'mean')", 0, true), of("Feature('close')", 0),
    of("ChangeInstrument('SH600001',$close)", 0, true),
    of("Mask($close,'SH600001')", 0, true), of("CSRank($close)", 0), of("CSDemean($close)", 0),
    of("CSZScore($close)", 0),
    of("CSNeutralize($close,$volume)", 0),
  ]

  private static let texts =
    contracts.map(\.text) + [
      "Sum($close,0)", "Mean($close,0)", "Std($close,0)", "Var($close,0)", "Skew($close,0)",
      "Kurt($close,0)",
      "Max($close,0)", "Min($close,0)", "IdxMax($close,0)", "IdxMin($close,0)", "Med($close,0)",
      "Mad($close,0)",
      "Rank($close,0)", "Count($close,0)", "Slope($close,0)", "Rsquare($close,0)", "Resi($close,0)",
      "WMA($close,0)",
      "EMA($close,0)", "Quantile($close,0,0.7)", "Mean($close,0.2)", "Ref($close,0)",
      "Delta($close,0)",
    ]

  private func compute(
    _ text: String, _ members: FactorScope.Members, end: TradingDay? = nil, in market: any Market
  ) throws -> FactorTable {
    try FactorEngine(market: market, factors: [try Factor(name: "F", text: text)])
      .compute(FactorScope(members, end: end))
  }

  /// Two stocks of 20 days without a gap, and with one in the first.
  private func plain(missing: Int?) -> MemoryMarket {
    var random = SeededRandom(seed: 3)
    var closes = (0..<2).map { _ in (0..<20).map { _ in 5 + 10 * random.uniform() } }
    let volumes = (0..<20).map { _ in 1e6 * (1 + random.uniform()) }
    if let missing { closes[0][missing] = .nan }
    return RawMarket.make(
      RawMarket.days(from: "2024-01-01", count: 20),
      [
        .init("SH600000", closes[0], volumes: volumes),
        .init("SH600001", closes[1], volumes: volumes.reversed()),
      ])
  }

  @Test func everyOperatorHasAContract() {
    let named = Set(Self.contracts.map { String($0.text.prefix { $0 != "(" }) })
    // Point-in-time data has no rows on a daily provider.
    #expect(named == Set(OperatorTable.all.map(\.name)).subtracting(["PFeature", "P", "PRef"]))
  }

  @Test(arguments: contracts)
  func theFirstValueComesWhenTheContractSays(contract: Contract) throws {
    let market = plain(missing: nil)
    let table = try compute(contract.text, MarketSketch.members(market), in: market)
    let block = try #require(table.blocks.first)
    let first = block.rows.indices.first { !block[$0, 0].isNaN }
    #expect(first == contract.warmUp)
  }

  @Test(arguments: contracts)
  func aMissingRowIsTreatedAsTheContractSays(contract: Contract) throws {
    let market = plain(missing: 12)
    let table = try compute(contract.text, MarketSketch.members(market), in: market)
    let block = try #require(table.blocks.first)
    #expect(!block[12, 0].isNaN == contract.hasValueWhereMissing)
  }

  @Test(arguments: texts)
  func cuttingTheFutureOffChangesNothing(text: String) throws {
    for seed in [1, 2] as [UInt64] {
      let market = MarketSketch.nasty(seed: seed, days: 40)
      let members = MarketSketch.members(market)
      let short = MarketSketch.cut(market, to: 25)
      let before = try compute(text, members, in: short)
      #expect(before.rowCount > 0)
      let whole = MarketSketch.cells(try compute(text, members, in: market))
      #expect(MarketSketch.cells(before).allSatisfy { whole[$0.key] == $0.value }, "seed \(seed)")
      #expect(
        before.checksum
          == (try compute(text, members, end: market.calendar[24], in: market)).checksum)
    }
  }

  @Test(arguments: texts)
  func theOrderOfInstrumentsChangesNothing(text: String) throws {
    let market = MarketSketch.nasty(seed: 4, days: 30)
    let forward = try compute(text, .instruments(market.instruments), in: market)
    let backward = try compute(text, .instruments(market.instruments.reversed()), in: market)
    #expect(forward.checksum == backward.checksum)
    #expect(forward.blocks.map(\.instrument) == backward.blocks.map(\.instrument))
    if text.hasPrefix("CS") { return }
    // Company changes nothing either.
    for instrument in market.instruments {
      let alone = MarketSketch.cells(try compute(text, .instruments([instrument]), in: market))
      let together = MarketSketch.cells(forward).filter { $0.key.hasPrefix(instrument.name) }
      #expect(alone == together)
    }
  }

  @Test(arguments: texts.filter { !$0.hasPrefix("CS") })
  func appendingADayEqualsRecomputing(text: String) throws {
    for seed in [7, 8] as [UInt64] {
      let market = MarketSketch.nasty(seed: seed, days: 30)
      let members = MarketSketch.members(market)
      var session = try FactorSession([try Factor(name: "F", text: text)])
      _ = try session.append(MarketSketch.cut(market, to: 29), members)
      let added = MarketSketch.cells(try session.append(market, members))
      let again = MarketSketch.cells(
        try compute(text, members, in: market), from: market.calendar[29])
      #expect(added == again, "seed \(seed)")
    }
  }

  /// A set together gives the bits that each expression gives alone, from any start.
  @Test func sharingChangesNothing() throws {
    let market = DemoMarket.make()
    let factors = try FactorSet.alpha158.factors()
    let instrument = try #require(
      market.instruments.first { market.series("volume", of: $0) != nil })
    let scope = FactorScope(.instruments([instrument]), start: market.calendar[200])
    let together = try FactorEngine(market: market, factors: factors).compute(scope)
    let block = try #require(together.blocks.first)
    func bits(_ block: FactorBlock, _ column: Int) -> [UInt32] {
      block.withColumn(column) { $0.map { $0.isNaN ? 0x7FC0_0000 : $0.bitPattern } }
    }
    for (index, factor) in factors.enumerated() {
      let alone = try FactorEngine(market: market, factors: [factor]).compute(scope)
      guard let single = alone.blocks.first else {
        #expect(factor.name == "VWAP0")
        continue
      }
      #expect(bits(single, 0) == bits(block, index), "\(factor.name)")
    }
  }

  /// Infinities, zero volume, no values at all, one day, and fields without a file: the whole of both sets.
  @Test(arguments: [FactorSet.alpha158, .alpha360])
  func aSetEndsOnEverythingThatHurts(set: FactorSet) throws {
    let factors = try set.factors()
    for seed in 20..<24 as Range<UInt64> {
      let market = MarketSketch.nasty(seed: seed, days: 90)
      let table = try FactorEngine(market: market, factors: factors)
        .compute(FactorScope(MarketSketch.members(market)))
      #expect(table.blocks.map(\.instrument) == market.instruments, "seed \(seed)")
      let empty = try #require(table.blocks.last)
      let values = factors.indices.filter { column in
        empty.withColumn(column) { $0.contains { !$0.isNaN } }
      }
      // Without a price, only what counts comparisons has a value.
      #expect(
        values.allSatisfy {
          factors[$0].text.contains("$close>") || factors[$0].text.contains("$close<")
        })
    }
  }
}
