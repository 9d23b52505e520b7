import MarketData
import Primitives
import Records
import Simulation
import StrategyEngine
import TestSupport
import Testing

/// What holds in every run, on random markets; the numbers are those of `QlibSimulation`'s header.
struct QlibInvariantTests {
  static let seeds: [UInt64] = [1, 2, 3, 4, 5, 6, 7, 8]
  static let days = 40

  /// Twelve stocks that walk, stop now and then, and hit limits; scores at random, some missing.
  struct World {
    var tiny = TinyMarket(from: "2024-01-01", days: QlibInvariantTests.days)
    var scores: [(day: TradingDay, instrument: String, value: Double)] = []
    var strategy = TopkDropout(.init(topk: 4, nDrop: 2))
    var backtest: BacktestConfig

    init(seed: UInt64) {
      var random = SeededRandom(seed: seed)
      let count = QlibInvariantTests.days
      tiny.add(
        "SH000300", close: (0..<count).map { _ in Float(90 + 20 * random.uniform()) }, listed: false
      )
      let names = (0..<12).map { "SH60\(1000 + $0 * 7)" }
      for name in names {
        var price = 5 + 40 * random.uniform()
        let factor = Float(1 + random.whole(0...5))
        let first = random.whole(0...5)
        let close = (first..<count).map { _ -> Float in
          price *= 1 + 0.24 * (random.uniform() - 0.5)
          return random.whole(0...11) == 0 ? .nan : Float(price)
        }
        tiny.add(name, first: first, close: close, factor: close.map { $0.isNaN ? .nan : factor })
        for index in 0..<(count - 1) where random.whole(0...9) > 0 {
          scores.append(
            (tiny.calendar[index], name, random.whole(0...20) == 0 ? .nan : random.uniform()))
        }
      }
      var parameters = TopkDropoutParameters(topk: 4, nDrop: 2)
      parameters.onlyTradable = seed % 3 == 0
      parameters.forbidAllTradeAtLimit = seed % 2 == 0
      parameters.holdThreshold = 1 + Int(seed % 3)
      strategy = TopkDropout(parameters)
      backtest = BacktestConfig(
        start: tiny.calendar[1], end: tiny.calendar[count - 2], account: 200_000,
        benchmark: .instruments([code("SH000300")]))
      backtest.buysFirst = seed % 4 == 3
      backtest.delaysProceeds = seed % 4 == 1
    }

    func run(_ scores: [(day: TradingDay, instrument: String, value: Double)]? = nil) throws
      -> SimulationOutcome
    {
      try QlibSimulation.run(
        strategy: strategy, backtest: backtest, predictions: try PanelTable(scores ?? self.scores),
        market: tiny.market)
    }
  }

  /// 1. Sells of a day come before its buys, unless the executor is parallel.
  @Test(arguments: seeds)
  func sidesAreInOrder(seed: UInt64) throws {
    let world = World(seed: seed)
    let trades = try world.run().trades
    try #require(trades.count > 50, "seed \(seed)")
    let first: Direction = world.backtest.buysFirst ? .buy : .sell
    for (left, right) in zip(trades, trades.dropFirst())
    where left.day == right.day && left.direction != right.direction {
      #expect(left.direction == first, "seed \(seed), \(left.day)")
    }
  }

