import GRDB
import MarketData
import Preview
import Primitives
import Records
import Store
import TestSupport
import Testing

/// Rows of a settled preview taken away or changed behind the program's back.
@Suite("Damage among settled days") struct LedgerDamageTests {
  private let folder: TemporaryFolder
  private let path: String
  private let days = RawMarket.days(from: "2024-01-02", count: 8)
  private let instance: PreviewInstance
  private let market: MemoryMarket
  private let scores: PanelTable

  init() throws {
    folder = try TemporaryFolder()
    path = folder.path("state.sqlite")
    market = RawMarket.make(
      days,
      [
        RawMarket.Stock("SH600000", [10, 10, 10.5, 10.4, 10.6, 10.2, 10.3, 10.1]),
        RawMarket.Stock("SZ000002", [5, 5, 5.1, 5.2, 5.1, 5.3, 5.2, 5.4]),
      ])
    scores = PreviewFixture.scores(Array(days.prefix(3)), [("SH600000", 0.9), ("SZ000002", 0.1)])
    instance = try PreviewInstance.create(
      PreviewStrategy(
        id: "p", strategyID: "s", displayName: "p", initialCapital: Money(yuan: 100_000), status: .running,
        createdAt: "t", updatedAt: "t"),
      PreviewDefinition(
        previewID: "p", strategy: StrategyConfig(kind: .topkDropout(.init(topk: 1, nDrop: 1))), startDay: days[1]),
      in: try Store.Database(path: path))
    try settle(days[5])
  }

  private func settle(_ day: TradingDay) throws {
    try PreviewSettlement.settle(
      instance, predictions: scores, market: market, through: day, in: try Store.Database(path: path),
      clock: .fixed(0))
  }

  /// As another program does: without the schema's foreign keys and checks.
  private func edit(_ sql: String) throws {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    try DatabaseQueue(path: path, configuration: configuration).write {
      try $0.execute(sql: "PRAGMA ignore_check_constraints = 1")
      try $0.execute(sql: sql)
    }
  }

  @Test(
    "nothing is booked on days that do not fit together",
    arguments: [
      "DELETE FROM preview_account WHERE trading_day = '2024-01-05'",
      "DELETE FROM preview_account WHERE CAST(substr(trading_day, 9) AS INTEGER) % 2 = 0",
      "DELETE FROM preview_account", "DELETE FROM preview_account WHERE trading_day > '2024-01-05'",
      "UPDATE preview_account SET total_value = total_value + 1 WHERE trading_day = '2024-01-09'",
      "UPDATE preview_account SET cash = -1 WHERE trading_day = '2024-01-09'",
      "UPDATE preview_position SET volume = 2 * volume WHERE trading_day = '2024-01-09'",
      "UPDATE preview_position SET volume = 9223372036854775807",
      "DELETE FROM preview_position WHERE trading_day = '2024-01-09'",
      "DELETE FROM preview_verified; DELETE FROM preview_position WHERE trading_day = '2024-01-05'",
      "DELETE FROM preview_verified; DELETE FROM preview_trade",
      "DELETE FROM preview_verified; UPDATE preview_account SET total_value = total_value + 1 WHERE trading_day = '2024-01-05'",
    ])
  func refused(_ sql: String) throws {
    try edit(sql)
    let rows = {
      try DatabaseQueue(path: path).read { try Int.fetchOne($0, sql: "SELECT count(*) FROM preview_account") }
    }
    let before = try rows()
    let error = #expect(throws: Diagnostic.self) { try settle(days[7]) }
    #expect(error?.id == "store.damaged" && error?.exit == .input, "\(String(describing: error))")
    #expect(try rows() == before)
  }

  @Test("sound days are settled on as ever")
  func sound() throws {
    try settle(days[7])
    #expect(try Store.Database(path: path).accounts(of: "p").count == 7)
  }

  @Test("a refresh passes over a damaged preview and names it")
  func refreshNames() throws {
    try edit("UPDATE preview_position SET volume = 2 * volume")
    let outcome = try PreviewRefresh.refresh(
      in: try Store.Database(path: path), quotes: QuoteCascade([]), calendar: market.calendar,
      at: MarketTime(days[6], minute: 600))
    #expect(outcome.live.isEmpty && outcome.problems.map(\.id) == ["store.damaged"])
  }
}
