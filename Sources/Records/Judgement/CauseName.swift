package import Primitives

extension Cause {
  /// A word or two, as a heading or a group names the cause.
  package var word: Message {
    switch self {
    case .convention: Message("cause.convention-name", en: "convention", zh: "口径")
    case .basis: Message("cause.basis-name", en: "another series", zh: "取错序列")
    case .anotherRun: Message("cause.another-run-name", en: "another run", zh: "另一次运行")
    case .calendar: Message("cause.calendar-name", en: "trading calendar", zh: "交易日历")
    case .edited: Message("cause.edited-name", en: "edited record", zh: "记录被改动")
    case .window: Message("cause.window-name", en: "window", zh: "区间")
    case .benchmark: Message("cause.benchmark-name", en: "benchmark", zh: "基准")
    case .fees: Message("cause.fees-name", en: "fees", zh: "费用")
    case .account: Message("cause.account-name", en: "initial money", zh: "初始资金")
    case .strategy: Message("cause.strategy-name", en: "strategy", zh: "策略参数")
    case .dealPrice: Message("cause.deal-price-name", en: "deal price", zh: "成交价")
    case .settlement: Message("cause.settlement-name", en: "settlement", zh: "资金交收")
    case .volume: Message("cause.volume-name", en: "volume limits", zh: "成交量限制")
    case .limit: Message("cause.limit-name", en: "price limits", zh: "涨跌停")
    case .missingPredictions: Message("cause.missing-predictions-name", en: "missing predictions", zh: "缺少预测")
    case .shiftedPredictions: Message("cause.shifted-predictions-name", en: "shifted predictions", zh: "预测错位")
    case .scores: Message("cause.scores-name", en: "changed scores", zh: "得分被改动")
    case .otherPredictions: Message("cause.other-predictions-name", en: "other predictions", zh: "预测属于另一次运行")
    case .rows: Message("cause.rows-name", en: "scored rows", zh: "得分的行")
    case .ties: Message("cause.ties-name", en: "equal scores", zh: "得分相同")
    case .marketData: Message("cause.market-data-name", en: "market data", zh: "行情")
    case .adjustment: Message("cause.adjustment-name", en: "adjustment factor", zh: "复权因子")
    case .suspension: Message("cause.suspension-name", en: "suspension", zh: "停牌")
    case .listing: Message("cause.listing-name", en: "listing", zh: "上市状态")
    case .cash: Message("cause.cash-name", en: "cash", zh: "现金不足")
    case .lots: Message("cause.lots-name", en: "lots", zh: "取整到手")
    case .selection: Message("cause.selection-name", en: "selection", zh: "选股")
    case .model: Message("cause.model-name", en: "model", zh: "模型")
    case .processor: Message("cause.processor-name", en: "processor", zh: "处理器")
    case .features: Message("cause.features-name", en: "features", zh: "特征")
    case .labels: Message("cause.labels-name", en: "labels", zh: "标签")
    case .referenceEnvironment: Message("cause.reference-environment-name", en: "reference environment", zh: "参考环境")
    case .unknown: Message("cause.unknown-name", en: "unknown", zh: "未知")
    }
  }
}
