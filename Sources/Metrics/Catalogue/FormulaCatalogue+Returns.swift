import Primitives

/// Formulas over daily returns in qlib's convention, and those of the report's calendar.
extension FormulaCatalogue {
  private static let riskAnalysis = "qlib/contrib/evaluate.py, risk_analysis, mode sum"
  private static let bacon = "Bacon, Practical Portfolio Performance Measurement and Attribution, 2008"

  static let ofReturns: [FormulaEntry] = [
    FormulaEntry(
      Mean.formula, .summed, "Σr ÷ n",
      Message(
        "formula.mean", en: "Mean of the daily values, in their unit. Missing without a day.",
        zh: "日值的算术平均，单位同日值；没有交易日时缺失。"),
      source: riskAnalysis),
    FormulaEntry(
      StandardDeviation.formula, .summed, "√(Σ(r − mean)² ÷ (n − 1))",
      Message(
        "formula.std", en: "Sample standard deviation of the daily values. Missing for fewer than two days.",
        zh: "日值的样本标准差；不足两天时缺失。"), source: riskAnalysis),
    FormulaEntry(
      AnnualizedReturn.formula, .summed, "mean × 238",
      Message(
        "formula.annualized-return",
        en: "Annual return without compounding, a fraction a year. It is not comparable with a compounded one.",
        zh: "不计复利的年化收益，为每年的比例；与复利口径的数值不可比。"), source: riskAnalysis),
    FormulaEntry(
      InformationRatio.formula, .summed, "mean ÷ std × √238",
      Message(
        "formula.information-ratio",
        en: "Daily mean over daily deviation, for a year. RD-Agent calls it sharpe. Missing without spread.",
        zh: "日均值除以日标准差并年化；RD-Agent 称之为 sharpe。没有波动时缺失。"), source: riskAnalysis),
    FormulaEntry(
      MaximumDrawdown.formula, .summed, "min over t of (sₜ − max over u ≤ t of sᵤ), s = running sum of r",
      Message(
        "formula.max-drawdown-sum",
        en: "Deepest fall of the running sum of returns below its highest so far. It is never positive.",
        zh: "收益累计和相对此前最高点的最大跌幅，不大于 0；不除以峰值。"), source: riskAnalysis),
    FormulaEntry(
      DrawdownEpisodes.formula, .summed, "from a peak of s to the day on which s reaches it again",
      Message(
        "formula.drawdown-episodes",
        en: "Each fall of the running sum with its peak, its lowest day and its recovery. The deepest is the drawdown.",
        zh: "收益累计和的每段回撤：峰值日、最低日与恢复日；最深的一段即最大回撤。"),
      source: "Magdon-Ismail and Atiya, Maximum Drawdown, Risk 2004"),
    FormulaEntry(
      CalendarExcess.formula, .summed, "Σ(r − index − cost) of the month or year",
      Message(
        "formula.calendar-excess",
        en: "Excess return with cost by month and year. Months add up to their year, and years to the run.",
        zh: "按月与按年的超额收益（含费用）；各月之和为当年，各年之和为全程。"), source: riskAnalysis),
    FormulaEntry(
      RollingInformationRatio.formula, .summed, "mean ÷ std × √238 over the last 238 days",
      Message(
        "formula.rolling-information-ratio",
        en: "Information ratio of the excess return over one year, day by day. The first 237 days have none.",
        zh: "逐日计算的过去一年超额收益信息比率；前 237 天没有数值。"), source: riskAnalysis),
    FormulaEntry(
      YearlyReturn.formula, .compounded, "Π(1 + r − cost) − 1 of the year",
      Message(
        "formula.year-return",
        en: "Compounded return of a calendar year after cost. It is not the sum of its months.",
        zh: "一个日历年扣费后的复利收益，不等于各月之和。"), source: bacon),
    FormulaEntry(
      CompoundedReturn.formula, .compounded, "Π(1 + r) − 1",
      Message(
        "formula.compounded-return", en: "Return over all days, not annualised.", zh: "全程复利收益，不年化。"), source: bacon),
    FormulaEntry(
      YearlyTurnoverCost.formula, nil, "Σ turnover, Σ cost, cost in yuan of the year",
      Message(
        "formula.year-turnover-cost",
        en: "Turnover and cost of a year as shares of the account of the day before, and the yuan paid.",
        zh: "一年的换手与费用，按前一日总资产的比例求和，并列出支付的金额。"), source: "qlib/backtest/report.py, PortfolioMetrics"),
    FormulaEntry(
      DailyDifference.formula, nil, "(r − cost) of one run − (r − cost) of the other, × 10,000",
      Message(
        "formula.daily-difference",
        en: "Difference of two runs on each day, in basis points. The median tells one event from a drift.",
        zh: "两次运行逐日净收益之差，单位为基点；中位数可区分单次事件与持续偏移。"), source: "aistock"),
    FormulaEntry(
      RangeMetrics.formula, .compounded, "each figure from the last close before the range",
      Message(
        "formula.range", en: "Figures of a chosen range, rebased to the close before it. Ranges side by side add up.",
        zh: "所选区间的各项数值，以区间前一日收盘为基准；相邻区间可以衔接。"), source: "aistock"),
  ]
}
