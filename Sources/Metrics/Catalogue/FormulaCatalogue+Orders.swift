import Primitives

/// Formulas over orders.
extension FormulaCatalogue {
  private static let indicators = "qlib/backtest/report.py, Indicator; qlib/contrib/evaluate.py, indicator_analysis"

  static let ofOrders: [FormulaEntry] = [
    FormulaEntry(
      OrderIndicators.fillFormula, nil, "Σ(orders of the day × dealt ÷ ordered) ÷ Σ orders",
      Message(
        "formula.fill-rate", en: "Share of the ordered amount that dealt. A day of empty orders lowers it, as in qlib.",
        zh: "成交量占委托量的比例；委托量均为 0 的交易日会拉低该值，与 qlib 一致。"), source: indicators),
    FormulaEntry(
      OrderIndicators.advantageFormula, nil, "Σ(orders of the day × price advantage) ÷ Σ orders",
      Message(
        "formula.price-advantage", en: "Advantage of the deal price over the day's price. It is 0 on daily bars.",
        zh: "成交价相对当日价格的优势；日线数据上恒为 0。"), source: indicators),
    FormulaEntry(
      OrderIndicators.positiveFormula, nil, "share of orders with a positive price advantage",
      Message(
        "formula.positive-rate", en: "How often the deal price was better than the day's. It is 0 on daily bars.",
        zh: "成交价优于当日价格的委托占比；日线数据上恒为 0。"), source: indicators),
  ]
}
