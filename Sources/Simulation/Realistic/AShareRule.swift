/// A rule of the exchange that qlib does not know, as it can be switched on by itself over a run under
/// qlib's rules. Dates and sources stand in `AShareRuleTable`.
package enum AShareRule: String, Sendable, CaseIterable {
  /// Price limits by board and date on the rounded reference price, in place of one threshold for all.
  case boardLimits = "board_limits"
  /// A day without a traded share is a suspension, whatever close it records.
  case suspension = "no_volume"
  /// Shares bought on a day are not sold on it.
  case nextDaySale = "t_plus_one"
  /// The board's lots, and odd lots only together with the whole holding.
  case boardLots = "board_lots"
  /// Stamp tax of the day on sales, in place of what the configuration asks for sales beyond purchases.
  case stampTax = "stamp_tax"
  /// The day's transfer fee on both sides, on top.
  case transferFee = "transfer_fee"
  /// 0.025 % commission and at least 5 yuan, in place of the configuration's rate on purchases.
  case commission = "commission"
  /// An order deals at most a tenth of the shares that changed hands on the day.
  case participation = "participation_10"
}
