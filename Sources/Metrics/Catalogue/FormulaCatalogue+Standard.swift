import Primitives

/// Formulas in the convention of published figures: after cost, 252 days a year.
extension FormulaCatalogue {
  static let ofStandardFigures: [FormulaEntry] = [
    FormulaEntry(
      GeometricReturn.formula, .compounded, "(Π(1 + r))^(252 ÷ n) − 1",
      Message(
        "formula.annual-return", en: "Compounded annual return, a fraction a year. Missing without a day.",
        zh: "复利年化收益，为每年的比例；没有交易日时缺失。"),
      source: "CFA Institute, Global Investment Performance Standards 2020, geometric linking"),
    FormulaEntry(
      SharpeRatio.formula, .compounded, "mean ÷ std × √252",
      Message(
        "formula.sharpe", en: "Sharpe ratio with a riskless rate of 0. Missing for fewer than two days.",
        zh: "夏普比率，无风险利率取 0；不足两天时缺失。"), source: "Sharpe, The Sharpe Ratio, Journal of Portfolio Management 1994"),
    FormulaEntry(
      SortinoRatio.formula, .compounded, "mean ÷ √(Σ min(r, 0)² ÷ n) × √252",
      Message(
        "formula.sortino", en: "Return over the deviation of losses, with a target of 0. Missing without a loss.",
        zh: "收益除以亏损的偏差，目标收益取 0；没有亏损日时缺失。"),
      source: "Sortino and Price, Performance Measurement in a Downside Risk Framework, 1994"),
    FormulaEntry(
      CalmarRatio.formula, .compounded, "annual return ÷ |max drawdown|",
      Message(
        "formula.calmar", en: "Compounded annual return by the deepest fall of the net value, over the whole run.",
        zh: "复利年化收益除以净值最大回撤，按全程计算。"), source: "Young, Calmar Ratio: A Smoother Tool, Futures 1991"),
    FormulaEntry(
      NetAssetDrawdown.formula, .compounded, "min over t of (vₜ ÷ max over u ≤ t of vᵤ − 1), v = Π(1 + r), v₀ = 1",
      Message(
        "formula.max-drawdown-nav",
        en: "Deepest fall of the net value as a fraction of its peak. The value before the first day counts.",
        zh: "净值相对峰值的最大跌幅；首日之前的净值 1 也计为峰值。"),
      source: "Magdon-Ismail and Atiya, Maximum Drawdown, Risk 2004"),
    FormulaEntry(
      HitRate.formula, .compounded, "days with r > 0 ÷ n",
      Message("formula.hit-rate", en: "Share of days with a gain.", zh: "上涨天数的占比。"),
      source: "Bacon, Practical Portfolio Performance Measurement and Attribution, 2008"),
    FormulaEntry(
      ValueAtRisk.formula, .compounded, "−(5 % quantile of r), interpolated (type 7)",
      Message(
        "formula.value-at-risk", en: "Loss of a day that 5% of the days exceeded, as a positive fraction.",
        zh: "5% 的交易日超过的单日亏损，以正数表示。"), source: "Jorion, Value at Risk, 2006; Hyndman and Fan 1996"),
    FormulaEntry(
      Skewness.formula, .compounded, "m₃ ÷ m₂^(3/2)",
      Message(
        "formula.skewness", en: "Third standardised moment of the daily returns, 0 for the normal distribution.",
        zh: "日收益的三阶标准矩，正态分布为 0。"), source: "Joanes and Gill 1998 (g1)"),
    FormulaEntry(
      Kurtosis.formula, .compounded, "m₄ ÷ m₂²",
      Message(
        "formula.kurtosis", en: "Fourth standardised moment of the daily returns, 3 for the normal distribution.",
        zh: "日收益的四阶标准矩，正态分布为 3。"), source: "Joanes and Gill 1998 (g2 + 3)"),
    FormulaEntry(
      MarketModel.betaFormula, .compounded, "cov(r, index) ÷ var(index)",
      Message("formula.beta", en: "Slope of the strategy's returns on those of the index.", zh: "策略收益对指数收益的回归斜率。"),
      source: "Jensen, Journal of Finance 1968"),
    FormulaEntry(
      MarketModel.alphaFormula, .compounded, "(mean r − beta × mean index) × 252",
      Message(
        "formula.alpha", en: "Annual return beside that of the index at the same beta, with a riskless rate of 0.",
        zh: "在同一 beta 下超出指数的年化收益，无风险利率取 0。"), source: "Jensen, Journal of Finance 1968"),
    FormulaEntry(
      TrackingError.formula, .compounded, "std(r − index) × √252",
      Message("formula.tracking-error", en: "Deviation of the daily excess returns, for a year.", zh: "超额收益的年化标准差。"),
      source: "Grinold and Kahn, Active Portfolio Management, 2000"),
    FormulaEntry(
      CostDrag.formula, .compounded, "annual return before cost − annual return after cost",
      Message("formula.cost-drag", en: "What cost takes from the compounded annual return.", zh: "费用使复利年化收益减少的部分。"),
      source: "Bogle, Financial Analysts Journal 2014"),
    FormulaEntry(
      AnnualTurnover.formula, .compounded, "mean turnover ÷ 2 × 252",
      Message(
        "formula.annual-turnover", en: "How often a year the account is turned over: half of purchases and sales.",
        zh: "账户每年的换手次数，取买卖金额之和的一半。"), source: "U.S. SEC, Form N-1A, item 13"),
    FormulaEntry(
      HoldingPeriod.formula, nil, "mean number of closes of the holdings that ended",
      Message(
        "formula.holding-period", en: "How many closes a holding was kept. Those still open do not count.",
        zh: "持仓保留的收盘次数；尚未结束的持仓不计。"), source: "aistock"),
    FormulaEntry(
      DeflatedSharpe.formula, nil, "Φ((SR − SR₀) × √(n − 1) ÷ √(1 − g₁ × SR + (g₂ − 1) ÷ 4 × SR²))",
      Message(
        "formula.deflated-sharpe",
        en: "Probability that the ratio is above the best of as many worthless trials. It needs the number of trials.",
        zh: "该比率高于同样多次无效试验中最好一次的概率；需要已知试验次数。"),
      source: "Bailey and Lopez de Prado, Journal of Portfolio Management 2014"),
    FormulaEntry(
      SeedBandFormula.formula, nil, "mean ± t × s × √(1 + 1 ÷ k) over k seeds",
      Message(
        "formula.seed-band",
        en: "Where one more seed is expected. All judged numbers together leave it by chance once in a hundred.",
        zh: "再换一个种子时数值的预期区间；所有判定数值合计只有百分之一的机会偶然越出。"),
      source: "Student 1908; Bonferroni correction"),
  ]
}
