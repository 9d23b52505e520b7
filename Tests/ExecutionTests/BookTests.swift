import Execution
import Primitives
import Records
import Testing

/// Books of strategies that share an account, beside what its broker says; all figures by hand.
@Suite struct BookTests {
  private static let day = StillMarket.day
  private static let stock = Tiny.stock("SH600000")
  private static let other = Tiny.stock("SZ000001")

  private func trade(_ side: Direction, _ volume: Int64, cost: Int64?, id: String = "1") -> BrokerTrade {
    BrokerTrade(
      tradeID: id, orderID: "7", instrument: BookTests.stock, side: side, volume: volume, price: Money(yuan: 10),
      cost: cost.map { Money(units: $0) }, tradedAt: MarketTime(BookTests.day, minute: 600))
  }

  private func book(_ id: String, yuan: Int, _ holdings: [(InstrumentID, Int64)] = []) -> StrategyBook {
    StrategyBook(
      account: "paper", strategyID: id, day: BookTests.day, cash: Money(yuan: yuan), value: .zero,
      holdings: holdings.map {
        .init(
          instrument: $0.0, volume: $0.1, costBasis: Money(yuan: 10) * $0.1, price: Money(yuan: 10),
          boughtOn: BookTests.day)
      })
  }

  private func state(yuan: Int, _ positions: [(InstrumentID, Int64)]) -> AccountState {
    AccountState(
      account: "paper", cash: Money(yuan: yuan), frozen: .zero,
      equity: Money(yuan: yuan) + positions.reduce(.zero) { $0 + Money(yuan: 10) * $1.1 },
      positions: positions.map {
        .init(instrument: $0.0, volume: $0.1, available: $0.1, marketValue: Money(yuan: 10) * $0.1)
      }, time: MarketTime(BookTests.day, minute: 905))
  }

  @Test("a fill's cost falls to strategies by what they trade, to the unit, and sums to the fill's own")
  func costs() {
    let parts: [TradePlan.Part] = [
      .init(strategyID: "a", shares: 300), .init(strategyID: "b", shares: -100), .init(strategyID: "c", shares: 100),
    ]
    // 10,001 units over 300, 100 and 100 shares: 6,000.6, 2,000.2 and 2,000.2, the sums cut to whole units.
    #expect(trade(.buy, 300, cost: 10_001).costs(of: parts, on: BookTests.day).map(\.units) == [6000, 2000, 2001])
  }

  @Test("a fill whose cost the broker does not tell costs the exchange's fees without the least commission")
  func untold() {
    // 1,000 yuan sold on 2026-11-23: commission 0.025 % = 0.25, stamp tax 0.05 % = 0.50, transfer 0.001 % = 0.01.
    #expect(trade(.sell, 100, cost: nil).cost(on: BookTests.day) == Money(units: 7600))
    #expect(trade(.sell, 100, cost: 12).cost(on: BookTests.day).units == 12)
  }

  @Test("two strategies that meet in one order share its money and cost without a rest")
  func sharedFill() throws {
    let keeper = BookKeeper(close: { _ in Money(yuan: 10) }, reinvestments: { _, _ in [] })
    var intent = TradeIntent(
      key: .init(strategy: "+", day: BookTests.day, instrument: BookTests.stock, side: .buy, signal: "s/0"),
      account: "paper", environment: .paper, quantity: 200, priceType: .limit, price: Money(yuan: 10),
      decisionPrice: nil, at: "2026-11-23T02:00:00+00:00")
    intent.parts = [.init(strategyID: "a", shares: 300), .init(strategyID: "b", shares: -100)]
    let fill = ExecutionFill(
      account: "paper", day: BookTests.day, intent: intent.id, trade: trade(.buy, 200, cost: 50_001))
    let books = keeper.books(
      on: BookTests.day, after: [book("a", yuan: 5000), book("b", yuan: 0, [(BookTests.stock, 100)])], fills: [fill],
      intents: [intent.id: intent])
    #expect(books.map { $0.volume(of: BookTests.stock) } == [300, 0])
    // 5,000 - 3,000 and 0 + 1,000 yuan, and of 5.0001 yuan three parts and one: 3.7500 and 1.2501.
    let left: [Int64] = [19_962_500, 9_987_499]
    #expect(books.map(\.cash.units) == left)
  }

  @Test("shares that no fill of ours explains are outside, and the account without them has their value no more")
  func outside() {
    let books = [book("a", yuan: 100, [(BookTests.stock, 300)])]
    let state = state(yuan: 100, [(BookTests.stock, 500), (BookTests.other, 200)])
    let bought = ExecutionFill(
      account: "paper", day: BookTests.day, intent: "i", trade: trade(.buy, 100, cost: nil))
    let byHand = ExecutionFill(
      account: "paper", day: BookTests.day, intent: nil, trade: trade(.buy, 100, cost: nil, id: "2"))
    let outside = OutsideHoldings(state, books: books, fills: [bought, byHand])
    #expect(outside.shares == [BookTests.stock: 100, BookTests.other: 200])
    let own = outside.taken(from: state, cash: Money(yuan: 40)) { _ in nil }
    #expect(own.positions.map(\.volume) == [400])
    #expect(own.positions.map(\.available) == [400])
    #expect(own.cash == Money(yuan: 60))
    // 100 + 7,000 yuan less 3,000 of outside shares and 40 of cash.
    #expect(own.equity == Money(yuan: 4060))
  }

