package import Execution
package import MarketData
package import Primitives
package import Records
import Simulation
package import Store

/// The end of an account's day: open orders asked for, fills booked, our books laid beside the broker's statement.
package struct TradingClose {
  private let configuration: AistockConfiguration
  private let account: String
  private let gateway: any Gateway & Sendable
  private let service: AccountService
  private let database: Database
  private let market: any Market
  private let clock: Clock

  package struct Result {
    package var day: TradingDay
    package var books: [StrategyBook]
    package var comparison: StatementComparison

    package var json: JSONValue {
      [
        "day": .string(day.description),
        "books": .array(
          books.map {
            [
              "strategy": .string($0.strategyID), "cash": .string($0.cash.description),
              "value": .string($0.value.description), "stocks": .integer($0.holdings.count),
            ]
          }),
        "differences": .array(comparison.differences.map { $0.message.json }),
      ]
    }
  }

  package init(
    _ configuration: AistockConfiguration, account: String, gateway: any Gateway & Sendable, service: AccountService,
    database: Database, market: any Market, clock: Clock
  ) {
    self.configuration = configuration
    self.account = account
    self.gateway = gateway
    self.service = service
    self.database = database
    self.market = market
    self.clock = clock
  }

  /// - Parameters:
  ///   - reason: why a difference is accepted: the books take over the broker's statement; nil: it is not.
  ///   - person: who accepts.
  package func close(accepting reason: String?, by person: String) throws -> Result {
    let day = MarketTime(clock).day
    let state = try service.state(of: account)
    let book = IntentBook(account: account, database: database, clock: clock)
    let orders = try service.orders(of: account)
    let intents = try book.take(orders, try service.trades(of: account), on: day)
    try book.close(intents, missingIn: orders, after: 0)
    var books = try books(on: day, state)
    var comparison = StatementComparison(books, state, feeRoom: try feeRoom(on: day))
    let killSwitch = KillSwitch(
      account: account, database: database, file: configuration.execution.killFile, clock: clock)
    if let first = comparison.first {
      if let reason {
        books = accepted(state, books, on: day)
        comparison = StatementComparison(books, state, feeRoom: .zero)
        try killSwitch.turn(.open, by: person, reason: reason)
      } else {
        try killSwitch.turn(.stopped, by: person, reason: first.message.english)
      }
    }
    try database.keep(books)
    return Result(day: day, books: books, comparison: comparison)
  }

  /// The books after the day. A strategy that is seen for the first time begins with what the account had before its
  /// first fill.
  private func books(on day: TradingDay, _ state: AccountState) throws -> [StrategyBook] {
    let fills = try database.fills(of: account, from: day, through: day)
    let intents = try database.intents(of: account, on: day)
    var before = try database.books(of: account, through: day.advanced(byDays: -1))
    let names = Set(intents.flatMap { $0.parts.map(\.strategyID) }).subtracting(before.map(\.strategyID))
    if before.isEmpty, !names.isEmpty { before = opening(names.sorted(), state, fills, on: day) }
    let stocks = Set(before.flatMap { $0.holdings.map(\.instrument) } + fills.map(\.trade.instrument)).sorted()
    let quotes = try AShareQuotes(market: market, instruments: stocks)
    let index = market.calendar.lastIndex(onOrBefore: day)
    let keeper = BookKeeper(
      close: { [quotes] stock in
        guard let index, let number = quotes.number(of: stock) else { return nil }
        return quotes.lastClose(number, onOrBefore: index).map { AShareAccount.value(1, cents: $0.cents) }
      },
      reinvestments: { [quotes] in quotes.reinvestments(of: $0, after: $1, through: day) })
    return keeper.books(
      on: day, after: before, fills: fills,
      intents: Dictionary(intents.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first }))
  }

  /// What an account had before the day's fills, by the broker's statement, in equal parts for strategies that begin.
  private func opening(
    _ names: [String], _ state: AccountState, _ fills: [ExecutionFill], on day: TradingDay
  ) -> [StrategyBook] {
    var cash = state.cash + state.frozen
    for fill in fills {
      let cost = fill.trade.cost ?? .zero
      cash += fill.trade.side == .buy ? fill.trade.amount + cost : cost - fill.trade.amount
    }
    return names.enumerated().map { place, name in
      let part = Money(units: cash.units / Int64(names.count) + (place < Int(cash.units % Int64(names.count)) ? 1 : 0))
      return StrategyBook(account: account, strategyID: name, day: day, cash: part, value: part, holdings: [])
    }
  }

  /// Yuan of the day's fees that the broker did not tell: the exchange's fees of each fill, twice.
  private func feeRoom(on day: TradingDay) throws -> Money {
    try database.fills(of: account, from: day, through: day).reduce(.zero) { sum, fill in
      guard fill.trade.cost == nil, let board = AShareBoard(fill.trade.instrument) else { return sum }
      let fees = AShareFees().cost(
        fill.trade.side, value: fill.trade.amount, shares: fill.trade.volume, board: board, on: day)
      return sum + fees.total * 2
    }
  }

  /// The books with the broker's shares and cash: what parts goes to the first strategy.
  private func accepted(_ state: AccountState, _ books: [StrategyBook], on day: TradingDay) -> [StrategyBook] {
    guard var first = books.first else { return books }
    var others: [InstrumentID: Int64] = [:]
    for book in books.dropFirst() {
      for holding in book.holdings { others[holding.instrument, default: 0] += holding.volume }
    }
    first.holdings = state.positions.filter { $0.volume > 0 }.compactMap { position in
      let volume = position.volume - (others[position.instrument] ?? 0)
      guard volume > 0 else { return nil }
      let known = first.holdings.first { $0.instrument == position.instrument }
      let price = known?.price ?? position.marketValue.map { Money(units: $0.units / position.volume) } ?? .zero
      return StrategyBook.Holding(
        instrument: position.instrument, volume: volume,
        costBasis: (position.averagePrice ?? price) * volume, price: price, boughtOn: known?.boughtOn ?? day)
    }
    first.cash = state.cash + state.frozen - books.dropFirst().reduce(.zero) { $0 + $1.cash }
    first.value = first.holdings.reduce(first.cash) { $0 + $1.price * $1.volume }
    return [first] + books.dropFirst()
  }
}
