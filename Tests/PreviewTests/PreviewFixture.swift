import MarketData
import Preview
import Primitives
import Records
import Store
import Testing

/// A preview in a fresh store, and the usual calls on it.
struct PreviewFixture {
  let database: Database
  let instance: PreviewInstance

  init(
    topk: Int, nDrop: Int, capital: Int, start: TradingDay, fees: Bool = true,
    rules: PreviewDefinition.Rules = .ashare
  ) throws {
    try self.init(
      strategy: StrategyConfig(kind: .topkDropout(.init(topk: topk, nDrop: nDrop))), capital: capital, start: start,
      fees: fees, rules: rules)
  }

  init(
    strategy: StrategyConfig, capital: Int, start: TradingDay, fees: Bool = true,
    rules: PreviewDefinition.Rules = .ashare
  ) throws {
    database = try Database.inMemory()
    instance = try PreviewInstance.create(
      PreviewStrategy(
        id: "p", strategyID: "s", displayName: "p", initialCapital: Money(yuan: capital),
        status: .running,
        createdAt: "t", updatedAt: "t"),
      PreviewDefinition(
        previewID: "p",
        strategy: strategy, rules: rules,
        fees: fees, startDay: start), in: database)
  }

  @discardableResult func settle(
    _ predictions: PanelTable, _ market: any Market, _ day: TradingDay
  ) throws -> PreviewSettlement.Outcome {
    try PreviewSettlement.settle(
      instance, predictions: predictions, market: market, through: day, in: database,
      clock: .fixed(0))
  }

  /// Every row of the preview.
  func rows() throws -> PreviewDays {
    var days = PreviewDays()
    days.accounts = try database.accounts(of: "p")
    days.positions = try database.positions(of: "p")
    days.trades = try database.trades(of: "p")
    days.skips = try database.skips(of: "p")
    return days
  }

  /// The same score for each instrument on each of the days.
  static func scores(_ days: [TradingDay], _ values: [(String, Double)]) -> PanelTable {
    let sorted = values.sorted { $0.0 < $1.0 }
    return PanelTable(
      instruments: sorted.map { InstrumentID(canonical: $0.0) }, days: days,
      offsets: (0...days.count).map { $0 * sorted.count },
      codes: days.flatMap { _ in sorted.indices.map { Int32($0) } },
      values: days.flatMap { _ in sorted.map(\.1) })
  }

  /// Scores from a seed for every stock of the demo market on some days.
  static func scores(seed: UInt64, _ market: MemoryMarket, _ days: ArraySlice<TradingDay>) throws
    -> PanelTable
  {
    let instruments = try market.universe("all").instruments
    var state = seed
    func next() -> Double {
      // A linear congruential generator (Knuth, MMIX).
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 40) / Double(1 << 24)
    }
    return PanelTable(
      instruments: instruments, days: Array(days),
      offsets: (0...days.count).map { $0 * instruments.count },
      codes: days.flatMap { _ in instruments.indices.map { Int32($0) } },
      values: days.flatMap { _ in instruments.map { _ in next() } })
  }
}
