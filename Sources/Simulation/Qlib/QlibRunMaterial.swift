package import MarketData
import Primitives
package import Records
package import StrategyEngine
import Synchronization

/// What runs over the same market, days and predictions have in common, read once: quotes, benchmark,
/// and predictions by stock number.
package struct QlibRunMaterial: Sendable {
  /// Calendar indexes of the run.
  let range: Range<Int>
  let calendar: TradingCalendar
  let quotes: QuoteTable
  let bench: Benchmark.Series
  private(set) var predictions: PanelTable
  /// The stock of each prediction.
  private(set) var stocks: [Int32]
  /// About market, benchmark and exchange settings.
  let findings: [Finding]
  private let made: Key
  private var equality = Equality()

  /// Whether two stocks have the same score, by day of the predictions; looked for once.
  var equalScores: [Bool] { equality.days(predictions) }

  private final class Equality: Sendable {
    private let kept = Mutex<[Bool]?>(nil)

    func days(_ predictions: PanelTable) -> [Bool] {
      kept.withLock { kept in
        if let kept { return kept }
        let found = predictions.days.indices.map { DayScores.hasEqual(predictions.values[predictions.rows(ofDay: $0)]) }
        kept = found
        return found
      }
    }
  }

  /// What of a backtest decides the material.
  private struct Key: Equatable, Sendable {
    var start: TradingDay
    var end: TradingDay
    var benchmark: [InstrumentID]
    var held: [InstrumentID]
    var codes: ExchangeConfig.Codes
    var limit: ExchangeConfig.PriceLimit?
    var prices: [String]
    var volumeLimits: [ExchangeConfig.VolumeLimit]

    init(_ backtest: BacktestConfig) {
      start = backtest.start
      end = backtest.end
      benchmark = backtest.benchmark.instruments
      held = backtest.startPositions.map(\.instrument)
      codes = backtest.exchange.codes
      if case .expressions = backtest.exchange.limit { limit = backtest.exchange.limit }
      prices = [backtest.exchange.buyPrice, backtest.exchange.sellPrice]
      volumeLimits = backtest.exchange.volumeLimits
    }
  }

  /// - Parameter strategy: whose codes and fields are read beside those of predictions and exchange.
  /// - Throws: `backtest.window` where the window does not fit the calendar, `benchmark.missing`,
  ///   `predictions.…` for predictions that decide nothing or cannot belong to this market, `factor.…` and `config.expression` for expressions of the exchange.
  package init(
    _ backtest: BacktestConfig, predictions: PanelTable, market: any Market, for strategy: (any Strategy)? = nil
  )
    throws
  {
    range = try QlibSimulation.window(backtest, market)
    try PredictionCheck.check(predictions, market, range)
    let recorded = predictions
    let predictions = recorded.readByTradingDay(market.calendar)
    let benchmarks = backtest.benchmark.instruments
    bench = try Benchmark.series(benchmarks, market: market, range: range)
    quotes = try QuoteTable(
      market: market, exchange: backtest.exchange, range: range,
      extra: predictions.instruments + backtest.startPositions.map(\.instrument) + (strategy?.instruments ?? []),
      fields: strategy?.fields ?? [])
    let numbers = try predictions.instruments.map { [quotes] in try quotes.requireNumber(of: $0) }
    stocks = predictions.codes.map { numbers[Int($0)] }
    self.predictions = predictions
    calendar = market.calendar
    made = Key(backtest)

    let fields = QuoteExpressions.fields(of: backtest.exchange.expressions)
    var findings = try MarketFindings.absence(
      in: market, instruments: try QuoteTable.quoted(backtest.exchange.codes, market).instruments,
      fields: Set(["close", "change", "factor", "volume"] + fields).sorted())
    if case .universe(let name) = backtest.exchange.codes, name != "all" {
      findings += try UniverseFindings.withoutMembers(name, in: market, start: backtest.start, end: backtest.end)
    }
    findings += try MarketProbe.findings(market, instruments: predictions.instruments, range: range, exchange: .qlib)
    findings += try ExchangeFindings.of(backtest.exchange)
    findings += try PredictionFindings.strays(recorded, market)
    findings += PredictionFindings.of(predictions, calendar, range)
    if let stock = quotes.closeWithoutFactor {
      findings.append(
        .adjustedTrading(stock))
    }
    findings += Benchmark.findings(bench, benchmarks)
    self.findings = findings
  }

  /// The same material with every score used some trading days after the day that it decides; the last ones decide
  /// nothing any more.
  package func lagged(by count: Int) -> QlibRunMaterial {
    let later = predictions.days.map { day in
      calendar.index(of: day).flatMap { $0 + count < calendar.count ? calendar[$0 + count] : nil }
    }
    // Days that are no trading days were read as such before: only those at the end have none behind them.
    let kept = later.prefix { $0 != nil }.compactMap(\.self)
    let rows = predictions.offsets[kept.count]
    var material = self
    material.predictions = PanelTable(
      instruments: predictions.instruments, days: kept, offsets: Array(predictions.offsets[...kept.count]),
      codes: Array(predictions.codes[..<rows]), values: Array(predictions.values[..<rows]))
    material.stocks = Array(stocks[..<rows])
    material.equality = Equality()
    return material
  }

  /// Real prices of the same instruments in the same order, for rules that are laid over qlib's.
  ///
  /// - Throws: what the market throws.
  package func realQuotes(_ market: any Market) throws -> AShareQuotes {
    try AShareQuotes(market: market, instruments: quotes.instruments)
  }

  /// Whether a backtest can run on it: it may differ in costs, money, lots and executor alone.
  package func serves(_ backtest: BacktestConfig) -> Bool { made == Key(backtest) }
}

extension QuoteTable {
  func requireNumber(of instrument: InstrumentID) throws -> Int32 {
    guard let number = number(of: instrument) else {
      throw Diagnostic.unnumbered(instrument)
    }
    return number
  }
}

extension Finding {
  fileprivate static func adjustedTrading(_ stock: InstrumentID) -> Finding {
    Finding(
      "market.adjusted-trading", .serious, ["stock": .instrument(stock)],
      title: (en: "Close without an adjustment factor", zh: "有收盘价而缺复权因子"),
      evidence: (
        en: "{stock} has a close without an adjustment factor inside the window.", zh: "区间内 {stock} 有收盘价而缺复权因子。"
      ),
      consequence: (
        en: "qlib then trades adjusted amounts and rounds no order to lots, and so does this run.",
        zh: "此时 qlib 按复权数量交易且不取整到手，本次运行亦然。"
      ), remedy: (en: "Dump the factor of every stock.", zh: "补齐所有股票的复权因子。"))
  }
}

extension Diagnostic {
  fileprivate static func unnumbered(_ stock: InstrumentID) -> Diagnostic {
    Diagnostic(
      "simulation.stock", .fault, ["stock": .instrument(stock)], (en: "{stock} has no number.", zh: "{stock} 没有编号。"),
      remedy: (en: "Report this.", zh: "请报告此问题。"))
  }
}
