package import Primitives

/// Every text of the site that does not come from a record, in both languages side by side.
package enum StringTable {
  package static func text(_ key: String, _ language: Language) -> String? {
    guard let pair = tables.lazy.compactMap({ $0[key] }).first else { return nil }
    return language[pair]
  }

  private static let tables = [
    pages, terms, JudgementTexts.all, previewTexts, factorTexts, modelTexts, qualityTexts,
  ]

  /// A text that the program itself asks for: a missing key is a fault that the tests find.
  static func require(_ key: String, _ language: Language) -> String { text(key, language) ?? "[\(key)]" }

  /// Headings and sentences of the pages.
  private static let pages: [String: (chinese: String, english: String)] = [
    "skipToContent": ("跳到正文", "Skip to the content"),
    "tagline": ("策略迁移对账夜报", "Nightly reconciliation of strategy migrations"),
    "pages": ("页面", "Pages"),
    "tonight": ("今夜", "Tonight"),
    "migrations": ("迁移对账", "Migrations"),
    "migration": ("迁移", "Migration"),
    "previews": ("模拟预览", "Previews"),
    "preview": ("预览", "Preview"),
    "archive": ("归档", "Archive"),
    "tradingDay": ("交易日", "Trading day"),
    "market": ("行情", "Market"),
    "disclaimer": (
      "数字由本程序用本地数据与引擎重新计算；不构成投资建议。预览只用虚拟资金，不会发出任何委托。",
      "Figures are recomputed by this program on local data; they are no investment advice. Previews use virtual money and never send an order."
    ),
    "demoNote": (
      "没有配置文件，这里显示内置演示：一个合成的市场，以及真实 pyqlib 在其上产生的两份结果。其中一份的成交费率与其配置不符，应判为不通过。",
      "There is no configuration, so this is the built-in demo: a synthetic market and two results that real pyqlib made on it. One of them was run under other fees than its configuration says and must fail."
    ),
    "noMigrations": ("配置中没有要对账的迁移。", "The configuration names no migration to reconcile."),
    "noPreviews": (
      "没有运行中的预览。用 aistock preview create 建立。", "No preview is running. Make one with aistock preview create."
    ),
    "toTheArchive": ("查看归档", "See the archive"),
    "archiveHead": ("本夜已归档，清单 SHA-256", "This night is archived; SHA-256 of its manifest"),
    "archiveNone": ("尚无归档。", "Nothing is archived yet."),
    "leadAllPass": ("全部迁移通过。", "All migrations pass."),
    "leadSomeFail": ("个迁移未通过，共", "do not pass, of"),
    "totalValue": ("总资产（元）", "Total value (yuan)"),
    "dailyPnL": ("当日盈亏", "Day's profit"),
    "cumulativePnL": ("累计盈亏", "Cumulative profit"),
    "returnSinceStart": ("累计收益率", "Return since start"),
    "drawdown": ("自高点回撤", "Drawdown from peak"),
    "worstMetric": ("偏差最大的指标：", "Metric furthest from its tolerance:"),
    "couldNotBeRead": ("无法读取输入", "The input could not be read"),
    "remedy": ("处理办法", "What to do"),
    "firstDivergence": ("首个分歧点", "Where they first part"),
    "rung": ("梯级", "Rung"),
    "day": ("日期", "Day"),
    "instrument": ("证券", "Instrument"),
    "field": ("字段", "Field"),
    "stateAround": ("当时的状态", "The state around it"),
    "curves": ("净值与差异", "Net value and difference"),
    "noCurve": (
      "没有可画的净值曲线：RD-Agent 的日度曲线与本地回放都缺失。",
      "There is no curve to draw: neither RD-Agent's daily curve nor a local replay exists."
    ),
    "ladder": ("对账阶梯", "The ladder"),
    "state": ("状态", "State"),
    "whatRuns": ("运行内容", "What runs"),
    "metrics": ("指标", "Metrics"),
    "metricsNote": (
      "qlib 口径：收益按日求和，年化乘 238，最大回撤按累计和计算。",
      "In qlib's conventions: returns are summed, a year has 238 days, drawdown is taken on the running sum."
    ),
    "metric": ("指标", "Metric"),
    "reported": ("RD-Agent 记录", "RD-Agent"),
    "recomputed": ("由其曲线重算", "From its curve"),
    "local": ("本地回放", "Local"),
    "index": ("指数", "Index"),
    "deltaRecomputed": ("重算−记录", "Curve − record"),
    "deltaReplayed": ("本地−重算", "Local − curve"),
    "tolerance": ("容差", "Tolerance"),
    "formula": ("公式", "Formula"),
    "findings": ("证据检查", "Findings on the evidence"),
    "noFindings": ("没有发现问题。", "Nothing was found."),
    "identity": ("身份", "Identity"),
    "tolerances": ("容差表", "Tolerances in force"),
    "previewsLead": (
      "同一套策略代码，虚拟资金，按官方收盘价逐日结算。",
      "The same strategy code on virtual money, settled day by day at official closes."
    ),
    "previewRules": (
      "整手整股、整数金额（万分之一元）；红利经复权因子再投资，未计现金红利与红利税；无 ST 名单，ST 涨跌停未应用。",
      "Whole shares and integer money (1/10000 yuan); dividends are reinvested through the factor, dividend cash and tax are not modelled; without an ST list the ST limits are not applied."
    ),
    "holdings": ("持仓", "Holdings"),
    "shares": ("股数", "Shares"),
    "averageCost": ("成本价", "Average cost"),
    "lastPrice": ("最新价", "Last price"),
    "marketValue": ("市值", "Market value"),
    "profit": ("浮动盈亏", "Profit"),
    "lastTrades": ("最近成交", "Latest trades"),
    "side": ("方向", "Side"),
    "price": ("价格", "Price"),
    "amount": ("金额", "Amount"),
    "costs": ("费用", "Costs"),
    "skips": ("未成交记录", "Orders that did not trade"),
    "archiveLead": (
      "每夜一个快照，清单含每个文件的 SHA-256，并与前一夜相连：任何改动、缺失、增加都会被查出。",
      "One snapshot a night. Its manifest holds the SHA-256 of every file and is chained to the night before: whatever is changed, missing or added is found."
    ),
    "archiveProblems": ("归档与清单不符", "The archive does not match its manifests"),
    "archiveIntact": ("校验通过", "Verified"),
    "verdicts": ("判定", "Verdicts"),
    "files": ("文件数", "Files"),
    "level": ("级别", "Level"),
    "manifest": ("清单 SHA-256", "Manifest SHA-256"),
    "parent": ("上一清单", "Manifest before"),
    "verifyHow": ("在自己的机器上校验：", "Verify it on your own machine:"),
  ]

  /// Words for states, rungs, metrics, identity and charts.
  private static let terms: [String: (chinese: String, english: String)] = [
    "verdict.PASS": ("通过", "PASS"),
    "verdict.PASS WITH EXCEPTIONS": ("有例外地通过", "PASS WITH EXCEPTIONS"),
    "verdict.FAIL": ("不通过", "FAIL"),
    "verdict.NOT COMPARABLE": ("无法比较", "NOT COMPARABLE"),
    "verdict.DAMAGED": ("输入损坏", "INPUT DAMAGED"),
    "state.recorded": ("已记录", "recorded"),
    "state.pass": ("一致", "agrees"),
    "state.exceptions": ("有无害例外", "harmless exception"),
    "state.fail": ("不一致", "differs"),
    "state.not available": ("不可用", "not available"),
    "rung.reported": ("记录", "Reported"),
    "rung.recomputed": ("重算", "Recomputed"),
    "rung.replayed": ("回放", "Replayed"),
    "rung.reinferred": ("重推断", "Reinferred"),
    "rung.retrained": ("重训练", "Retrained"),
    "rung.realistic": ("真实规则", "Realistic"),
    "meaning.reported": ("RD-Agent 记录下来的数字。", "The numbers that RD-Agent recorded."),
    "meaning.recomputed": ("用本地公式计算 RD-Agent 自己的日度曲线。", "Local formulas over RD-Agent's own daily curve."),
    "meaning.replayed": ("用本地交易所规则与策略运行 RD-Agent 的预测。", "Local exchange and strategy over RD-Agent's predictions."),
    "meaning.reinferred": ("本地因子与预处理输入 RD-Agent 的模型。", "Local factors and processors into RD-Agent's model."),
    "meaning.retrained": ("在本地特征上重新训练模型。", "The model trained here on local features."),
    "meaning.realistic": (
      "qlib 不知道的 A 股规则：T+1、各板涨跌停、整手、印花税等。",
      "A-share rules that qlib does not know: T+1, limits by board, lots, dated stamp tax."
    ),
    "severity.note": ("提示", "note"),
    "severity.warning": ("警告", "warning"),
    "severity.serious": ("严重", "serious"),
    "group.signal": ("信号", "Signal"),
    "group.1day.excess_return_with_cost": ("超额收益（含费用）", "Excess return with cost"),
    "group.1day.excess_return_without_cost": ("超额收益（不含费用）", "Excess return without cost"),
    "group.1day.return_with_cost": ("策略收益（含费用）", "Strategy return with cost"),
    "group.1day.return_without_cost": ("策略收益（不含费用）", "Strategy return without cost"),
    "group.execution": ("成交", "Execution"),
    "group.other": ("仅有记录", "Recorded only"),
    "metric.mean": ("日均", "Mean a day"),
    "metric.std": ("日标准差", "Standard deviation a day"),
    "metric.annualized_return": ("年化收益", "Annualised return"),
    "metric.information_ratio": ("信息比率", "Information ratio"),
    "metric.max_drawdown": ("最大回撤", "Maximum drawdown"),
    "metric.IC": ("IC（信息系数）", "IC (information coefficient)"),
    "metric.ICIR": ("ICIR", "ICIR"),
    "metric.Rank IC": ("Rank IC（秩相关）", "Rank IC"),
    "metric.Rank ICIR": ("Rank ICIR", "Rank ICIR"),
    "metric.1day.ffr": ("成交率 ffr", "Fill rate (ffr)"),
    "metric.1day.pa": ("价格优势 pa", "Price advantage (pa)"),
    "metric.1day.pos": ("正优势占比 pos", "Positive rate (pos)"),
    "identity.workspace": ("工作区", "Workspace"),
    "identity.evidence": ("证据指纹", "Evidence fingerprint"),
    "identity.recorder": ("记录器", "Recorder"),
    "identity.configuration": ("实际使用的配置", "Configuration really used"),
    "identity.configurationDigest": ("配置 SHA-256", "Configuration SHA-256"),
    "identity.predictionsDigest": ("预测指纹", "Predictions fingerprint"),
    "identity.modelDigest": ("模型 SHA-256", "Model SHA-256"),
    "identity.marketDigest": ("行情指纹", "Market fingerprint"),
    "identity.window": ("回测区间", "Backtest window"),
    "identity.benchmark": ("基准", "Benchmark"),
    "identity.strategy": ("策略", "Strategy"),
    "identity.costs": ("费用", "Costs"),
    "identity.versions": ("RD-Agent 侧版本", "Versions on RD-Agent's side"),
    "identity.tool": ("本程序版本", "Version of this program"),
    "chart.nav": ("净值（首日前 = 1）", "Net value (1 before the first day)"),
    "chart.difference": ("差异：本地 ÷ RD-Agent − 1", "Difference: local ÷ RD-Agent − 1"),
    "chart.drawdown": ("回撤", "Drawdown"),
    "chart.reported": ("RD-Agent", "RD-Agent"),
    "chart.local": ("本地", "Local"),
    "chart.index": ("指数", "Index"),
    "chart.first": ("首个分歧", "first divergence"),
    "chart.migrationTitle": ("净值：RD-Agent、本地与指数", "Net value: RD-Agent, local and index"),
    "chart.previewTitle": ("预览净值与指数", "Previews and the index"),
    "chart.previewNav": ("净值（起始 = 1）", "Net value (1 at the start)"),
    "chart.end": ("期末", "at the end"),
    "side.buy": ("买入", "buy"),
    "side.sell": ("卖出", "sell"),
    "term.capital": ("初始资金", "Initial capital"),
    "term.since": ("自", "since"),
    "term.settledThrough": ("结算至", "settled through"),
    "term.trades": ("成交笔数", "Trades"),
    "term.fees.on": ("计佣金、印花税、过户费", "commission, stamp tax and transfer fee are paid"),
    "term.fees.off": ("不计任何费用", "no fees are paid"),
    "term.rules.ashare": ("A 股规则", "A-share rules"),
    "term.rules.qlib": ("qlib 规则", "qlib rules"),
    "term.priceOf": ("价格日", "price of"),
    "problem.changed": ("被改动", "changed"),
    "problem.missing": ("缺失", "missing"),
    "problem.added": ("多出", "added"),
    "problem.broken link": ("链断裂", "broken link"),
    "problem.unreadable": ("无法读取", "unreadable"),
    "missing": ("缺失", "missing"),
    "wholeMarket": ("全市场", "whole account"),
  ]

  /// All keys, sorted; the tests hold both languages and the templates against them.
  package static var keys: [String] {
    tables.flatMap(\.keys).sorted()
  }
}
