package import Primitives
package import Records
import Simulation

extension BrokerTrade {
  /// What the fill cost.
  ///
  /// A broker that tells it only at settlement leaves the exchange's fees to stand for it, without the least commission,
  /// which belongs to an order and not to a fill.
  package func cost(on day: TradingDay) -> Money {
    if let cost { return cost }
    guard let board = AShareBoard(instrument) else { return .zero }
    let fees = AShareFees().cost(side, value: amount, shares: volume, board: board, on: day)
    let commission = Money(rounding: amount.yuan * AShareFees.commissionRate(side, on: day)) ?? .zero
    return min(fees.commission, commission) + fees.stampTax + fees.transferFee
  }

  /// The cost as it falls to the strategies that the fill serves, by the shares that each of them trades: to the unit, so
  /// that the parts sum to the whole.
  package func costs(of parts: [TradePlan.Part], on day: TradingDay) -> [Money] {
    let whole = parts.reduce(Int64(0)) { $0 + abs($1.shares) }
    guard whole > 0 else { return parts.map { _ in .zero } }
    let cost = cost(on: day)
    var (shares, told) = (Int64(0), Money.zero)
    return parts.map { part in
      shares += abs(part.shares)
      let sum = cost.part(shares, of: whole)
      defer { told = sum }
      return sum - told
    }
  }
}
