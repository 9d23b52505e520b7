import Execution
package import Primitives
package import Records
package import Store

/// Builds the LiveFeedback document of a preview, or of a strategy on a paper or live account, over a period.
package struct FeedbackBuilder: Sendable {
  private let database: Database
  private let clock: Clock

  package init(database: Database, clock: Clock) {
    self.database = database
    self.clock = clock
  }

  /// What research knows the strategy by; nil where it is not known.
  package struct Origin: Equatable, Sendable {
    package var experimentID: String?
    package var strategyConfigHash: String?
    package var factorSetHash: String?

    package init(experimentID: String? = nil, strategyConfigHash: String? = nil, factorSetHash: String? = nil) {
      self.experimentID = experimentID
      self.strategyConfigHash = strategyConfigHash
      self.factorSetHash = factorSetHash
    }
  }

  /// A preview's settled days.
  ///
  /// - Throws: `feedback.no-days` (exit 3) where none lies in the period.
  package func preview(
    _ strategy: PreviewStrategy, origin: Origin, from start: TradingDay?, through end: TradingDay?
  ) throws -> LiveFeedback {
    let accounts = try database.accounts(of: strategy.id)
    let inside = accounts.filter { isInside($0.tradingDay, start, end) }
    guard let first = inside.first, let last = inside.last else { throw Diagnostic.noDays(strategy.id) }
    let base = accounts.last { $0.tradingDay < first.tradingDay }?.totalValue ?? strategy.initialCapital
    let figures = FeedbackFigures(base: base, values: inside.map(\.totalValue))
    let all = try database.trades(of: strategy.id)
    let trades = all.filter { isInside($0.tradingDay, first.tradingDay, last.tradingDay) }
    let skips = try database.skips(of: strategy.id).filter {
      isInside($0.tradingDay, first.tradingDay, last.tradingDay)
    }
    var feedback = document(strategy.id, .preview, figures, origin, first.tradingDay, last.tradingDay)
    let byDay = Dictionary(grouping: trades, by: \.tradingDay)
    feedback.turnover = figures.turnover(
      inside.map { day in (byDay[day.tradingDay] ?? []).reduce(.zero) { $0 + $1.amount } })
    let filled = trades.reduce(Int64(0)) { $0 + $1.volume }
    feedback.fillRatio = ExecutionFigures.fillRatio(
      ordered: filled + skips.reduce(Int64(0)) { $0 + $1.volume }, filled: filled)
    let before = all.filter { $0.tradingDay < first.tradingDay }.map(FeedbackFill.init)
    feedback.winRate = ExecutionFigures.winRate(
      trades.map(FeedbackFill.init), held: FeedbackBuilder.held(after: before))
    feedback.orderRejectCount = skips.count
    return feedback
  }

  /// A strategy's book on an account.
  ///
  /// - Throws: `feedback.no-days` (exit 3) where the period has no close of its book.
  package func account(
    _ account: String, strategy: String, environment: TradingEnvironment, origin: Origin,
    from start: TradingDay?, through end: TradingDay?
  ) throws -> LiveFeedback {
    let found = try realised(
      account, strategy: strategy, environment: environment, origin: origin, from: start, through: end)
    guard let found else { throw Diagnostic.noDays("\(account)/\(strategy)") }
    return found.feedback
  }

  /// A strategy's book on an account, day by day; nil where the period has no close of it.
  package func realised(
    _ account: String, strategy: String, environment: TradingEnvironment, origin: Origin,
    from start: TradingDay?, through end: TradingDay?
  ) throws -> RealisedRun? {
    let all = try database.bookValues(of: account, strategy, from: .first, through: .last)
    // The first row is what the book began with, on the eve of its first day.
    let inside = all.dropFirst().filter { isInside($0.day, start, end) }
    guard let first = inside.first, let last = inside.last, let base = all.last(where: { $0.day < first.day })?.value
    else { return nil }
    let figures = FeedbackFigures(base: base, values: inside.map(\.value))
    var feedback = document("\(account)/\(strategy)", environment, figures, origin, first.day, last.day)
    var intents: [String: TradeIntent] = [:]
    for day in all.map(\.day) where day <= last.day {
      for intent in try database.intents(of: account, on: day) where intent.concerns(strategy) {
        intents[intent.id] = intent
      }
    }
    let fills = try database.fills(of: account, from: .first, through: last.day)
    let own = fills.compactMap { fill in
      fill.intent.flatMap { intents[$0] }.map { (fill.day, FeedbackFill(fill, of: $0, strategy)) }
    }
    let inPeriod = own.filter { $0.0 >= first.day }
    let byDay = Dictionary(grouping: inPeriod, by: \.0)
    let days = inside.map { close in
      let fills = (byDay[close.day] ?? []).map(\.1)
      return RealisedRun.Day(
        day: close.day, value: close.value, traded: fills.reduce(.zero) { $0 + $1.amount },
        cost: fills.reduce(.zero) { $0 + $1.cost })
    }
    feedback.turnover = figures.turnover(days.map(\.traded))
    feedback.winRate = ExecutionFigures.winRate(
      inPeriod.map(\.1), held: FeedbackBuilder.held(after: own.filter { $0.0 < first.day }.map(\.1)))
    feedback.averageSlippageBps = ExecutionFigures.slippage(inPeriod.map(\.1))
    let accepted = intents.values.filter { $0.day >= first.day && $0.orderID != nil && $0.state != .rejected }
    feedback.fillRatio = ExecutionFigures.fillRatio(
      ordered: accepted.reduce(0) { $0 + $1.quantity }, filled: accepted.reduce(0) { $0 + $1.filledQuantity })
    let inDays = intents.values.filter { $0.day >= first.day }
    feedback.orderRejectCount = inDays.count { $0.state == .rejected }
    feedback.riskBlockCount = inDays.count { $0.state == .riskBlocked }
    feedback.events = try database.events(of: account, from: first.day, through: last.day).compactMap { event in
      if let intent = event.intent, intents[intent] == nil { return nil }
      return event.feedbackType.map { LiveFeedback.Event(time: event.time, type: $0, detail: event.message) }
    }
    return RealisedRun(
      account: account, feedback: feedback, base: base, days: days,
      orders: OrderFate(count: accepted.count, dealt: accepted.count { $0.filledQuantity > 0 }))
  }

  private func document(
    _ id: String, _ environment: TradingEnvironment, _ figures: FeedbackFigures, _ origin: Origin,
    _ first: TradingDay, _ last: TradingDay
  ) -> LiveFeedback {
    var feedback = LiveFeedback(
      strategyInstanceID: id, environment: environment, start: first, end: last, generatedAt: clock.timestamp)
    feedback.experimentID = origin.experimentID
    feedback.strategyConfigHash = origin.strategyConfigHash
    feedback.factorSetHash = origin.factorSetHash
    feedback.totalReturn = figures.totalReturn
    feedback.annualReturn = figures.annualReturn
    feedback.maxDrawdown = figures.maxDrawdown
    feedback.volatility = figures.volatility
    feedback.sharpe = figures.sharpe
    return feedback
  }

  private func isInside(_ day: TradingDay, _ start: TradingDay?, _ end: TradingDay?) -> Bool {
    start.map { day >= $0 } ?? true && end.map { day <= $0 } ?? true
  }

  /// Shares and their cost after some fills, for round trips that begin before the period.
  static func held(after fills: [FeedbackFill]) -> [InstrumentID: (volume: Int64, basis: Money)] {
    var open: [InstrumentID: (volume: Int64, basis: Money)] = [:]
    for fill in fills {
      var trip = open[fill.instrument] ?? (0, .zero)
      trip.volume += fill.side == .buy ? fill.volume : -fill.volume
      trip.basis += fill.side == .buy ? fill.amount + fill.cost : -(fill.amount - fill.cost)
      open[fill.instrument] = trip.volume > 0 ? trip : nil
    }
    return open
  }
}

