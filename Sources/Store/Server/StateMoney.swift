/// Which columns of the state are money: whole ten-thousandths of a yuan (`Money.units`).
enum StateMoney {
  static let columns: [String: Set<String>] = [
    "execution_book": ["cash", "value"],
    "execution_fill": ["price", "cost"],
    "execution_holding": ["cost_basis", "price"],
    "preview_account": ["cash", "total_value", "daily_pnl", "cum_pnl", "peak", "cost"],
    "preview_live": ["cash", "total_value", "daily_pnl", "cum_pnl", "peak"],
    "preview_live_position": ["last_price", "market_value"],
    "preview_position": ["avg_cost", "last_price", "market_value", "cost_basis"],
    "preview_strategy": ["initial_capital"],
    "preview_trade": ["price", "amount", "commission", "stamp_tax", "transfer_fee"],
    "trade_intent": ["price", "decision_price", "arrival_price", "filled_amount"],
  ]

  /// What the server says of such a column.
  static let comment = "Ten-thousandths of a yuan."
}
