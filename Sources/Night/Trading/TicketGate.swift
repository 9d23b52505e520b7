package import Archive
package import Primitives
package import Records
package import Store

/// Lets an unattended live run through that a signed day ticket is for, once.
package struct TicketGate {
  private let ledger: ReviewLedger
  private let database: Database
  private let clock: Clock

  package init(ledger: ReviewLedger, database: Database, clock: Clock) {
    self.ledger = ledger
    self.database = database
    self.clock = clock
  }

  /// Verifies what of a ticket does not depend on a plan, before any broker is asked: signature, day, account, limits.
  ///
  /// - Throws: `ticket.…` (exit 1; exit 3 without a file).
  package func check(_ path: String, account: String, limits: ExecutionLimits) throws {
    let ticket = try ledger.ticket(file: path, now: clock)
    let now = MarketTime(clock)
    // The plan that asks for nothing but what the ticket names.
    let least = TradePlan(
      account: account, environment: .live, day: now.day, time: now,
      strategies: ticket.migrations.sorted { $0.key < $1.key }.map {
        .init(strategyID: $0.key, weight: 1, decidedOn: nil, approval: $0.value)
      }, lines: [], undone: [], cashBefore: .zero, cashAfter: .zero, equity: .zero, trackingError: 0,
      limits: limits.digest)
    if let objection = ticket.objection(to: least, today: now.day, at: path) { throw objection }
  }

  /// Verifies a ticket for a plan and records its use.
  ///
  /// A ticket that was used goes on only with the run that used it, while orders of that run are open: a run that was
  /// killed is taken up again, and nothing is decided twice.
  /// - Throws: `ticket.…` (exit 1; exit 3 without a file), `ticket.used` (exit 1).
  @discardableResult
  package func admit(_ path: String, for plan: TradePlan) throws -> DayTicket {
    let ticket = try ledger.ticket(file: path, now: clock)
    let dearest = plan.atNamedPrices
    if let objection = ticket.objection(to: dearest, today: MarketTime(clock).day, at: path) { throw objection }
    let own = UsedTicket(
      digest: ticket.digest, account: plan.account, day: plan.day, reviewer: ticket.reviewer, signal: plan.signal,
      usedAt: clock.timestamp)
    // Where a plan of this decision was sent before, its own use of the ticket is there already.
    let stored = try database.intents(ofPlan: plan.signal, of: plan.account)
    let isOver = stored.map { $0.allSatisfy(\.state.isFinal) } ?? false
    let standing = try database.use(own)
    guard standing.signal == plan.signal, !isOver else { throw Diagnostic.used(path, standing) }
    return ticket
  }
}

extension TradePlan {
  /// The plan with its purchases at the prices that their orders name: what it may cost at most, where it is sized at the
  /// last prices.
  fileprivate var atNamedPrices: TradePlan {
    var plan = self
    for place in plan.lines.indices where plan.lines[place].side == .buy {
      guard let price = plan.lines[place].price else { continue }
      plan.lines[place].amount = max(plan.lines[place].amount, price * plan.lines[place].shares)
    }
    return plan
  }
}

extension Diagnostic {
  fileprivate static func used(_ path: String, _ use: UsedTicket) -> Diagnostic {
    Diagnostic(
      "ticket.used", .refused, at: .init(path), ["account": .text(use.account), "time": .text(use.usedAt)],
      (
        en: "The ticket was used on account {account} at {time}.", zh: "授权票已于 {time} 用于账户 {account}。"
      ),
      remedy: (
        en: "Have a reviewer sign a new one: `aistock trade ticket`.", zh: "请签核人重新签发：`aistock trade ticket`。"
      ))
  }
}
