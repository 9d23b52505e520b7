import Primitives

/// Formulas that say what a choice among many trials is worth.
extension FormulaCatalogue {
  private static let overfitting =
    "Bailey, Borwein, Lopez de Prado and Zhu, The Probability of Backtest Overfitting, Journal of Computational Finance 2016"

  static let ofSelection: [FormulaEntry] = [
    FormulaEntry(
      OverfittingProbability.formula, nil,
      "share of splits with ln(w ÷ (1 − w)) ≤ 0, w = rank on the other half ÷ (N + 1)",
      Message(
        "formula.overfitting-probability",
        en: "How often the best on half of the days is below the median on the others. It is near 0.5 without skill.",
        zh: "在一半交易日上最优者在另一半上不高于中位数的频率；没有能力时约为 0.5。"), source: overfitting),
    FormulaEntry(
      OverfittingProbability.degradationFormula, nil,
      "slope of the chosen trial's ratio on the other half over that on the half",
      Message(
        "formula.performance-degradation",
        en: "What a ratio of 1 on the days of choice is worth on the others. Below 0, a better choice is worse later.",
        zh: "选择区间上的比率每增加 1，另一半上的比率变化多少；小于 0 表示选得越好其后越差。"), source: overfitting),
    FormulaEntry(
      MarginalInformationCoefficient.formula, .daily,
      "mean over days of corr(label, factor − its least-squares fit on the set and a constant)",
      Message(
        "formula.marginal-ic", en: "IC of what a factor holds beside a set of factors. Missing where the set spans it.",
        zh: "因子剔除已有因子集合后剩余部分的 IC；被集合完全解释时缺失。"),
      source: "Frisch and Waugh, Econometrica 1933; Lovell 1963; qlib/contrib/eva/alpha.py, calc_ic"),
    FormulaEntry(
      ReturnCorrelation.formula, .summed, "corr(r − index − cost) of two runs over their common days",
      Message(
        "formula.return-correlation",
        en: "How alike the daily excess returns of two runs are. Missing for fewer than 60 common days.",
        zh: "两次运行逐日超额收益的相关系数；共同交易日不足 60 天时缺失。"), source: "Pearson 1895"),
  ]
}
