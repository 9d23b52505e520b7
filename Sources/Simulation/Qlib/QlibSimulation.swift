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
/// 4. A followed run decides among equal scores and nothing else (`FollowedRun`).
package enum QlibSimulation {
  /// Runs a strategy over the days of a backtest under qlib's rules.
  ///
  /// - Parameter followed: whose choice among equal scores is taken; nil: the order of codes.
  /// - Throws: what `QlibRunMaterial` throws.
  package static func run(
    strategy: any Strategy, backtest: BacktestConfig, predictions: PanelTable, market: any Market,
    following followed: FollowedRun? = nil
  ) throws -> SimulationOutcome {
    try run(
      strategy: strategy, backtest: backtest,
      on: QlibRunMaterial(backtest, predictions: predictions, market: market, for: strategy),
      following: followed)
  }

  /// One of several runs on the same material.
  package static func run(
    strategy: any Strategy, backtest: BacktestConfig, on material: QlibRunMaterial,
    following followed: FollowedRun? = nil
  ) throws -> SimulationOutcome {
    let exchange = QlibExchange(quotes: material.quotes, config: backtest.exchange)
    return try run(strategy: strategy, backtest: backtest, on: material, exchange: exchange, following: followed)
  }

  /// The same with rules of the real exchange laid over qlib's: none of them is qlib's own run.
  ///
  /// - Parameter real: what the rules are asked of, `material.realQuotes` of the same market.
  package static func run(
    strategy: any Strategy, backtest: BacktestConfig, on material: QlibRunMaterial, real: AShareQuotes,
    with rules: Set<AShareRule>, following followed: FollowedRun? = nil
  ) throws -> SimulationOutcome {
    let base = QlibExchange(quotes: material.quotes, config: backtest.exchange)
    let exchange = RuledExchange(base, rules: rules, real: real)
    return try run(strategy: strategy, backtest: backtest, on: material, exchange: exchange, following: followed)
  }

  /// The same for one run alone.
  package static func run(
    strategy: any Strategy, backtest: BacktestConfig, predictions: PanelTable, market: any Market,
    with rules: Set<AShareRule>
  ) throws -> SimulationOutcome {
    let material = try QlibRunMaterial(backtest, predictions: predictions, market: market, for: strategy)
    return try run(
      strategy: strategy, backtest: backtest, on: material, real: material.realQuotes(market), with: rules)
  }

  private static func run(
    strategy: any Strategy, backtest: BacktestConfig, on material: QlibRunMaterial,
    exchange: some DailyExchange, following followed: FollowedRun?
  ) throws -> SimulationOutcome {
    precondition(material.serves(backtest), "the material was made for another backtest")
    let quotes = material.quotes
    let (predictions, calendar, range) = (material.predictions, material.calendar, material.range)
    let day = QlibTradingDay(strategy: strategy, backtest: backtest, exchange: exchange)
    var state = QlibTradingState(
      account: QlibAccount(
        cash: backtest.account,
        entries: try backtest.startPositions.map {
          QlibAccount.Entry(
            stock: try quotes.requireNumber(of: $0.instrument), amount: $0.amount, price: $0.price)
        }, delaysProceeds: backtest.delaysProceeds))
    var outcome = SimulationOutcome()
    outcome.report.reserveCapacity(range.count)
    var follower = followed.map { TieFollower($0, quotes: quotes) }
    let equal = followed == nil ? nil : material.equalScores
    var lastValue = backtest.account
    for index in range {
      let date = calendar[index]
      let turnoverBefore = state.account.totalTurnover
      let costBefore = state.account.totalCost
      let scored = index > 0 ? predictions.days.binarySearch(calendar[index - 1]) : nil
      let rows = scored.map(predictions.rows) ?? 0..<0
      let scores = DayScores(
        stocks: material.stocks[rows], values: predictions.values[rows],
        hasEqualScores: scored.flatMap { equal?[$0] })
      outcome.trades +=
        follower?.trade(day, &state, index, date, scores) ?? day.trade(&state, index, date, scores)
      state.account.close { exchange.close($0, index) }
      let value = state.account.value
      let cost = state.account.totalCost - costBefore
      outcome.report.append(
        ReportRow(
          day: date, account: value, returnRate: ((value - lastValue) + cost) / lastValue,
          totalTurnover: state.account.totalTurnover,
          turnover: (state.account.totalTurnover - turnoverBefore) / lastValue, totalCost: state.account.totalCost,
          cost: cost / lastValue, value: state.account.stockValue, cash: state.account.cash,
          bench: material.bench.returns[index - range.lowerBound]))
      for entry in state.account.entries {
        outcome.positions.append(
          PositionRow(
            day: date, instrument: quotes.instruments[Int(entry.stock)], amount: entry.amount,
            price: entry.price, weight: entry.amount * entry.price / value, countDay: entry.countDay))
      }
      lastValue = value
      state.account.releaseProceeds()
    }
    outcome.ties = follower?.choices ?? []
    outcome.findings = material.findings + strategy.findings(state.memory)
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
