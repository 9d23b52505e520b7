package import Records

/// How a fill of an order that serves several strategies is shared out among them.
package enum FillShares {
  /// Signed shares of each part: below zero it sold. They sum to the fill's own signed shares.
  ///
  /// Parts of both sides meet inside the order: a strategy that buys takes what another one sells. What rounding leaves
  /// goes to the parts with the largest remainders, equal ones in the order of names.
  ///
  /// - Parameters:
  ///   - filled: signed shares of the fill, or of all fills of the order together.
  ///   - parts: what the strategies wanted, of the same sum's sign.
  package static func split(_ filled: Int64, among parts: [TradePlan.Part]) -> [TradePlan.Part] {
    let wanted = parts.reduce(Int64(0)) { $0 + $1.shares }
    guard wanted != 0, filled != 0, (wanted < 0) == (filled < 0) else { return [] }
    // In units of 1/wanted: exact integers as long as the product stays inside 64 bits.
    var shares = parts.map { part in
      let product = part.shares.multipliedReportingOverflow(by: filled)
      precondition(!product.overflow, "an order has fewer shares than this")
      let quotient = product.partialValue / wanted
      let remainder = product.partialValue - quotient * wanted
      return (id: part.strategyID, shares: quotient, remainder: remainder.magnitude, isBuy: part.shares > 0)
    }
    var rest = filled - shares.reduce(0) { $0 + $1.shares }
    let order = shares.indices.sorted {
      (shares[$1].remainder, shares[$0].id) < (shares[$0].remainder, shares[$1].id)
    }
    var turn = 0
    while rest != 0 {
      shares[order[turn % order.count]].shares += rest > 0 ? 1 : -1
      rest += rest > 0 ? -1 : 1
      turn += 1
    }
    return shares.map { .init(strategyID: $0.id, shares: $0.shares) }
  }
}
