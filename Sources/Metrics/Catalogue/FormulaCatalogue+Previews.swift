import Primitives

/// Formulas over the settled days of a preview (`Preview`, `PreviewStatistics`).
extension FormulaCatalogue {
  static let ofPreviews: [FormulaEntry] = [
    FormulaEntry(
      "daily-pnl.close/1", nil, "value at the close − value at the close before",
      Message(
        "formula.daily-pnl", en: "Profit of a day in yuan. The first day counts from the capital.",
        zh: "当日盈亏，单位元；首日以初始资金为基准。"), source: "aistock"),
    FormulaEntry(
      "cumulative-pnl.capital/1", nil, "value at the close − capital",
      Message("formula.cumulative-pnl", en: "Profit since the start in yuan.", zh: "自起始以来的盈亏，单位元。"), source: "aistock"),
    FormulaEntry(
      "total-return.nav/1", nil, "value at the close ÷ capital − 1",
      Message("formula.total-return-nav", en: "Return since the start, not annualised.", zh: "自起始以来的收益率，不年化。"),
      source: "aistock"),
    FormulaEntry(
      "total-return.close/1", nil, "close of the index ÷ its close before the first day − 1",
      Message("formula.total-return-close", en: "Return of the index over the same days.", zh: "指数在相同区间的收益率。"),
      source: "aistock"),
    FormulaEntry(
      "excess-return.difference/1", nil, "return since the start − that of the index",
      Message("formula.excess-difference", en: "Difference of the two returns.", zh: "两者收益率之差。"), source: "aistock"),
    FormulaEntry(
      "volatility.sample-238/1", .summed, "std × √238",
      Message("formula.volatility", en: "Sample deviation of the daily returns, for a year.", zh: "日收益的年化样本标准差。"),
      source: "qlib/contrib/evaluate.py, risk_analysis, mode sum"),
    FormulaEntry(
      "hit-rate.changed-days/1", nil, "days with a profit ÷ days with a profit or a loss",
      Message(
        "formula.hit-rate-changed", en: "Share of days with a gain. Days without a change are left out.",
        zh: "上涨天数的占比；没有盈亏的交易日不计。"), source: "aistock"),
    FormulaEntry(
      "turnover.half-238/1", nil, "mean of (bought + sold) ÷ 2 ÷ value of the day before, × 238",
      Message(
        "formula.turnover-238", en: "How often a year the account is turned over, at 238 days a year.",
        zh: "账户每年的换手次数，一年按 238 日计。"), source: "aistock"),
  ]
}
