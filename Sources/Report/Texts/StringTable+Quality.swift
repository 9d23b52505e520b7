/// Texts about the quality of predictions and the model behind them.
extension StringTable {
  static let qualityTexts: Texts = [
    "quality": ("预测质量", "Prediction quality"),
    "qualityNote": (
      "预测与标签逐日比较，每个数字旁是参与的天数与缺失的天数。t 值假定各日独立。",
      "Predictions against labels, day by day. Each number stands beside the days it counts and the days that are missing. t assumes independent days."
    ),
    "label": ("标签", "Label "),
    "value": ("数值", "Value"),
    "daysUsed": ("天数", "Days"),
    "daysMissing": ("缺失天数", "Days missing"),
    "monthlyIC": ("月度平均 IC", "Mean IC by month"),
    "year": ("年", "Year"),
    "qualityAbsent": ("没有任何一天有可用的预测指标。", "No day has a figure of its predictions."),
    "quantilesNote": (
      "每日按得分从高到低分五组，图为各组标签均值的逐日平均。预测有效时逐组递减。",
      "Five groups a day by falling score; the mean label of each, averaged over days. Good predictions fall from group to group."
    ),
    "highest": ("最高", "highest"),
    "lowest": ("最低", "lowest"),
    "group": ("组", "group"),
    "decayNote": (
      "IC（括号内为 Rank IC）：预测与次日收盘起若干交易日收益的相关系数。1 日即 qlib 的默认标签。",
      "IC (Rank IC in brackets) against the return from the next close over so many trading days. One day is qlib's default label."
    ),
    "decayAbsent": ("未计算：需要行情。", "Not computed: it needs market data."),
    "figure.IC": ("IC 均值", "IC, mean"),
    "figure.ICIR": ("ICIR", "ICIR"),
    "figure.IC t": ("IC 的 t 值", "IC, t"),
    "figure.IC positive": ("IC 为正的天数占比", "IC, share of positive days"),
    "figure.Rank IC": ("Rank IC 均值", "Rank IC, mean"),
    "figure.Rank ICIR": ("Rank ICIR", "Rank ICIR"),
    "figure.Rank IC t": ("Rank IC 的 t 值", "Rank IC, t"),
    "figure.Rank IC positive": ("Rank IC 为正的天数占比", "Rank IC, share of positive days"),
    "figure.Long-Short Ann Return": ("多空年化收益（÷2，252 日）", "Long-short, annual (half the spread, 252 days)"),
    "figure.Long-Short Ann Sharpe": ("多空年化夏普", "Long-short, annual Sharpe"),
    "figure.Long-Avg Ann Return": ("全体平均年化收益", "All stocks, annual"),
    "figure.Long-Avg Ann Sharpe": ("全体平均年化夏普", "All stocks, annual Sharpe"),
    "figure.Long precision": ("多头命中率", "Hit rate of the highest fifth"),
    "figure.Short precision": ("空头命中率", "Hit rate of the lowest fifth"),
    "figure.Autocorrelation": ("得分自相关（1 日）", "Autocorrelation of scores, 1 day"),
    "figure.Turnover top": ("最高五分之一的日换手", "Turnover of the highest fifth, a day"),
    "figure.Turnover bottom": ("最低五分之一的日换手", "Turnover of the lowest fifth, a day"),
    "segments": ("训练、验证、测试并列", "Train, valid and test side by side"),
    "segment.train": ("训练", "train"),
    "segment.valid": ("验证", "valid"),
    "segment.test": ("测试", "test"),
    "leaks": ("前视与泄漏检查", "Leak checks"),
    "leak.clean": ("无泄漏", "clean"),
    "leak.leak": ("有泄漏", "leak"),
    "leak.not checked": ("未检查", "not checked"),
    "leak.future-cutoff": ("截断未来后重算特征", "Features with the future cut off"),
    "leak.label-overlap": ("标签跨越分段边界", "Labels across segment borders"),
    "leak.fit-range": ("处理器的拟合区间", "Fit range of processors"),
    "leak.selection": ("早停与选择所用的日期", "Days used to stop and to choose"),
    "importanceNote": (
      "条长为增益，文字为增益占比与分裂次数。列出前 20 个特征。",
      "The bar is the gain; the text is its share of all gain and the number of splits. The first 20 features."
    ),
  ]
}
