import FactorEngine
import Foundation
import MarketData
import Primitives
import TestSupport
import Testing

/// A set that grows by days has the bits of one that is computed whole.
@Suite struct SessionTests {
  private static let texts = [
    "Sum($close,5)", "Mean($close,3)", "Std($close,4)", "Var($volume,5)", "Skew($close,5)",
    "Kurt($close,6)",
    "Slope($close,5)", "Rsquare($close,5)", "Resi($close,5)", "Corr($close,$volume,5)",
    "Cov($close,$open,4)",
    "EMA($close,5)", "Mean($close,0.3)", "Max($high,5)", "Min($low,3)", "IdxMax($high,5)",
    "IdxMin($low,5)",
    "Rank($close,5)", "Med($close,4)", "Quantile($close,5,0.3)", "Mad($close,4)", "WMA($close,4)",
    "Count($close,3)",
    "Ref($close,3)", "Delta($close,2)", "Log($volume+1)", "If($close>$open,$volume,0)",
    "Mean(Std($close,4),5)", "Std(EMA($close,3)/Ref(Mean($close,2),2),4)",
    "Corr(Mean($close,3),Sum($volume,2),4)",
    "Rank(Sum($close,3),4)", "Sum($close,0)", "Std($close,0)", "Ref($close,0)/Mean($close,3)",
    "EMA($close,0)",
    "Mean(Ref(Mean($close,3),0)+$close,2)", "$vwap/$close",
    "ChangeInstrument('SH600000',Mean($close,3))/$close",
  ]

  private func factors(_ texts: [String] = texts) throws -> [Factor] {
    try texts.enumerated().map { try Factor(name: "F\($0)", text: $1) }
  }

