package import Primitives

/// The rules of the A-share market as data: name, first day, what it says, where it stands.
///
/// This is the one place for dates and rates; code reads them here by name. Rules that the data of a
/// market cannot decide stand here too, and say so.
package enum AShareRuleTable {
  private static let starPage = "star.sse.com.cn/en/gettingstarted/features/trading"
  private static let mainRules =
    "trading rules of the Shanghai and Shenzhen exchanges, section on price limits (1996-12-13, in force 1996-12-16)"
  private static let registration =
    "trading rules of 2023, Shanghai no. 2023-32 and Shenzhen no. 2023-98 (2023-02-17); first listing 2023-04-10"
  private static let star = "Special Trading Rules for the STAR Market, Shanghai no. 2019-23 (2019-03-01)"
  private static let chiNext = "Special Trading Rules for ChiNext, Shenzhen no. 2020-515 (2020-06-12)"
  private static let beijing = "trading rules of the Beijing exchange (trial), 2021-11-02"
  private static let firstDay = "notices of both exchanges on the first trading day of 2013-12-13"
  private static let transfer2015 =
    "China Securities Depository and Clearing, notice on adjusting the transfer fee of A shares, 2015-07-09"
  private static let transfer2022 = "China Securities Depository and Clearing, notice of 2022-04-28"
  private static let transferPage = "qyhuangye.com/news38869830"

  package static let entries: [AShareRuleEntry] = [
    // Settlement.
    .init(
      "settlement.t-plus-one", "1995-01-01", .tradingDays(1), "Shares bought on a day are sold from the next day on.",
      .recalled("trading rules of both exchanges, section on turnaround trading; in force 1995-01-01")),

    // Price limits.
    .init(
      "limit.main", "1996-12-16", .percent(10), "Main boards: 10 % above and below the reference price.",
      .read(mainRules, at: starPage)),
    .init(
      "limit.st", "1998-04-22", .percent(5), "Main boards, stocks under risk warning (ST, *ST): 5 %.",
      .read("listing rules of both exchanges, special treatment, 1998-04-22", at: starPage),
      notApplied: .noRiskWarnings),
    .init(
      "limit.chinext", "2009-10-30", .percent(10), "ChiNext: 10 %.",
      .recalled("trading rules of the Shenzhen exchange; ChiNext opened 2009-10-30")),
    .init("limit.chinext", "2020-08-24", .percent(20), "ChiNext, ST included: 20 %.", .recalled(chiNext)),
    .init("limit.star", "2019-07-22", .percent(20), "STAR: 20 %.", .read(star, at: starPage)),
    .init(
      "limit.beijing", "2021-11-15", .percent(30), "Beijing: 30 %.",
      .read(beijing, at: "265266.com/guojimanping/a9ri78z522.html")),
    .init(
      "limit.rounding", "1996-12-16", .stated,
      "Limits are rounded half up to 0.01 yuan and lie at least 0.01 yuan from the reference price.",
      .read(mainRules, at: "asiaetrading.com/exchanges/china-exchanges/shenzhen-stock-exchange/price-limits")),
    .init(
      "limit.reference", "1996-12-16", .stated,
      "The reference price is the close before, after dividends and splits of the day.",
      .recalled("trading rules of both exchanges, section on ex-right prices")),
    .init(
      "limit.locked", "1996-12-16", .stated,
      "A stock that closes at its limit is locked in that direction for the whole day.",
      .convention("daily bars do not show whether orders at the limit were filled")),

    // First days after the listing.
    .init(
      "first-days.main", "1996-12-16", .freeDays(1), "Main boards: no limit on the first day.",
      .read(mainRules, at: "asiaetrading.com/exchanges/china-exchanges/shenzhen-stock-exchange/price-limits")),
    .init(
      "first-days.main", "2013-12-13", .ofIssuePrice(up: 44, down: 36),
      "Main boards: first day at most 44 % above and 36 % below the issue price.",
      .read(firstDay, at: starPage), notApplied: .noIssuePrices),
    .init(
      "first-days.main", "2023-04-10", .freeDays(5), "Main boards under registration: no limit on the first five days.",
      .recalled(registration)),
    .init(
      "first-days.chinext", "2009-10-30", .freeDays(1), "ChiNext: no limit on the first day.",
      .recalled("trading rules of the Shenzhen exchange")),
    .init(
      "first-days.chinext", "2013-12-13", .ofIssuePrice(up: 44, down: 36),
      "ChiNext: first day at most 44 % above and 36 % below the issue price.", .recalled(firstDay),
      notApplied: .noIssuePrices),
    .init(
      "first-days.chinext", "2020-08-24", .freeDays(5), "ChiNext under registration: no limit on the first five days.",
      .recalled(chiNext)),
    .init(
      "first-days.star", "2019-07-22", .freeDays(5), "STAR: no limit on the first five days.",
      .read(star, at: starPage)),
    .init(
      "first-days.beijing", "2021-11-15", .freeDays(1), "Beijing: no limit on the first day.",
      .read(beijing, at: "265266.com/guojimanping/a9ri78z522.html")),

    // Lots.
    .init(
      "lot.main", "1990-12-19", .lot(minimum: 100, step: 100), "Purchases of 100 shares or a multiple; ChiNext too.",
      .read("trading rules of both exchanges, section on orders", at: starPage)),
    .init(
      "lot.star", "2019-07-22", .lot(minimum: 200, step: 1), "STAR: purchases of at least 200 shares, then by one.",
      .recalled(star)),
    .init(
      "lot.beijing", "2021-11-15", .lot(minimum: 100, step: 1),
      "Beijing: purchases of at least 100 shares, then by one.",
      .read(beijing, at: "265266.com/guojimanping/a9ri78z522.html")),
    .init(
      "lot.odd", "1990-12-19", .stated, "Fewer shares than the smallest order are sold only with the whole holding.",
      .read(beijing + "; trading rules of the other exchanges", at: "licai.cofool.com/ask/vipqa_2567721_22210521.html")),

    // Costs.
    .init(
      "stamp-tax", "2007-05-30", .ofValue(perTenMillion: 30_000, sides: .both), "0.3 % of both sides.",
      .recalled("Ministry of Finance and State Taxation Administration, no. 2007-84")),
    .init(
      "stamp-tax", "2008-04-24", .ofValue(perTenMillion: 10_000, sides: .both), "0.1 % of both sides.",
      .recalled("Ministry of Finance and State Taxation Administration, notice of 2008-04-23")),
    .init(
      "stamp-tax", "2008-09-19", .ofValue(perTenMillion: 10_000, sides: .sales), "0.1 % of sales alone.",
      .read(
        "Ministry of Finance and State Taxation Administration, notice of 2008-09-18", at: "gaodun.com/zq/889811.html")),
    .init(
      "stamp-tax", "2023-08-28", .ofValue(perTenMillion: 5_000, sides: .sales), "Halved to 0.05 % of sales.",
      .recalled("Ministry of Finance and State Taxation Administration, announcement 2023 no. 39")),
    .init(
      "transfer-fee.shanghai", "2012-09-01", .ofFaceValue(perTenMillion: 3_000, sides: .both),
      "Shanghai: 0.03 % of the face value of both sides (the clearing house's part; higher before 2012-09-01).",
      .read(transfer2015 + ", which names what it replaces", at: transferPage)),
    .init(
      "transfer-fee.shanghai", "2015-08-01", .ofValue(perTenMillion: 200, sides: .both),
      "0.002 % of the value of both sides.", .read(transfer2015, at: transferPage)),
    .init(
      "transfer-fee.shanghai", "2022-04-29", .ofValue(perTenMillion: 100, sides: .both),
      "Halved to 0.001 % of both sides.", .read(transfer2022, at: "fxbaogao.com/detail/3155730")),
    .init(
      "transfer-fee.shenzhen", "2012-04-30", .ofValue(perTenMillion: 255, sides: .both),
      "Shenzhen: 0.00255 % of the value of both sides.",
      .read(transfer2015 + ", which names what it replaces", at: transferPage)),
    .init(
      "transfer-fee.shenzhen", "2015-08-01", .ofValue(perTenMillion: 200, sides: .both),
      "0.002 % of the value of both sides.", .read(transfer2015, at: transferPage)),
    .init(
      "transfer-fee.shenzhen", "2022-04-29", .ofValue(perTenMillion: 100, sides: .both),
      "Halved to 0.001 % of both sides.", .read(transfer2022, at: "fxbaogao.com/detail/3155730")),
    .init(
      "transfer-fee.beijing", "2021-11-15", .ofValue(perTenMillion: 250, sides: .both),
      "Beijing: 0.0025 % of the value of both sides.", .read(transfer2022, at: "fxbaogao.com/detail/3155730")),
    .init(
      "transfer-fee.beijing", "2022-04-29", .ofValue(perTenMillion: 100, sides: .both),
      "Lowered to 0.001 % of both sides.", .read(transfer2022, at: "fxbaogao.com/detail/3155730")),
    .init(
      "commission", "2002-05-01", .ofValue(perTenMillion: 2_500, sides: .both), "0.025 % of both sides.",
      .convention("the broker's matter, at most 0.3 %")),
    .init(
      "commission.minimum", "2002-05-01", .yuanAtLeast(5), "At least 5 yuan an order.",
      .recalled("Securities Regulatory Commission, no. 2002-21")),

    // Trading at all.
    .init(
      "suspension", "1990-12-19", .stated, "A stock without a close or without a traded share does not trade.",
      .convention("daily bars do not name suspensions")),
    .init(
      "participation", "1990-12-19", .ofVolume(percent: 10),
      "An order deals at most a tenth of the shares that changed hands on the day.",
      .convention("larger orders would have moved the price")),
    .init(
      "delisting", "1990-12-19", .stated,
      "A stock whose prices have ended is not sold any more and stands at its last price.",
      .convention("the market holds no price off the exchange")),
    .init(
      "delisting.period", "2020-12-31", .freeDays(1), "Fifteen last days, the first of them without a limit.",
      .recalled("delisting rules of both exchanges, 2020-12-31"),
      notApplied: .noAnnouncements),

    // Dividends.
    .init(
      "dividend.reinvested", "1990-12-19", .stated,
      "Dividends and splits buy shares at the reference price of their day.",
      .convention("the market holds a factor, not payments")),
    .init(
      "dividend.tax", "2015-09-08", .stated, "Dividends of shares held for less than a year are taxed.",
      .recalled("Ministry of Finance, no. 2015-101"), notApplied: .noPayments),
  ]

  /// Rules that are not applied, each name once.
  package static var notApplied: [AShareRuleEntry] {
    var seen: Set<String> = []
    return entries.filter { $0.notApplied != nil && seen.insert($0.id).inserted }
  }

  /// Every entry, for a file beside a run.
  package static var json: JSONValue { ["schema": 1, "rules": .array(entries.map(\.json))] }
}

extension Message {
  fileprivate static let noRiskWarnings = Message(
    "ashare.no-risk-warnings", en: "The market holds no list of stocks under risk warning.", zh: "行情不含风险警示股票名单。")
  fileprivate static let noIssuePrices = Message(
    "ashare.no-issue-prices", en: "The market holds no issue prices.", zh: "行情不含发行价。")
  fileprivate static let noAnnouncements = Message(
    "ashare.no-announcements", en: "The market holds no announcements.", zh: "行情不含公告。")
  fileprivate static let noPayments = Message(
    "ashare.no-payments", en: "The market holds an adjustment factor, not payments.", zh: "行情只有复权因子，没有分红明细。")
}
