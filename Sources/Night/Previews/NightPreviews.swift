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
    PreviewBatch(database: database, folders: folders.previews, clock: clock, runtime: runtime)
  }

  /// Settles one preview with its scores.
  package func settle(_ id: String, market: any Market, through day: TradingDay) throws -> PreviewSettlement.Outcome {
    try batch.settle([id], market: market, through: day).first?.get() ?? PreviewSettlement.Outcome()
  }

  /// Running previews, and stopped ones that are not settled through their last day.
  package func toSettle() throws -> [String] { try batch.waiting() }

  /// - Parameter desk: says what a running preview wants next.
  func page(
    _ strategy: PreviewStrategy, calendar: TradingCalendar, desk: inout OrderDesk, closes: (TradingDay) -> Double
  ) throws -> NightResult.Preview {
    let accounts = try database.accounts(of: strategy.id)
    try PreviewLedger(strategy: strategy, path: database.path).checkChain(accounts)
    let trades = try database.trades(of: strategy.id)
    let skips = try database.skips(of: strategy.id)
    return NightResult.Preview(
      strategy: strategy, definition: try database.definition(of: strategy.id), accounts: accounts,
      positions: try accounts.last.map { try database.positions(of: strategy.id, on: $0.tradingDay) } ?? [],
      trades: trades.suffix(NightPreviews.listed), skips: skips.suffix(NightPreviews.listed), tradeCount: trades.count,
      skipCount: skips.count,
      figures: PreviewStatistics.figures(
        strategy, accounts: accounts,
        traded: Dictionary(trades.map { ($0.tradingDay, $0.amount) }, uniquingKeysWith: +),
        calendar: calendar, closes: closes), events: try database.events(of: strategy.id),
      orderList: strategy.status == .running ? try orders(of: strategy.id, desk: &desk) : nil)
  }

  /// What a preview wants next, sized at the last closes; what stops the list stands in its place.
  private func orders(of id: String, desk: inout OrderDesk) throws -> NightResult.OrderList {
    do {
      let list = try desk.list(try PreviewInstance.open(id, in: database), of: .ofPreview).list
      return NightResult.OrderList(
        decidedOn: list.orders.decidedOn, note: list.note, rest: list.rest,
        lines: list.orders.lines.map { line in
          NightResult.OrderList.Line(
            symbol: line.symbol, side: line.action == .hold ? nil : line.action == .buy ? .buy : .sell,
            shares: line.shares, price: line.price, weight: line.weight, targetWeight: line.targetWeight,
            reason: line.reason)
        }, targetCashWeight: list.orders.targetCashWeight)
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
