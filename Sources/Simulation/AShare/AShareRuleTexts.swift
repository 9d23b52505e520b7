import Primitives

/// What each rule of the exchange says, in the order of `AShareRuleTable`.
extension Message {
  static let tPlusOne = Message(
    "ashare.rule-t-plus-one", en: "Shares bought on a day are sold from the next day on.",
    zh: "当日买入的股票次日起方可卖出。")
  static let limitMain = Message(
    "ashare.rule-limit-main", en: "Main boards: 10% above and below the reference price.",
    zh: "主板：参考价上下 10%。")
  static let limitSt = Message(
    "ashare.rule-limit-st", en: "Main boards, stocks under risk warning (ST, *ST): 5%.",
    zh: "主板风险警示股票（ST、*ST）：5%。")
  static let limitChinext = Message(
    "ashare.rule-limit-chinext", en: "ChiNext: 10%.",
    zh: "创业板：10%。")
  static let limitChinext2020 = Message(
    "ashare.rule-limit-chinext-2020", en: "ChiNext, ST included: 20%.",
    zh: "创业板（含 ST）：20%。")
  static let limitStar = Message(
    "ashare.rule-limit-star", en: "STAR: 20%.",
    zh: "科创板：20%。")
  static let limitBeijing = Message(
    "ashare.rule-limit-beijing", en: "Beijing: 30%.",
    zh: "北交所：30%。")
  static let limitRounding = Message(
    "ashare.rule-limit-rounding",
    en: "Limits are rounded half up to 0.01 yuan and lie at least 0.01 yuan from the reference price.",
    zh: "涨跌停价四舍五入到 0.01 元，且与参考价至少相差 0.01 元。")
  static let limitReference = Message(
    "ashare.rule-limit-reference",
    en: "The reference price is the close before, after dividends and splits of the day.",
    zh: "参考价为前收盘价，按当日除权除息调整。")
  static let limitLocked = Message(
    "ashare.rule-limit-locked", en: "A stock that closes at its limit is locked in that direction for the whole day.",
    zh: "收盘价等于涨跌停价的股票视为全天在该方向封板。")
  static let firstDaysMain = Message(
    "ashare.rule-first-days-main", en: "Main boards: no limit on the first day.",
    zh: "主板：首日不设涨跌停。")
  static let firstDaysMain2013 = Message(
    "ashare.rule-first-days-main-2013", en: "Main boards: first day at most 44% above and 36% below the issue price.",
    zh: "主板：首日最高为发行价的 144%，最低为 64%。")
  static let firstDaysMain2023 = Message(
    "ashare.rule-first-days-main-2023", en: "Main boards under registration: no limit on the first five days.",
    zh: "注册制主板：前五日不设涨跌停。")
  static let firstDaysChinext = Message(
    "ashare.rule-first-days-chinext", en: "ChiNext: no limit on the first day.",
    zh: "创业板：首日不设涨跌停。")
  static let firstDaysChinext2013 = Message(
    "ashare.rule-first-days-chinext-2013", en: "ChiNext: first day at most 44% above and 36% below the issue price.",
    zh: "创业板：首日最高为发行价的 144%，最低为 64%。")
  static let firstDaysChinext2020 = Message(
    "ashare.rule-first-days-chinext-2020", en: "ChiNext under registration: no limit on the first five days.",
    zh: "注册制创业板：前五日不设涨跌停。")
  static let firstDaysStar = Message(
    "ashare.rule-first-days-star", en: "STAR: no limit on the first five days.",
    zh: "科创板：前五日不设涨跌停。")
  static let firstDaysBeijing = Message(
    "ashare.rule-first-days-beijing", en: "Beijing: no limit on the first day.",
    zh: "北交所：首日不设涨跌停。")
  static let lotMain = Message(
    "ashare.rule-lot-main", en: "Purchases of 100 shares or a multiple; ChiNext too.",
    zh: "买入为 100 股或其整数倍，创业板相同。")
  static let lotStar = Message(
    "ashare.rule-lot-star", en: "STAR: purchases of at least 200 shares, then by one.",
    zh: "科创板：买入不少于 200 股，以 1 股递增。")
  static let lotBeijing = Message(
    "ashare.rule-lot-beijing", en: "Beijing: purchases of at least 100 shares, then by one.",
    zh: "北交所：买入不少于 100 股，以 1 股递增。")
  static let lotOdd = Message(
    "ashare.rule-lot-odd", en: "Fewer shares than the smallest order are sold only with the whole holding.",
    zh: "不足最小申报数量的零股只能一次性全部卖出。")
  static let stampTax2007 = Message(
    "ashare.rule-stamp-tax-2007", en: "Stamp tax: 0.3% of both sides.",
    zh: "印花税：买卖双边 0.3%。")
  static let stampTax2008April = Message(
    "ashare.rule-stamp-tax-2008-april", en: "Stamp tax: 0.1% of both sides.",
    zh: "印花税：买卖双边 0.1%。")
  static let stampTax2008September = Message(
    "ashare.rule-stamp-tax-2008-september", en: "Stamp tax: 0.1% of sales alone.",
    zh: "印花税：仅卖方 0.1%。")
  static let stampTax2023 = Message(
    "ashare.rule-stamp-tax-2023", en: "Stamp tax: halved to 0.05% of sales.",
    zh: "印花税：减半为卖方 0.05%。")
  static let transferShanghai2012 = Message(
    "ashare.rule-transfer-shanghai-2012",
    en:
      "Transfer fee in Shanghai: 0.03% of the face value of both sides (the clearing house's part; higher before 2012-09-01).",
    zh: "沪市过户费：双边按面值 0.03%（中国结算部分，2012-09-01 之前更高）。")
  static let transferShenzhen2012 = Message(
    "ashare.rule-transfer-shenzhen-2012", en: "Transfer fee in Shenzhen: 0.00255% of the value of both sides.",
    zh: "深市过户费：双边按成交金额 0.00255%。")
  static let transferBeijing2021 = Message(
    "ashare.rule-transfer-beijing-2021", en: "Transfer fee in Beijing: 0.0025% of the value of both sides.",
    zh: "北交所过户费：双边按成交金额 0.0025%。")
  static let transferBeijing2022 = Message(
    "ashare.rule-transfer-beijing-2022", en: "Transfer fee in Beijing: lowered to 0.001% of both sides.",
    zh: "北交所过户费：下调为双边 0.001%。")
  static let commission = Message(
    "ashare.rule-commission", en: "Commission: 0.025% of both sides.",
    zh: "佣金：双边 0.025%。")
  static let commissionMinimum = Message(
    "ashare.rule-commission-minimum", en: "Commission: at least 5 yuan an order.",
    zh: "佣金：每笔委托不低于 5 元。")
  static let suspension = Message(
    "ashare.rule-suspension", en: "A stock without a close or without a traded share does not trade.",
    zh: "没有收盘价或没有成交的股票视为停牌，不能交易。")
  static let participation = Message(
    "ashare.rule-participation", en: "An order deals at most a tenth of the shares that changed hands on the day.",
    zh: "一笔委托最多成交当日成交量的十分之一。")
  static let delisting = Message(
    "ashare.rule-delisting", en: "A stock whose prices have ended is not sold any more and stands at its last price.",
    zh: "行情已终止的股票不能再卖出，按最后价格计值。")
  static let delistingPeriod = Message(
    "ashare.rule-delisting-period", en: "Fifteen last days, the first of them without a limit.",
    zh: "退市整理期十五个交易日，首日不设涨跌停。")
  static let dividendReinvested = Message(
    "ashare.rule-dividend-reinvested", en: "Dividends and splits buy shares at the reference price of their day.",
    zh: "分红与送转按当日参考价再投资为股份。")
  static let dividendTax = Message(
    "ashare.rule-dividend-tax", en: "Dividends of shares held for less than a year are taxed.",
    zh: "持股不足一年的分红须缴税。")
  static let transfer2015 = Message(
    "ashare.rule-transfer-2015", en: "Transfer fee: 0.002% of the value of both sides.",
    zh: "过户费：双边按成交金额 0.002%。")
  static let transfer2022 = Message(
    "ashare.rule-transfer-2022", en: "Transfer fee: halved to 0.001% of both sides.",
    zh: "过户费：减半为双边 0.001%。")
}