  private func whole(_ market: MemoryMarket, _ factors: [Factor], start: TradingDay? = nil) throws
    -> FactorTable
  {
    try FactorEngine(market: market, factors: factors)
      .compute(FactorScope(MarketSketch.members(market), start: start))
  }

  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func appendingDaysEqualsRecomputing(seed: UInt64) throws {
    let market = MarketSketch.nasty(seed: seed, days: 40)
    let factors = try factors()
    let start: TradingDay? = seed.isMultiple(of: 3) ? market.calendar[9] : nil
    var session = try FactorSession(factors, start: start)
    var random = SeededRandom(seed: seed)
    var known = 12
    let first = try session.append(
      MarketSketch.cut(market, to: known), MarketSketch.members(market))
    #expect(
      MarketSketch.cells(first)
        == MarketSketch.cells(try whole(MarketSketch.cut(market, to: known), factors, start: start))
    )
    while known < 40 {
      known = min(40, known + random.whole(1...3))
      let longer = MarketSketch.cut(market, to: known)
      let behind = try #require(session.lastDay)
      let added = MarketSketch.cells(try session.append(longer, MarketSketch.members(market)))
      let expected = MarketSketch.cells(
        try whole(longer, factors, start: start), from: behind.advanced(byDays: 1))
      let differing = expected.keys.sorted().filter { added[$0] != expected[$0] }
      let columns = Set(
        differing.flatMap { key in
          factors.indices.filter { added[key]?[$0] != expected[key]?[$0] }.map { factors[$0].text }
        })
      #expect(
        differing.isEmpty && added.count == expected.count,
        "seed \(seed): \(differing.prefix(3)) \(columns)")
    }
  }

  @Test func alpha158GoesOnOnTheDemo() throws {
    let market = DemoMarket.make()
    let factors = try FactorSet.alpha158.factors()
    let members = FactorScope.Members.instruments(Array(market.instruments.prefix(6)))
    var session = try FactorSession(factors)
    _ = try session.append(MarketSketch.cut(market, to: 300), members)
    for days in [301, 302, 310] {
      let longer = MarketSketch.cut(market, to: days)
      let behind = try #require(session.lastDay)
      let added = try session.append(longer, members)
      let again = try FactorEngine(market: longer, factors: factors).compute(FactorScope(members))
      #expect(added.rowCount > 0)
      #expect(
        MarketSketch.cells(added) == MarketSketch.cells(again, from: behind.advanced(byDays: 1)))
    }
  }

  /// A stock that leaves and comes back is caught up; one that joins late is computed from its first day.
  @Test func membersComeAndGo() throws {
    let market = MarketSketch.nasty(seed: 11, days: 30)
    let factors = try factors()
    let all = market.instruments
    var session = try FactorSession(factors)
    let steps: [(Int, [InstrumentID])] = [
      (10, [all[0], all[1]]), (14, [all[1], all[2]]), (15, []), (30, all),
    ]
    for (days, members) in steps {
      let longer = MarketSketch.cut(market, to: days)
      let behind = session.lastDay
      let added = MarketSketch.cells(try session.append(longer, .instruments(members)))
      let again = try FactorEngine(market: longer, factors: factors).compute(
        FactorScope(.instruments(members)))
      #expect(added == MarketSketch.cells(again, from: behind?.advanced(byDays: 1)))
    }
  }

  @Test func aFileHoldsTheSameState() throws {
    let folder = try TemporaryFolder()
    let market = MarketSketch.nasty(seed: 5, days: 30)
    let factors = try factors()
    let path = folder.path("state")
    var session = try FactorSession(factors)
    _ = try session.append(MarketSketch.cut(market, to: 20), MarketSketch.members(market))
    try session.write(to: path)
    var read = try FactorSession(reading: path, factors)
    #expect(read.lastDay == session.lastDay)
    let bytes = try FileReader.bytes(path)
    try read.write(to: path)
    #expect(try FileReader.bytes(path) == bytes)
    let (left, right) = (
      try session.append(market, MarketSketch.members(market)),
      try read.append(market, MarketSketch.members(market))
    )
    #expect(left.rowCount > 0 && left.checksum == right.checksum)
    // Nothing new: nothing computed, nothing changed.
    #expect(try read.append(market, MarketSketch.members(market)).rowCount == 0)
  }

  @Test func aStateThatDoesNotFitIsRefused() throws {
    let folder = try TemporaryFolder()
    let market = MarketSketch.nasty(seed: 5, days: 30)
    let factors = try factors(["Mean($close,3)", "Std($close,4)"])
    let path = folder.path("state")
    var session = try FactorSession(factors)
    _ = try session.append(MarketSketch.cut(market, to: 20), MarketSketch.members(market))
    try session.write(to: path)
    func refusal(_ read: () throws -> Void) -> String? {
      do { try read() } catch let error as Diagnostic { return error.id } catch {
        return "\(error)"
      }
      return nil
    }
    let others = try self.factors(["Mean($close,3)", "Std($close,5)"])
    #expect(refusal { _ = try FactorSession(reading: path, others) } == "factor.state-other")
    #expect(
      refusal { _ = try FactorSession(reading: path, factors, start: market.calendar[3]) }
        == "factor.state-other")
    var bytes = try FileReader.bytes(path)
    for place in stride(from: 25, to: bytes.count, by: 97) {
      bytes[place] ^= 1
      try folder.write(bytes, to: "damaged")
      #expect(
        refusal { _ = try FactorSession(reading: folder.path("damaged"), factors) } != nil,
        "byte \(place)")
      bytes[place] ^= 1
    }
    for length in [0, 5, 21, 60, bytes.count / 2, bytes.count - 1] {
      try folder.write(Array(bytes.prefix(length)), to: "cut")
      #expect(
        refusal { _ = try FactorSession(reading: folder.path("cut"), factors) } != nil,
        "\(length) bytes")
    }
    // A restated price, and a day that was put in.
    let other = MarketSketch.nasty(seed: 6, days: 30)
    #expect(
      refusal { _ = try session.append(other, MarketSketch.members(market)) } == "factor.state-data"
    )
    #expect(
      refusal {
        _ = try session.append(MarketSketch.cut(market, to: 19), MarketSketch.members(market))
      }
        == "factor.state-calendar")
    #expect(try session.append(market, MarketSketch.members(market)).rowCount > 0)
  }

  @Test(arguments: ["Ref($close,-1)", "Ref(Ref($close,-1),1)", "CSRank($close)"])
  func whatCannotGoOnIsRefused(text: String) {
    #expect(throws: ExpressionFault.self) { try FactorSession([try Factor(name: "F", text: text)]) }
  }
}
