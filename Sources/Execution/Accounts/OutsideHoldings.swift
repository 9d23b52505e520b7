package import Primitives
package import Records

/// Shares of an account that no strategy of ours bought: a person's own, or such as came from elsewhere.
///
/// They are never sold and never counted as a strategy's. What our books and our fills since explain is ours; all that an
/// account has beyond it is outside, also where that is more than it should be, such as new shares of a split that is
/// not booked yet.
package struct OutsideHoldings: Equatable, Sendable {
  /// Shares by stock, above 0.
  package var shares: [InstrumentID: Int64]

  /// - Parameters:
  ///   - books: of the account's last close, in any order.
  ///   - fills: of the account since.
  package init(_ state: AccountState, books: [StrategyBook], fills: [ExecutionFill]) {
    var ours: [InstrumentID: Int64] = [:]
    for book in books where book.strategyID != StrategyBook.outside {
      for holding in book.holdings { ours[holding.instrument, default: 0] += holding.volume }
    }
    for fill in fills where fill.intent != nil {
      ours[fill.trade.instrument, default: 0] += fill.trade.side == .buy ? fill.trade.volume : -fill.trade.volume
    }
    shares = [:]
    for position in state.positions {
      let rest = position.volume - max(0, ours[position.instrument] ?? 0)
      if rest > 0 { shares[position.instrument] = rest }
    }
  }

  /// A book with these holdings, valued as the broker values them.
  package func book(_ book: StrategyBook, _ state: AccountState) -> StrategyBook {
    var book = book
    book.holdings = shares.keys.sorted().compactMap { instrument in
      guard let position = state[instrument], let volume = shares[instrument] else { return nil }
      let price = position.marketValue.map { Money(units: $0.units / position.volume) } ?? .zero
      return .init(
        instrument: instrument, volume: volume, costBasis: (position.averagePrice ?? price) * volume, price: price,
        boughtOn: book.day)
    }
    book.value = book.holdings.reduce(book.cash) { $0 + $1.price * $1.volume }
    return book
  }

  /// The account without them, and without cash that is no strategy's.
  ///
  /// - Parameters:
  ///   - cash: that no strategy may spend.
  ///   - price: of a stock; what nobody prices is valued as the broker does.
  package func taken(
    from state: AccountState, cash: Money, price: (InstrumentID) -> Money?
  ) -> AccountState {
    var own = state
    own.cash = max(.zero, state.cash - cash)
    own.equity = max(.zero, state.equity - cash)
    own.positions = state.positions.compactMap { position in
      guard let outside = shares[position.instrument] else { return position }
      let worth =
        position.marketValue?.part(outside, of: position.volume)
        ?? price(position.instrument).map { $0 * outside } ?? .zero
      own.equity -= worth
      guard position.volume > outside else { return nil }
      var left = position
      left.volume -= outside
      left.available = min(position.available, left.volume)
      left.marketValue = position.marketValue.map { $0 - worth }
      return left
    }
    return own
  }
}
