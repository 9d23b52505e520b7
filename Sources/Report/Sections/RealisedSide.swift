import Primitives
import Records

/// What was executed with virtual or real money, in the figures that stand beside those of a backtest.
struct RealisedSide: Sendable {
  /// Begins the identifier of its chart.
  let id: String
  let days: [TradingDay]
  /// 1 where it began.
  let netValues: [Double]
  /// Of each day, of the value at the close before, after costs.
  let returns: [Double]
  /// Of each day, of the value at the close before.
  let costs: [Double]
  /// Costs of each yuan traded; nil where nothing was.
  let costRate: Double?
  /// What fills lost against the prices of their decisions, of each yuan traded. Nil where no such price is known, as
  /// for a preview, which deals at closes.
  let slippage: Double?
  /// Orders that dealt at least in part, of all that were placed.
  let dealt: Double?

  init(_ preview: NightResult.Preview) {
    let traded = preview.trades.reduce(0.0) { $0 + $1.amount.yuan }
    let orders = OrderFate(count: preview.tradeCount + preview.skipCount, dealt: preview.tradeCount)
    self.init(
      id: "preview-" + Slug.of(preview.strategy.id), base: preview.strategy.initialCapital,
      days: preview.accounts.map { ($0.tradingDay, $0.totalValue, $0.cost) }, traded: traded,
      paid: preview.trades.reduce(0.0) { $0 + $1.cost.yuan }, slippage: nil, orders: orders)
  }

  init(_ run: RealisedRun, of migration: String) {
    self.init(
      id: "migration-" + Slug.of(migration) + "-account-" + Slug.of(run.account), base: run.base,
      days: run.days.map { ($0.day, $0.value, $0.cost) }, traded: run.days.reduce(0.0) { $0 + $1.traded.yuan },
      paid: run.days.reduce(0.0) { $0 + $1.cost.yuan },
      slippage: run.feedback.averageSlippageBps.map { $0 / RealisedSide.basisPoints }, orders: run.orders)
  }

  private static let basisPoints = 10_000.0

  private init(
    id: String, base: Money, days: [(day: TradingDay, value: Money, cost: Money)], traded: Double, paid: Double,
    slippage: Double?, orders: OrderFate
  ) {
    self.id = id
    self.days = days.map(\.day)
    netValues = base > .zero ? days.map { $0.value.yuan / base.yuan } : []
    let bases = [base] + days.dropLast().map(\.value)
    let pairs = zip(bases, days).filter { $0.0 > .zero }
    returns = pairs.map { $1.value.yuan / $0.yuan - 1 }
    costs = pairs.map { $1.cost.yuan / $0.yuan }
    costRate = traded > 0 ? paid / traded : nil
    self.slippage = slippage
    dealt = orders.ratio
  }
}
