import Primitives

/// What qlib 0.9.7 takes where a configuration says nothing (region cn).
enum QlibDefaults {
  /// `qlib/config.py`, `_default_region_config`: prices, limit and lot of the region.
  static let limitThreshold = 0.095
  static let dealPrice = "$close"
  static let tradeUnit = 100.0
  /// `qlib/backtest/exchange.py`: fractions of the traded value, and yuan an order.
  static let openCost = 0.0015
  static let closeCost = 0.0025
  static let minCost = 5.0
  /// `qlib/backtest/__init__.py`: yuan at the start.
  static let account = 1e9
  /// `qlib/backtest/report.py`: used for `benchmark: null` too.
  static let benchmark = InstrumentID(canonical: "SH000300")
  /// `qlib/contrib/data/handler.py`, `get_label_config`.
  static let label = "Ref($close, -2)/Ref($close, -1) - 1"
  /// `qlib/contrib/strategy/signal_strategy.py`: share of the cash that is spent.
  static let riskDegree = 0.95
}
