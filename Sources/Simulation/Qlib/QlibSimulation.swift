package import MarketData
import Primitives
package import Records
package import StrategyEngine

/// A backtest under qlib's rules: the daily loop of `qlib/backtest/backtest.py` with the daily
/// executor, for a strategy on recorded predictions.
///
/// Invariants, which the tests carry by number:
/// 1. Sells of a day are executed before its buys, unless the executor is parallel.
/// 2. The account equals stocks at their last prices plus cash plus delayed proceeds.
/// 3. A day's decision sees predictions of the trading day before only.
package enum QlibSimulation {
  /// Runs a strategy over the days of a backtest under qlib's rules.
  ///
  /// - Throws: what `QlibRunMaterial` throws.
  package static func run(
    strategy: any Strategy, backtest: BacktestConfig, predictions: PanelTable, market: any Market
  ) throws -> SimulationOutcome {
    try run(
      strategy: strategy, backtest: backtest,
      on: QlibRunMaterial(backtest, predictions: predictions, market: market))
  }

  /// One of several runs on the same material.
  package static func run(
    strategy: any Strategy, backtest: BacktestConfig, on material: QlibRunMaterial
  ) throws -> SimulationOutcome {
    let exchange = QlibExchange(quotes: material.quotes, config: backtest.exchange)
    return try run(strategy: strategy, backtest: backtest, on: material, exchange: exchange)
  }

  /// The same with rules of the real exchange laid over qlib's: none of them is qlib's own run.
  package static func run(
    strategy: any Strategy, backtest: BacktestConfig, on material: QlibRunMaterial, market: any Market,
    with rules: Set<AShareRule>
  ) throws -> SimulationOutcome {
    let base = QlibExchange(quotes: material.quotes, config: backtest.exchange)
    let exchange = try RuledExchange(base, rules: rules, market: market)
    return try run(strategy: strategy, backtest: backtest, on: material, exchange: exchange)
  }

  /// The same for one run alone.
  package static func run(
    strategy: any Strategy, backtest: BacktestConfig, predictions: PanelTable, market: any Market,
    with rules: Set<AShareRule>
  ) throws -> SimulationOutcome {
    try run(
      strategy: strategy, backtest: backtest,
      on: QlibRunMaterial(backtest, predictions: predictions, market: market), market: market, with: rules)
  }

  private static func run(
    strategy: any Strategy, backtest: BacktestConfig, on material: QlibRunMaterial,
    exchange: some DailyExchange
  ) throws -> SimulationOutcome {
    precondition(material.serves(backtest), "the material was made for another backtest")
    let quotes = material.quotes
    let (predictions, calendar, range) = (material.predictions, material.calendar, material.range)
    var account = QlibAccount(
      cash: backtest.account,
      entries: try backtest.startPositions.map {
        QlibAccount.Entry(
          stock: try quotes.requireNumber(of: $0.instrument), amount: $0.amount, price: $0.price)
      }, delaysProceeds: backtest.delaysProceeds)
    var outcome = SimulationOutcome()
    outcome.report.reserveCapacity(range.count)
    let countsDeals = backtest.exchange.volumeLimits.contains { $0.kind == .cumulative }
    var dealt: [Int32: Double] = [:]
    var lastValue = backtest.account
    var memory = StrategyMemory()
    for index in range {
      let day = calendar[index]
      let turnoverBefore = account.totalTurnover
      let costBefore = account.totalCost
      let rows = index > 0 ? predictions.rows(of: calendar[index - 1]) : 0..<0
      let scores = DayScores(stocks: material.stocks[rows], values: predictions.values[rows])
      var orders = strategy.orders(
        scores: scores, holdings: account.holdings, cash: account.cash,
        market: QlibMarketDay(exchange: exchange, index: index), memory: &memory)
      if backtest.buysFirst {
        orders = orders.filter { $0.direction == .buy } + orders.filter { $0.direction == .sell }
      }
      if countsDeals { dealt.removeAll(keepingCapacity: true) }
      for order in orders {
        let deal = exchange.deal(
          order, index, held: account.held(order.stock), boughtToday: account.boughtToday(order.stock),
          cash: account.cash, dealt: countsDeals ? dealt[order.stock] ?? 0 : 0)
        account.book(order, deal)
        if countsDeals { dealt[order.stock, default: 0] += deal.amount }
        outcome.trades.append(row(order, deal, day, quotes))
      }
      account.close { exchange.close($0, index) }
      let value = account.value
      let cost = account.totalCost - costBefore
      outcome.report.append(
        ReportRow(
          day: day, account: value, returnRate: ((value - lastValue) + cost) / lastValue,
          totalTurnover: account.totalTurnover,
          turnover: (account.totalTurnover - turnoverBefore) / lastValue, totalCost: account.totalCost,
          cost: cost / lastValue, value: account.stockValue, cash: account.cash,
          bench: material.bench.returns[index - range.lowerBound]))
      for entry in account.entries {
        outcome.positions.append(
          PositionRow(
            day: day, instrument: quotes.instruments[Int(entry.stock)], amount: entry.amount,
            price: entry.price, weight: entry.amount * entry.price / value, countDay: entry.countDay))
      }
      lastValue = value
      account.releaseProceeds()
    }
    outcome.findings = material.findings + strategy.findings(memory)
    return outcome
  }

  /// Calendar indexes of a backtest: the start moves forward, the end back to a trading day. The last
  /// day must have a successor, because qlib ends a day one second before the next one begins.
  package static func window(_ backtest: BacktestConfig, _ market: any Market) throws -> Range<Int> {
    let calendar = market.calendar
    guard let first = calendar.firstIndex(onOrAfter: backtest.start),
      let last = calendar.lastIndex(onOrBefore: backtest.end), first <= last
    else {
      throw Diagnostic.window(backtest, calendar, market.location)
    }
    guard last + 1 < calendar.count else {
      throw Diagnostic.lastDay(calendar[last], market.location)
    }
    return first..<(last + 1)
  }

  private static func row(
    _ order: Order, _ deal: QlibExchange.Deal, _ day: TradingDay, _ quotes: QuoteTable
  ) -> TradeRow {
    let status: TradeRow.Status =
      !(deal.amount > 0) ? .rejected : isClose(deal.amount, order.amount) ? .filled : .partial
    let reason = deal.reason ?? (deal.amount < order.amount ? .belowOneLot() : nil)
    return TradeRow(
      day: day, instrument: quotes.instruments[Int(order.stock)], direction: order.direction,
      orderAmount: order.amount, dealAmount: deal.amount, price: deal.price, value: deal.value, cost: deal.cost,
      status: status, reason: status == .filled ? nil : reason)
  }
}

extension Diagnostic {
  fileprivate static func lastDay(_ day: TradingDay, _ location: String) -> Diagnostic {
    Diagnostic(
      "backtest.window", .absent, at: .init(location, field: "calendar"), ["day": .day(day)],
      (
        en: "The backtest ends on {day}, the last day of the calendar, where qlib itself fails.",
        zh: "回测止于日历最后一日 {day}，qlib 自身在此失败。"
      ), remedy: (en: "End one trading day earlier, or load one more day.", zh: "提前一个交易日结束，或再加载一日行情。"))
  }
}
