import MarketData
import Preview
import Primitives
import Records
import Store
import TestSupport
import Testing

@Suite struct SettlementTests {
  private let days = RawMarket.days(from: "2024-01-02", count: 5)
  private let stocks = [
    RawMarket.Stock("SH600000", [10, 10, 10.5, 10.4, 10.6]),
    RawMarket.Stock("SZ000002", [5, 5, 5.1, 5.2, 5.3]),
  ]
  private var scores: PanelTable {
    PreviewFixture.scores(days, [("SH600000", 0.9), ("SZ000002", 0.1)])
  }

  /// Day 1: 100,000 x 0.95 / 10.00 = 9,500 shares = 95,000 yuan; commission 23.75, transfer 0.95.
  @Test func accountsByHand() throws {
    let fixture = try PreviewFixture(topk: 1, nDrop: 1, capital: 100_000, start: days[1])
    let outcome = try fixture.settle(scores, RawMarket.make(days, stocks), days[2])
    #expect(outcome.settled == [days[1], days[2]])
    #expect(outcome.restatedFrom == nil)
    let rows = try fixture.rows()
    #expect(rows.trades.map(\.volume) == [9500])
    #expect(rows.trades.map(\.amount) == [Money(yuan: 95_000)])
    #expect(rows.trades.map(\.cost) == [Money(units: 247_000)])
    #expect(rows.trades.map(\.datetime) == ["\(days[1])T15:00:00+08:00"])
    #expect(rows.accounts.map(\.cash) == [Money(units: 49_753_000), Money(units: 49_753_000)])
    #expect(rows.accounts.map(\.dailyPnL) == [Money(units: -247_000), Money(yuan: 4750)])
    #expect(rows.accounts.map(\.cumPnL) == [Money(units: -247_000), Money(units: 47_253_000)])
    #expect(rows.accounts.map(\.peak) == [Money(yuan: 100_000), Money(units: 1_047_253_000)])
    // 95,024.70 / 9,500 = 10.00260 yuan.
    #expect(rows.positions.map(\.avgCost) == [Money(units: 100_026), Money(units: 100_026)])
    #expect(rows.positions.map(\.countDay) == [1, 2])
  }

  @Test func settlingAgainChangesNothing() throws {
    let fixture = try PreviewFixture(topk: 1, nDrop: 1, capital: 100_000, start: days[1])
    let market = RawMarket.make(days, stocks)
    try fixture.settle(scores, market, days[4])
    let rows = try fixture.rows()
    let again = try fixture.settle(scores, market, days[4])
    #expect(again.settled.isEmpty && again.restatedFrom == nil)
    // An earlier day is settled already.
    #expect(try fixture.settle(scores, market, days[2]).settled.isEmpty)
    #expect(try fixture.rows() == rows)
    #expect(rows.accounts.count == 4)
  }

  @Test func aRestatedCloseIsSettledAgainFromItsDayOn() throws {
    let fixture = try PreviewFixture(topk: 1, nDrop: 1, capital: 100_000, start: days[1])
    try fixture.settle(scores, RawMarket.make(days, stocks), days[3])
    var restated = stocks
    restated[0].closes[2] = 10.2
    let market = RawMarket.make(days, restated)
    // Asked for an earlier day, no settled day is lost.
    let outcome = try fixture.settle(scores, market, days[1])
    #expect(outcome.restatedFrom == days[2])
    #expect(outcome.settled == [days[2], days[3]])
    #expect(outcome.findings.contains { $0.id == "preview.restated" })
    let fresh = try PreviewFixture(topk: 1, nDrop: 1, capital: 100_000, start: days[1])
    try fresh.settle(scores, market, days[3])
    #expect(try fixture.rows() == fresh.rows())
    #expect(try fixture.rows().accounts[1].dailyPnL == Money(yuan: 1900))
  }

  /// A provider that doubles every factor quotes the same real prices.
  @Test func rebasedFactorsAreNoRestatement() throws {
    let fixture = try PreviewFixture(topk: 1, nDrop: 1, capital: 100_000, start: days[1])
    try fixture.settle(scores, RawMarket.make(days, stocks), days[2])
    var rebased = stocks
    for index in rebased.indices { rebased[index].factors = [2, 2, 2, 2, 2] }
    let outcome = try fixture.settle(scores, RawMarket.make(days, rebased), days[3])
    #expect(outcome.restatedFrom == nil)
    #expect(outcome.settled == [days[3]])
    // 9,500 x (10.40 - 10.50).
    #expect(try fixture.rows().accounts.last?.dailyPnL == Money(yuan: -950))
  }

