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
              "value": $0.unpriced.isEmpty ? .string($0.value.description) : .null,
              "stocks": .integer($0.holdings.count), "unpriced": .array($0.unpriced.map { .string($0.name) }),
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
    try book.close(intents, missingIn: orders, after: 0, through: gateway)
    let isClosed = MarketTime(clock).minute >= WatchSchedule.closeMinute
    try book.expire { $0 < day || isClosed && $0 == day }
    var books = try books(on: day, state)
    var comparison = StatementComparison(books, state, feeRoom: try feeRoom(on: day))
    let killSwitch = KillSwitch(
      account: account, database: database, file: configuration.execution.killFile, clock: clock)
    // An account that nothing was ever traded on has no book that a statement could differ from.
    if books.isEmpty { comparison.differences = [] }
    if let first = comparison.first {
      if let reason {
        books = StatementAcceptance.books(books, taking: state, on: day)
        comparison = StatementComparison(books, state, feeRoom: .zero)
        try database.append([accepted(first, reason, by: person, on: day)])
        try killSwitch.turn(.open, by: person, reason: reason)
      } else {
        try killSwitch.turn(.stopped, by: person, reason: first.message.english)
      }
    }
    try database.keep(books)
    return Result(day: day, books: books, comparison: comparison)
  }

  /// The books after the day. A strategy that is seen for the first time begins with its part of what the account had
  /// before the day's fills. Books that a person accepted today are not made again: only later fills are booked on them.
  private func books(on day: TradingDay, _ state: AccountState) throws -> [StrategyBook] {
    var fills = try database.fills(of: account, from: day, through: day)
    let intents = try database.intents(of: account, on: day)
    let acceptance = try database.events(of: account, from: day, through: day).last {
      $0.kind == .reconcile && $0.code == TradingClose.acceptance
    }
    var before = try database.books(of: account, through: acceptance == nil ? day.advanced(byDays: -1) : day)
    // What was dealt before stands in the statement that was accepted.
    if let time = acceptance.flatMap({ MarketTime($0.time) }) { fills.removeAll { $0.trade.tradedAt <= time } }
    let names = Set(intents.flatMap { $0.parts.map(\.strategyID) })
    let opening = OpeningBooks(
      account: account, before: day, weights: try database.firstWeights(of: account, through: day))
    let joining = names.subtracting(before.map(\.strategyID)).sorted()
    let begun = before.isEmpty ? opening.first(joining, state, fills: fills) : opening.joining(joining, before)
    if !joining.isEmpty {
      try database.keep(begun)
      before = before.filter { book in !begun.contains { $0.strategyID == book.strategyID } } + begun
    }
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

  private func accepted(
    _ difference: StatementComparison.Difference, _ reason: String, by person: String, on day: TradingDay
  ) -> ExecutionEvent {
    ExecutionEvent(
      time: clock.timestamp, account: account, day: day, kind: .reconcile, code: TradingClose.acceptance,
      instrument: difference.instrument, message: .accepted(person, reason))
  }

  private static let acceptance = "accepted"

  /// Yuan of the day's fees that the broker did not tell: the exchange's fees of each fill, twice.
  private func feeRoom(on day: TradingDay) throws -> Money {
    try database.fills(of: account, from: day, through: day).reduce(.zero) { sum, fill in
      guard fill.trade.cost == nil, let board = AShareBoard(fill.trade.instrument) else { return sum }
      let fees = AShareFees().cost(
        fill.trade.side, value: fill.trade.amount, shares: fill.trade.volume, board: board, on: day)
      return sum + fees.total * 2
    }
  }
}

extension Message {
  fileprivate static func accepted(_ person: String, _ reason: String) -> Message {
    Message(
      "trade.statement-accepted", ["person": .text(person), "reason": .text(reason)],
      en: "{person} took over the broker's statement: {reason}.", zh: "{person} 采用券商对账单：{reason}。")
  }
}
