package import Primitives
package import Records

/// Our books when a person takes over the broker's statement.
///
/// Shares that are more than our books have belong to no strategy, so that none sells them; shares that are missing are
/// missed outside first and then by the strategies in their order. Cash that parts is the first strategy's; where there is none,
/// it is no strategy's.
package enum StatementAcceptance {
  package static func books(
    _ books: [StrategyBook], taking state: AccountState, on day: TradingDay
  ) -> [StrategyBook] {
    var next = books
    for position in state.positions {
      let ours = books.reduce(Int64(0)) { $0 + $1.volume(of: position.instrument) }
      if position.volume > ours { add(position, position.volume - ours, to: &next, state.account, on: day) }
    }
    for instrument in Set(books.flatMap { $0.holdings.map(\.instrument) }).sorted() {
      let ours = books.reduce(Int64(0)) { $0 + $1.volume(of: instrument) }
      remove(max(0, ours - (state[instrument]?.volume ?? 0)), of: instrument, from: &next)
    }
    let cash = state.cash + state.frozen - next.reduce(Money.zero) { $0 + $1.cash }
    if let first = next.indices.first(where: { next[$0].strategyID != StrategyBook.outside }) ?? next.indices.first {
      next[first].cash += cash
    } else {
      next = [StrategyBook(outsideOf: state.account, on: day, cash: cash)]
    }
    for place in next.indices {
      next[place].value = next[place].holdings.reduce(next[place].cash) { $0 + $1.price * $1.volume }
    }
    return next
  }

  private static func add(
    _ position: AccountPosition, _ shares: Int64, to books: inout [StrategyBook], _ account: String, on day: TradingDay
  ) {
    if !books.contains(where: { $0.strategyID == StrategyBook.outside }) {
      books.append(StrategyBook(outsideOf: account, on: day, cash: .zero))
    }
    for place in books.indices where books[place].strategyID == StrategyBook.outside {
      let price = position.price ?? .zero
      let cost = (position.averagePrice ?? price) * shares
      if let held = books[place].holdings.firstIndex(where: { $0.instrument == position.instrument }) {
        books[place].holdings[held].volume += shares
        books[place].holdings[held].costBasis += cost
      } else {
        books[place].holdings.append(
          .init(instrument: position.instrument, volume: shares, costBasis: cost, price: price, boughtOn: day))
        books[place].holdings.sort { $0.instrument < $1.instrument }
      }
    }
  }

  private static func remove(_ shares: Int64, of instrument: InstrumentID, from books: inout [StrategyBook]) {
    var missing = shares
    let order = books.indices.sorted {
      (books[$0].strategyID == StrategyBook.outside ? 0 : 1, $0) < (
        books[$1].strategyID == StrategyBook.outside ? 0 : 1, $1
      )
    }
    for place in order where missing > 0 {
      guard let held = books[place].holdings.firstIndex(where: { $0.instrument == instrument }) else { continue }
      let holding = books[place].holdings[held]
      let taken = min(missing, holding.volume)
      missing -= taken
      if taken == holding.volume {
        books[place].holdings.remove(at: held)
      } else {
        books[place].holdings[held].volume -= taken
        books[place].holdings[held].costBasis -= holding.costBasis.part(taken, of: holding.volume)
      }
    }
  }
}
