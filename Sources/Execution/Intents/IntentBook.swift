package import Primitives
package import Records
package import Store

/// Intents of one account in the state file: each change is stored before anything rests on it.
package struct IntentBook: Sendable {
  package let account: String
  private let database: Database
  private let clock: Clock

  package init(account: String, database: Database, clock: Clock) {
    self.account = account
    self.database = database
    self.clock = clock
  }

  /// Stores the intents of a plan, one a part, and gives them as they stand. A decision that was opened before gives its
  /// first intents, even where the account by now would want others.
  package func open(_ plan: TradePlan) throws -> [TradeIntent] {
    precondition(plan.account == account, "the plan is another account's")
    let strategy = plan.strategies.count == 1 ? plan.strategies[0].strategyID : "+"
    let intents = plan.lines.flatMap { line in
      line.slices.enumerated().map { offset, slice in
        var intent = TradeIntent(
          key: .init(
            strategy: strategy, day: plan.day, instrument: line.instrument, side: line.side,
            signal: "\(plan.signal)/\(offset)"),
          account: account, environment: plan.environment, quantity: slice.shares, priceType: line.priceType,
          price: line.price, decisionPrice: line.decisionPrice, at: clock.timestamp)
        intent.parts = line.parts
        intent.dueMinute = slice.minute
        return intent
      }
    }
    return try database.create(intents, of: plan, at: clock.timestamp)
  }

  /// Stores what our own rules made of an intent; gives it as it stands where another process moved it on before.
  package func judged(_ intent: TradeIntent, _ decision: RiskDecision) throws -> TradeIntent {
    guard !decision.rulings.isEmpty else { return intent }
    var next = intent
    if decision.isBlocked {
      next = try move(intent, to: .riskBlocked)
      next.blockReason = decision.leading?.rule
    } else {
      next.quantity = decision.shares
    }
    next.updatedAt = clock.timestamp
    let isWritten = try database.record([next], over: [intent], events: decision.events(intent, at: clock.timestamp))
    return isWritten ? next : try standing(intent)
  }

  /// Asks a gateway for an order, once: stored before and after. What another process has ended or sent by now is not
  /// asked for.
  ///
  /// - Parameter arrival: the last price at this moment.
  package func send(_ intent: TradeIntent, through gateway: any Gateway, arrival: Money?) throws -> TradeIntent {
    var sending = try move(intent, to: .sending)
    sending.arrivalPrice = arrival
    let asked = clock.now()
    guard
      try database.record([sending], over: [intent], events: [event(sending, .sent, "sending", .sending(sending))])
    else { return try standing(intent) }
    let answer: Result<String, GatewayFailure>
    do throws(GatewayFailure) {
      answer = .success(try gateway.place(OrderRequest(sending)))
    } catch {
      answer = .failure(error)
    }
    var next: TradeIntent
    let told: ExecutionEvent
    switch answer {
    case .success(let number):
      next = try move(sending, to: .submitted)
      next.orderID = number
      told = event(next, .sent, "submitted", .submitted(next), ["seconds": clock.now() - asked])
    case .failure(.refused(let message)):
      next = try move(sending, to: .rejected)
      next.blockReason = message.english
      told = event(next, .report, "rejected", message)
    case .failure(.away(let message)):
      next = try move(sending, to: .created)
      told = event(next, .fault, "away", message)
    case .failure(.unknown(let message)):
      next = try move(sending, to: .unknown)
      told = event(next, .fault, "unknown", message)
    }
    next.updatedAt = clock.timestamp
    if try database.record([next], over: [sending], events: [told]) { return next }
    // Another process saw the order at the broker before its answer was here: it knows more.
    try database.append([told])
    return try standing(intent)
  }

  /// An intent as it is stored.
  private func standing(_ intent: TradeIntent) throws -> TradeIntent {
    try database.intents(of: account, on: intent.day).first { $0.id == intent.id } ?? intent
  }

  /// Lays what the broker tells over what is stored.
  ///
  /// - Returns: all intents of the day, as they stand now.
  package func take(_ orders: [BrokerOrder], _ trades: [BrokerTrade], on day: TradingDay) throws -> [TradeIntent] {
    // A report that another process was faster with is laid over what is stored then.
    for _ in 0..<IntentBook.readingsMax {
      let known = try database.intents(of: account, on: day)
      let counted = try Set(database.fills(of: account, from: day, through: day).map { BrokerReport.key($0.trade) })
      let report = BrokerReport(
        orders, trades, over: known, counted: counted, account: account, day: day, at: clock.timestamp)
      let fresh = report.fills.filter { !counted.contains(BrokerReport.key($0.trade)) }
      if report.intents.isEmpty, fresh.isEmpty { return known }
      guard try database.record(report.intents, over: known, fills: fresh, events: report.events) else { continue }
      let changed = Dictionary(report.intents.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
      return known.map { changed[$0.id] ?? $0 }
    }
    return try database.intents(of: account, on: day)
  }

  /// Times that a report is laid over intents that others move on meanwhile; the next pass brings it again.
  private static let readingsMax = 3

  /// Ends intents whose outcome was open and that the broker, asked in full, does not have: they never arrived, and are
  /// not sent again.
  ///
  /// What is only missing in a list may still be on its way: the broker is asked whether it is sure.
  ///
  /// - Parameter seconds: how old an intent must be, so that no request of it is still on its way.
  package func close(
    _ intents: [TradeIntent], missingIn orders: [BrokerOrder], after seconds: Double, through gateway: any Gateway
  ) throws {
    let there = Set(orders.compactMap(\.key))
    for intent in intents where [.sending, .unknown].contains(intent.state) && !there.contains(intent.remark) {
      guard let since = MarketTime(intent.updatedAt), clock.now() - Double(since.seconds) >= seconds else { continue }
      let isSure: Bool
      do throws(GatewayFailure) { isSure = try gateway.neverHad(intent.remark) } catch {
        try note(intent, .fault, "gateway", error.message)
        continue
      }
      guard isSure else { continue }
      var next = intent
      if next.state == .sending { next = try move(next, to: .unknown) }
      next = try move(next, to: .rejected)
      next.blockReason = "never-arrived"
      next.updatedAt = clock.timestamp
      try database.record(
        [next], over: [intent], events: [event(next, .reconcile, "never-arrived", .neverArrived(next))])
    }
  }

  /// Ends intents that were never sent.
  package func drop(_ intents: [TradeIntent], because message: Message, code: String) throws {
    for intent in intents where intent.state == .created { try cancel(intent, because: message, code: code) }
  }

  /// Ends what is open of a day that is over: an order is good for its day, and a broker forgets it over night. What it
  /// dealt is counted by its fills.
  ///
  /// - Parameter isOver: whether a day is.
  package func expire(_ isOver: (TradingDay) -> Bool) throws {
    for intent in try database.openIntents(of: account) where isOver(intent.day) {
      try cancel(intent, because: .dayOver(intent), code: "day-over")
    }
  }

  private func cancel(_ intent: TradeIntent, because message: Message, code: String) throws {
    var next = try move(intent, to: .canceled)
    next.blockReason = code
    next.updatedAt = clock.timestamp
    try database.record([next], over: [intent], events: [event(next, .cancel, code, message)])
  }

  package func note(
    _ intent: TradeIntent, _ kind: ExecutionEvent.Kind, _ code: String, _ message: Message
  ) throws { try database.append([event(intent, kind, code, message)]) }

  private func move(_ intent: TradeIntent, to state: TradeIntent.State) throws -> TradeIntent {
    guard intent.state.next.contains(state) else { throw Diagnostic.transition(intent, to: state) }
    var next = intent
    next.state = state
    return next
  }

  private func event(
    _ intent: TradeIntent, _ kind: ExecutionEvent.Kind, _ code: String, _ message: Message,
    _ figures: [String: Double] = [:]
  ) -> ExecutionEvent {
    var all = figures
    all["shares"] = Double(intent.quantity)
    all["price"] = intent.price?.yuan
    return ExecutionEvent(
      time: clock.timestamp, account: account, day: intent.day, kind: kind, code: code, intent: intent.id,
      instrument: intent.instrument, figures: all, message: message)
  }
}

extension Diagnostic {
  fileprivate static func transition(_ intent: TradeIntent, to state: TradeIntent.State) -> Diagnostic {
    Diagnostic(
      "execution.transition", .fault,
      ["intent": .text(intent.id), "from": .text(intent.state.rawValue), "to": .text(state.rawValue)],
      (
        en: "The intent {intent} cannot go from {from} to {to}.", zh: "意图 {intent} 不能由 {from} 转为 {to}。"
      ),
      remedy: (
        en: "Run `aistock trade reconcile`, and report this with the log of the day.",
        zh: "请运行 `aistock trade reconcile`，并连同当日日志反馈此问题。"
      ))
  }
}

extension Message {
  fileprivate static func sending(_ intent: TradeIntent) -> Message {
    Message(
      "execution.sending",
      ["instrument": .instrument(intent.instrument), "shares": .count(Int(intent.quantity))],
      en: "{instrument}: {shares} shares are being sent.", zh: "{instrument}：{shares} 股正在报送。")
  }

  fileprivate static func submitted(_ intent: TradeIntent) -> Message {
    Message(
      "execution.submitted",
      ["instrument": .instrument(intent.instrument), "order": .text(intent.orderID ?? "–")],
      en: "{instrument}: the broker took it as order {order}.", zh: "{instrument}：券商已受理，委托号 {order}。")
  }

  fileprivate static func dayOver(_ intent: TradeIntent) -> Message {
    Message(
      "execution.day-over",
      [
        "instrument": .instrument(intent.instrument), "day": .day(intent.day),
        "filled": .count(Int(intent.filledQuantity)), "shares": .count(Int(intent.quantity)),
      ], en: "{instrument}: {day} is over, {filled} of {shares} shares filled.",
      zh: "{instrument}：{day} 已收盘，成交 {filled}/{shares} 股。")
  }

  fileprivate static func neverArrived(_ intent: TradeIntent) -> Message {
    Message(
      "execution.never-arrived", ["instrument": .instrument(intent.instrument)],
      en: "{instrument}: the broker never had the order.", zh: "{instrument}：券商从未收到该委托。")
  }
}
