import Primitives
import Records
import Store
import Testing

@Suite struct PreviewStoreTests {
  private func day(_ text: String) throws -> TradingDay { try #require(TradingDay(text)) }

  private func made() throws -> (Database, PreviewStrategy, PreviewDefinition) {
    let database = try Database.inMemory()
    let preview = PreviewStrategy(
      id: "p", strategyID: "baseline", displayName: "Baseline 基线", initialCapital: Money(yuan: 100),
      status: .running,
      createdAt: "t", updatedAt: "t")
    var parameters = TopkDropoutParameters(topk: 20, nDrop: 3)
    parameters.riskDegree = 0.9
    let definition = PreviewDefinition(
      previewID: "p", strategy: StrategyConfig(kind: .topkDropout(parameters)), fees: false,
      predictionsPath: "pred.csv", predictionsSHA256: "00", startDay: try day("2024-01-02"),
      benchmark: InstrumentID(canonical: "SH000300"))
    try database.create(preview, definition)
    return (database, preview, definition)
  }

  private func account(_ text: String, cash: Int64) throws -> PreviewAccount {
    PreviewAccount(
      previewID: "p", tradingDay: try day(text), cash: Money(units: cash),
      totalValue: Money(units: cash),
      dailyPnL: Money(units: -1), cumPnL: .zero, peak: Money(yuan: 100), cost: .zero,
      pricesSHA256: "a",
      scoresSHA256: "b")
  }

  @Test func previewAndDefinitionComeBack() throws {
    let (database, preview, definition) = try made()
    #expect(try database.previews() == [preview])
    #expect(try database.definition(of: "p") == definition)
    let error = #expect(throws: Diagnostic.self) { try database.create(preview, definition) }
    #expect(error?.id == "preview.exists")
    try database.setStatus(.stopped, of: "p", at: "u")
    #expect(try database.preview("p")?.status == .stopped)
    #expect(try database.preview("p")?.updatedAt == "u")
  }

  @Test func daysAreReplacedFromADayOn() throws {
    let (database, _, _) = try made()
    let symbol = InstrumentID(canonical: "SH600000")
    var days = PreviewDays()
    days.accounts = [try account("2024-01-02", cash: 5), try account("2024-01-03", cash: 6)]
    days.positions = [
      PreviewPosition(
        previewID: "p", tradingDay: try day("2024-01-03"), symbol: symbol, volume: 100,
        avgCost: Money(units: 1),
        lastPrice: Money(units: 2), marketValue: Money(units: 200), costBasis: Money(units: 100),
        countDay: 3,
        priceDay: try day("2024-01-02"))
    ]
    days.trades = [
      PreviewTrade(
        previewID: "p", tradingDay: try day("2024-01-03"), datetime: "2024-01-03T15:00:00+08:00",
        symbol: symbol,
        side: .buy, price: Money(units: 2), volume: 100, amount: Money(units: 200),
        commission: Money(units: 3),
        stampTax: .zero, transferFee: Money(units: 1), reason: .ranked(score: 0.1, rank: 2, count: 9))
    ]
    days.skips = [
      PreviewSkip(
        previewID: "p", tradingDay: try day("2024-01-02"), symbol: nil, side: nil, volume: 0,
        reason: .noPredictions(try day("2023-12-29"))),
      PreviewSkip(
        previewID: "p", tradingDay: try day("2024-01-03"), symbol: symbol, side: .sell, volume: 7,
        reason: .limitDown(Money(units: 90_500))),
    ]
    try database.replaceDays(
      of: "p", from: try day("2024-01-02"), with: days, lastSettled: nil, at: "u")
    #expect(try database.accounts(of: "p") == days.accounts)
    #expect(try database.positions(of: "p") == days.positions)
    #expect(try database.positions(of: "p", on: try day("2024-01-02")).isEmpty)
    #expect(try database.trades(of: "p") == days.trades)
    #expect(try database.skips(of: "p") == days.skips)

    var second = PreviewDays()
    second.accounts = [try account("2024-01-03", cash: 9)]
    try database.replaceDays(
      of: "p", from: try day("2024-01-03"), with: second, lastSettled: try day("2024-01-03"),
      at: "v")
    #expect(try database.accounts(of: "p") == [days.accounts[0], second.accounts[0]])
    #expect(try database.trades(of: "p").isEmpty)
    #expect(try database.skips(of: "p") == [days.skips[0]])
  }

  @Test func aFailedReplacementLeavesTheOldDays() throws {
    let (database, _, _) = try made()
    var days = PreviewDays()
    days.accounts = [try account("2024-01-02", cash: 5)]
    try database.replaceDays(
      of: "p", from: try day("2024-01-02"), with: days, lastSettled: nil, at: "u")
    var bad = PreviewDays()
    bad.accounts = [try account("2024-01-02", cash: 7), try account("2024-01-03", cash: -1)]
    let refused = #expect(throws: Diagnostic.self) {
      try database.replaceDays(
        of: "p", from: try day("2024-01-02"), with: bad, lastSettled: try day("2024-01-02"), at: "v"
      )
    }
    #expect(refused?.id == "store.conflict")
    let raced = #expect(throws: Diagnostic.self) {
      try database.replaceDays(
        of: "p", from: try day("2024-01-03"), with: days, lastSettled: nil, at: "v")
    }
    #expect(raced?.exit == .locked)
    #expect(try database.accounts(of: "p") == days.accounts)
    #expect(try database.preview("p")?.updatedAt == "u")
  }

  @Test func aDeletedPreviewTakesItsDaysAlong() throws {
    let (database, _, _) = try made()
    var days = PreviewDays()
    days.accounts = [try account("2024-01-02", cash: 5)]
    try database.replaceDays(
      of: "p", from: try day("2024-01-02"), with: days, lastSettled: nil, at: "u")
    try database.deletePreview("p")
    #expect(try database.previews().isEmpty)
    #expect(try database.accounts(of: "p").isEmpty)
  }
}
