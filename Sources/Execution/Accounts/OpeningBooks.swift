package import Primitives
package import Records

/// What books begin with: they stand on the eve of their first day, so that it is decided once.
package struct OpeningBooks: Sendable {
  private let account: String
  private let eve: TradingDay
  /// Each strategy's part of the account by its first plan.
  private let weights: [String: Double]

  package init(account: String, before day: TradingDay, weights: [String: Double]) {
    self.account = account
    eve = day.advanced(byDays: -1)
    self.weights = weights
  }

  /// The first books of an account: its cash before the day's fills in the parts of the strategies, and what is left of it,
  /// with all shares that were there, outside.
  ///
  /// - Parameter fills: of the day, everybody's: what the broker states is after them.
  package func first(_ names: [String], _ state: AccountState, fills: [ExecutionFill]) -> [StrategyBook] {
    var cash = state.cash + state.frozen
    for fill in fills {
      let cost = fill.trade.cost(on: fill.day)
      cash += fill.trade.side == .buy ? fill.trade.amount + cost : cost - fill.trade.amount
    }
    var outside = StrategyBook(outsideOf: account, on: eve, cash: cash)
    var books = names.map { book($0, of: cash, from: &outside) }
    // Strategies that have all between them have what rounding left too.
    if let last = books.indices.last, outside.cash.units < Int64(books.count) {
      books[last].cash += outside.cash
      books[last].value = books[last].cash
      outside.cash = .zero
    }
    outside = OutsideHoldings(state, books: [], fills: fills).book(outside, state)
    return outside.holdings.isEmpty && outside.cash == .zero ? books : books + [outside]
  }

  /// Books of strategies that join others, and what that leaves outside: they begin with their part of what the strategies
  /// have and of cash that no strategy has, as far as there is such cash. A person's own shares are no part of it.
  package func joining(_ names: [String], _ books: [StrategyBook]) -> [StrategyBook] {
    guard !names.isEmpty else { return [] }
    let whole = books.reduce(Money.zero) { $0 + ($1.strategyID == StrategyBook.outside ? $1.cash : $1.value) }
    var outside =
      books.first { $0.strategyID == StrategyBook.outside } ?? StrategyBook(outsideOf: account, on: eve, cash: .zero)
    outside.day = eve
    return names.map { book($0, of: whole, from: &outside) } + [outside]
  }

  private func book(_ name: String, of whole: Money, from outside: inout StrategyBook) -> StrategyBook {
    let weight = weights[name] ?? 0
    let part = weight == 1 ? whole : Money(rounding: whole.yuan * weight) ?? .zero
    let cash = max(.zero, min(outside.cash, part))
    outside.cash -= cash
    outside.value -= cash
    return StrategyBook(account: account, strategyID: name, day: eve, cash: cash, value: cash, holdings: [])
  }
}
