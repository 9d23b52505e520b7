package import Primitives

/// What qlib's positions say of the account on a day, beside the holdings (`qlib/backtest/position.py`).
package struct AccountEntry: Equatable, Sendable {
  package enum Kind: String, Sendable {
    case cash = "__cash__"
    case account = "__account_value__"
  }

  package var day: TradingDay
  package var kind: Kind
  /// Yuan; NaN where it is missing.
  package var value: Double

  package init(day: TradingDay, kind: Kind, value: Double) {
    self.day = day
    self.kind = kind
    self.value = value
  }
}
