import MarketData
import Preview
import Primitives
import Records
import Store
import TestSupport
import Testing

@Suite struct ImportTests {
  private let days = RawMarket.days(from: "2024-01-02", count: 5)

  private func folder(total: String) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try FileWriter.write(
      Array("trading_day,cash,total_value\n\(days[1]),5000,\(total)\n\(days[2]),5000,104750\n".utf8),
      to: folder.path("preview_account.csv"))
    try FileWriter.write(
      Array(
        "trading_day,symbol,volume,avg_cost,last_price\n\(days[1]),SH600000,9500,10,10\n\(days[2]),SH600000,9500,10,10.5\n"
          .utf8), to: folder.path("preview_position.csv"))
    try FileWriter.write(
      Array(
        "trading_day,datetime,symbol,side,price,volume,reason\n\(days[1]),\(days[1])T15:00:00+08:00,SH600000,buy,10,9500,r\n"
          .utf8), to: folder.path("preview_trade.csv"))
    return folder
  }

  /// Imported through day 2; on day 3 settlement marks 9,500 x 10.40.
  @Test func settlementGoesOnAfterTheImport() throws {
    let market = RawMarket.make(
      days,
      [
        RawMarket.Stock("SH600000", [10, 10, 10.5, 10.4, 10.6]), RawMarket.Stock("SZ000002", [5, 5, 5, 5, 5]),
      ])
    let calendar = market.calendar
    let folder = try folder(total: "100000")
    let rows = try PreviewImport.read(
      folder.path, id: "p", capital: Money(yuan: 100_000), calendar: calendar)
    #expect(rows.accounts.map(\.dailyPnL) == [.zero, Money(yuan: 4750)])
    #expect(rows.positions.map(\.countDay) == [1, 2])
    let template = try PreviewFixture(topk: 1, nDrop: 1, capital: 100_000, start: days[1])
    let database = template.database
    try database.deletePreview("p")
    let instance = try PreviewImport.store(
      template.instance.strategy, template.instance.definition, rows, in: database, clock: .fixed(0))
    let outcome = try PreviewSettlement.settle(
      instance, predictions: PreviewFixture.scores(days, [("SH600000", 0.9), ("SZ000002", 0.1)]), market: market,
      through: days[3], in: database, clock: .fixed(0))
    #expect(outcome.settled == [days[3]] && outcome.restatedFrom == nil)
    #expect(try database.accounts(of: "p").last?.totalValue == Money(yuan: 103_800))
    #expect(try database.positions(of: "p", on: days[3]).map(\.countDay) == [3])
  }

  @Test func aTotalThatDoesNotAddUpIsRefused() throws {
    let wrong = try folder(total: "100001")
    let right = try folder(total: "100000")
    let error = #expect(throws: Diagnostic.self) {
      try PreviewImport.read(
        wrong.path, id: "p", capital: Money(yuan: 100_000),
        calendar: TradingCalendar(days: days))
    }
    #expect(error?.id == "preview.import-total")
    let gap = #expect(throws: Diagnostic.self) {
      try PreviewImport.read(
        right.path, id: "p", capital: Money(yuan: 100_000),
        calendar: TradingCalendar(days: [days[0], days[1], day("2030-01-01")]))
    }
    #expect(gap?.id == "preview.import-calendar")
  }
}
