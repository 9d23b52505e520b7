package import Primitives

/// What orders of a day cost beside their price, as the rule table has it.
package struct FeeRates: Equatable, Sendable {
  /// Of the amount, either side.
  package var commission: Double
  /// The least commission of an order.
  package var commissionMinimum: Money
  /// Of the amount of a sale.
  package var stampTax: Double
  /// Of the amount, either side, on the exchange in Shanghai.
  package var transferFee: Double

  package init(commission: Double, commissionMinimum: Money, stampTax: Double, transferFee: Double) {
    self.commission = commission
    self.commissionMinimum = commissionMinimum
    self.stampTax = stampTax
    self.transferFee = transferFee
  }
}
