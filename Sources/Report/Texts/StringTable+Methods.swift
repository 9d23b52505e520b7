/// Texts of the pages on methods and on the command line.
extension StringTable {
  static let methodTexts: Texts = [
    "whatRuns": ("运行内容", "What runs"),
    "methods": ("方法", "Methods"),
    "methodsLead": (
      "站点上的每个数字如何得出、如何判定。每一项都有固定链接。",
      "How every number of the site is made and judged. Every entry has a permanent link."
    ),
    "methodJudged": ("如何判定", "How it is judged"),
    "method.judged.reported": ("原样读取，不判定。", "It is read as it stands and not judged."),
    "method.judged.recomputed": (
      "与记录的数字之差在容差内；并逐日检查账户恒等式。",
      "Differences from the recorded numbers stay within the tolerance. The identities of the account are checked on all days."
    ),
    "method.judged.replayed": (
      "委托、持仓与日度报告逐日与记录一致。", "Orders, holdings and daily report agree with the record on every day."
    ),
    "method.judged.reinferred": (
      "得分与记录一致，其后的运行与回放一致。", "The scores agree with the recorded ones, and the run that follows with the replay."
    ),
    "method.judged.retrained": (
      "模型与记录逐字节相同，或数值落在种子区间内；没有区间时仅展示。",
      "The model is the recorded one byte for byte, or its numbers lie in the band of seeds. Without a band it is only shown."
    ),
    "method.judged.realistic": ("仅展示，不影响判定。", "It is shown and changes no verdict."),
    "methodVerdicts": ("判定规则", "Verdict rules"),
    "methodVerdict": ("判定", "Verdict"),
    "methodRule": ("规则", "Rule"),
    "method.verdict.PASS": (
      "回放级或重推断级已运行，且每个已运行的级都在容差内与前一级一致。",
      "Replayed or Reinferred ran. Every rung that ran agrees with the one before within its tolerances."
    ),
    "method.verdict.PASS WITH EXCEPTIONS": (
      "只剩一处有证明的无害原因，例如得分相同的股票之间的取舍。其余各日各项都与记录一致。",
      "Only a proved harmless cause remains, such as the choice among equal scores. Everything else is the record to the last day."
    ),
    "method.verdict.FAIL": (
      "某个已运行的级超出容差，或记录缺少 qlib 会写出的指标。",
      "A rung that ran exceeds a tolerance, or the record lacks metrics that qlib writes."
    ),
    "method.verdict.NOT COMPARABLE": (
      "回放级与重推断级都无法运行；对记录本身的计算不能证明迁移无误。",
      "Neither Replayed nor Reinferred could run. Arithmetic over a record proves no migration."
    ),
    "methodVerdictNote": (
      "“真实规则”级、没有区间的“重训练”级与发现都不改变判定，但会列在旁边。",
      "Realistic, Retrained without a band, and findings change no verdict. They stand beside it."
    ),
    "methodTolerances": ("容差", "Tolerances"),
    "methodStandardLimit": ("标准值", "Standard"),
    "methodReason": ("比较什么，为何如此之窄", "What it compares, and why it is so narrow"),
    "methodToleranceNote": (
      "配置或 `--tolerance` 可以改写标准值；迁移页列出当夜所用的值。",
      "The configuration or `--tolerance` replaces a standard value. A migration's page shows those of its night."
    ),
    "methodMeaning": ("含义", "Meaning"),
    "methodFormulaNote": (
      "r 为单日收益率，n 为交易日数，std 为样本标准差。编号末尾的数字是版本：算法改变则版本改变。",
      "r is the return of a day, n the number of days, std the sample deviation. An id ends with its version: another calculation has another."
    ),
    "method.formulas.qlib-sum-238": ("qlib 口径：求和，一年 238 日", "qlib's convention: sums, 238 days a year"),
    "method.formulas.standard-252": (
      "通用口径：复利，一年 252 日，扣费后", "Published figures: compounded, 252 days a year, after cost"
    ),
    "method.formulas.qlib-daily": ("预测质量：逐日计算，再取均值", "Prediction quality: day by day, then the mean"),
    "method.formulas.other": ("其他", "Others"),
    "methodConventions": ("口径", "Conventions"),
    "method.convention.days": (
      "qlib 以 238 个交易日为一年，公开发表的数值多用 252 日；两者不可直接比较。",
      "qlib counts 238 days a year. Published figures count 252. The two are not comparable."
    ),
    "method.convention.sums": (
      "qlib 对日收益求和，年化为日均值乘 238；回撤按累计和计算，不除以峰值。",
      "qlib sums daily returns; the annual return is the daily mean times 238. Drawdown is that of the running sum, not divided by its peak."
    ),
    "method.convention.compounding": (
      "编号含 252 的公式按复利计算，回撤除以峰值。", "Formulas of 252 days compound, and their drawdown is divided by the peak."
    ),
    "method.convention.excess": (
      "超额收益为策略日收益减指数日收益；指数不计费用。",
      "Excess return is the strategy's daily return less that of the index. The index has no cost."
    ),
    "method.convention.cost": (
      "费用含佣金、印花税、过户费与冲击成本，按前一日总资产的比例计。",
      "Cost holds commission, stamp tax, transfer fee and impact, as a share of the account of the day before."
    ),
    "method.convention.market": (
      "价格按复权因子调整；股数与手数按未复权的实际股数计。",
      "Prices are adjusted. Shares and lots count real, unadjusted shares."
    ),
    "method.convention.ties": (
      "得分相同的股票按代码顺序取舍；回放则沿用记录的取舍，并予以注明。",
      "Equal scores are taken in the order of codes. A replay follows the record's choice among them and says so."
    ),
    "methodFormats": ("数字写法", "How numbers are written"),
    "methodExample": ("示例", "Example"),
    "method.format.money": ("金额，单位元，两位小数", "Money in CNY, two decimals"),
    "method.format.wholeMoney": ("标题与密集表格中的金额，取整到元", "Money in headlines and dense tables, whole CNY"),
    "method.format.percent": ("收益、回撤与权重", "Returns, drawdowns and weights"),
    "method.format.points": ("百分比之差，以个百分点计", "Differences of percentages, in percentage points"),
    "method.format.basisPoints": ("单日差异，以基点计", "Differences of a day, in basis points"),
    "method.format.ratio": ("信息比率与夏普比率", "Information ratio and Sharpe ratio"),
    "method.format.correlation": ("IC 等相关系数", "Correlations such as IC"),
    "method.format.price": ("每股价格，单位元", "Price of a share in CNY"),
    "method.format.equal": ("两边相等", "Both sides are equal"),
    "method.format.absent": ("缺失，而非 0", "Missing, which is not 0"),
    "method.format.tolerance": ("容差，唯一使用科学记数法之处", "A tolerance, the only number in scientific notation"),
    "methodRules": ("交易规则", "Rules of the exchange"),
    "methodRulesNote": (
      "“真实规则”级、模拟预览与调仓清单都遵守这些规则；每条自其生效日起适用。",
      "The realistic rung, previews and order lists are under these rules. Each holds from its first day on."
    ),
    "methodNoRules": ("本夜没有附带规则表。", "This night holds no table of rules."),
    "methodFrom": ("生效日", "First day"),
    "method.basis.read": ("已查阅", "read"),
    "method.basis.recalled": ("凭已知，未查阅原文", "known, not looked up"),
    "method.basis.convention": ("本程序的约定", "convention of this program"),
    "methodLeftOut": ("未应用", "not applied"),
    "methodMissing": ("未建模的内容", "What is not modelled"),
    "method.missing.dividends": (
      "现金红利与红利税：红利经复权因子再投资。", "Dividend cash and its tax. Dividends are reinvested through the adjustment factor."
    ),
    "method.missing.intraday": (
      "盘中成交次序：每笔委托按日线的一个价格成交。", "The course of a day. Every order deals at one price of the daily bar."
    ),
    "method.missing.impact": (
      "真实规则下的价格冲击：以单笔不超过当日成交量的十分之一代替。",
      "Impact on prices under realistic rules. An order deals at most a tenth of the day's volume instead."
    ),
    "method.missing.warnings": (
      "风险警示股票（ST）：行情不含名单，按普通涨跌停处理。",
      "Stocks under risk warning. The market data hold no list of them, so they have the limits of other stocks."
    ),
    "method.missing.issue": (
      "按发行价计算的新股首日限价：行情不含发行价。", "First-day limits by issue price. The market data hold no issue prices."
    ),
    "method.missing.announcements": (
      "退市整理期与停复牌公告：只按有无行情判断。",
      "Delisting periods and suspension notices. Only the presence of prices decides."
    ),
    "method.missing.financing": (
      "融资融券、期货对冲与现金利息。", "Margin trading, hedging with futures, and interest on cash."
    ),
    "manual": ("手册", "Manual"),
    "manualLead": (
      "每个子命令的用法与选项，由命令行自身的帮助生成。", "Every command with its usage and options, made from the command line's own help."
    ),
    "manualLanguage": ("命令行帮助为英文。", "The help of the command line is in English."),
    "manualDownload": ("作为 man 手册页下载", "Download as a man page"),
    "manualRead": ("阅读：`man ./aistock.1`", "Read it with `man ./aistock.1`"),
    "manualEverywhere": ("所有命令共有的选项", "Options of every command"),
    "manualExits": ("退出码", "Exit codes"),
    "manualCode": ("退出码", "Exit code"),
    "manual.exit.0": ("已完成", "The work is done."),
    "manual.exit.1": ("已完成，但结果为“不同”或“未通过”", "The work is done, and the result is a difference or a FAIL."),
    "manual.exit.2": ("命令行有误", "The command line is wrong."),
    "manual.exit.3": ("输入缺失、损坏或不支持", "An input is missing, damaged or not supported."),
    "manual.exit.4": ("运行环境缺少条件", "The environment lacks something."),
    "manual.exit.5": ("页面或图表无法生成", "A page or a chart could not be made."),
    "manual.exit.70": ("程序自身的错误，请报告", "A fault of the program itself. Please report it."),
    "manual.exit.75": ("另一个进程正在使用该文件夹，请稍后再试", "Another process is using the folder. Try again later."),
  ]
}
