import Primitives
import Records
import Store
import TestSupport
import Testing

@Suite struct IntentStoreTests {
  private let database: Database
  private let day = TestSupport.day("2026-11-23")

  init() throws { database = try Database.inMemory() }

  private func intent(_ signal: String, quantity: Int64 = 200) -> TradeIntent {
    var intent = TradeIntent(
      key: .init(
        strategy: "baseline", day: day, instrument: InstrumentID(canonical: "SH600000"), side: .buy, signal: signal),
      account: "paper", environment: .paper, quantity: quantity, priceType: .limit, price: Money(units: 105_200),
      decisionPrice: Money(units: 105_000), at: "2026-11-23T01:30:00+00:00")
    intent.parts = [.init(strategyID: "baseline", shares: quantity)]
    return intent
  }

  /// A plan of one decision.
  private func plan(_ approval: String) -> TradePlan {
    TradePlan(
      account: "paper", environment: .paper, day: day, time: MarketTime(day, minute: 570),
      strategies: [.init(strategyID: "baseline", weight: 1, decidedOn: nil, approval: approval)], lines: [], undone: [],
      cashBefore: .zero, cashAfter: .zero, equity: .zero, trackingError: 0, limits: "")
  }

  private func create(_ intents: [TradeIntent], _ approval: String = "a") throws -> [TradeIntent] {
    try database.create(intents, of: plan(approval), at: "2026-11-23T01:30:00+00:00")
  }

  private func event(_ code: String) -> ExecutionEvent {
    ExecutionEvent(
      time: "2026-11-23T01:30:01+00:00", account: "paper", day: day, kind: .sent, code: code, intent: "x",
      instrument: InstrumentID(canonical: "SH600000"), figures: ["shares": 200],
      message: Message("test.sent", ["shares": .count(200)], en: "Sent {shares}.", zh: "已发送 {shares}。"))
  }

  @Test("a decision is stored once: made again it gives its first intents, whatever is wanted by now")
  func idempotent() throws {
    let first = try create([intent("a/1")])
    let second = try create([intent("a/1", quantity: 900), intent("a/2")])
    #expect(first.map(\.quantity) == [200])
    #expect(second == first)
    #expect(try database.intents(of: "paper", on: day).count == 1)
  }

  @Test("an intent, its fills and its events come back as they were written")
  func roundTrip() throws {
    var intent = try #require(try create([intent("a/1")]).first)
    intent.state = .partFilled
    intent.orderID = "1098765"
    intent.arrivalPrice = Money(units: 105_100)
    intent.filledQuantity = 100
    intent.filledAmount = Money(units: 10_510_000)
    let trade = BrokerTrade(
      tradeID: "1", orderID: "1098765", instrument: intent.instrument, side: .buy, volume: 100,
      price: Money(units: 105_100), cost: Money(units: 50_000), tradedAt: MarketTime(day, minute: 571))
    let fill = ExecutionFill(account: "paper", day: day, intent: intent.id, trade: trade)
    try database.record([intent], fills: [fill, fill], events: [event("sent")])
    try database.record([], fills: [fill])
    #expect(try database.intents(of: "paper", on: day) == [intent])
    #expect(try database.openIntents(of: "paper") == [intent])
    #expect(try database.fills(of: "paper", from: day, through: day) == [fill])
    var expected = event("sent")
    expected.number = 1
    #expect(try database.events(of: "paper", from: day, through: day) == [expected])
  }

  @Test("a change is written only over the state that it was decided on, with its events or not at all")
  func overtaken() throws {
    let created = try #require(try create([intent("a/1")]).first)
    var canceled = created
    canceled.state = .canceled
    var sending = created
    sending.state = .sending
    #expect(try database.record([canceled], over: [created], events: [event("sent")]))
    #expect(try !database.record([sending], over: [created], events: [event("sent")]))
    #expect(try database.intents(of: "paper", on: day).map(\.state) == [.canceled])
    #expect(try database.events(of: "paper", from: day, through: day).count == 1)
  }

  @Test("what belongs to an intent that is not there is not written at all")
  func allOrNothing() throws {
    #expect(throws: Diagnostic.self) { try database.record([intent("a/9")], events: [event("sent")]) }
    #expect(try database.events(of: "paper", from: day, through: day).isEmpty)
  }

  @Test("the last state of a day is kept, to the unit")
  func accounts() throws {
    var state = AccountState(
      account: "paper", cash: Money(units: 1), frozen: .zero, equity: Money(units: 12_345_678_901),
      positions: [
        .init(instrument: InstrumentID(canonical: "SZ000001"), volume: 100, available: 0, averagePrice: nil),
        .init(
          instrument: InstrumentID(canonical: "SH600000"), volume: 200, available: 200, averagePrice: Money(units: 7),
          marketValue: Money(units: 9)),
      ], time: MarketTime(day, minute: 600))
    try database.keep(state)
    state.cash = Money(units: 2)
    try database.keep(state)
    let kept = try database.accountStates(of: "paper", from: day, through: day)
    #expect(kept.map(\.state) == [state])
  }

  @Test("books come back by strategy, the newest day up to the one asked for")
  func books() throws {
    func book(_ strategy: String, _ day: TradingDay, cash: Int) -> StrategyBook {
      StrategyBook(
        account: "paper", strategyID: strategy, day: day, cash: Money(yuan: cash), value: Money(yuan: cash + 1000),
        holdings: [
          .init(
            instrument: InstrumentID(canonical: "SH600000"), volume: 100, costBasis: Money(yuan: 900),
            price: Money(yuan: 10), boughtOn: day)
        ])
    }
    let next = day.advanced(byDays: 1)
    try database.keep([book("a", day, cash: 1), book("b", day, cash: 2), book("a", next, cash: 3)])
    try database.keep([book("a", next, cash: 4)])
    #expect(try database.books(of: "paper", through: day) == [book("a", day, cash: 1), book("b", day, cash: 2)])
    #expect(try database.books(of: "paper", through: next) == [book("a", next, cash: 4), book("b", day, cash: 2)])
    let values = try database.bookValues(of: "paper", "a", from: day, through: next)
    #expect(values.map(\.value) == [Money(yuan: 1001), Money(yuan: 1004)])
  }

  @Test("the switch stands as it was turned last, and each turn is in the log")
  func turning() throws {
    #expect(try database.tradingSwitch(of: "paper") == nil)
    for position in [TradingSwitch.Position.killed, .open] {
      let turned = TradingSwitch(
        account: "paper", position: position, reason: "drill", person: "operator", time: "2026-11-23T01:30:00+00:00")
      try database.turn(turned, event: event(position.rawValue))
      #expect(try database.tradingSwitch(of: "paper") == turned)
    }
    #expect(try database.events(of: "paper", from: day, through: day).map(\.code) == ["killed", "open"])
  }
}
