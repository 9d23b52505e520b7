import MarketData
import Primitives
import Records
import StrategyEngine

/// The trades of one day: the strategy's orders, dealt and booked one after the other.
struct QlibTradingDay<Exchange: DailyExchange> {
  let strategy: any Strategy
  let backtest: BacktestConfig
  let exchange: Exchange

  init(strategy: any Strategy, backtest: BacktestConfig, exchange: Exchange) {
    self.strategy = strategy
    self.backtest = backtest
    self.exchange = exchange
    countsDeals = backtest.exchange.volumeLimits.contains { $0.kind == .cumulative }
  }

  private let countsDeals: Bool

  /// Changes the state by the day's trades, before its close.
  func trade(_ state: inout QlibTradingState, _ index: Int, _ day: TradingDay, _ scores: DayScores) -> [TradeRow] {
    var orders = strategy.orders(
      scores: scores, holdings: state.account.holdings, cash: state.account.cash,
      market: QlibMarketDay(exchange: exchange, index: index), memory: &state.memory)
    if backtest.buysFirst {
      orders = orders.filter { $0.direction == .buy } + orders.filter { $0.direction == .sell }
    }
    var dealt: [Int32: Double] = [:]
    return orders.map { order in
      let deal = exchange.deal(
        order, index, held: state.account.held(order.stock), boughtToday: state.account.boughtToday(order.stock),
        cash: state.account.cash, dealt: countsDeals ? dealt[order.stock] ?? 0 : 0)
      state.account.book(order, deal)
      if countsDeals { dealt[order.stock, default: 0] += deal.amount }
      return row(order, deal, day)
    }
  }

  private func row(_ order: Order, _ deal: QlibExchange.Deal, _ day: TradingDay) -> TradeRow {
    let status: TradeRow.Status =
      !(deal.amount > 0) ? .rejected : isClose(deal.amount, order.amount) ? .filled : .partial
    let reason = deal.reason ?? (deal.amount < order.amount ? .belowOneLot() : nil)
    return TradeRow(
      day: day, instrument: exchange.quotes.instruments[Int(order.stock)], direction: order.direction,
      orderAmount: order.amount, dealAmount: deal.amount, price: deal.price, value: deal.value, cost: deal.cost,
      status: status, reason: status == .filled ? nil : reason)
  }
}

/// What a run carries from one day to the next.
struct QlibTradingState {
  var account: QlibAccount
  var memory = StrategyMemory()
}
