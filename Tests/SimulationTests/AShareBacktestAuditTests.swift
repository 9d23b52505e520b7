import MarketData
import Primitives
import Records
import Simulation
import StrategyEngine
import TestSupport
import Testing

/// Runs under the exchange's rules on random markets, audited by a naive ledger that reads only the
/// rows of the run folder and the market. The numbers are those of `AShareSimulation`'s header.
@Suite struct AShareBacktestAuditTests {
  private struct World {
    var market: MemoryMarket
    var scores: PanelTable
    var days: [TradingDay]

    /// Fifteen stocks on all boards: walks that hit limits, stop, split and have days without volume.
    init(seed: UInt64) throws {
      var random = SeededRandom(seed: seed)
      days = RawMarket.days(from: "2023-07-03", count: 60)
      var stocks: [RawMarket.Stock] = []
      for code in ["SH600000", "SH601318", "SZ000001", "SZ002415", "SZ300750", "SH688981", "BJ430047"] {
        var price = 4 + 60 * random.uniform()
        var factor = 1.0
        var closes: [Double] = []
        var factors: [Double] = []
        var volumes: [Double] = []
        for _ in days {
          price = max(1, (price * (1 + 0.22 * (random.uniform() - 0.5)) * 100).rounded() / 100)
          if random.whole(0...24) == 0 {
            price = max(1, (price / 2 * 100).rounded() / 100)
            factor *= 2
          }
          closes.append(random.whole(0...14) == 0 ? .nan : price)
          factors.append(factor)
          volumes.append(random.whole(0...19) == 0 ? 0 : 1e6)
        }
        stocks.append(.init(code, closes, factors: factors, volumes: volumes))
      }
      stocks.append(.init("SH000300", days.map { _ in 3000 }))
      market = RawMarket.make(days, stocks)
      var rows: [(day: TradingDay, instrument: String, value: Double)] = []
      for day in days.dropLast() {
        for stock in stocks.dropLast() where random.whole(0...9) > 0 {
          rows.append((day, stock.code, random.uniform()))
        }
      }
      scores = try PanelTable(rows)
    }

    func run(_ strategy: any Strategy, fees: AShareFees? = AShareFees()) throws -> SimulationOutcome {
      try AShareBacktest.run(
        strategy: strategy,
        backtest: BacktestConfig(
          start: days[1], end: days[days.count - 1], account: 80_000,
          benchmark: .instruments([code("SH000300")])), predictions: scores, market: market, fees: fees)
    }

    /// Hundredths of a yuan.
    func cents(_ instrument: InstrumentID, _ index: Int, factor: Int) -> Int64? {
      let close = market.series("close", of: instrument)?[index] ?? .nan
      let factor = market.series("factor", of: instrument)?[factor] ?? .nan
      guard !close.isNaN, (market.series("volume", of: instrument)?[index] ?? 0) > 0 else { return nil }
      return Int64((Double(close) / Double(factor) * 100).rounded())
    }
  }

  static let strategies: [StrategyConfig] = [
    StrategyConfig(kind: .topkDropout(.init(topk: 3, nDrop: 2))),
    StrategyConfig(kind: .enhancedTopkDropout(.init(topk: 3, nDrop: 1))),
    StrategyConfig(kind: .weightedTopk(.init(topk: 3))),
  ]

