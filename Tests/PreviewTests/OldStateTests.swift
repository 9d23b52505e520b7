import GRDB
import MarketData
import Preview
import Primitives
import Records
import Store
import TestSupport
import Testing

@Suite("A state file of 0.1.0, whose digests were made of sentences")
struct OldStateTests {
  private let days = RawMarket.days(from: "2024-01-02", count: 8)

  private func market(restated: Bool = false) -> MemoryMarket {
    RawMarket.make(
      days,
      [
        RawMarket.Stock(
          "SH600000", [10, 10, restated ? 10.4 : 10.5, .nan, 10.6, 10.7, 10.8, 10.9],
          volumes: [1e6, 1e6, 1e6, 1e6, 0, 1e6, 1e6, 1e6]),
        RawMarket.Stock("SZ000002", [5, 5.5, 5.6, 5.7, 5.8, 5.9, 6, 6.1]),
        RawMarket.Stock("SH600519", Array(repeating: 1700, count: 8)),
      ])
  }

  private func scores(_ days: ArraySlice<TradingDay>) -> PanelTable {
    PreviewFixture.scores(Array(days), [("SH600000", 0.9), ("SZ000002", 0.5), ("SH600519", 0.1)])
  }

  private func opened(_ folder: TemporaryFolder) throws -> Store.Database {
    let path = folder.path("state.sqlite")
    let queue = try DatabaseQueue(path: path)
    // The dump names tables before they are made.
    try queue.writeWithoutTransaction {
      try $0.execute(sql: "PRAGMA foreign_keys = OFF")
      try $0.execute(sql: OldState.sql)
    }
    try queue.close()
    return try Store.Database(path: path)
  }

  @Test("its days stand: none is restated, none is settled again, and the next one follows")
  func daysStand() throws {
    let folder = try TemporaryFolder()
    let database = try opened(folder)
    let instance = try PreviewInstance.open("p", in: database)
    let before = try database.accounts(of: "p")
    #expect(before.count == 6 && before.allSatisfy { $0.coding == .sentences })
    #expect(try database.verified(of: "p") == nil)
    func settle(_ day: TradingDay) throws -> PreviewSettlement.Outcome {
      try PreviewSettlement.settle(
        instance, predictions: scores(days[..<5]), market: market(), through: day, in: database, clock: .fixed(0))
    }
    let same = try settle(days[6])
    #expect(same.settled.isEmpty && same.restatedFrom == nil)
    #expect(!same.findings.contains { ["preview.restated", "preview.predictions-changed"].contains($0.id) })
    #expect(try database.accounts(of: "p") == before)
    #expect(try database.events(of: "p").isEmpty)
    #expect(try database.verified(of: "p")?.tradingDay == days[6])
    let next = try settle(days[7])
    #expect(next.settled == [days[7]] && next.restatedFrom == nil)
    #expect(try database.accounts(of: "p").map(\.coding) == Array(repeating: .sentences, count: 6) + [.codes])
  }

  @Test("a restated price in it is still found on its day")
  func restatedPrice() throws {
    let folder = try TemporaryFolder()
    let database = try opened(folder)
    let outcome = try PreviewSettlement.settle(
      try PreviewInstance.open("p", in: database), predictions: scores(days[..<5]), market: market(restated: true),
      through: days[6], in: database, clock: .fixed(0))
    #expect(outcome.restatedFrom == days[2])
  }

  @Test("its sentences become codes")
  func sentencesBecomeCodes() throws {
    let folder = try TemporaryFolder()
    let database = try opened(folder)
    let order = RejectReason.belowOneLot(.init(shares: 100, price: Money(yuan: 1700)))
    #expect(
      try database.skips(of: "p").map(\.reason) == [
        order, .limitUp(Money(units: 55_000)), order, order, order, order, .noPredictions(days[5]),
      ])
    #expect(
      try database.trades(of: "p").map(\.reason) == [
        .ranked(score: 0.9, rank: 1, count: 3), .ranked(score: 0.5, rank: 2, count: 3),
      ])
    #expect(try database.livePositions(of: "p").map(\.reason) == [.missing, .notPositive])
    let falls = try database.quoteFalls(on: days[7])
    #expect(falls.map(\.reason) == [.refusal(.missing), .refusal(.notPositive)])
  }
}
