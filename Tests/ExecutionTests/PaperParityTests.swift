import Execution
import MarketData
import Primitives
import Records
import Simulation
import Store
import StrategyEngine
import TestSupport
import Testing

/// Paper trading through plan, risk, intents and the simulated broker at each day's closes, beside the backtest under
/// the exchange's rules over the same year.
@Suite struct PaperParityTests {
  @Test("a year of paper trading at closes is the backtest, trade for trade")
  func year() throws {
    let market = try Markets.open("demo")
    let days = market.calendar.days.suffix(245)
    let strategy = StrategyConfig(kind: .topkDropout(.init(topk: 8, nDrop: 2)))
    let scores = try PaperParityTests.scores(market, market.calendar.days.suffix(246))
    let outcome = try AShareBacktest.run(
      strategy: strategy.make(),
      backtest: BacktestConfig(
        start: try #require(days.first), end: try #require(days.last), account: 1_000_000,
        benchmark: .instruments([InstrumentID(canonical: "SH000300")])), predictions: scores, market: market)
    let paper = try Paper(market, scores, strategy.make())
    for day in days { try paper.trade(day) }
    // Sales of a day bring the same cash in any order; purchases come in the order of scores.
    func place(_ day: TradingDay, _ side: Direction, _ stock: InstrumentID) -> (TradingDay, Int, InstrumentID) {
      (day, side == .sell ? 0 : 1, stock)
    }
    let dealt = outcome.trades.filter { $0.status != .rejected }
      .sorted { place($0.day, $0.direction, $0.instrument) < place($1.day, $1.direction, $1.instrument) }
    let fills = try paper.fills(from: try #require(days.first), through: try #require(days.last))
      .sorted {
        place($0.day, $0.trade.side, $0.trade.instrument) < place($1.day, $1.trade.side, $1.trade.instrument)
      }
    try #require(dealt.count > 300, "a year that trades")
    #expect(dealt.count == fills.count)
    for (backtest, fill) in zip(dealt, fills) {
      #expect(backtest.day == fill.day && backtest.instrument == fill.trade.instrument)
      #expect(backtest.direction == fill.trade.side && backtest.dealAmount == Double(fill.trade.volume))
      #expect(backtest.price == fill.trade.price.yuan && backtest.cost == fill.trade.cost?.yuan)
    }
    #expect(try paper.equity == outcome.report.last?.account)
  }

  /// Scores of a seed for every stock on some days.
  private static func scores(_ market: any Market, _ days: ArraySlice<TradingDay>) throws -> PanelTable {
    let instruments = try market.universe("all").instruments
    var random = SeededRandom(seed: 21)
    return PanelTable(
      instruments: instruments, days: Array(days), offsets: (0...days.count).map { $0 * instruments.count },
      codes: days.flatMap { _ in instruments.indices.map { Int32($0) } },
      values: days.flatMap { _ in instruments.map { _ in random.uniform() } })
  }

  /// One account on paper, a day after the other.
  private final class Paper {
    private let market: any Market
    private let scores: PanelTable
    private let strategy: any Strategy
    private let quotes: AShareQuotes
    private let database: Database
    private let time: SteppedClock
    private let gateway: SimGateway

    init(_ market: any Market, _ scores: PanelTable, _ strategy: any Strategy) throws {
      self.market = market
      self.scores = scores
      self.strategy = strategy
      quotes = try AShareQuotes(market: market, instruments: scores.instruments)
      database = try Database.inMemory()
      time = SteppedClock(try #require(market.calendar.days.suffix(245).first), minute: 870)
      gateway = try SimGateway(
        account: "paper", capital: Money(yuan: 1_000_000), market: BarMarket(quotes: quotes), clock: time.clock,
        file: nil)
    }

    var equity: Double { get throws { try gateway.account().equity.yuan } }

    func fills(from start: TradingDay, through end: TradingDay) throws -> [ExecutionFill] {
      try database.fills(of: "paper", from: start, through: end)
    }

    func trade(_ day: TradingDay) throws {
      let index = try #require(market.calendar.index(of: day))
      let now = MarketTime(time.clock)
      time.advance(Double(MarketTime(day, minute: 870).seconds - now.seconds))
      let state = try gateway.account()
      var batch = QuoteCascade.Batch(time: MarketTime(time.clock))
      for (place, stock) in quotes.instruments.enumerated() {
        guard case .success(let quote) = quotes.quote(Int32(place), index) else { continue }
        batch.quotes[stock] = Quote(
          instrument: stock, price: AShareAccount.value(1, cents: quote.close),
          reference: quote.reference.map { AShareAccount.value(1, cents: $0) }, time: batch.time, source: "bars")
      }
      let known = NextDayMarket(
        rules: AShareRules(quotes: quotes, fees: AShareFees()), index: index - 1, quotes: batch, isDealing: true)
      let positions = state.positions.compactMap { position -> AShareAccount.Position? in
        guard let stock = quotes.number(of: position.instrument), let price = known.price(stock) else { return nil }
        return .init(
          stock: stock, shares: position.volume, sellable: position.available, price: price, priceIndex: index,
          costBasis: .zero, countDay: 1)
      }
      let decided = market.calendar[index - 1]
      var memory = StrategyMemory()
      let list = OrderList(
        strategy, account: AShareAccount(cash: state.cash, positions: positions),
        scores: scores.rows(of: decided).isEmpty ? nil : quotes.scores(scores, on: decided), market: known,
        memory: &memory)
      var limits = Tiny.openLimits
      limits.listingDays = 0
      limits.dailyLoss = 1
      limits.drawdown = 1
      var style = PlanStyle()
      style.ticks = 0
      let planner = OrderPlanner(limits: limits, style: style, averageVolume: { _ in 1_000_000_000 })
      let plan = try planner.plan(
        [.init(strategyID: "baseline", weight: 1, approval: nil, list: list, decidedOn: decided)], account: state,
        environment: .paper, day: day, time: MarketTime(time.clock))
      _ = try IntentBook(account: "paper", database: database, clock: time.clock).open(plan)
      let all = Dictionary(
        quotes.instruments.map { ($0, Int64(1_000_000_000)) }, uniquingKeysWith: { first, _ in first })
      let run = TradingRun(
        gateway: gateway, account: "paper", database: database,
        killSwitch: KillSwitch(account: "paper", database: database, file: "/nowhere/kill", clock: time.clock),
        limits: limits,
        surroundings: .init(
          equityBefore: state.equity, peakEquity: state.equity, averageVolume: all,
          listingAge: all.mapValues { _ in 1000 }), clock: time.clock)
      for _ in 0..<4 {
        try run.pass()
        time.advance(90)
      }
    }
  }
}
