package import Primitives
import Records

extension Tolerances.Name {
  /// What the limit compares, and why it is as wide as it is.
  package var reason: Message {
    switch self {
    case .recomputedMetrics:
      Message(
        "tolerance.recomputed-metrics",
        en: "Recorded metric against our formula, absolute. Sums in another order differ in the last digits.",
        zh: "记录的指标与本程序公式之差，绝对值。求和次序不同会使末位数字不同。")
    case .replayedMetrics:
      Message(
        "tolerance.replayed-metrics", en: "Metric of the replay against the recomputed one, absolute.",
        zh: "回放的指标与重算的指标之差，绝对值。")
    case .replayedOrders:
      Message(
        "tolerance.replayed-orders",
        en: "Ordered and dealt amounts, relative. Both sides calculate with the same 53 bits.",
        zh: "委托与成交数量，相对值。两边都以同样的 53 位精度计算。")
    case .replayedPositions:
      Message(
        "tolerance.replayed-positions", en: "Amount and price of a holding, relative.", zh: "持仓的数量与价格，相对值。")
    case .replayedNAV:
      Message(
        "tolerance.replayed-nav",
        en: "Account, stock value, cash and running sums, relative to the account. One yuan in a trillion passes.",
        zh: "总资产、股票市值、现金与累计值，相对于总资产。相当于一万亿元差一元。")
    case .replayedReturn:
      Message("tolerance.replayed-return", en: "Return of a day, absolute.", zh: "单日收益率，绝对值。")
    case .replayedCost:
      Message("tolerance.replayed-cost", en: "Cost of a day as a share, absolute.", zh: "单日费用率，绝对值。")
    case .replayedTurnover:
      Message("tolerance.replayed-turnover", en: "Turnover of a day as a share, absolute.", zh: "单日换手率，绝对值。")
    case .replayedBench:
      Message("tolerance.replayed-bench", en: "Return of the index on a day, absolute.", zh: "指数单日收益率，绝对值。")
    case .reinferredScores:
      Message(
        "tolerance.reinferred-scores",
        en: "Score from our features against the recorded one, absolute. Trees take the same path or another.",
        zh: "由本地特征得出的得分与记录的得分之差，绝对值。树模型的路径要么相同，要么不同。")
    case .reinferredRounding:
      Message(
        "tolerance.reinferred-rounding",
        en: "Score of a linear model or a network, as a multiple of the rounding bound of its sums of products.",
        zh: "线性模型或网络的得分之差，以其乘积和的舍入误差界限的倍数计。")
    case .reinferredMetrics:
      Message(
        "tolerance.reinferred-metrics", en: "Metric of the run on our scores against the replayed one, absolute.",
        zh: "以本地得分运行所得的指标与回放的指标之差，绝对值。")
    case .retrainedScores:
      Message(
        "tolerance.retrained-scores",
        en: "Scores of a linear model trained here, root mean square by their deviation. qlib solves it in float32.",
        zh: "本地训练的线性模型得分之差的均方根，除以得分的标准差。qlib 以 float32 求解。")
    }
  }
}