  /// 2. The account equals stocks at their last prices plus cash plus delayed proceeds: a second ledger,
  /// kept here from the orders and the closes alone.
  @Test(arguments: seeds)
  func aSecondLedgerAgrees(seed: UInt64) throws {
    let world = World(seed: seed)
    let market = world.tiny.market
    let outcome = try world.run()
    var money = world.backtest.account
    var shares: [InstrumentID: Double] = [:]
    var last: [InstrumentID: Double] = [:]
    var costs = 0.0
    let trades = Dictionary(grouping: outcome.trades, by: \.day)
    let positions = Dictionary(grouping: outcome.positions, by: \.day)
    for row in outcome.report {
      for trade in trades[row.day] ?? [] where trade.dealAmount > 0 {
        let sign: Double = trade.direction == .buy ? 1 : -1
        shares[trade.instrument, default: 0] += sign * trade.dealAmount
        if abs(shares[trade.instrument] ?? 0) < 1e-6 { shares[trade.instrument] = nil }
        money -= sign * trade.value + trade.cost
        costs += trade.cost
        #expect(
          trade.dealAmount <= trade.orderAmount * 1.001 + 0.11,
          "seed \(seed), \(trade.day) \(trade.instrument)")
      }
      let index = try #require(market.calendar.index(of: row.day))
      for instrument in shares.keys {
        let close = Double(market.series("close", of: instrument)?[index] ?? .nan)
        if !close.isNaN { last[instrument] = close }
      }
      let value = shares.keys.sorted().reduce(0) { $0 + (shares[$1] ?? 0) * (last[$1] ?? .nan) }
      try #require(isNear(row.account, money + value, relative: 1e-9), "seed \(seed), \(row.day)")
      try #require(isNear(row.totalCost, costs, relative: 1e-9), "seed \(seed), \(row.day)")
      try #require(isNear(row.value, value, relative: 1e-9), "seed \(seed), \(row.day)")
      #expect(row.cash >= -1e-6, "seed \(seed), \(row.day): cash is never owed")
      #expect(
        (positions[row.day] ?? []).map(\.instrument) == shares.keys.sorted(),
        "seed \(seed), \(row.day)")
    }
  }

  /// 3. A decision sees predictions of the trading day before only: other scores from day k on change
  /// nothing up to the close of day k.
  @Test(arguments: seeds)
  func theFutureIsNotSeen(seed: UInt64) throws {
    let world = World(seed: seed)
    var random = SeededRandom(seed: seed &+ 1000)
    let turn = world.tiny.calendar[20]
    let changed = world.scores.map {
      $0.day < turn ? $0 : (day: $0.day, instrument: $0.instrument, value: random.uniform())
    }
    let before = try world.run()
    let after = try world.run(changed)
    #expect(
      before.report.filter { $0.day <= turn } == after.report.filter { $0.day <= turn },
      "seed \(seed)")
    #expect(
      before.trades.filter { $0.day <= turn }.map(\.orderAmount)
        == after.trades.filter { $0.day <= turn }.map(\.orderAmount),
      "seed \(seed)")
    // And it is seen from the next day on: the runs do part.
    #expect(before.report != after.report, "seed \(seed)")
  }

  /// The order of rows in a file of predictions decides nothing, and a second run gives the same bits.
  @Test(arguments: seeds)
  func sameInputSameBits(seed: UInt64) throws {
    let world = World(seed: seed)
    var random = SeededRandom(seed: seed)
    let once = try world.run()
    let again = try world.run(world.scores.shuffled(using: &random))
    #expect(RunTables.report(once.report) == RunTables.report(again.report), "seed \(seed)")
    #expect(RunTables.trades(once.trades) == RunTables.trades(again.trades), "seed \(seed)")
    #expect(
      RunTables.positions(once.positions) == RunTables.positions(again.positions), "seed \(seed)")
  }

  /// Every day qlib logs that it skips the optimization, and no target gives no orders.
  @Test func enhancedIndexingWithoutRiskDataNeverTrades() throws {
    let world = World(seed: 1)
    let outcome = try QlibSimulation.run(
      strategy: EnhancedIndexing(.init(riskModelRoot: "none")), backtest: world.backtest,
      predictions: try PanelTable(world.scores), market: world.tiny.market)
    #expect(outcome.report.count == QlibInvariantTests.days - 2)
    #expect(outcome.report.allSatisfy { $0.account == 200_000 && $0.cash == 200_000 && $0.returnRate == 0 })
    #expect(outcome.positions.isEmpty && outcome.trades.isEmpty)
    #expect(outcome.findings.contains { $0.id == "strategy.no-risk-data" })
  }
}
