package import Primitives
package import Records

extension EnhancedTopkDropout {
  /// One finding for each quirk that decided something, and for each that is switched off.
  package func findings(_ memory: StrategyMemory) -> [Finding] {
    EnhancedTopkDropoutParameters.Quirk.allCases.compactMap { quirk in
      guard parameters.has(quirk) else { return .quirkOff(quirk) }
      let count = memory.enhanced.acted[quirk] ?? 0
      return count > 0 ? .quirk(quirk, count: count) : nil
    }
  }
}

extension EnhancedTopkDropoutParameters.Quirk {
  /// What the recorded strategy does.
  package var deed: Message {
    switch self {
    case .noScoresNoStops:
      Message(
        "quirk.no-scores-no-stops", en: "A stop-loss or a gain was due on a day without scores.",
        zh: "无得分之日本应止损或止盈而未执行。")
    case .entryAtFirstOrder:
      Message(
        "quirk.entry-at-first-order", en: "A purchase added to a holding, and its entry price stayed.",
        zh: "加仓后入场价不变。")
    case .repeatedSecondSale:
      Message(
        "quirk.repeated-second-sale", en: "A sale at 25% gain followed an earlier one.", zh: "盈利 25% 的减仓重复执行。")
    case .firstSaleNotRetried:
      Message(
        "quirk.first-sale-not-retried", en: "A sale at 15% gain did not fill and was not tried again.",
        zh: "盈利 15% 的减仓未成交，且没有再试。")
    case .rebuySameDay:
      Message("quirk.rebuy-same-day", en: "A stock was bought on the day of its sale.", zh: "卖出当日又买回。")
    case .entrySurvivesSale:
      Message(
        "quirk.entry-survives-sale", en: "A stock that was sold and bought back kept its old entry price.",
        zh: "卖出后买回的股票沿用旧入场价。")
    case .budgetOfCash:
      Message("quirk.budget-of-cash", en: "A day's budget was a share of the remaining cash.", zh: "当日预算取自剩余现金。")
    case .weightsOverHeld:
      Message(
        "quirk.weights-over-held", en: "A day's weights were shared with candidates that were not bought.",
        zh: "当日权重分给了未买入的候选。")
    case .capByWholeCash:
      Message(
        "quirk.cap-by-whole-cash", en: "A purchase was capped by cash that earlier purchases had spent.",
        zh: "买入以已被占用的现金为上限。")
    case .dividesByFactor:
      Message(
        "quirk.divides-by-factor", en: "A purchase was divided by the factor though its price is adjusted.",
        zh: "价格已复权，买入数量又除以复权因子。")
    case .rawMinimumScore:
      Message(
        "quirk.raw-minimum-score", en: "The minimum score was compared with the model's raw output.",
        zh: "最低得分与模型原始输出相比。")
    case .partialSellersUncounted:
      Message(
        "quirk.partial-sellers-uncounted", en: "Holdings that were sold in part counted as gone.",
        zh: "部分卖出的持仓被视为已清仓。")
    }
  }

  /// What that does to the numbers.
  package var effect: Message {
    switch self {
    case .noScoresNoStops:
      Message("quirk-effect.no-scores-no-stops", en: "Losses run on while scores are missing.", zh: "缺得分期间亏损继续扩大。")
    case .entryAtFirstOrder:
      Message(
        "quirk-effect.entry-at-first-order", en: "Gains and losses are measured from a price that was not paid.",
        zh: "盈亏以未曾支付的价格计量。")
    case .repeatedSecondSale:
      Message("quirk-effect.repeated-second-sale", en: "The holding is sold off day by day.", zh: "持仓逐日被卖空。")
    case .firstSaleNotRetried:
      Message(
        "quirk-effect.first-sale-not-retried", en: "A first gain that met a locked stock is never taken.",
        zh: "首次止盈遇封板后不再执行。")
    case .rebuySameDay:
      Message(
        "quirk-effect.rebuy-same-day", en: "Costs are paid for no change of the holding.", zh: "持仓不变而白付费用。")
    case .entrySurvivesSale:
      Message(
        "quirk-effect.entry-survives-sale", en: "The stock is stopped out again on the next day, and again.",
        zh: "次日再次触发止损，如此反复。")
    case .budgetOfCash:
      Message(
        "quirk-effect.budget-of-cash", en: "Exposure grows from day to day beyond the maximum position.",
        zh: "仓位逐日升高，超过最大仓位。")
    case .weightsOverHeld:
      Message("quirk-effect.weights-over-held", en: "A part of the budget is never spent.", zh: "部分预算始终未用。")
    case .capByWholeCash:
      Message(
        "quirk-effect.cap-by-whole-cash", en: "The exchange cuts the late orders of a day.", zh: "当日靠后的委托被交易所削减。")
    case .dividesByFactor:
      Message(
        "quirk-effect.divides-by-factor", en: "Positions are wrong by one over the factor.", zh: "持仓相差复权因子的倒数倍。")
    case .rawMinimumScore:
      Message(
        "quirk-effect.raw-minimum-score", en: "A weak model qualifies nobody and sells everything.",
        zh: "弱模型无一入选，全部卖出。")
    case .partialSellersUncounted:
      Message("quirk-effect.partial-sellers-uncounted", en: "Holdings can exceed topk.", zh: "持仓数可能超过 topk。")
    }
  }
}

extension Finding {
  /// The quirk's name stands in the identifier, so that a reader can tell which acted.
  fileprivate static func quirk(_ quirk: EnhancedTopkDropoutParameters.Quirk, count: Int) -> Finding {
    var finding = Finding(
      "strategy.quirk", .note,
      [
        "quirk": .text(quirk.rawValue), "count": .count(count), "deed": .message(quirk.deed),
        "effect": .message(quirk.effect),
      ], title: (en: "Quirk of the strategy", zh: "策略的特殊行为"),
      evidence: (
        en: "'{quirk}' decided {count} {count:time|times}. {deed}", zh: "“{quirk}”起作用 {count} 次。{deed}"
      ), consequence: (en: "{effect}", zh: "{effect}"),
      remedy: (
        en: "Run again with quirks.{quirk} false to see what it costs.", zh: "把 quirks.{quirk} 设为 false 重跑，可见其代价。"
      ))
    finding.id = "strategy.quirk." + quirk.rawValue
    return finding
  }

  fileprivate static func quirkOff(_ quirk: EnhancedTopkDropoutParameters.Quirk) -> Finding {
    var finding = Finding(
      "strategy.quirk-off", .warning, ["quirk": .text(quirk.rawValue)],
      title: (en: "Quirk switched off", zh: "特殊行为已关闭"),
      evidence: (en: "The quirk '{quirk}' is switched to the sane behaviour.", zh: "“{quirk}”已改为合理行为。"),
      consequence: (en: "The orders are not those of the recorded strategy.", zh: "委托与记录的策略不同。"),
      remedy: (en: "Set quirks.{quirk} true to compare with a record.", zh: "与记录比较时把 quirks.{quirk} 设为 true。"))
    finding.id = "strategy.quirk-off." + quirk.rawValue
    return finding
  }
}
