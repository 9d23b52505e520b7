package import Archive
package import Primitives
package import Records
package import Store

/// Takes a plan to its end: judged, stored, sent, followed, and safe to start again at any instruction.
///
/// Starting again with the same plan goes on where it was. What may have been sent before is asked for first, and never
/// sent again.
package struct TradingRun: Sendable {
  /// What the rules need beside account and quotes; read once a pass.
  package struct Surroundings: Sendable {
    package var equityBefore: Money?
    package var peakEquity: Money?
    package var averageVolume: [InstrumentID: Int64]
    package var listingAge: [InstrumentID: Int]
    package var industries: [InstrumentID: String]?
    package var specialTreatment: Set<InstrumentID>?

    package init(
      equityBefore: Money?, peakEquity: Money?, averageVolume: [InstrumentID: Int64],
      listingAge: [InstrumentID: Int], industries: [InstrumentID: String]? = nil,
      specialTreatment: Set<InstrumentID>? = nil
    ) {
      self.equityBefore = equityBefore
      self.peakEquity = peakEquity
      self.averageVolume = averageVolume
      self.listingAge = listingAge
      self.industries = industries
      self.specialTreatment = specialTreatment
    }

    /// Nothing is known: open orders are followed and canceled, and nothing is bought.
    package static let unknown = Surroundings(
      equityBefore: nil, peakEquity: nil, averageVolume: [:], listingAge: [:])
  }

  private let gateway: any Gateway
  private let database: Database
  private let book: IntentBook
  private let killSwitch: KillSwitch
  private let limits: ExecutionLimits
  private let surroundings: Surroundings
  private let clock: Clock
  /// How long a request may be on its way, seconds: an order that the broker does not know by then never arrived.
  private let graceSeconds: Double
  /// How long purchases wait for the cash of open sales, seconds.
  private let saleSeconds: Double

  package init(
    gateway: any Gateway, account: String, database: Database, killSwitch: KillSwitch, limits: ExecutionLimits,
    surroundings: Surroundings, clock: Clock, graceSeconds: Double = 30, saleSeconds: Double = 60
  ) {
    self.gateway = gateway
    self.database = database
    self.killSwitch = killSwitch
    self.limits = limits
    self.surroundings = surroundings
    self.clock = clock
    self.graceSeconds = graceSeconds
    self.saleSeconds = saleSeconds
    book = IntentBook(account: account, database: database, clock: clock)
  }

  /// Stores the plan's intents. Nothing is sent yet.
  ///
  /// - Parameter permits: one of each strategy of the plan.
  /// - Throws: `review.not-approved` where a strategy has no permit for the plan's environment, `execution.plan-day`
  ///   where the plan is not of today.
  package func open(_ plan: TradePlan, permits: [MoneyGate.Permit]) throws {
    for share in plan.strategies {
      let permit = permits.first {
        $0.approval.subject.migration == share.strategyID && $0.approval.statement == share.approval
          && $0.environment.rawValue == plan.environment.rawValue
      }
      guard permit != nil else {
        throw MoneyGate.refusal(share.strategyID, plan.environment == .live ? .live : .paper)
      }
    }
    let today = MarketTime(clock).day
    guard plan.day == today else { throw Diagnostic.planDay(plan.day, today) }
    _ = try book.open(plan)
  }

  /// One pass: asks what became of everything, cancels where the switch is on, and sends what is due.
  ///
  /// - Returns: the intents of the day as they stand after it.
  /// - Throws: what the state file throws. A broker that is away is in the log, not thrown.
  @discardableResult
  package func pass() throws -> [TradeIntent] {
    let now = MarketTime(clock)
    if try killSwitch.position() != .open { return try halted(on: now.day) }
    guard var intents = try reconciled(on: now.day) else {
      return try database.intents(of: book.account, on: now.day)
    }
    let due = intents.filter { $0.state == .created && $0.dueMinute <= now.minute }
    guard !due.isEmpty, var context = try context(for: due, open: intents, at: now) else { return intents }
    var sent: Set<String> = []
    for intent in due.sorted(by: { ($0.side == .sell ? 0 : 1) < ($1.side == .sell ? 0 : 1) }) {
      if try killSwitch.position() != .open { return try halted(on: now.day) }
      let decision = RiskService(context).judge(OrderRequest(intent))
      // Purchases wait until the sales before them have dealt: their cash and their room are not there before.
      if intent.side == .buy, isHelpedBySales(decision), intents.contains(where: { isComing($0, sent, at: now) }) {
        continue
      }
      var next = try book.judged(intent, decision)
      // Another process may have ended it since it was read.
      if !decision.isBlocked, next.state == .created {
        next = try book.send(next, through: gateway, arrival: context.quotes[intent.instrument]?.last)
        sent.insert(next.id)
        if next.state.isOpen, let price = next.price ?? context.quotes[next.instrument]?.limitUp {
          context.commit(next.side, next.instrument, next.quantity, at: price)
        }
      }
      if let place = intents.firstIndex(where: { $0.id == next.id }) { intents[place] = next }
      // A broker that is away is not asked for the others.
      if next.state == .created { break }
    }
    return intents
  }

  /// Cancels what is open where the switch is on, and does nothing else: for whoever watches the switch while a pass
  /// waits for the broker.
  ///
  /// - Returns: whether anything was open.
  package func halt() throws -> Bool {
    let day = MarketTime(clock).day
    guard try killSwitch.position() != .open,
      try database.intents(of: book.account, on: day).contains(where: \.state.isOpen)
    else { return false }
    try halted(on: day)
    return true
  }

  /// Open orders are canceled by their numbers before anything is asked, then those that only the broker's list names.
  @discardableResult
  private func halted(on day: TradingDay) throws -> [TradeIntent] {
    let stored = try database.intents(of: book.account, on: day)
    try cancelOpen(stored)
    guard let intents = try reconciled(on: day) else { return stored }
    let asked = Set(stored.filter { $0.state.isOpen }.compactMap(\.orderID))
    try cancelOpen(intents.filter { $0.orderID.map { !asked.contains($0) } ?? false })
    return intents
  }

  /// Asks the broker to cancel what is open, and ends what was never sent.
  package func cancelAll(because message: Message, code: String) throws {
    let day = MarketTime(clock).day
    let intents = try reconciled(on: day) ?? database.intents(of: book.account, on: day)
    try book.drop(intents, because: message, code: code)
    // What another process sent meanwhile is no longer dropped, but canceled.
    try cancelOpen(database.intents(of: book.account, on: day))
  }

  /// Intents laid over what the broker tells; nil where it is away.
  private func reconciled(on day: TradingDay) throws -> [TradeIntent]? {
    let orders: [BrokerOrder]
    let trades: [BrokerTrade]
    do throws(GatewayFailure) {
      orders = try gateway.orders()
      trades = try gateway.trades()
    } catch {
      try fault(error, on: day)
      return nil
    }
    let intents = try book.take(orders, trades, on: day)
    try book.close(intents, missingIn: orders, after: graceSeconds, through: gateway)
    return try database.intents(of: book.account, on: day)
  }

  private func cancelOpen(_ intents: [TradeIntent]) throws {
    for intent in intents where intent.state.isOpen {
      guard let number = intent.orderID else { continue }
      do throws(GatewayFailure) {
        try gateway.cancel(number)
      } catch {
        try book.note(intent, .fault, "cancel", error.message)
        continue
      }
      try book.note(intent, .cancel, "asked", .cancelAsked(intent))
    }
  }

  /// What the rules are asked with; nil where the broker does not tell it.
  private func context(
    for due: [TradeIntent], open intents: [TradeIntent], at now: MarketTime
  ) throws -> RiskContext? {
    let account: AccountState
    let quotes: [BrokerQuote]
    do throws(GatewayFailure) {
      account = try gateway.account()
      let held = account.positions.filter { $0.volume > 0 }.map(\.instrument)
      quotes = try gateway.quotes(of: Set(due.map(\.instrument) + held).sorted())
    } catch {
      try fault(error, on: now.day)
      return nil
    }
    try database.keep(account)
    var context = RiskContext(
      limits: limits, account: account, now: MarketTime(clock), quotes: quotes,
      equityBefore: surroundings.equityBefore, peakEquity: surroundings.peakEquity,
      averageVolume: surroundings.averageVolume, listingAge: surroundings.listingAge,
      industries: surroundings.industries, specialTreatment: surroundings.specialTreatment,
      position: try killSwitch.position())
    // What open purchases hold back is no cash any more, but it will be stock.
    for intent in intents where intent.side == .buy && intent.state != .created {
      context.count(intent.instrument, intent.filledQuantity + intent.openQuantity)
      let dearest = intent.price ?? context.quotes[intent.instrument]?.limitUp ?? intent.decisionPrice
      if intent.state.isOpen, let dearest { context.expect(intent.instrument, intent.openQuantity, at: dearest) }
    }
    return context
  }

  /// Whether a sale may still bring cash soon.
  private func isComing(_ intent: TradeIntent, _ sent: Set<String>, at now: MarketTime) -> Bool {
    guard intent.side == .sell, !intent.state.isFinal else { return false }
    if sent.contains(intent.id) { return true }
    let since = MarketTime(intent.updatedAt).map { now.seconds - $0.seconds } ?? 0
    return Double(since) < saleSeconds
  }

  /// Whether everything that stands against an order may be gone when open sales have dealt.
  private func isHelpedBySales(_ decision: RiskDecision) -> Bool {
    let rules: Set = ["cash-ratio", "gross-weight", "industry-weight", "stock-count"]
    return !decision.rulings.isEmpty && decision.rulings.allSatisfy { rules.contains($0.rule) }
  }

  private func fault(_ failure: GatewayFailure, on day: TradingDay) throws {
    try database.append([
      ExecutionEvent(
        time: clock.timestamp, account: book.account, day: day, kind: .fault, code: "gateway",
        message: failure.message)
    ])
  }
}

extension Diagnostic {
  fileprivate static func planDay(_ day: TradingDay, _ today: TradingDay) -> Diagnostic {
    Diagnostic(
      "execution.plan-day", .refused, ["day": .day(day), "today": .day(today)],
      (en: "The plan is for {day}; today is {today}.", zh: "计划用于 {day}，今天是 {today}。"),
      remedy: (en: "Make the plan again: `aistock trade plan`.", zh: "重新生成计划：`aistock trade plan`。"))
  }
}

extension Message {
  fileprivate static func cancelAsked(_ intent: TradeIntent) -> Message {
    Message(
      "execution.cancel-asked",
      ["instrument": .instrument(intent.instrument), "order": .text(intent.orderID ?? "–")],
      en: "{instrument}: the broker was asked to cancel order {order}.", zh: "{instrument}：已请求撤销委托 {order}。")
  }
}
