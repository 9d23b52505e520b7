import MarketData
package import Primitives
import Records
import Simulation

extension OrderDesk.Answer {
  /// The form for programs, under the name of its strategy.
  package func json(_ name: String) -> JSONValue {
    let orders = list.orders
    return [
      "strategy": .string(name), "decided_on": .string(orders.decidedOn.description),
      "for_day": .optional(orders.nextDay), "scores_of": .optional(list.scoresOf),
      "scores": .string(list.scoreOrigin.rawValue), "first_live_day": .optional(firstLiveDay),
      "holdings_of": .optional(list.holdingsOf), "quoted_at": .optional(orders.quotedAt?.description),
      "cash": .string(orders.cash.description), "total_value": .string(orders.totalValue.description),
      "target_cash_weight": .number(orders.targetCashWeight),
      "lines": .array(orders.lines.map(OrderDesk.Answer.line)), "findings": .array(list.findings.map(\.json)),
      "falls": .array(falls.map(\.json)),
    ]
  }

  private static func line(_ line: OrderList.Line) -> JSONValue {
    var members: [String: JSONValue] = [
      "symbol": .string(line.symbol.name), "action": .string(line.action.rawValue),
      "shares": .integer(Int(line.shares)), "price": .optional(line.price?.description),
      "weight": .number(line.weight), "target_weight": .number(line.targetWeight),
      "score": .optional(line.score), "reason": line.reason.json, "rejection": .optional(line.rejection?.code),
      "price_source": .null, "price_of": .null, "price_age_seconds": .null,
    ]
    switch line.priceOrigin {
    case .close(let day):
      members["price_source"] = "close"
      members["price_of"] = .string(day.description)
    case .quote(let source, let time, let age):
      members["price_source"] = .string(source)
      members["price_of"] = .string(time.description)
      members["price_age_seconds"] = .integer(age)
    case nil: break
    }
    return .object(members)
  }

  /// The form for people: head, account, a line an order, and what was not as it should be.
  package func lines(_ name: String, _ language: Language) -> [String] {
    let orders = list.orders
    var messages = [Message.head(name, list), .money(orders)]
    if let live = firstLiveDay { messages.insert(.liveSince(live), at: 1) }
    let rows = orders.lines.map(Message.line) + [.cashWeight(orders.targetCashWeight)]
    return messages.map { $0[language] } + rows.map { "  " + $0[language] }
      + falls.map { "  " + Message.fall($0)[language] }
      + list.findings.map { "  " + $0.line(language) }
  }
}

extension Message {
  fileprivate static func head(_ name: String, _ list: PreviewOrderList) -> Message {
    let orders = list.orders
    return Message(
      "signal.head",
      [
        "name": .text(name), "day": .day(orders.decidedOn), "scores": .message(.scores(list)),
        "prices": .message(.prices(orders)),
      ], en: "{name}: decided on {day}. {scores} {prices}", zh: "{name}：依据 {day}。{scores}{prices}")
  }

  private static func scores(_ list: PreviewOrderList) -> Message {
    guard let day = list.scoresOf else { return Message("signal.no-scores", en: "There are no scores.", zh: "没有得分。") }
    if list.scoreOrigin == .live {
      return Message(
        "signal.live-scores", ["day": .day(day)], en: "Live scores of {day} decide.", zh: "采用本程序算出的 {day} 得分。")
    }
    return Message(
      "signal.recorded-scores", ["day": .day(day)], en: "Recorded scores of {day} decide.", zh: "采用记录的 {day} 得分。")
  }

  private static func prices(_ orders: OrderList) -> Message {
    guard let time = orders.quotedAt else {
      return Message("signal.at-closes", en: "Orders are sized at the last closes.", zh: "股数按最近收盘价估算。")
    }
    return Message(
      "signal.at-quotes", ["time": .text(time.description)], en: "Orders are sized at quotes as of {time}.",
      zh: "股数按 {time} 的行情估算。")
  }

  fileprivate static func liveSince(_ day: TradingDay) -> Message {
    Message(
      "signal.live-since", ["day": .day(day)], en: "Live scores decide from {day} on.", zh: "自 {day} 起采用本程序算出的得分。")
  }

  fileprivate static func money(_ orders: OrderList) -> Message {
    Message(
      "signal.account", ["total": .money(orders.totalValue.yuan), "cash": .money(orders.cash.yuan)],
      en: "The account is worth {total}, cash {cash}.", zh: "账户总值 {total}，现金 {cash}。")
  }

  fileprivate static func cashWeight(_ weight: Double) -> Message {
    Message("signal.cash-weight", ["weight": .ratio(weight)], en: "Cash goes to {weight}.", zh: "之后现金占 {weight}。")
  }

  fileprivate static func line(_ line: OrderList.Line) -> Message {
    Message(
      "signal.line",
      [
        "action": .message(.action(line.action)), "stock": .instrument(line.symbol), "shares": .count(Int(line.shares)),
        "price": .message(.price(line)), "before": .ratio(line.weight), "after": .ratio(line.targetWeight),
        "reason": .message(line.reason),
      ], en: "{action} {stock} {shares} at {price}, {before} to {after}. {reason}",
      zh: "{action} {stock} {shares} 股，{price}，仓位 {before} 至 {after}。{reason}")
  }

  private static func action(_ action: OrderList.Action) -> Message {
    switch action {
    case .buy: Message("signal.buy", en: "buy", zh: "买入")
    case .sell: Message("signal.sell", en: "sell", zh: "卖出")
    case .hold: Message("signal.hold", en: "hold", zh: "保留")
    }
  }

  private static func price(_ line: OrderList.Line) -> Message {
    guard let price = line.price, let origin = line.priceOrigin else {
      return Message("signal.no-price", en: "no price", zh: "无价格")
    }
    return switch origin {
    case .close(let day):
      Message(
        "signal.close-price", ["price": .money(price.yuan), "day": .day(day)], en: "{price} (close of {day})",
        zh: "{price}（{day} 收盘）")
    case .quote(let source, _, let age):
      Message(
        "signal.quote-price", ["price": .money(price.yuan), "source": .text(source), "age": .count(age)],
        en: "{price} ({source}, {age} s old)", zh: "{price}（{source}，{age} 秒前）")
    }
  }
}
