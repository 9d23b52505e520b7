package import Primitives

/// Every text of the site that does not come from a record and has no value in it, in both languages side by side.
///
/// Templates ask for a text as `{{t_key}}`; what stands between backticks is code.
/// A sentence with values in it is a `Message` beside the page that says it.
package enum StringTable {
  typealias Texts = [String: (chinese: String, english: String)]

  package static func text(_ key: String, _ language: Language) -> String? {
    guard let pair = tables.lazy.compactMap({ $0[key] }).first else { return nil }
    return language[pair]
  }

  private static let tables = [
    pages, terms, migrationTexts, chartTexts, judgementTexts, migrationReportTexts, previewTexts, factorTexts,
    modelTexts, qualityTexts, nightTexts, methodTexts, statusTexts, libraryTexts,
  ]

  /// A text that the program itself asks for: a missing key is a fault that the tests find.
  static func require(_ key: String, _ language: Language) -> String { text(key, language) ?? "[\(key)]" }

  /// A text as markup: what stands between backticks is code.
  static func markup(_ key: String, _ language: Language) -> String? { markups[language]?[key] }

  private static let markups = Dictionary(
    uniqueKeysWithValues: Language.allCases.map { language in
      let texts = tables.flatMap { $0.map { ($0.key, PageText.markup(label: language[$0.value], language)) } }
      return (language, Dictionary(texts) { first, _ in first })
    })

  /// All keys, sorted; the tests hold both languages, the pages and the templates against them.
  package static var keys: [String] {
    tables.flatMap(\.keys).sorted()
  }

  /// Headings and sentences of the pages.
  private static let pages: Texts = [
    "skipToContent": ("跳到正文", "Skip to content"),
    "colon": ("：", ": "), "stop": ("。", ". "),
    // Between two sentences.
    "gap": ("", " "), "headShort": ("头文件摘要", "Head digest"),
    "tagline": ("策略迁移对账夜报", "Nightly reconciliation of strategy migrations"),
    "pages": ("页面", "Pages"),
    "menu": ("目录", "Menu"),
    "contents": ("本页内容", "On this page"),
    "tonight": ("今夜", "Tonight"),
    "migrations": ("迁移对账", "Migrations"),
    "migration": ("迁移", "Migration"),
    "previews": ("模拟预览", "Previews"),
    "preview": ("模拟预览", "Preview"),
    "archive": ("归档", "Archive"),
    "tradingDay": ("交易日", "Trading day"),
    "market": ("行情", "Market data"),
    "disclaimer": (
      "标为“记录”的数字来自 RD-Agent，其余由本程序用本地数据计算，均不构成投资建议。模拟预览只用虚拟资金，不发送任何委托。",
      "Figures called recorded are RD-Agent's. All others are computed here from local data. None is investment advice. Previews use virtual money and never send an order."
    ),
    "demoNote": (
      "没有配置文件，这里是内置演示：一个合成行情，以及 pyqlib 在其上产生的两份结果。其中一份的费率与配置不符，应判为未通过。",
      "There is no configuration file: this is the built-in demo. It has a synthetic market and two results of pyqlib on it. One result was charged other fees than its configuration says. It must fail."
    ),
    "noMigrations": ("配置中没有迁移。", "The configuration names no migration."),
    "noPreviews": (
      "没有模拟预览。请运行 `aistock preview create` 新建。", "There is no preview. Create one with `aistock preview create`."
    ),
    "toTheArchive": ("查看归档", "Open the archive"),
    "totalValue": ("总资产（元）", "Total value (CNY)"),
    "dailyPnL": ("当日盈亏（元）", "Day's profit (CNY)"),
    "cumulativePnL": ("累计盈亏（元）", "Cumulative profit (CNY)"),
    "returnSinceStart": ("累计收益率", "Return since start"),
    "drawdown": ("当前回撤", "Drawdown"),
    "remedy": ("处理", "What to do"),
    "rung": ("级", "Rung"),
    "day": ("日期", "Day"),
    "instrument": ("证券", "Instrument"),
    "field": ("字段", "Field"),
    "difference": ("差额", "Difference"),
    "curves": ("净值与差异", "Net value and difference"),
    "ladder": ("对账阶梯", "Ladder"),
    "state": ("状态", "State"),
    "metrics": ("指标", "Metrics"),
    "metric": ("指标", "Metric"),
    "recomputed": ("重算", "Recomputed"),
    "local": ("本地", "Local"),
    "index": ("指数", "Index"),
    "tolerance": ("容差", "Tolerance"),
    "formula": ("公式", "Formula"),
    "findings": ("发现", "Findings"),
    "marketFindings": ("行情的问题", "Findings about the market"),
    "identity": ("输入与版本", "Inputs and versions"),
    "tolerances": ("所用容差", "Tolerances in force"),
    "previewsLead": (
      "同一套策略代码，虚拟资金，按收盘价逐日结算。",
      "The same strategy code on virtual money, settled each day at the official close."
    ),
    "previewRules": (
      "A 股规则：股数为整数，金额精确到万分之一元。红利经复权因子再投资，不计现金红利与红利税。没有 ST 名单，不应用 ST 涨跌停。",
      "A-share rules: shares are whole, money is exact to 1/10000 CNY. Dividends are reinvested through the adjustment factor; dividend cash and tax are not modelled. There is no ST list, so ST price limits are not applied."
    ),
    "holdings": ("持仓", "Holdings"),
    "shares": ("股数", "Shares"),
    "lastPrice": ("最新价（元）", "Last price (CNY)"),
    "marketValue": ("市值（元）", "Market value (CNY)"),
    "profit": ("浮动盈亏（元）", "Unrealised profit (CNY)"),
    "lastTrades": ("最近成交", "Latest fills"),
    "side": ("方向", "Side"),
    "price": ("价格（元）", "Price (CNY)"),
    "amount": ("金额（元）", "Amount (CNY)"),
    "fees": ("费用（元）", "Fees (CNY)"),
    "rejected": ("未成交的委托", "Orders that did not trade"),
    "archiveLead": (
      "每夜一个快照。清单记有每个文件的 SHA-256 摘要，并与前一夜的清单相连。只要头部摘要另存他处，任何改动、缺失或增加都会被发现。",
      "Each night is one snapshot. Its manifest holds the SHA-256 digest of every file and that of the manifest before. Every changed, missing or added file is found where the digest of the head is kept elsewhere."
    ),
    "archiveProblems": ("归档与清单不符", "The archive does not match its manifests"),
    "archiveIntact": ("校验通过", "Verified"),
    "verdicts": ("判定", "Verdicts"),
    "files": ("文件数", "Files"),
    "level": ("归档级别", "Level"),
    "manifest": ("清单摘要", "Manifest digest"),
    "noNightBefore": ("– 首夜", "– first night"),
    "parent": ("前一清单", "Manifest before"),
    "verifyHow": ("在自己的机器上校验", "Verify it on your own machine"),
  ]
}