  @Test func aDayWithoutPredictionsIsSkippedAloud() throws {
    let fixture = try PreviewFixture(topk: 1, nDrop: 1, capital: 100_000, start: days[1])
    let partial = PreviewFixture.scores([days[0]], [("SH600000", 0.9)])
    let outcome = try fixture.settle(partial, RawMarket.make(days, stocks), days[2])
    let skips = try fixture.rows().skips
    #expect(skips.map(\.tradingDay) == [days[2]])
    #expect(skips[0].symbol == nil)
    #expect(skips[0].reason == .noPredictions(days[1]))
    #expect(outcome.findings.contains { $0.id == "preview.no-predictions" })
  }

  @Test func changedPredictionsAreReportedAndChangeNothing() throws {
    let fixture = try PreviewFixture(topk: 1, nDrop: 1, capital: 100_000, start: days[1])
    let market = RawMarket.make(days, stocks)
    try fixture.settle(scores, market, days[2])
    let rows = try fixture.rows()
    let other = PreviewFixture.scores(days, [("SH600000", 0.1), ("SZ000002", 0.9)])
    let outcome = try fixture.settle(other, market, days[2])
    #expect(outcome.findings.contains { $0.id == "preview.predictions-changed" })
    #expect(outcome.settled.isEmpty)
    #expect(try fixture.rows() == rows)
  }

  @Test func aMissingCloseCarriesTheLastPrice() throws {
    let fixture = try PreviewFixture(topk: 1, nDrop: 1, capital: 100_000, start: days[1])
    var gap = stocks
    gap[0].closes[2] = .nan
    try fixture.settle(scores, RawMarket.make(days, gap), days[2])
    let last = try #require(try fixture.rows().positions.last)
    #expect(last.isStale && last.priceDay == days[1])
    #expect(last.lastPrice == Money(yuan: 10))
  }

  /// 900 yuan buy no lot of 10.00 yuan, and the log says so every day.
  @Test func tooLittleCapital() throws {
    let fixture = try PreviewFixture(topk: 1, nDrop: 1, capital: 900, start: days[1])
    try fixture.settle(scores, RawMarket.make(days, stocks), days[2])
    let rows = try fixture.rows()
    #expect(rows.trades.isEmpty)
    #expect(rows.skips.count == 2)
    #expect(
      rows.skips.allSatisfy {
        $0.reason == .belowOneLot(.init(shares: 100, price: Money(yuan: 10)))
          || $0.reason == .belowOneLot(.init(shares: 100, price: Money(units: 105_000)))
      })
    #expect(rows.accounts.map(\.totalValue) == [Money(yuan: 900), Money(yuan: 900)])
  }

  @Test func aPreviewWithoutCapitalIsRefused() throws {
    let rules = #expect(throws: Diagnostic.self) {
      try PreviewFixture(topk: 1, nDrop: 1, capital: 900, start: days[1], rules: .qlib)
    }
    #expect(rules?.id == "preview.rules")
    let capital = #expect(throws: Diagnostic.self) {
      try PreviewFixture(topk: 1, nDrop: 1, capital: 0, start: days[1])
    }
    #expect(capital?.id == "preview.capital")
    let fixture = try PreviewFixture(topk: 1, nDrop: 1, capital: 900, start: days[1])
    #expect(throws: Diagnostic.self) { try PreviewInstance.open("q", in: fixture.database) }
    #expect(
      try PreviewInstance.open("p", in: fixture.database).definition == fixture.instance.definition)
    try fixture.settle(scores, RawMarket.make(days, stocks), days[3])
    let short = RawMarket.make(
      Array(days.prefix(3)), stocks.map { .init($0.code, Array($0.closes.prefix(3))) })
    let older = #expect(throws: Diagnostic.self) { try fixture.settle(scores, short, days[2]) }
    #expect(older?.id == "preview.market-older")
    try fixture.database.setStatus(.stopped, of: "p", at: "u")
    let stopped = try fixture.settle(scores, RawMarket.make(days, stocks), days[4])
    #expect(stopped.settled.isEmpty)
    #expect(stopped.findings.map(\.id) == ["preview.not-running"])
  }
}
