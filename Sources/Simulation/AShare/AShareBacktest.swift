package import MarketData
import Primitives
package import Records
package import StrategyEngine

/// A backtest under the exchange's rules: the step that previews take, over a window of days.
///
/// Amounts are real shares and prices real yuan. Deals are made at the official close, so that a
/// preview over the same days with the same money makes the same trades.
package enum AShareBacktest {
  /// Larger accounts are refused, so that no product of shares, prices and rates leaves 64 bits.
  package static let accountMax = 1e11

  /// Runs a strategy over the days of a backtest under the exchange's own rules.
  ///
  /// - Parameter fees: nil: nothing is paid.
  /// - Throws: `backtest.window`, `backtest.account`, `benchmark.missing` and what predictions of
  ///   another market throw.
  package static func run(
    strategy: any Strategy, backtest: BacktestConfig, predictions: PanelTable, market: any Market,
    fees: AShareFees? = AShareFees()
  ) throws -> SimulationOutcome {
    let range = try window(backtest, market)
    try PredictionCheck.check(predictions, market, range)
    let recorded = predictions
    let predictions = recorded.readByTradingDay(market.calendar)
    let benchmarks = backtest.benchmark.instruments
    let bench = try Benchmark.series(benchmarks, market: market, range: range)
    let quotes = try AShareQuotes(
      market: market,
      instruments: predictions.instruments + backtest.startPositions.map(\.instrument) + strategy.instruments,
      fields: strategy.fields)
    let simulation = AShareSimulation(strategy: strategy, rules: AShareRules(quotes: quotes, fees: fees))
    let stockOfCode = predictions.instruments.map { quotes.number(of: $0) ?? -1 }
    let stocks = predictions.codes.map { stockOfCode[Int($0)] }

    var account = try start(backtest, quotes, range.lowerBound, market.location)
    var ledger = AShareRunLedger(quotes: quotes, initial: try money(backtest.account, market.location))
    ledger.outcome.report.reserveCapacity(range.count)
    var memory = StrategyMemory()
    var daysWithoutScores = 0
    for index in range {
      let rows = index > 0 ? predictions.rows(of: market.calendar[index - 1]) : 0..<0
      let scores =
        rows.isEmpty ? nil : DayScores(stocks: stocks[rows], values: predictions.values[rows])
      if !rows.contains(where: { !predictions.values[$0].isNaN }) { daysWithoutScores += 1 }
      let day = simulation.step(account, scores: scores, on: index, memory: &memory)
      if let problem = day.account.outOfRange(quotes.instruments, on: market.calendar[index]) { throw problem }
      ledger.append(day, on: index, bench: bench.returns[index - range.lowerBound])
      account = day.account
    }
    var outcome = ledger.outcome
    outcome.findings =
      AShareFindings.standing
      + AShareFindings.configuration(backtest, pays: fees != nil)
      + (try PredictionFindings.strays(recorded, market))
      + PredictionFindings.scores(predictions, market.calendar, range)
      + AShareFindings.run(account, quotes, range, daysWithoutScores: daysWithoutScores)
      + [quotes.volumeUnit.finding] + (try AShareFindings.data(market, predictions.instruments))
      + (try MarketProbe.findings(market, instruments: predictions.instruments, range: range, exchange: .ashare))
      + strategy.findings(memory)
    outcome.findings += Benchmark.findings(bench, benchmarks)
    return outcome
  }

  /// Calendar indexes of a backtest: the start moves forward, the end back to a trading day. Unlike
  /// qlib's, the window may end on the last day of the calendar.
  package static func window(_ backtest: BacktestConfig, _ market: any Market) throws -> Range<Int> {
    let calendar = market.calendar
    guard let first = calendar.firstIndex(onOrAfter: backtest.start),
      let last = calendar.lastIndex(onOrBefore: backtest.end), first <= last
    else {
      throw Diagnostic.window(backtest, calendar, market.location)
    }
    return first..<(last + 1)
  }

  private static func money(_ yuan: Double, _ location: String) throws -> Money {
    guard yuan >= 0, yuan <= accountMax, let money = Money(rounding: yuan) else {
      throw Diagnostic.account(yuan, location)
    }
    return money
  }

  /// Start positions are given in adjusted shares and adjusted yuan; their real shares are the whole
  /// number nearest to value / real price.
  private static func start(
    _ backtest: BacktestConfig, _ quotes: AShareQuotes, _ index: Int, _ location: String
  ) throws -> AShareAccount {
    var positions: [AShareAccount.Position] = []
    for given in backtest.startPositions {
      guard let stock = quotes.number(of: given.instrument),
        let last = quotes.lastClose(stock, onOrBefore: index - 1)
      else {
        throw Diagnostic.startPrice(given.instrument, backtest.start, location)
      }
      let shares = (given.amount * given.price * 100 / Double(last.cents)).rounded()
      guard shares >= 0, shares < 1e12 else {
        throw Diagnostic.startShares(given.instrument, given.amount, location)
      }
      guard shares > 0 else { continue }
      let whole = Int64(shares)
      positions.append(
        AShareAccount.Position(
          stock: stock, shares: whole, sellable: whole, price: last.cents, priceIndex: last.index,
          costBasis: AShareAccount.value(whole, cents: last.cents), countDay: 0))
    }
    return AShareAccount(cash: try money(backtest.account, location), positions: positions)
  }
}

extension Diagnostic {
  /// No trading day of the calendar lies in a backtest's window; under qlib's rules too.
  static func window(_ backtest: BacktestConfig, _ calendar: TradingCalendar, _ location: String) -> Diagnostic {
    Diagnostic(
      "backtest.window", .absent, at: .init(location, field: "calendar"),
      [
        "start": .day(backtest.start), "end": .day(backtest.end), "first": .day(calendar[0]),
        "last": .day(calendar[calendar.count - 1]),
      ],
      (
        en: "No trading day lies between {start} and {end}; the calendar runs from {first} to {last}.",
        zh: "{start} 至 {end} 之间没有交易日；日历为 {first} 至 {last}。"
      ), remedy: (en: "Choose a window inside the calendar, or load more data.", zh: "请选日历内的区间，或加载更多数据。"))
  }

  fileprivate static func account(_ yuan: Double, _ location: String) -> Diagnostic {
    Diagnostic(
      "backtest.account", .usage, at: .init(location),
      ["account": .exact(yuan), "most": .money(AShareBacktest.accountMax)],
      (en: "An account of {account} yuan is out of range.", zh: "账户金额 {account} 元超出范围。"),
      remedy: (en: "Choose at least 0 and at most {most}.", zh: "请取 0 至 {most}。"))
  }

  fileprivate static func startPrice(_ stock: InstrumentID, _ day: TradingDay, _ location: String) -> Diagnostic {
    Diagnostic(
      "backtest.start-position", .absent, at: .init(location), ["stock": .instrument(stock), "day": .day(day)],
      (en: "{stock} has no price before {day}.", zh: "{stock} 在 {day} 之前没有价格。"),
      remedy: (en: "Leave the start position out, or load earlier prices.", zh: "去掉该初始持仓，或加载更早的行情。"))
  }

  fileprivate static func startShares(_ stock: InstrumentID, _ amount: Double, _ location: String) -> Diagnostic {
    Diagnostic(
      "backtest.start-position", .damaged, at: .init(location),
      ["stock": .instrument(stock), "shares": .exact(amount)],
      (en: "The start position of {stock} is out of range: {shares} shares.", zh: "{stock} 的初始持仓 {shares} 股超出范围。"),
      remedy: (en: "Correct the start position.", zh: "请改正初始持仓。"))
  }
}
