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

  /// A book with these holdings, valued as the broker values them: one that it does not value has no price
  /// (`StrategyBook.unpriced`) until a close gives one.
  package func book(_ book: StrategyBook, _ state: AccountState) -> StrategyBook {
    var book = book
    book.holdings = shares.keys.sorted().compactMap { instrument in
      guard let position = state[instrument], let volume = shares[instrument] else { return nil }
      let price = position.price ?? .zero
      return .init(
        instrument: instrument, volume: volume, costBasis: (position.averagePrice ?? price) * volume, price: price,
        boughtOn: book.day)
    }
    book.value = book.holdings.reduce(book.cash) { $0 + $1.price * $1.volume }
    return book
  }

  /// The account without them, and without cash that is no strategy's.
  ///
  /// Where neither broker nor market says what they are worth, the broker's sum of the account may hold anything for them:
  /// the strategies then have what is known of their own, cash and holdings with a price, and no more.
  ///
  /// - Parameters:
  ///   - cash: that no strategy may spend.
  ///   - price: of a stock; what nobody prices is valued as the broker does.
  package func taken(
    from state: AccountState, cash: Money, price: (InstrumentID) -> Money?
  ) -> AccountState {
    var own = state
    own.cash = max(.zero, state.cash - cash)
    var worth: Money? = .zero
    own.positions = state.positions.compactMap { position in
      guard let outside = shares[position.instrument] else { return position }
      let value =
        position.worth?.part(outside, of: position.volume) ?? price(position.instrument).map { $0 * outside }
      worth = worth.flatMap { sum in value.map { sum + $0 } }
      guard position.volume > outside else { return nil }
      var left = position
      left.volume -= outside
      left.available = min(position.available, left.volume)
      left.marketValue = value.flatMap { value in position.marketValue.map { $0 - value } }
      return left
    }
    let whole =
      worth.map { state.equity - $0 }
      ?? own.positions.reduce(state.cash + state.frozen) { sum, position in
        sum + (position.worth ?? price(position.instrument).map { $0 * position.volume } ?? .zero)
      }
    own.equity = max(.zero, min(whole, state.equity) - cash)
    return own
  }
}

extension StrategyBook {
  /// Stocks whose price nobody has told yet: they are no part of `value`. No share has the price 0, which stands for it.
  package var unpriced: [InstrumentID] { holdings.filter { $0.price == .zero }.map(\.instrument) }
}

extension AccountPosition {
  /// What it is worth as the broker values it; nil where it does not: a value of 0 is none.
  var worth: Money? { marketValue.flatMap { $0 > .zero ? $0 : nil } }

  /// The same, yuan per share.
  var price: Money? { worth.flatMap { volume > 0 ? Money(units: $0.units / volume) : nil } }
}