  @Test(arguments: [31, 32, 33, 34, 35, 36] as [UInt64], strategies)
  func aNaiveLedgerAgrees(seed: UInt64, strategy: StrategyConfig) throws {
    let world = try World(seed: seed)
    let outcome = try world.run(strategy.make())
    let trades = Dictionary(grouping: outcome.trades.filter { $0.dealAmount > 0 }, by: \.day)
    let positions = Dictionary(grouping: outcome.positions, by: \.day)
    var cash: Int64 = 80_000 * 10_000
    var shares: [InstrumentID: Int64] = [:]
    var prices: [InstrumentID: Int64] = [:]
    try #require(outcome.trades.count > 20, "seed \(seed)")
    for row in outcome.report {
      let index = try #require(world.market.calendar.index(of: row.day))
      for (stock, held) in shares.sorted(by: { $0.key < $1.key }) {
        guard world.cents(stock, index, factor: index) != nil,
          let before = (0..<index).last(where: { world.cents(stock, $0, factor: $0) != nil }),
          let old = prices[stock], let plain = world.cents(stock, before, factor: before),
          let reference = world.cents(stock, before, factor: index), plain != reference, reference != old
        else { continue }
        let worth = held * old
        shares[stock] = worth / reference
        cash += worth % reference * 100
        prices[stock] = reference
        if shares[stock] == 0 { shares[stock] = nil }
      }
      var bought: Set<InstrumentID> = []
      for trade in trades[row.day] ?? [] {
        let close = try #require(world.cents(trade.instrument, index, factor: index))
        let amount = Int64(trade.dealAmount)
        #expect(trade.price == Double(close) / 100, "seed \(seed), \(row.day)")
        let cost = Int64((trade.cost * 10_000).rounded())
        if trade.direction == .sell {
          // 2. Bought today is not sold today.
          #expect(!bought.contains(trade.instrument), "seed \(seed), \(row.day)")
          shares[trade.instrument, default: 0] -= amount
          cash += amount * close * 100 - cost
        } else {
          bought.insert(trade.instrument)
          shares[trade.instrument, default: 0] += amount
          cash -= amount * close * 100 + cost
        }
        #expect((shares[trade.instrument] ?? 0) >= 0, "seed \(seed), \(row.day): nothing is sold twice")
        if shares[trade.instrument] == 0 { shares[trade.instrument] = nil }
        prices[trade.instrument] = close
      }
      for stock in shares.keys {
        if let close = world.cents(stock, index, factor: index) { prices[stock] = close }
      }
      let worth = shares.reduce(Int64(0)) { $0 + $1.value * (prices[$1.key] ?? 0) * 100 }
      // 1. Conservation to the unit. 2. Nothing is owed.
      try #require(row.cash == Money(units: cash).yuan, "seed \(seed), \(row.day)")
      try #require(row.account == Money(units: cash + worth).yuan, "seed \(seed), \(row.day)")
      #expect(cash >= 0, "seed \(seed), \(row.day)")
      let listed = (positions[row.day] ?? []).map { [$0.instrument.name, "\(Int64($0.amount))"] }
      #expect(listed == shares.sorted { $0.key < $1.key }.map { [$0.key.name, "\($0.value)"] })
    }
  }

  /// Every order has its fate: filled in full without a reason, or less with one.
  @Test(arguments: [41, 42] as [UInt64])
  func everyOrderHasAFate(seed: UInt64) throws {
    let world = try World(seed: seed)
    let trades = try world.run(TopkDropout(.init(topk: 3, nDrop: 2))).trades
    for trade in trades {
      #expect((trade.status == .filled) == (trade.reason == nil), "seed \(seed)")
      #expect((trade.status == .rejected) == (trade.dealAmount == 0), "seed \(seed)")
      #expect(trade.dealAmount <= trade.orderAmount, "seed \(seed)")
    }
    #expect(Set(trades.map(\.status)).contains(.rejected))
  }

  /// 4. Other scores from day 30 on change nothing up to its close; without fees nothing is paid.
  @Test func theFutureIsNotSeen() throws {
    let world = try World(seed: 51)
    let before = try world.run(TopkDropout(.init(topk: 3, nDrop: 2)))
    var other = world
    let turn = world.days[30]
    let scores = world.scores
    other.scores = PanelTable(
      instruments: scores.instruments, days: scores.days, offsets: scores.offsets, codes: scores.codes,
      values: scores.days.indices.flatMap { index in
        scores.values[scores.rows(ofDay: index)].map { scores.days[index] < turn ? $0 : -$0 }
      })
    let after = try other.run(TopkDropout(.init(topk: 3, nDrop: 2)))
    #expect(before.report.filter { $0.day <= turn } == after.report.filter { $0.day <= turn })
    #expect(before.report != after.report)
    #expect(try world.run(TopkDropout(.init(topk: 3, nDrop: 2)), fees: nil).report.last?.totalCost == 0)
  }

  @Test func impossibleWindowsAndAccountsAreRefused() throws {
    let world = try World(seed: 61)
    func refusal(_ start: String, _ end: String, _ account: Double) -> String? {
      diagnostic {
        _ = try AShareBacktest.run(
          strategy: TopkDropout(.init(topk: 1, nDrop: 1)),
          backtest: BacktestConfig(
            start: day(start), end: day(end), account: account, benchmark: .instruments([code("SH000300")])),
          predictions: world.scores, market: world.market)
      }?.id
    }
    #expect(refusal("2020-01-01", "2020-12-31", 1e6) == "backtest.window")
    #expect(refusal("2023-07-04", "2023-08-01", 1e12) == "backtest.account")
    #expect(refusal("2023-07-04", "2023-08-01", -1) == "backtest.account")
    #expect(refusal("2023-07-04", "2030-01-01", 1e6) == nil)
  }
}