extension FeedbackFill {
  init(_ trade: PreviewTrade) {
    self.init(
      instrument: trade.symbol, side: trade.side, volume: trade.volume, price: trade.price, cost: trade.cost,
      decisionPrice: nil)
  }

  /// A strategy's part of a fill.
  fileprivate init(_ fill: ExecutionFill, of intent: TradeIntent, _ strategy: String) {
    func shares(_ side: (Int64) -> Int64, of parts: [TradePlan.Part]) -> Double {
      Double(parts.reduce(Int64(0)) { $0 + side($1.shares) })
    }
    let own = intent.parts.filter { $0.strategyID == strategy }
    // Shares net inside the order, costs fall to all that is traded.
    let net = shares({ $0 }, of: intent.parts)
    let traded = shares(abs, of: intent.parts)
    let signed = Double(fill.trade.side == .buy ? fill.trade.volume : -fill.trade.volume)
    let volume = net == 0 ? 0 : signed * shares({ $0 }, of: own) / net
    let cost = traded == 0 ? 0 : fill.trade.cost(on: fill.day).yuan * shares(abs, of: own) / traded
    self.init(
      instrument: fill.trade.instrument, side: volume < 0 ? .sell : .buy, volume: Int64(volume.magnitude.rounded()),
      price: fill.trade.price, cost: Money(rounding: cost) ?? .zero,
      decisionPrice: intent.decisionPrice)
  }
}

extension TradeIntent {
  fileprivate func concerns(_ strategy: String) -> Bool {
    strategyID == strategy || parts.contains { $0.strategyID == strategy }
  }
}

extension ExecutionEvent {
  /// What research calls it; nil for what is no news to it.
  fileprivate var feedbackType: String? {
    switch (kind, code) {
    case (.risk, "drawdown"): "drawdown_alert"
    case (.risk, _): "risk_limit_hit"
    case (.kill, _): "kill_switch"
    case (.resume, _): "kill_switch_off"
    case (.fault, _): "broker_error"
    case (.reconcile, _): "reconcile"
    default: nil
    }
  }
}

extension TradingDay {
  fileprivate static let first = TradingDay(daysSince1970: 0)
  fileprivate static let last = TradingDay(daysSince1970: 200_000)
}

extension Diagnostic {
  fileprivate static func noDays(_ id: String) -> Diagnostic {
    Diagnostic(
      "feedback.no-days", .absent, ["id": .text(id)],
      (en: "{id} has no settled day in the period.", zh: "{id} 在该期间没有已结算的交易日。"),
      remedy: (en: "Choose another period, or settle the days first.", zh: "请选择其他期间，或先结算。"))
  }
}
