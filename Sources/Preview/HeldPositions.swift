package import Primitives
package import Records

/// Holdings of a preview at its last close with what each is worth and earned.
package enum HeldPositions {
  /// - Parameters:
  ///   - positions: at the close of the account's day.
  ///   - before: at the close before; nil where that is not known, so that no holding's day is.
  ///   - trades: of the day.
  ///   - next: what the order list wants of a stock; nil: nothing.
  package static func of(
    _ positions: [PreviewPosition], before: [PreviewPosition]?, trades: [PreviewTrade], account: PreviewAccount,
    next: (InstrumentID) -> Direction?
  ) -> [HeldPosition] {
    let values = before.map { rows in
      Dictionary(rows.map { ($0.symbol, $0.marketValue) }, uniquingKeysWith: { first, _ in first })
    }
    // Paid for purchases, fees included, less what sales brought.
    var paid: [InstrumentID: Money] = [:]
    for trade in trades {
      let amount = trade.side == .buy ? trade.amount + trade.cost : trade.cost - trade.amount
      paid[trade.symbol, default: .zero] += amount
    }
    let total = account.totalValue.yuan
    return positions.map { position in
      HeldPosition(
        position: position, weight: total > 0 ? position.marketValue.yuan / total : 0,
        dayProfit: values.map {
          position.marketValue - ($0[position.symbol] ?? .zero) - (paid[position.symbol] ?? .zero)
        }, next: next(position.symbol))
    }
  }
}
