import Primitives

/// Where the rules of the exchange are written, and why this program has rules of its own.
extension Message {
  static let sourceMainRules = Message(
    "ashare.source-main-rules-name",
    en:
      "trading rules of the Shanghai and Shenzhen exchanges, section on price limits (1996-12-13, in force 1996-12-16)",
    zh: "沪深交易所交易规则关于涨跌幅限制的规定（1996-12-13 发布，1996-12-16 施行）")
  static let sourceRegistration = Message(
    "ashare.source-registration-name",
    en: "trading rules of 2023, Shanghai no. 2023-32 and Shenzhen no. 2023-98 (2023-02-17); first listing 2023-04-10",
    zh: "2023 年交易规则，上证发〔2023〕32 号、深证上〔2023〕98 号（2023-02-17）；首批上市 2023-04-10")
  static let sourceStar = Message(
    "ashare.source-star-name", en: "Special Trading Rules for the STAR Market, Shanghai no. 2019-23 (2019-03-01)",
    zh: "科创板股票交易特别规定，上证发〔2019〕23 号（2019-03-01）")
  static let sourceChinext = Message(
    "ashare.source-chinext-name", en: "Special Trading Rules for ChiNext, Shenzhen no. 2020-515 (2020-06-12)",
    zh: "创业板交易特别规定，深证上〔2020〕515 号（2020-06-12）")
  static let sourceBeijing = Message(
    "ashare.source-beijing-name", en: "trading rules of the Beijing exchange (trial), 2021-11-02",
    zh: "北京证券交易所交易规则（试行），2021-11-02")
  static let sourceFirstDay = Message(
    "ashare.source-first-day-name", en: "notices of both exchanges on the first trading day of 2013-12-13",
    zh: "沪深交易所关于新股上市首日交易的通知，2013-12-13")
  static let sourceTransfer2015 = Message(
    "ashare.source-transfer-2015-name",
    en: "China Securities Depository and Clearing, notice on adjusting the transfer fee of A shares, 2015-07-09",
    zh: "中国证券登记结算公司关于调整 A 股交易过户费收费标准的通知，2015-07-09")
  static let sourceTransfer2022 = Message(
    "ashare.source-transfer-2022-name", en: "China Securities Depository and Clearing, notice of 2022-04-28",
    zh: "中国证券登记结算公司 2022-04-28 通知")
  static let sourceTurnaround = Message(
    "ashare.source-turnaround-name",
    en: "trading rules of both exchanges, section on turnaround trading; in force 1995-01-01",
    zh: "沪深交易所交易规则关于回转交易的规定，1995-01-01 起施行")
  static let sourceSpecialTreatment = Message(
    "ashare.source-special-treatment-name", en: "listing rules of both exchanges, special treatment, 1998-04-22",
    zh: "沪深交易所上市规则关于特别处理的规定，1998-04-22")
  static let sourceChinextOpening = Message(
    "ashare.source-chinext-opening-name", en: "trading rules of the Shenzhen exchange; ChiNext opened 2009-10-30",
    zh: "深圳证券交易所交易规则；创业板于 2009-10-30 开市")
  static let sourceExRight = Message(
    "ashare.source-ex-right-name", en: "trading rules of both exchanges, section on ex-right prices",
    zh: "沪深交易所交易规则关于除权除息的规定")
  static let sourceDailyBarsLimit = Message(
    "ashare.source-daily-bars-limit-name", en: "daily bars do not show whether orders at the limit were filled",
    zh: "日线数据看不出封板时的委托是否成交")
  static let sourceShenzhenRules = Message(
    "ashare.source-shenzhen-rules-name", en: "trading rules of the Shenzhen exchange",
    zh: "深圳证券交易所交易规则")
  static let sourceOrders = Message(
    "ashare.source-orders-name", en: "trading rules of both exchanges, section on orders",
    zh: "沪深交易所交易规则关于申报的规定")
  static let sourceOddLots = Message(
    "ashare.source-odd-lots-name",
    en: "trading rules of the Beijing exchange (trial), 2021-11-02; trading rules of the other exchanges",
    zh: "北京证券交易所交易规则（试行），2021-11-02；其他交易所的交易规则")
  static let sourceStamp2007 = Message(
    "ashare.source-stamp-2007-name", en: "Ministry of Finance and State Taxation Administration, no. 2007-84",
    zh: "财政部、国家税务总局，财税〔2007〕84 号")
  static let sourceStamp2008April = Message(
    "ashare.source-stamp-2008-april-name",
    en: "Ministry of Finance and State Taxation Administration, notice of 2008-04-23",
    zh: "财政部、国家税务总局 2008-04-23 通知")
  static let sourceStamp2008September = Message(
    "ashare.source-stamp-2008-september-name",
    en: "Ministry of Finance and State Taxation Administration, notice of 2008-09-18",
    zh: "财政部、国家税务总局 2008-09-18 通知")
  static let sourceStamp2023 = Message(
    "ashare.source-stamp-2023-name",
    en: "Ministry of Finance and State Taxation Administration, announcement 2023 no. 39",
    zh: "财政部、税务总局公告 2023 年第 39 号")
  static let sourceTransferBefore2015 = Message(
    "ashare.source-transfer-before-2015-name",
    en:
      "China Securities Depository and Clearing, notice on adjusting the transfer fee of A shares, 2015-07-09, which names what it replaces",
    zh: "中国证券登记结算公司关于调整 A 股交易过户费收费标准的通知，2015-07-09，其中列明了原标准")
  static let sourceCommission = Message(
    "ashare.source-commission-name", en: "the broker's matter, at most 0.3 %",
    zh: "由券商约定，不超过 0.3%")
  static let sourceCommissionMinimum = Message(
    "ashare.source-commission-minimum-name", en: "Securities Regulatory Commission, no. 2002-21",
    zh: "中国证监会，证监发〔2002〕21 号")
  static let sourceDailyBarsSuspension = Message(
    "ashare.source-daily-bars-suspension-name", en: "daily bars do not name suspensions",
    zh: "日线数据不标明停牌")
  static let sourceParticipation = Message(
    "ashare.source-participation-name", en: "larger orders would have moved the price",
    zh: "更大的委托会推动价格")
  static let sourceOffExchange = Message(
    "ashare.source-off-exchange-name", en: "the market holds no price off the exchange",
    zh: "行情中没有场外价格")
  static let sourceDelisting = Message(
    "ashare.source-delisting-name", en: "delisting rules of both exchanges, 2020-12-31",
    zh: "沪深交易所退市规则，2020-12-31")
  static let sourceFactor = Message(
    "ashare.source-factor-name", en: "the market holds a factor, not payments",
    zh: "行情只有复权因子，没有分红明细")
  static let sourceDividendTax = Message(
    "ashare.source-dividend-tax-name", en: "Ministry of Finance, no. 2015-101",
    zh: "财政部，财税〔2015〕101 号")
}
