package import Primitives
package import Records

/// What a broker tells of its orders and fills, laid over our intents.
///
/// Reports may be late, repeated and in any order: a fill counts once by its number, filled shares never shrink, and an
/// intent that is at its end stays there.
package struct BrokerReport: Sendable {
  /// Intents that stand otherwise than before.
  package private(set) var intents: [TradeIntent] = []
  /// Every fill of the report; the store leaves those out that it has.
  package private(set) var fills: [ExecutionFill] = []
  package private(set) var events: [ExecutionEvent] = []

  /// - Parameters:
  ///   - known: intents of the account that the report may speak of.
  ///   - counted: keys of fills that are stored already (`BrokerReport.key`).
  package init(
    _ orders: [BrokerOrder], _ trades: [BrokerTrade], over known: [TradeIntent], counted: Set<String>, account: String,
    day: TradingDay, at timestamp: String
  ) {
    let byRemark = Dictionary(known.map { ($0.remark, $0) }, uniquingKeysWith: { first, _ in first })
    let byOrder = Dictionary(
      known.compactMap { intent in intent.orderID.map { ($0, intent.remark) } }
        + orders.compactMap { order in order.key.map { (order.orderID, $0) } },
      uniquingKeysWith: { first, _ in first })
    var sums: [String: (shares: Int64, amount: Money)] = [:]
    var seen: Set<String> = []
    for trade in trades.sorted(by: { ($0.tradedAt, $0.orderID, $0.tradeID) < ($1.tradedAt, $1.orderID, $1.tradeID) })
    where seen.insert(BrokerReport.key(trade)).inserted {
      let remark = byOrder[trade.orderID]
      fills.append(ExecutionFill(account: account, day: day, intent: remark.flatMap { byRemark[$0]?.id }, trade: trade))
      if let remark {
        let sum = sums[remark] ?? (0, .zero)
        sums[remark] = (sum.shares + trade.volume, sum.amount + trade.amount)
      }
      guard !counted.contains(BrokerReport.key(trade)) else { continue }
      events.append(.fill(trade, intent: remark.flatMap { byRemark[$0]?.id }, account, day, timestamp))
    }
    let lastOrders = Dictionary(
      orders.compactMap { order in (order.key ?? byOrder[order.orderID]).map { ($0, order) } },
      uniquingKeysWith: { BrokerReport.further($0, $1) })
    for intent in known {
      var next = intent
      next.apply(lastOrders[intent.remark], sums[intent.remark])
      guard next != intent else { continue }
      next.updatedAt = timestamp
      intents.append(next)
      if next.state != intent.state { events.append(.report(next, lastOrders[intent.remark]?.note ?? "", timestamp)) }
    }
  }

  /// What a fill is one by.
  package static func key(_ trade: BrokerTrade) -> String { trade.orderID + "/" + trade.tradeID }

  /// Of two reports of one order the one that has happened later.
  private static func further(_ left: BrokerOrder, _ right: BrokerOrder) -> BrokerOrder {
    if left.status.isFinal != right.status.isFinal { return left.status.isFinal ? left : right }
    return right.filledVolume >= left.filledVolume ? right : left
  }
}

extension TradeIntent {
  /// Takes over what a report says of it, as far as it goes beyond what is known.
  fileprivate mutating func apply(_ order: BrokerOrder?, _ sum: (shares: Int64, amount: Money)?) {
    let told = max(order?.filledVolume ?? 0, sum?.shares ?? 0)
    let filled = min(quantity, max(filledQuantity, told))
    // The fills themselves are exact; the broker's average is what there is before they come.
    if let sum, sum.shares >= filled, sum.shares <= quantity {
      filledAmount = sum.amount
    } else if filled > filledQuantity, let average = order?.averagePrice {
      filledAmount = average * filled
    }
    filledQuantity = filled
    if orderID == nil { orderID = order?.orderID }
    guard !state.isFinal else { return }
    guard let wanted = target(order?.status, filled), wanted != state, state.next.contains(wanted) else { return }
    state = wanted
    if let note = order?.note, !note.isEmpty { blockReason = note }
  }

  private func target(_ status: BrokerOrderStatus?, _ filled: Int64) -> State? {
    if filled == quantity { return .filled }
    return switch status {
    case nil: filled > 0 ? .partFilled : nil
    case .rejected: .rejected
    case .canceled, .partCanceled: .canceled
    case .filled, .accepted, .partFilled: filled > 0 ? .partFilled : .submitted
    case .unknown: filled > 0 ? .partFilled : nil
    }
  }
}

extension ExecutionEvent {
  fileprivate static func fill(
    _ trade: BrokerTrade, intent: String?, _ account: String, _ day: TradingDay, _ timestamp: String
  ) -> ExecutionEvent {
    ExecutionEvent(
      time: timestamp, account: account, day: day, kind: .fill, code: trade.side.rawValue, intent: intent,
      instrument: trade.instrument, figures: ["shares": Double(trade.volume), "price": trade.price.yuan],
      message: .filled(trade))
  }

  fileprivate static func report(_ intent: TradeIntent, _ note: String, _ timestamp: String) -> ExecutionEvent {
    ExecutionEvent(
      time: timestamp, account: intent.account, day: intent.day, kind: .report, code: intent.state.rawValue,
      intent: intent.id, instrument: intent.instrument, figures: ["filled": Double(intent.filledQuantity)],
      message: note.isEmpty ? .state(intent) : .verbatim(note))
  }
}

extension Message {
  fileprivate static func filled(_ trade: BrokerTrade) -> Message {
    Message(
      "execution.filled",
      [
        "instrument": .instrument(trade.instrument), "shares": .count(Int(trade.volume)),
        "price": .money(trade.price.yuan),
      ], en: "{instrument}: {shares} shares at {price}.", zh: "{instrument}：{shares} 股，成交价 {price}。")
  }

  fileprivate static func state(_ intent: TradeIntent) -> Message {
    Message(
      "execution.state",
      [
        "instrument": .instrument(intent.instrument), "state": .text(intent.state.rawValue),
        "filled": .count(Int(intent.filledQuantity)), "shares": .count(Int(intent.quantity)),
      ], en: "{instrument}: {state}, {filled} of {shares} shares filled.",
      zh: "{instrument}：{state}，已成交 {filled}/{shares} 股。")
  }
}