  @Test("shares outside that nothing prices are no part of what strategies are sized by, and their price stays missing")
  func unpriced() {
    let books = [book("a", yuan: 100, [(BookTests.stock, 300)])]
    var state = state(yuan: 100, [(BookTests.stock, 300), (BookTests.other, 200)])
    for told in [nil, Money.zero] {
      state.positions[1].marketValue = told
      let outside = OutsideHoldings(state, books: books, fills: [])
      // The broker's 5,100 yuan may hold anything for them: 100 of cash and 3,000 of our shares are known, 40 is reserved.
      let own = outside.taken(from: state, cash: Money(yuan: 40)) { _ in nil }
      #expect(own.equity == Money(yuan: 3060) && own.positions.map(\.instrument) == [BookTests.stock])
      // The market prices them at 7 yuan: 5,100 less 1,400 and 40.
      let priced = outside.taken(from: state, cash: Money(yuan: 40)) { _ in Money(yuan: 7) }
      #expect(priced.equity == Money(yuan: 3660))
      let kept = outside.book(StrategyBook(outsideOf: "paper", on: BookTests.day, cash: Money(yuan: 5)), state)
      #expect(kept.unpriced == [BookTests.other] && kept.value == Money(yuan: 5))
      // A close gives the price, and only then is there a value.
      let keeper = BookKeeper(close: { _ in Money(yuan: 8) }, reinvestments: { _, _ in [] })
      let marked = keeper.books(on: BookTests.day, after: [kept], fills: [], intents: [:])
      #expect(marked.map(\.unpriced) == [[]] && marked.map(\.value) == [Money(yuan: 1605)])
    }
  }

  @Test("an account's own sum that is less than what is known of its parts is the one that holds")
  func lessThanItsParts() {
    var state = state(yuan: 100, [(BookTests.stock, 300), (BookTests.other, 200)])
    state.positions[1].marketValue = nil
    state.equity = Money(yuan: 2000)
    let outside = OutsideHoldings(state, books: [book("a", yuan: 100, [(BookTests.stock, 300)])], fills: [])
    #expect(outside.taken(from: state, cash: .zero) { _ in nil }.equity == Money(yuan: 2000))
  }

  @Test("a statement that is taken over leaves the books with its shares and cash, and strange shares with nobody")
  func acceptance() {
    let books = [
      book("a", yuan: 100, [(BookTests.stock, 300)]), book("b", yuan: 50, [(BookTests.stock, 100)]),
    ]
    let state = state(yuan: 170, [(BookTests.stock, 250), (BookTests.other, 200)])
    let next = StatementAcceptance.books(books, taking: state, on: BookTests.day)
    #expect(next.map(\.strategyID) == ["a", "b", StrategyBook.outside])
    #expect(next.map { $0.volume(of: BookTests.stock) } == [150, 100, 0])
    #expect(next.map { $0.volume(of: BookTests.other) } == [0, 0, 200])
    #expect(next.map(\.cash) == [Money(yuan: 120), Money(yuan: 50), .zero])
    #expect(StatementComparison(next, state, feeRoom: .zero).differences.isEmpty)
  }

  @Test("a statement whose shares are more than nothing is taken over without a strategy")
  func acceptanceOfAStranger() {
    for positions in [[], [(BookTests.other, Int64(200))]] {
      let state = state(yuan: 100, positions)
      let next = StatementAcceptance.books([], taking: state, on: BookTests.day)
      #expect(next.map(\.strategyID) == [StrategyBook.outside])
      #expect(next.map(\.cash) == [Money(yuan: 100)])
      #expect(StatementComparison(next, state, feeRoom: .zero).differences.isEmpty)
    }
  }

  @Test("books begin on the eve with the parts of their plans; what nobody has and what was there is outside")
  func opening() {
    let opening = OpeningBooks(account: "paper", before: BookTests.day, weights: ["a": 0.6, "b": 0.3])
    // 1,000 yuan before 100 shares were bought at 10 yuan for a fee of 5.
    let fill = ExecutionFill(
      account: "paper", day: BookTests.day, intent: "i", trade: trade(.buy, 100, cost: 50_000))
    let state = state(yuan: -5, [(BookTests.stock, 150)])
    let books = opening.first(["a", "b"], state, fills: [fill])
    #expect(books.map(\.strategyID) == ["a", "b", StrategyBook.outside])
    #expect(books.map(\.cash) == [Money(yuan: 600), Money(yuan: 300), Money(yuan: 100)])
    #expect(books.map { $0.volume(of: BookTests.stock) } == [0, 0, 50])
    #expect(books.allSatisfy { $0.day == BookTests.day.advanced(byDays: -1) })
  }

  @Test("a strategy that joins takes its part of the whole from cash that nobody has, and no more")
  func joining() {
    let opening = OpeningBooks(account: "paper", before: BookTests.day, weights: ["c": 0.5])
    var first = book("a", yuan: 600)
    first.value = Money(yuan: 600)
    let outside = StrategyBook(outsideOf: "paper", on: BookTests.day, cash: Money(yuan: 100))
    let books = opening.joining(["c"], [first, outside])
    #expect(books.map(\.strategyID) == ["c", StrategyBook.outside])
    #expect(books.map(\.cash) == [Money(yuan: 100), .zero])
    #expect(opening.joining([], [first]).isEmpty)
    // A person's own 300 shares are no part of the whole: half of 600 and of 1,000 in cash.
    var shares = book(StrategyBook.outside, yuan: 1000, [(BookTests.other, 300)])
    shares.value = Money(yuan: 4000)
    #expect(opening.joining(["c"], [first, shares]).map(\.cash) == [Money(yuan: 800), Money(yuan: 200)])
  }
}
