package import Primitives

/// What readers call the field of a divergence: `cost` for `report.cost`.
package enum FieldName {
  /// Metrics and fields without a word of their own stand under the name that they have in the files.
  package static func of(_ field: String) -> MessageArgument {
    .message(words[field] ?? Message("field.own-name", ["name": .text(field)], en: "`{name}`", zh: "`{name}`"))
  }

  private static let words: [String: Message] = [
    "datetime": Message("field.day-name", en: "`datetime`", zh: "日期"),
    "report.account": Message("field.account-name", en: "`account`", zh: "总资产"),
    "report.return": Message("field.return-name", en: "`return`", zh: "收益率"),
    "report.total_turnover": Message("field.total-turnover-name", en: "`total_turnover`", zh: "累计换手"),
    "report.turnover": Message("field.turnover-name", en: "`turnover`", zh: "换手率"),
    "report.total_cost": Message("field.total-cost-name", en: "`total_cost`", zh: "累计费用"),
    "report.cost": Message("field.cost-name", en: "`cost`", zh: "费用"),
    "report.value": Message("field.value-name", en: "`value`", zh: "持仓市值"),
    "report.cash": Message("field.cash-name", en: "`cash`", zh: "现金"),
    "report.bench": Message("field.bench-name", en: "`bench`", zh: "基准收益率"),
    "positions.amount": Message("field.held-name", en: "the amount held", zh: "持仓数量"),
    "positions.price": Message("field.close-name", en: "the close", zh: "收盘价"),
    "positions.weight": Message("field.weight-name", en: "the weight", zh: "持仓权重"),
    "positions.count_day": Message("field.days-held-name", en: "the days held", zh: "持有天数"),
    "trades.buy.order_amount": Message("field.purchase-ordered-name", en: "the purchase ordered", zh: "买入委托数量"),
    "trades.buy.deal_amount": Message("field.purchase-dealt-name", en: "the purchase dealt", zh: "买入成交数量"),
    "trades.buy.price": Message("field.purchase-price-name", en: "the purchase's price", zh: "买入成交价"),
    "trades.buy.value": Message("field.purchase-value-name", en: "the purchase's value", zh: "买入成交额"),
    "trades.buy.cost": Message("field.purchase-cost-name", en: "the purchase's cost", zh: "买入费用"),
    "trades.sell.order_amount": Message("field.sale-ordered-name", en: "the sale ordered", zh: "卖出委托数量"),
    "trades.sell.deal_amount": Message("field.sale-dealt-name", en: "the sale dealt", zh: "卖出成交数量"),
    "trades.sell.price": Message("field.sale-price-name", en: "the sale's price", zh: "卖出成交价"),
    "trades.sell.value": Message("field.sale-value-name", en: "the sale's value", zh: "卖出成交额"),
    "trades.sell.cost": Message("field.sale-cost-name", en: "the sale's cost", zh: "卖出费用"),
    "predictions.score": Message("field.score-name", en: "the score", zh: "得分"),
    "labels.label": Message("field.label-name", en: "the label", zh: "标签"),
  ]
}
