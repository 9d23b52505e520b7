import Archive
import Execution
import Night
import Preview
import Primitives
import Records

/// A plan as the terminal shows it.
enum PlanText {
  static func lines(_ prepared: TradingDesk.Prepared, _ language: Language) -> [String] {
    let plan = prepared.plan
    var table = TextColumns([.left, .left, .right, .right, .right, .right, .right, .left])
    if !plan.lines.isEmpty { table.append(Message.heads.map { $0[language] }) }
    for line in plan.lines {
      table.append([
        Message.side(line.side)[language], line.instrument.name, count(line.shares, language),
        line.price.map(yuan) ?? Message.market[language], yuan(line.amount), yuan(line.fees),
        Figures.ratio(line.weightBefore, language) + " > " + Figures.ratio(line.weightAfter, language),
        line.reason[language],
      ])
    }
    var lines: [String] = prepared.permits.flatMap(\.lines).map { $0[language] }
    lines.append(Message.head(plan)[language])
    lines += table.lines.map { "  " + $0 }
    lines += plan.undone.map { "  " + Message.undone($0)[language] }
    lines.append(Message.sums(plan)[language])
    if plan.environment == .live { lines.append(Message.confirmation(plan.confirmation)[language]) }
    return lines + prepared.findings.map { "  " + $0.line(language) }
  }

  private static func yuan(_ money: Money) -> String { Figures.fixed(money.yuan, 2) ?? money.description }

  private static func count(_ shares: Int64, _ language: Language) -> String {
    MessageArgument.count(Int(shares)).text(language)
  }
}

/// Intents as the terminal shows them.
enum IntentText {
  static func lines(_ intents: [TradeIntent], _ language: Language) -> [String] {
    guard !intents.isEmpty else { return [Message.noIntents[language]] }
    var table = TextColumns([.left, .left, .right, .right, .left, .left, .left])
    for intent in intents {
      table.append([
        Message.side(intent.side)[language], intent.instrument.name,
        MessageArgument.count(Int(intent.filledQuantity)).text(language) + "/"
          + MessageArgument.count(Int(intent.quantity)).text(language),
        intent.price.map { Figures.fixed($0.yuan, 2) ?? $0.description } ?? "", intent.state.rawValue,
        intent.orderID ?? "", intent.blockReason ?? "",
      ])
    }
    return table.lines
  }
}

extension TradeIntent {
  /// The contract's members first.
  var json: JSONValue {
    [
      "intent_id": .string(id), "idempotency_key": .string(key), "strategy_id": .string(strategyID),
      "symbol": .string(instrument.name), "side": .string(side.rawValue), "quantity": .integer(Int(quantity)),
      "price_type": .string(priceType.rawValue), "price": .optional(price?.description),
      "env": .string(environment.rawValue), "status": .string(state.rawValue), "order_id": .optional(orderID),
      "block_reason": .optional(blockReason), "created_at": .string(createdAt), "updated_at": .string(updatedAt),
      "account": .string(account), "trading_day": .string(day.description),
      "filled_quantity": .integer(Int(filledQuantity)), "filled_amount": .string(filledAmount.description),
      "decision_price": .optional(decisionPrice?.description), "arrival_price": .optional(arrivalPrice?.description),
    ]
  }
}

extension JSONValue {
  /// A document with the findings that stand beside it.
  func adding(_ findings: [Finding]) -> JSONValue {
    guard var members = objectValue else { return self }
    members["findings"] = .array(findings.map(\.json))
    return .object(members)
  }
}

extension Message {
  fileprivate static let market = Message("trade.market-price", en: "market", zh: "市价")
  fileprivate static let noIntents = Message("trade.no-intents", en: "There are no orders.", zh: "没有委托。")
  fileprivate static let heads = [
    Message("trade.side.label", en: "Side", zh: "方向"), Message("trade.stock.label", en: "Stock", zh: "股票"),
    Message("trade.shares.label", en: "Shares", zh: "股数"), Message("trade.price.label", en: "Price", zh: "价格"),
    Message("trade.amount.label", en: "Amount", zh: "金额"), Message("trade.fees.label", en: "Fees", zh: "费用"),
    Message("trade.weight.label", en: "Weight", zh: "权重"), Message("trade.reason.label", en: "Reason", zh: "理由"),
  ]

  fileprivate static func side(_ side: Direction) -> Message {
    side == .buy
      ? Message("trade.buy.label", en: "buy", zh: "买入") : Message("trade.sell.label", en: "sell", zh: "卖出")
  }

  fileprivate static func head(_ plan: TradePlan) -> Message {
    Message(
      "trade.head",
      [
        "account": .text(plan.account), "day": .day(plan.day), "count": .count(plan.lines.count),
        "equity": .money(plan.equity.yuan),
      ],
      en: "Account {account}, {day}: {count} {count:order|orders}; the account is worth {equity}.",
      zh: "账户 {account}，{day}：{count} 笔委托；账户总资产 {equity}。")
  }

  fileprivate static func sums(_ plan: TradePlan) -> Message {
    Message(
      "trade.sums",
      [
        "before": .money(plan.cashBefore.yuan), "after": .money(plan.cashAfter.yuan), "fees": .money(plan.fees.yuan),
        "error": .ratio(plan.trackingError),
      ], en: "Cash {before} before, {after} after; fees {fees}. Distance to the target: {error}.",
      zh: "现金：执行前 {before}，执行后 {after}；费用 {fees}。与目标的距离：{error}。")
  }

  fileprivate static func confirmation(_ text: String) -> Message {
    Message(
      "trade.confirmation", ["text": .text(text)], en: "To send it: `--confirm \"{text}\"`.",
      zh: "若要发出：`--confirm \"{text}\"`。")
  }

  fileprivate static func undone(_ item: TradePlan.Undone) -> Message {
    Message(
      "trade.undone",
      [
        "instrument": .instrument(item.instrument), "shares": .count(Int(item.shares)),
        "reason": .message(item.reason),
      ], en: "Not done: {instrument}, {shares} shares. {reason}", zh: "未能执行：{instrument} {shares} 股。{reason}")
  }
}
