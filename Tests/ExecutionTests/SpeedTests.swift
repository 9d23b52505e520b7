import Execution
import Foundation
import MarketData
import Primitives
import Records
import Simulation
import Store
import StrategyEngine
import TestSupport
import Testing

/// What a batch and its intents cost. `AISTOCK_MEASURE=1` holds them to their figures and prints what they took; otherwise
/// a bound ten times wider says only that nothing grows with the square of their number.
@Suite(.serialized) struct ExecutionSpeedTests {
  private let isMeasured = ProcessInfo.processInfo.environment["AISTOCK_MEASURE"] != nil

  @Test("intents are stored before and after a broker is asked, many a second")
  func intents() throws {
    let folder = try TemporaryFolder()
    let database = try Database(path: folder.path + "/state.sqlite")
    let time = SteppedClock()
    let gateway = try SimGateway(
      account: "paper", capital: Money(yuan: 100_000_000), market: StillMarket(["SH600000": 1000]), clock: time.clock,
      file: nil)
    let book = IntentBook(account: "paper", database: database, clock: time.clock)
    let count = isMeasured ? 2000 : 400
    let opened = try book.open(Tiny.plan([("SH600000", .buy, Int64(count) * 100, 1000)], parts: count))
    #expect(opened.count == count)
    let spent = try ContinuousClock().measure {
      for intent in opened { _ = try book.send(intent, through: gateway, arrival: nil) }
    }
    let stored = try database.intents(of: "paper", on: StillMarket.day)
    #expect(stored.allSatisfy { $0.state == .submitted })
    if isMeasured {
      print("\(count) intents: \(spent), \(Int(Double(count) / (spent / .seconds(1)))) a second")
      #expect(spent < .seconds(1))
    } else {
      #expect(spent < .seconds(10), "\(spent) for \(count) intents")
    }
  }

  @Test("a batch of 300 orders is planned in an instant", arguments: PlanStyle.Schedule.allCases)
  func batch(_ schedule: PlanStyle.Schedule) throws {
    let count = 300
    let wish = try ExecutionSpeedTests.wish(count)
    var style = PlanStyle()
    style.schedule = schedule
    let account = AccountState(
      account: "paper", cash: Money(yuan: 100_000_000), frozen: .zero, equity: Money(yuan: 100_000_000), positions: [],
      time: MarketTime(StillMarket.day, minute: 600))
    let weights = style.minutes.map { Double($0 % 7 + 1) }
    let planner = OrderPlanner(
      limits: Tiny.openLimits, style: style, averageVolume: { _ in 100_000_000 }, minuteWeights: { _ in weights })
    func plan() throws -> TradePlan {
      try planner.plan(
        [wish], account: account, environment: .paper, day: StillMarket.day, time: account.time)
    }
    #expect(try plan().lines.count == count)
    let spent = try (0..<5).map { _ in try ContinuousClock().measure { _ = try plan() } }.min() ?? .zero
    if isMeasured {
      print("\(count) orders, \(schedule.rawValue): \(spent)")
      #expect(spent < .milliseconds(20))
    } else {
      #expect(spent < .milliseconds(500), "\(spent)")
    }
  }

  /// What a strategy wants that buys so many stocks at once.
  private static func wish(_ count: Int) throws -> StrategyWish {
    let close = (0..<5).map { Float(10 + $0) / 2 }
    var tiny = TinyMarket(from: "2026-11-16", days: 5)
    for number in 0..<count { tiny.add("SH\(600_000 + number)", close: close) }
    let market = tiny.market
    let instruments = try market.universe("all").instruments
    let index = market.calendar.count - 1
    let day = market.calendar[index]
    let scores = PanelTable(
      instruments: instruments, days: [day], offsets: [0, count], codes: (0..<count).map { Int32($0) },
      values: (0..<count).map { Double($0) })
    let quotes = try AShareQuotes(market: market, instruments: instruments)
    let known = NextDayMarket(rules: AShareRules(quotes: quotes, fees: AShareFees()), index: index)
    var memory = StrategyMemory()
    let list = OrderList(
      StrategyConfig(kind: .topkDropout(.init(topk: count, nDrop: 1))).make(),
      account: AShareAccount(cash: Money(yuan: 100_000_000), positions: []), scores: quotes.scores(scores, on: day),
      market: known, memory: &memory)
    return StrategyWish(strategyID: "baseline", weight: 1, approval: nil, list: list, decidedOn: day)
  }
}
