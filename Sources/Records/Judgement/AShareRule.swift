package import Primitives

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

extension AShareRule {
  /// A few words, as they stand at a step of a waterfall.
  package var name: Message {
    switch self {
    case .boardLimits:
      Message("rule.board-limits-name", en: "Price limits by board and date", zh: "按板块与日期的涨跌停")
    case .suspension:
      Message("rule.no-volume-name", en: "No volume is a suspension", zh: "无成交即停牌")
    case .nextDaySale:
      Message("rule.t-plus-one-name", en: "T+1", zh: "T+1")
    case .boardLots:
      Message("rule.board-lots-name", en: "Board lots and odd lots", zh: "板块手数与零股")
    case .stampTax:
      Message("rule.stamp-tax-name", en: "Stamp tax of the day, sales only", zh: "当日印花税，仅卖出")
    case .transferFee:
      Message("rule.transfer-fee-name", en: "Transfer fee of the day", zh: "当日过户费")
    case .commission:
      Message("rule.commission-name", en: "Commission 0.025%, at least 5.00", zh: "佣金 0.025%，最低 5.00")
    case .participation:
      Message("rule.participation-name", en: "Participation at most 10%", zh: "成交占比至多 10%")
    }
  }

  /// What it takes the place of.
  package var meaning: Message {
    switch self {
    case .boardLimits:
      Message(
        "rule.board-limits", en: "In place of one threshold for all stocks.", zh: "取代对所有股票统一的阈值。")
    case .suspension:
      Message(
        "rule.no-volume", en: "A day without a traded share is a suspension, whatever close it records.",
        zh: "当日无成交即视为停牌，不论是否有收盘价。")
    case .nextDaySale:
      Message("rule.t-plus-one", en: "Shares bought on a day are not sold on it.", zh: "当日买入的股份当日不卖出。")
    case .boardLots:
      Message(
        "rule.board-lots", en: "Odd lots are sold only together with the whole holding.", zh: "零股只能与全部持仓一并卖出。")
    case .stampTax:
      Message(
        "rule.stamp-tax", en: "In place of what the configuration asks for sales beyond purchases.",
        zh: "取代配置中卖出费率高于买入费率的部分。")
    case .transferFee:
      Message("rule.transfer-fee", en: "On both sides, on top of the configuration.", zh: "买卖双向，在配置之外另收。")
    case .commission:
      Message(
        "rule.commission", en: "In place of the configuration's rate on purchases.", zh: "取代配置中的买入费率。")
    case .participation:
      Message(
        "rule.participation", en: "An order deals at most a tenth of the shares traded on the day.",
        zh: "一笔委托至多成交当日成交量的十分之一。")
    }
  }
}
