import Primitives

/// Formulas over predictions and labels.
extension FormulaCatalogue {
  private static let alpha = "qlib/contrib/eva/alpha.py, calc_ic"

  static let ofPredictions: [FormulaEntry] = [
    FormulaEntry(
      InformationCoefficient.formula, .daily, "mean over days of Pearson's correlation of scores and labels",
      Message(
        "formula.ic", en: "Correlation of scores with what came. A day with fewer than two pairs does not count.",
        zh: "得分与实际收益的相关系数；不足两对的交易日不计。"), source: alpha),
    FormulaEntry(
      InformationCoefficient.rankFormula, .daily, "the same over average ranks",
      Message("formula.rank-ic", en: "Correlation of the ranks of scores and labels.", zh: "得分排名与收益排名的相关系数。"),
      source: alpha + "; Spearman 1904"),
    FormulaEntry(
      InformationCoefficient.ratioFormula, .daily, "mean IC ÷ std IC",
      Message("formula.icir", en: "IC over its deviation across days, not annualised.", zh: "IC 均值除以其日间标准差，不年化。"),
      source: alpha),
    FormulaEntry(
      InformationCoefficient.rankRatioFormula, .daily, "mean Rank IC ÷ std Rank IC",
      Message(
        "formula.rank-icir", en: "Rank IC over its deviation across days, not annualised.",
        zh: "Rank IC 均值除以其日间标准差，不年化。"), source: alpha),
    FormulaEntry(
      TStatistic.formula, .daily, "mean ÷ (std ÷ √n)",
      Message(
        "formula.t", en: "Mean over its standard error, as if days were independent. Overlapping labels inflate it.",
        zh: "均值除以标准误，假设各日独立；标签重叠时偏大。"), source: "Student, Biometrika 1908"),
    FormulaEntry(
      ICDecay.formula, .daily, "IC of one score with the return over 1, 2, 5, … days",
      Message("formula.ic-decay", en: "How long the scores hold.", zh: "得分的有效期。"), source: alpha),
    FormulaEntry(
      LongShort.formula, .daily, "(mean label of the best fifth − that of the worst fifth) ÷ 2",
      Message(
        "formula.long-short", en: "What the best scores earned over the worst, by day, in float32 as in qlib.",
        zh: "得分最高一组与最低一组的收益差，逐日计算；与 qlib 一样用 float32。"), source: LongShort.source),
    FormulaEntry(
      LongShort.averageFormula, .daily, "mean label of all stocks",
      Message("formula.long-average", en: "What all scored stocks earned on average, by day.", zh: "所有有得分股票的日均收益。"),
      source: LongShort.source),
    FormulaEntry(
      LongShort.annualFormula, .daily, "mean × 252",
      Message("formula.long-short-annual", en: "The same for a year, without compounding.", zh: "上述收益差的年化值，不计复利。"),
      source: LongShort.source),
    FormulaEntry(
      LongShort.sharpeFormula, .daily, "mean ÷ std × √252",
      Message("formula.long-short-sharpe", en: "Its ratio to its deviation, for a year.", zh: "上述收益差的年化夏普比率。"),
      source: LongShort.source),
    FormulaEntry(
      LongShortPrecision.formula, .daily, "share of the best fifth above the day's mean label, of the worst below it",
      Message("formula.precision", en: "How often best and worst scores were right.", zh: "最高与最低一组得分判断正确的比例。"),
      source: LongShortPrecision.source),
    FormulaEntry(
      PredictionAutocorrelation.formula, .daily, "correlation of a day's scores with those of the day before",
      Message("formula.autocorrelation", en: "How steady the scores are.", zh: "得分的稳定程度。"),
      source: PredictionAutocorrelation.source),
    FormulaEntry(
      PredictionTurnover.formula, .daily, "share of the best fifth that was not among the best before",
      Message("formula.prediction-turnover", en: "How fast the best stocks change.", zh: "最高一组股票更替的快慢。"),
      source: PredictionTurnover.source),
    FormulaEntry(
      QuantileMean.formula, .daily, "mean label of each of five groups by score",
      Message(
        "formula.quantile-mean", en: "What each fifth of the scores earned. The rest of the division is in none.",
        zh: "按得分分五组后各组的平均收益；除不尽的余数不入组。"), source: QuantileMean.source),
    FormulaEntry(
      "lightgbm.l2/1", nil, "Σ(score − label)² ÷ n",
      Message(
        "formula.l2", en: "Mean squared error of a model on train and valid, in the last round.",
        zh: "模型在训练与验证区段最后一轮的均方误差。"), source: "LightGBM, metric l2"),
  ]
}
