package import Primitives

/// A holding at the last close, as a reader sees it.
package struct HeldPosition: Equatable, Sendable {
  package var position: PreviewPosition
  /// Market value by the account's total value.
  package var weight: Double
  /// What the holding earned on the day: its value less that at the close before, purchases and their fees taken off,
  /// sales less their fees added; nil where the close before is unknown.
  package var dayProfit: Money?
  /// What the order list wants of it; nil: nothing, or there is no list.
  package var next: Direction?

  package init(position: PreviewPosition, weight: Double, dayProfit: Money? = nil, next: Direction? = nil) {
    self.position = position
    self.weight = weight
    self.dayProfit = dayProfit
    self.next = next
  }

  /// Market value less what the holding cost, fees of the purchase included.
  package var unrealised: Money { position.marketValue - position.costBasis }

  /// `unrealised` by cost; nil where the holding cost nothing.
  package var unrealisedRate: Double? {
    position.costBasis > .zero ? unrealised.yuan / position.costBasis.yuan : nil
  }
}
