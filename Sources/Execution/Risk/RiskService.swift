import Primitives
import Records
import Simulation

/// Judges orders of a long-only cash account before they are sent: pass, shrink or block.
///
/// It denies what it does not know: without a fresh quote, a fresh account, a price limit or an average volume nothing is
/// bought. A sale that only reduces a holding passes the caps on size and exposure; what the exchange would refuse, the
/// switch, the clock and the price collar stop sales too.
package struct RiskService: Sendable {
  private let context: RiskContext

  package init(_ context: RiskContext) { self.context = context }

  package func judge(_ order: OrderRequest) -> RiskDecision {
    let facts = Facts(order, context)
    for rule in RiskService.gates {
      if let ruling = rule(facts) { return RiskDecision(shares: 0, rulings: [ruling]) }
    }
    guard order.side == .buy, let board = facts.board, let price = facts.price else {
      return RiskDecision(shares: order.volume, rulings: [])
    }
    var shares = order.volume
    var rulings: [RiskRuling] = []
    for rule in RiskService.caps {
      guard let cap = rule(facts) else { continue }
      let room = max(Money.zero, cap.room)
      let most = AShareLots.buyable(min(order.volume, room.units / max(1, price.units)), board)
      guard most < order.volume else { continue }
      rulings.append(
        RiskRuling(
          rule: cap.rule, outcome: most == 0 ? .block : .shrink(to: most), value: cap.value, limit: cap.limit,
          message: cap.message))
      shares = min(shares, most)
    }
    return RiskDecision(shares: shares, rulings: rulings)
  }

  /// An order with what is known of its stock.
  struct Facts: Sendable {
    let order: OrderRequest
    let context: RiskContext
    let quote: BrokerQuote?
    let board: AShareBoard?

    init(_ order: OrderRequest, _ context: RiskContext) {
      self.order = order
      self.context = context
      quote = context.quotes[order.instrument]
      board = AShareBoard(order.instrument)
    }

    /// What an order can cost at most, yuan per share: its own price, else the day's upper limit.
    var price: Money? { order.price ?? quote?.limitUp ?? quote?.last }

    var equity: Double { context.account.equity.yuan }
  }

  /// A limit that leaves room for so many yuan.
  struct Cap: Sendable {
    var rule: String
    var room: Money
    var value: Double
    var limit: Double
    var message: Message
  }
}
