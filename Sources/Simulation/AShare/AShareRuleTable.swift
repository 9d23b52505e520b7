package import Primitives

/// The rules of the A-share market as data: name, first day, what it says, where it stands.
///
/// This is the one place for dates and rates; code reads them here by name. Rules that the data of a
/// market cannot decide stand here too, and say so.
package enum AShareRuleTable {
  private static let starPage = "star.sse.com.cn/en/gettingstarted/features/trading"
  private static let transferPage = "qyhuangye.com/news38869830"

  package static let entries: [AShareRuleEntry] = [
    // Settlement.
    .init(
      "settlement.t-plus-one", "1995-01-01", .tradingDays(1), .tPlusOne,
      .recalled(.sourceTurnaround)),

    // Price limits.
    .init(
      "limit.main", "1996-12-16", .percent(10), .limitMain,
      .read(.sourceMainRules, at: starPage)),
    .init(
      "limit.st", "1998-04-22", .percent(5), .limitSt,
      .read(.sourceSpecialTreatment, at: starPage),
      notApplied: .noRiskWarnings),
    .init(
      "limit.chinext", "2009-10-30", .percent(10), .limitChinext,
      .recalled(.sourceChinextOpening)),
    .init("limit.chinext", "2020-08-24", .percent(20), .limitChinext2020, .recalled(.sourceChinext)),
    .init("limit.star", "2019-07-22", .percent(20), .limitStar, .read(.sourceStar, at: starPage)),
    .init(
      "limit.beijing", "2021-11-15", .percent(30), .limitBeijing,
      .read(.sourceBeijing, at: "265266.com/guojimanping/a9ri78z522.html")),
    .init(
      "limit.rounding", "1996-12-16", .stated,
      .limitRounding,
      .read(.sourceMainRules, at: "asiaetrading.com/exchanges/china-exchanges/shenzhen-stock-exchange/price-limits")),
    .init(
      "limit.reference", "1996-12-16", .stated,
      .limitReference,
      .recalled(.sourceExRight)),
    .init(
      "limit.locked", "1996-12-16", .stated,
      .limitLocked,
      .convention(.sourceDailyBarsLimit)),

    // First days after the listing.
    .init(
      "first-days.main", "1996-12-16", .freeDays(1), .firstDaysMain,
      .read(.sourceMainRules, at: "asiaetrading.com/exchanges/china-exchanges/shenzhen-stock-exchange/price-limits")),
    .init(
      "first-days.main", "2013-12-13", .ofIssuePrice(up: 44, down: 36),
      .firstDaysMain2013,
      .read(.sourceFirstDay, at: starPage), notApplied: .noIssuePrices),
    .init(
      "first-days.main", "2023-04-10", .freeDays(5), .firstDaysMain2023,
      .recalled(.sourceRegistration)),
    .init(
      "first-days.chinext", "2009-10-30", .freeDays(1), .firstDaysChinext,
      .recalled(.sourceShenzhenRules)),
    .init(
      "first-days.chinext", "2013-12-13", .ofIssuePrice(up: 44, down: 36),
      .firstDaysChinext2013, .recalled(.sourceFirstDay),
      notApplied: .noIssuePrices),
    .init(
      "first-days.chinext", "2020-08-24", .freeDays(5), .firstDaysChinext2020,
      .recalled(.sourceChinext)),
    .init(
      "first-days.star", "2019-07-22", .freeDays(5), .firstDaysStar,
      .read(.sourceStar, at: starPage)),
    .init(
      "first-days.beijing", "2021-11-15", .freeDays(1), .firstDaysBeijing,
      .read(.sourceBeijing, at: "265266.com/guojimanping/a9ri78z522.html")),

    // Lots.
    .init(
      "lot.main", "1990-12-19", .lot(minimum: 100, step: 100), .lotMain,
      .read(.sourceOrders, at: starPage)),
    .init(
      "lot.star", "2019-07-22", .lot(minimum: 200, step: 1), .lotStar,
      .recalled(.sourceStar)),
    .init(
      "lot.beijing", "2021-11-15", .lot(minimum: 100, step: 1),
      .lotBeijing,
      .read(.sourceBeijing, at: "265266.com/guojimanping/a9ri78z522.html")),
    .init(
      "lot.odd", "1990-12-19", .stated, .lotOdd,
      .read(.sourceOddLots, at: "licai.cofool.com/ask/vipqa_2567721_22210521.html")),

    // Costs.
    .init(
      "stamp-tax", "2007-05-30", .ofValue(perTenMillion: 30_000, sides: .both), .stampTax2007,
      .recalled(.sourceStamp2007)),
    .init(
      "stamp-tax", "2008-04-24", .ofValue(perTenMillion: 10_000, sides: .both), .stampTax2008April,
      .recalled(.sourceStamp2008April)),
    .init(
      "stamp-tax", "2008-09-19", .ofValue(perTenMillion: 10_000, sides: .sales), .stampTax2008September,
      .read(
        .sourceStamp2008September, at: "gaodun.com/zq/889811.html")),
    .init(
      "stamp-tax", "2023-08-28", .ofValue(perTenMillion: 5_000, sides: .sales), .stampTax2023,
      .recalled(.sourceStamp2023)),
    .init(
      "transfer-fee.shanghai", "2012-09-01", .ofFaceValue(perTenMillion: 3_000, sides: .both),
      .transferShanghai2012,
      .read(.sourceTransferBefore2015, at: transferPage)),
    .init(
      "transfer-fee.shanghai", "2015-08-01", .ofValue(perTenMillion: 200, sides: .both),
      .transfer2015, .read(.sourceTransfer2015, at: transferPage)),
    .init(
      "transfer-fee.shanghai", "2022-04-29", .ofValue(perTenMillion: 100, sides: .both),
      .transfer2022, .read(.sourceTransfer2022, at: "fxbaogao.com/detail/3155730")),
    .init(
      "transfer-fee.shenzhen", "2012-04-30", .ofValue(perTenMillion: 255, sides: .both),
      .transferShenzhen2012,
      .read(.sourceTransferBefore2015, at: transferPage)),
    .init(
      "transfer-fee.shenzhen", "2015-08-01", .ofValue(perTenMillion: 200, sides: .both),
      .transfer2015, .read(.sourceTransfer2015, at: transferPage)),
    .init(
      "transfer-fee.shenzhen", "2022-04-29", .ofValue(perTenMillion: 100, sides: .both),
      .transfer2022, .read(.sourceTransfer2022, at: "fxbaogao.com/detail/3155730")),
    .init(
      "transfer-fee.beijing", "2021-11-15", .ofValue(perTenMillion: 250, sides: .both),
      .transferBeijing2021, .read(.sourceTransfer2022, at: "fxbaogao.com/detail/3155730")),
    .init(
      "transfer-fee.beijing", "2022-04-29", .ofValue(perTenMillion: 100, sides: .both),
      .transferBeijing2022, .read(.sourceTransfer2022, at: "fxbaogao.com/detail/3155730")),
    .init(
      "commission", "2002-05-01", .ofValue(perTenMillion: 2_500, sides: .both), .commission,
      .convention(.sourceCommission)),
    .init(
      "commission.minimum", "2002-05-01", .yuanAtLeast(5), .commissionMinimum,
      .recalled(.sourceCommissionMinimum)),

    // Trading at all.
    .init(
      "suspension", "1990-12-19", .stated, .suspension,
      .convention(.sourceDailyBarsSuspension)),
    .init(
      "participation", "1990-12-19", .ofVolume(percent: 10),
      .participation,
      .convention(.sourceParticipation)),
    .init(
      "delisting", "1990-12-19", .stated,
      .delisting,
      .convention(.sourceOffExchange)),
    .init(
      "delisting.period", "2020-12-31", .freeDays(1), .delistingPeriod,
      .recalled(.sourceDelisting),
      notApplied: .noAnnouncements),

    // Dividends.
    .init(
      "dividend.reinvested", "1990-12-19", .stated,
      .dividendReinvested,
      .convention(.sourceFactor)),
    .init(
      "dividend.tax", "2015-09-08", .stated, .dividendTax,
      .recalled(.sourceDividendTax), notApplied: .noPayments),
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
