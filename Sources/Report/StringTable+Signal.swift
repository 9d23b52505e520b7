/// Texts about predictions and the model behind them.
extension StringTable {
  static let qualityTexts: [String: (chinese: String, english: String)] = [
    "signal": ("信号", "Signal"),
    "signalNote": (
      "预测与标签逐日比较；每个数字旁注明参与的天数与缺失的天数。t 值假定各日独立。标签：",
      "Predictions against labels, day by day; beside each number the days that entered and those that could not. t takes the days as independent. Label:"
    ),
    "value": ("数值", "Value"),
    "daysUsed": ("天数", "Days"),
    "daysMissing": ("缺失天数", "Days missing"),
    "cumulativeIC": ("累计 IC", "Cumulative IC"),
    "monthlyIC": ("月度平均 IC", "Mean IC by month"),
    "year": ("年", "Year"),
    "quantiles": ("分组收益", "Mean label by score group"),
    "quantilesNote": (
      "每日按得分从高到低分五组，各组标签均值的逐日平均；有效信号应当逐组递减。",
      "Five groups a day by falling score; the mean label of each, averaged over days. A signal falls from group to group."
    ),
    "highest": ("最高", "highest"),
    "lowest": ("最低", "lowest"),
    "group": ("组", "group"),
    "decay": ("信号衰减", "Decay"),
    "decayNote": (
      "IC（括号内 Rank IC）：预测与次日收盘起持有若干交易日收益的相关；1 日即 qlib 默认标签。",
      "IC (Rank IC in brackets) against the return from the next close over so many trading days; one day is qlib's own label."
    ),
    "decayAbsent": ("没有行情，无法计算。", "There is no market to compute it from."),
    "dayUnit": ("日", "days"),
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
    "model": ("模型", "Model"),
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
    "leakMeans.future-cutoff": (
      "模型得到了当日尚不可知的价格：这样的得分无法及时取得。",
      "The model is given prices that were not known on the day: its scores cannot be had in time."
    ),
    "leakMeans.label-overlap": (
      "后一段最初几日的结果已包含在前一段的训练目标中。",
      "Outcomes of a segment's first days are among the targets of the one before."
    ),
    "leakMeans.fit-range": (
      "评判模型所用日期的特征，按这些日期自身学得的统计量缩放；拟合区间若无数据，则全部特征变为常数。",
      "Features of the days that judge the model are scaled by what was learned on them; a range without data makes every feature constant."
    ),
    "leakMeans.selection": (
      "评判模型的日期参与了模型的选择。", "The model is judged on days it was chosen by."
    ),
    "leakRemedy.future-cutoff": ("特征只用正位移；只有标签可以向前看。", "Use positive shifts in features; only a label may look ahead."),
    "leakRemedy.label-overlap": (
      "在分段之间留出与标签前视天数相同的空档（清除）。", "Leave as many trading days between segments as the label looks ahead (purge)."
    ),
    "leakRemedy.fit-range": ("让拟合区间止于训练段。", "End the fit range with the train segment."),
    "leakRemedy.selection": ("让测试段始于训练段与验证段结束之后。", "Let 'test' begin after the end of 'train' and 'valid'."),
    "importance": ("特征重要性", "Feature importance"),
    "importanceNote": (
      "条长为增益；文字为增益占比与分裂次数，共列前 20 个特征。",
      "Length is gain; the text is the share of all gain and the number of splits. The first 20 features."
    ),
  ]
}
