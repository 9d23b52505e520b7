import MarketData
import Primitives
import Records
import Simulation
import StrategyEngine

/// Steps one preview through days and keeps the rows that they leave.
struct PreviewDay {
  /// Where a preview stands between two days.
  struct State {
    var account: AShareAccount
    var totalValue: Money
    var peak: Money
    var memory = StrategyMemory()
    let initialCapital: Money

    /// The state of an account that no stored day is behind.
    ///
    /// - Parameter memory: what the strategy remembers; nil: nothing.
    init(_ account: AShareAccount, memory: String?, _ quotes: AShareQuotes) throws {
      self.account = account
      totalValue = account.totalValue
      peak = totalValue
      initialCapital = totalValue
      if let memory { self.memory = try StrategyMemory(text: memory) { quotes.number(of: $0) } }
    }

    /// The state after a stored day; before the first one without.
    ///
    /// - Parameter memory: what the strategy remembers after that day; nil: nothing.
    init(
      _ strategy: PreviewStrategy, _ last: PreviewAccount?, positions: [PreviewPosition], memory: String? = nil,
      _ quotes: AShareQuotes
    ) throws {
      initialCapital = strategy.initialCapital
      guard let last else {
        account = AShareAccount(cash: strategy.initialCapital)
        totalValue = strategy.initialCapital
        peak = strategy.initialCapital
        return
      }
      let held = try positions.map { row in
        guard let stock = quotes.number(of: row.symbol) else {
          throw Diagnostic.unnumbered(row.symbol)
        }
        return AShareAccount.Position(
          stock: stock, shares: row.volume, sellable: row.volume, price: row.lastPrice.units / 100,
          priceIndex: quotes.calendar.index(of: row.priceDay) ?? 0, costBasis: row.costBasis,
          countDay: row.countDay)
      }
      account = AShareAccount(cash: last.cash, positions: held)
      totalValue = last.totalValue
      peak = last.peak
      if let memory { self.memory = try StrategyMemory(text: memory) { quotes.number(of: $0) } }
    }
  }

  let previewID: String
  let simulation: AShareSimulation
  let predictions: PanelTable
  /// Days whose scores were computed here.
  let liveDays: Set<TradingDay>
  private(set) var state: State
  private(set) var rows = PreviewDays()
  private(set) var daysWithoutScores: [TradingDay] = []
  /// The number of each predicted instrument.
  private let stocks: [Int32]

  init(_ job: PreviewSettlement.Job, simulation: AShareSimulation, state: State) {
    previewID = job.instance.strategy.id
    self.simulation = simulation
    predictions = job.predictions
    liveDays = job.liveDays
    self.state = state
    // Both lists are sorted, so numbers ascend within a day as codes do.
    stocks = predictions.instruments.map { simulation.quotes.number(of: $0) ?? -1 }
  }

  /// Throws where damaged prices carry the account out of the range of amounts.
  mutating func settle(_ index: Int) throws {
    let quotes = simulation.quotes
    let day = quotes.calendar[index]
    let before = index > 0 ? quotes.calendar[index - 1] : nil
    let range = before.map { predictions.rows(of: $0) } ?? 0..<0
    let numbers = predictions.codes[range].map { stocks[Int($0)] }
    let scores =
      range.isEmpty ? nil : DayScores(stocks: numbers[...], values: predictions.values[range])
    let step = simulation.step(state.account, scores: scores, on: index, memory: &state.memory)
    if let problem = step.account.outOfRange(quotes.instruments, on: day) { throw problem }

    var touched = Set(step.account.positions.map { quotes.instruments[Int($0.stock)] })
    if scores == nil {
      daysWithoutScores.append(day)
      reject(day, nil, nil, 0, .noPredictions(before))
    }
    for trade in step.trades {
      touched.insert(quotes.instruments[Int(trade.stock)])
      append(trade, day)
    }
    for entry in step.rejections {
      let symbol = quotes.instruments[Int(entry.stock)]
      touched.insert(symbol)
      reject(day, symbol, entry.side, entry.shares, entry.reason)
    }
    for position in step.account.positions { append(position, day) }
    let origin: ScoreOrigin =
      scores == nil ? .none : before.map { liveDays.contains($0) } == true ? .live : .recorded
    append(
      step, day, origin, prices: PreviewDigest.prices(touched, quotes, index, .codes),
      scores: PreviewDigest.scores(predictions, on: before))
    if simulation.strategy.hasMemory {
      rows.memories.append(
        PreviewMemory(
          previewID: previewID, tradingDay: day, memory: state.memory.text { quotes.instruments[Int($0)] }))
    }
    state.account = step.account
  }

  private mutating func append(
    _ step: AShareSimulation.Day, _ day: TradingDay, _ origin: ScoreOrigin, prices: String, scores: String
  ) {
    let total = step.account.totalValue
    state.peak = max(state.peak, total)
    rows.accounts.append(
      PreviewAccount(
        previewID: previewID, tradingDay: day, cash: step.account.cash, totalValue: total,
        dailyPnL: total - state.totalValue, cumPnL: total - state.initialCapital, peak: state.peak,
        cost: step.trades.reduce(.zero) { $0 + $1.cost.total }, pricesSHA256: prices,
        scoresSHA256: scores, scoreOrigin: origin))
    state.totalValue = total
  }

  private mutating func append(_ trade: AShareSimulation.Trade, _ day: TradingDay) {
    rows.trades.append(
      PreviewTrade(
        previewID: previewID, tradingDay: day, datetime: "\(day)T15:00:00+08:00",
        symbol: simulation.quotes.instruments[Int(trade.stock)], side: trade.side,
        price: trade.price,
        volume: trade.shares, amount: trade.value, commission: trade.cost.commission,
        stampTax: trade.cost.stampTax,
        transferFee: trade.cost.transferFee, reason: trade.reason))
  }

  private mutating func append(_ position: AShareAccount.Position, _ day: TradingDay) {
    rows.positions.append(
      PreviewPosition(
        previewID: previewID, tradingDay: day,
        symbol: simulation.quotes.instruments[Int(position.stock)],
        volume: position.shares, avgCost: average(position.costBasis, position.shares),
        lastPrice: AShareAccount.value(1, cents: position.price), marketValue: position.value,
        costBasis: position.costBasis, countDay: position.countDay,
        priceDay: simulation.quotes.calendar[position.priceIndex]))
  }

  private mutating func reject(
    _ day: TradingDay, _ symbol: InstrumentID?, _ side: Direction?, _ shares: Int64, _ reason: RejectReason
  ) {
    rows.skips.append(
      PreviewSkip(
        previewID: previewID, tradingDay: day, symbol: symbol, side: side, volume: shares,
        reason: reason))
  }

  /// Half up, also below zero.
  private func average(_ money: Money, _ shares: Int64) -> Money {
    let doubled = 2 * money.units + shares
    let divisor = 2 * shares
    let quotient = doubled / divisor
    return Money(units: doubled % divisor < 0 ? quotient - 1 : quotient)
  }
}

extension Diagnostic {
  fileprivate static func unnumbered(_ stock: InstrumentID) -> Diagnostic {
    Diagnostic(
      "preview.stock", .fault, ["stock": .instrument(stock)], (en: "{stock} has no number.", zh: "{stock} 没有编号。"),
      remedy: (en: "Report this.", zh: "请报告此问题。"))
  }
}
