import Ladder
package import MarketData
package import Models
package import Preview
package import Primitives
import Records
import Simulation
package import Store

/// The previews of a night: settled, and read back for the pages.
package struct NightPreviews {
  package let database: Database
  package let folders: NightFolders
  package let clock: Clock
  package let runtime: ModelRuntime
  let tables = RecordedScores()

  package init(
    database: Database, folders: NightFolders, clock: Clock, runtime: ModelRuntime = .ofThisProcess
  ) {
    self.database = database
    self.folders = folders
    self.clock = clock
    self.runtime = runtime
  }

  /// Rows of trades and refusals that a page lists.
  private static let listed = 250

  private var batch: PreviewBatch {
    PreviewBatch(database: database, folders: folders.previews, clock: clock, runtime: runtime, tables: tables)
  }

  /// Settles one preview with its scores.
  package func settle(_ id: String, market: any Market, through day: TradingDay) throws -> PreviewSettlement.Outcome {
    try batch.settle([id], market: market, through: day).first?.get() ?? PreviewSettlement.Outcome()
  }

  /// Running previews, and stopped ones that are not settled through their last day.
  package func toSettle() throws -> [String] { try batch.waiting() }

  /// - Parameters:
  ///   - desk: says what a running preview wants next.
  ///   - benchmarks: what it is measured against.
  func page(
    _ strategy: PreviewStrategy, calendar: TradingCalendar, desk: inout OrderDesk, benchmarks: inout PreviewBenchmarks
  ) throws -> NightResult.Preview {
    let id = strategy.id
    let definition = try database.definition(of: id)
    let accounts = try database.accounts(of: id)
    try PreviewLedger(strategy: strategy, path: database.path).checkChain(accounts)
    let trades = try database.trades(of: id)
    let skips = try database.skips(of: id)
    let list = strategy.status == .running ? try orders(of: id, desk: &desk) : nil
    let benchmark = try benchmarks.benchmark(of: strategy, definition)
    return NightResult.Preview(
      strategy: strategy, definition: definition, accounts: accounts,
      holdings: try holdings(id, accounts, trades, list), trades: trades.suffix(NightPreviews.listed),
      skips: skips.suffix(NightPreviews.listed), tradeCount: trades.count, skipCount: skips.count,
      rejects: RejectCount.of(skips),
      figures: PreviewStatistics.figures(
        strategy, accounts: accounts,
        traded: Dictionary(trades.map { ($0.tradingDay, $0.amount) }, uniquingKeysWith: +),
        calendar: calendar, closes: benchmark.closes),
      benchmark: NightResult.Preview.Benchmark(
        instrument: benchmark.instrument, isOwn: benchmark.isOwn,
        values: PreviewStatistics.netValues(of: accounts, calendar: calendar, closes: benchmark.closes)),
      events: try database.events(of: id), orderList: list)
  }

  private func holdings(
    _ id: String, _ accounts: [PreviewAccount], _ trades: [PreviewTrade], _ list: NightResult.OrderList?
  ) throws -> [HeldPosition] {
    guard let last = accounts.last else { return [] }
    let before = try accounts.dropLast().last.map { try database.positions(of: id, on: $0.tradingDay) } ?? []
    let sides = Dictionary(
      (list?.orders ?? []).compactMap { line in line.side.map { (line.symbol, $0) } },
      uniquingKeysWith: { first, _ in first })
    return HeldPositions.of(
      try database.positions(of: id, on: last.tradingDay), before: before,
      trades: trades.filter { $0.tradingDay == last.tradingDay }, account: last, next: { sides[$0] })
  }

  /// What a preview wants next, sized at the last closes; what stops the list stands in its place.
  private func orders(of id: String, desk: inout OrderDesk) throws -> NightResult.OrderList {
    do {
      let instance = try PreviewInstance.open(id, in: database)
      let list = try desk.list(instance, of: .ofPreview).list
      return NightResult.OrderList(
        decidedOn: list.orders.decidedOn, next: list.orders.next, note: list.note,
        lines: list.orders.lines.map(NightResult.OrderList.Line.init), cash: list.orders.cash,
        totalValue: list.orders.totalValue, targetCashWeight: list.orders.targetCashWeight,
        rates: instance.definition.fees ? FeeRates(on: list.orders.next.day) : nil, findings: list.findings)
    } catch let error as any DiagnosableError {
      return NightResult.OrderList(decidedOn: desk.day, absence: error.diagnostic)
    }
  }

  /// The demo's two previews: the strategies of its two results on a million of virtual yuan each.
  func createDemo(_ folder: String) throws {
    for name in DemoWorkspaces.names where try database.preview(name) == nil {
      let source = try PreviewSource(workspace: Path.join(folder, name))
      _ = try source.create(
        id: name, name: name, capital: Money(yuan: 1_000_000), start: nil, fees: true, in: database,
        folders: folders.previews, clock: clock)
    }
  }
}

extension NightResult.OrderList.Line {
  fileprivate init(_ line: Simulation.OrderList.Line) {
    self.init(
      symbol: line.symbol, side: line.action == .hold ? nil : line.action == .buy ? .buy : .sell, lots: line.lots,
      shares: line.shares, price: line.price, amount: line.amount, commission: line.costs.commission,
      stampTax: line.costs.stampTax, transferFee: line.costs.transferFee, weight: line.weight,
      targetWeight: line.targetWeight, rank: line.rank, rankCount: line.rankCount, step: line.step,
      rejection: line.rejection, reason: line.reason)
  }
}

extension FeeRates {
  fileprivate init(on day: TradingDay) {
    self.init(
      commission: AShareFees.commissionRate(.buy, on: day), commissionMinimum: AShareFees.commissionMinimum(on: day),
      stampTax: AShareFees.stampTaxRate(.sell, on: day),
      transferFee: AShareFees.transferFeeRate(.buy, board: .shanghaiMain, price: 1, on: day))
  }
}
