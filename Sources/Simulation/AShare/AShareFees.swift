package import Primitives
package import Records

/// What a trade costs beside its price. Each part is rounded half up to a hundredth of a yuan, as
/// it is booked on a settlement slip.
///
/// Sources: stamp tax 0.1 % of sales, 0.05 % from 2023-08-28 (Ministry of Finance and State Taxation
/// Administration, announcement 2023 no. 39); transfer fee 0.002 % of both sides, 0.001 % from
/// 2022-04-29 (China Securities Depository and Clearing, notice of 2022-04-28); the commission is a
/// matter of the broker, with the customary minimum of 5 yuan an order. Older rules (stamp tax on both
/// sides until 2008-09-18, transfer fee by face value until 2015-07-31) are not modelled: the oldest
/// rates above stand for them.
package struct AShareFees: Equatable, Sendable {
  /// Of the traded value, in millionths: 250 is 0.025 %.
  package var commissionPartsPerMillion: Int64 = 250
  package var commissionMinimum = Money(yuan: 5)

  package init() {}

  /// The parts of a trade's cost.
  package struct Parts: Equatable, Sendable {
    package var commission = Money.zero
    package var stampTax = Money.zero
    package var transferFee = Money.zero

    package init() {}

    package var total: Money { commission + stampTax + transferFee }
  }

  /// The cost of a trade of this value; nothing for a trade of nothing.
  package func cost(_ side: Direction, value: Money, on day: TradingDay) -> Parts {
    var parts = Parts()
    guard value > .zero else { return parts }
    parts.commission = max(
      commissionMinimum, AShareFees.share(commissionPartsPerMillion, of: value))
    if side == .sell {
      parts.stampTax = AShareFees.share(AShareFees.stampTaxPartsPerMillion(on: day), of: value)
    }
    parts.transferFee = AShareFees.share(AShareFees.transferFeePartsPerMillion(on: day), of: value)
    return parts
  }

  package static func stampTaxPartsPerMillion(on day: TradingDay) -> Int64 {
    day >= AShareDates.stampTaxHalved ? 500 : 1000
  }

  package static func transferFeePartsPerMillion(on day: TradingDay) -> Int64 {
    day >= AShareDates.transferFeeHalved ? 10 : 20
  }

  /// A share of a positive value, rounded half up to a hundredth of a yuan.
  private static func share(_ partsPerMillion: Int64, of value: Money) -> Money {
    // A hundredth of a yuan is 100 units. Values to 9e11 yuan stay inside 64 bits.
    let unit: Int64 = 100 * 1_000_000
    return Money(units: (value.units * partsPerMillion + unit / 2) / unit * 100)
  }
}
