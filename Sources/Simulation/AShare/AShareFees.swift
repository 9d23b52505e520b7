package import Primitives
package import Records

/// What a trade costs beside its price: commission, stamp tax and transfer fee of the day, each rounded
/// half up to a hundredth of a yuan, as it is booked on a settlement slip. Rates and their sources stand
/// in `AShareRuleTable`; exchange and regulatory fees are part of the commission.
package struct AShareFees: Equatable, Sendable {
  package init() {}

  /// The parts of a trade's cost.
  package struct Parts: Equatable, Sendable {
    package var commission = Money.zero
    package var stampTax = Money.zero
    package var transferFee = Money.zero

    package init() {}

    package var total: Money { commission + stampTax + transferFee }
  }

  private static let commission = AShareSchedule("commission")
  private static let minimum = AShareSchedule("commission.minimum")
  private static let stampTax = AShareSchedule("stamp-tax")
  private static let shanghai = AShareSchedule("transfer-fee.shanghai")
  private static let shenzhen = AShareSchedule("transfer-fee.shenzhen")
  private static let beijing = AShareSchedule("transfer-fee.beijing")

  /// The cost of a trade of this value; nothing for a trade of nothing.
  ///
  /// - Parameter shares: real shares, whose face value is one yuan each.
  package func cost(
    _ side: Direction, value: Money, shares: Int64, board: AShareBoard, on day: TradingDay
  ) -> Parts {
    var parts = Parts()
    guard value > .zero else { return parts }
    parts.commission = max(
      AShareFees.commissionMinimum(on: day), AShareFees.share(AShareFees.commission[day], side, value, shares))
    parts.stampTax = AShareFees.share(AShareFees.stampTax[day], side, value, shares)
    parts.transferFee = AShareFees.share(AShareFees.transferFee(board)[day], side, value, shares)
    return parts
  }

  /// Commission of a side, as a fraction of the value, where that is above the minimum.
  package static func commissionRate(_ side: Direction, on day: TradingDay) -> Double {
    rate(commission[day], side, price: 1)
  }

  /// The least commission of an order.
  package static func commissionMinimum(on day: TradingDay) -> Money {
    guard case .yuanAtLeast(let yuan) = minimum[day] else { preconditionFailure("a minimum is a sum of yuan") }
    return Money(yuan: Int(yuan))
  }

  /// Stamp tax of a side, as a fraction of the value.
  package static func stampTaxRate(_ side: Direction, on day: TradingDay) -> Double {
    rate(stampTax[day], side, price: 1)
  }

  /// Transfer fee of a side, as a fraction of the value, for shares at a real price in yuan.
  package static func transferFeeRate(
    _ side: Direction, board: AShareBoard, price: Double, on day: TradingDay
  ) -> Double { rate(transferFee(board)[day], side, price: price) }

  private static func transferFee(_ board: AShareBoard) -> AShareSchedule {
    switch board {
    case .shanghaiMain, .star: shanghai
    case .shenzhenMain, .chiNext: shenzhen
    case .beijing: beijing
    }
  }

  private static func rate(_ rule: AShareRuleEntry.Value, _ side: Direction, price: Double) -> Double {
    switch rule {
    case .ofValue(let rate, let sides) where sides == .both || side == .sell: Double(rate) / 1e7
    case .ofFaceValue(let rate, let sides) where sides == .both || side == .sell: Double(rate) / 1e7 / price
    default: 0
    }
  }

  private static func share(
    _ rule: AShareRuleEntry.Value, _ side: Direction, _ value: Money, _ shares: Int64
  ) -> Money {
    switch rule {
    case .ofValue(let rate, let sides) where sides == .both || side == .sell: share(rate, of: value)
    case .ofFaceValue(let rate, let sides) where sides == .both || side == .sell:
      share(rate, of: Money(units: shares * Money.unitsPerYuan))
    default: .zero
    }
  }

  /// A share of a positive value, rounded half up to a hundredth of a yuan.
  private static func share(_ perTenMillion: Int64, of value: Money) -> Money {
    // A hundredth of a yuan is 100 units.
    let divisor: Int64 = 100 * 10_000_000
    let (quotient, remainder) = divisor.dividingFullWidth(value.units.multipliedFullWidth(by: perTenMillion))
    return Money(units: (quotient + (remainder >= divisor / 2 ? 1 : 0)) * 100)
  }
}
