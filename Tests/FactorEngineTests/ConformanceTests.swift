import FactorEngine
import MarketData
import Primitives
import Testing

/// What must hold for every operator whatever its values are, on the demo market.
@Suite struct ConformanceTests {
  private static let texts: [String] = {
    var texts = [
      "Abs($close-$open)", "Sign($change)", "Log($volume+1)", "Not($close>$open)", "$close**2", "Greater($close,$open)",
      "Less($close,1)", "$close==$open", "If($close>$open,$volume,0)", "Ref($close,3)", "Delta($close,4)",
      "Quantile($close,10,0.8)", "Corr($close,$volume,10)", "Cov($close,$volume,10)", "Mean($close,0.2)",
      "ChangeInstrument('SH000001',$close)/$close", "Ref($close,0)", "Delta($close,0)",
    ]
    for window in WindowOperation.allCases {
      texts.append("\(window.rawValue)($close,10)")
      if window != .exponentialMean { texts.append("\(window.rawValue)($close/Ref($close,1),0)") }
    }
    return texts
  }()

  private let market = DemoMarket.make()

  private func compute(_ text: String, _ instruments: [InstrumentID], end: TradingDay? = nil, in market: any Market)
    throws -> FactorTable
  {
    try FactorEngine(market: market, factors: [try Factor(name: "F", text: text)])
      .compute(FactorScope(.instruments(instruments), end: end))
  }

  private func column(_ block: FactorBlock) -> [UInt32] {
    block.withColumn(0) { $0.map { $0.isNaN ? 0x7FC0_0000 : $0.bitPattern } }
  }

  private func sample() throws -> [InstrumentID] {
    Array(try market.universe("all").instruments.prefix(4))
  }

  /// The same bars without the days from an index on.
  private func cut(_ count: Int) throws -> MemoryMarket {
    var bars: [InstrumentID: [String: FieldSeries]] = [:]
    for instrument in market.instruments {
      for field in market.fields(of: instrument) {
        guard let series = market.series(field, of: instrument) else { continue }
        let range = series.range.clamped(to: 0..<count)
        bars[instrument, default: [:]][field] = FieldSeries(start: range.lowerBound, values: series.values(in: range))
      }
    }
    return MemoryMarket(
      location: "cut", calendar: TradingCalendar(days: Array(market.calendar.days.prefix(count))), universes: [],
      bars: bars)
  }

  @Test(arguments: texts)
  func theFutureChangesNothing(text: String) throws {
    let instruments = try sample()
    let short = try cut(300)
    let whole = try compute(text, instruments, in: market)
    let before = try compute(text, instruments, in: short)
    let asked = try compute(text, instruments, end: market.calendar[299], in: market)
    #expect(before.rowCount > 0)
    for block in before.blocks {
      let long = try #require(whole.blocks.first { $0.instrument == block.instrument })
      #expect(column(block) == Array(column(long).prefix(block.rows.count)))
    }
    #expect(before.checksum == asked.checksum)
  }

  @Test func orderOfInstrumentsChangesNothing() throws {
    let factors = try FactorSet.alpha158.factors()
    let instruments = try sample()
    let engine = FactorEngine(market: market, factors: factors)
    let forward = try engine.compute(FactorScope(.instruments(instruments)))
    let backward = try engine.compute(FactorScope(.instruments(instruments.reversed())))
    #expect(forward.checksum == backward.checksum)
    #expect(forward.blocks.map(\.instrument) == instruments.sorted())
  }

  /// A set together gives the bits that each expression gives alone, from any start.
  @Test func sharingChangesNothing() throws {
    let factors = try FactorSet.alpha158.factors()
    let start = market.calendar[200]
    let instrument = try sample()[0]
    let scope = FactorScope(.instruments([instrument]), start: start)
    let together = try FactorEngine(market: market, factors: factors).compute(scope)
    let block = try #require(together.blocks.first)
    for (index, factor) in factors.enumerated() {
      let alone = try FactorEngine(market: market, factors: [factor]).compute(scope)
      guard let single = alone.blocks.first else {
        #expect(factor.name == "VWAP0")
        continue
      }
      let shared = block.withColumn(index) { $0.map { $0.isNaN ? 0x7FC0_0000 : $0.bitPattern } }
      #expect(column(single) == shared, "\(factor.name)")
    }
  }
}
