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
      "for_day": .string(orders.next.day.description), "for_day_source": .string(orders.next.source.rawValue),
      "scores_of": .optional(list.scoresOf),
      "scores": .string(list.scoreOrigin.rawValue), "first_live_day": .optional(firstLiveDay),
      "holdings_of": .optional(list.holdingsOf), "account": account.json,
      "quoted_at": .optional(orders.quotedAt?.description),
      "cash": .string(orders.cash.description), "total_value": .string(orders.totalValue.description),
      "target_cash_weight": .number(orders.targetCashWeight), "bought": .string(orders.bought.description),
      "sold": .string(orders.sold.description), "fees": .string(orders.fees.description),
      "cash_after": .string(orders.cashAfter.description),
      "lines": .array(orders.lines.map(OrderDesk.Answer.line)), "findings": .array(list.findings.map(\.json)),
      "falls": .array(falls.map(\.json)),
    ]
  }

  private static func line(_ line: OrderList.Line) -> JSONValue {
    var members: [String: JSONValue] = [
      "symbol": .string(line.symbol.name), "action": .string(line.action.rawValue),
      "shares": .integer(Int(line.shares)), "price": .optional(line.price?.description),
      "lots": line.lots.map { .integer(Int($0)) } ?? .null, "amount": .optional(line.amount?.description),
      "commission": .string(line.costs.commission.description), "stamp_tax": .string(line.costs.stampTax.description),
      "transfer_fee": .string(line.costs.transferFee.description), "fees": .string(line.fees.description),
      "weight": .number(line.weight), "target_weight": .number(line.targetWeight),
      "score": .optional(line.score), "rank": line.rank.map { .integer($0) } ?? .null,
      "rank_count": line.rankCount.map { .integer($0) } ?? .null, "step": .string(line.step.rawValue),
      "reason": line.reason.json,
      "rejection": .optional(line.rejection?.code),
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

  private static func cells(_ line: OrderList.Line, _ language: Language) -> [String] {
    [
      Message.action(line.action)[language], line.symbol.name, MessageArgument.count(Int(line.shares)).text(language),
      line.price.map { Figures.fixed($0.yuan, 2) ?? $0.description } ?? Message.noPrice[language],
      line.amount.map { Figures.fixed($0.yuan, 2) ?? $0.description } ?? "",
      line.action == .hold ? "" : Figures.fixed(line.fees.yuan, 2) ?? line.fees.description,
      Figures.ratio(line.weight, language) + " > " + Figures.ratio(line.targetWeight, language),
      line.priceOrigin.map { Message.origin($0)[language] } ?? "", line.reason[language],
    ]
  }

  /// The form for people: head, account, a line an order, and what was not as it should be.
  package func lines(_ name: String, _ language: Language) -> [String] {
    let orders = list.orders
    var messages = [Message.head(name, list), .money(orders, account)]
    if let live = firstLiveDay { messages.insert(.liveSince(live), at: 1) }
    var table = TextColumns([.left, .left, .right, .right, .right, .right, .right, .left, .left])
    if !orders.lines.isEmpty { table.append(Message.heads.map { $0[language] }) }
    for line in orders.lines { table.append(OrderDesk.Answer.cells(line, language)) }
    let rest: [Message] = [.totals(orders), .after(orders)]
    return messages.map { $0[language] } + table.lines.map { "  " + $0 } + rest.map { "  " + $0[language] }
      + falls.map { "  " + Message.fall($0)[language] }
      + list.findings.map { "  " + $0.line(language) }
  }
}

extension OrderDesk.Account {
  fileprivate var json: JSONValue {
    switch self {
    case .ofPreview: ["origin": "preview", "file": .null]
    case .given(let given): ["origin": given.path == nil ? "capital" : "file", "file": .optional(given.path)]
    }
  }
}

extension Message {
  fileprivate static func head(_ name: String, _ list: PreviewOrderList) -> Message {
    let orders = list.orders
    return Message(
      "signal.head",
      [
        "name": .text(name), "day": .day(orders.decidedOn), "for": .message(.tradingDay(orders)),
        "scores": .message(.scores(list)), "prices": .message(.prices(orders)),
      ], en: "{name}: orders for {for}, decided on {day}. {scores} {prices}",
      zh: "{name}：{for}的委托，依据 {day}。{scores}{prices}")
  }

  private static func tradingDay(_ orders: OrderList) -> Message {
    let day = MessageArgument.day(orders.next.day)
    guard orders.next.isCertain else {
      return Message(
        "signal.day-expected-name", ["day": day], en: "{day} (expected; holidays unknown)", zh: "{day}（推定，节假日未知）")
    }
    return Message("signal.day-name", ["day": day], en: "{day}", zh: "{day} ")
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

  fileprivate static func money(_ orders: OrderList, _ account: OrderDesk.Account) -> Message {
    Message(
      "signal.account",
      [
        "account": .message(name(account)), "total": .money(orders.totalValue.yuan),
        "cash": .money(orders.cash.yuan),
      ], en: "{account} is worth {total}, cash {cash}.", zh: "{account}总值 {total}，现金 {cash}。")
  }

  private static func name(_ account: OrderDesk.Account) -> Message {
    switch account {
    case .ofPreview: Message("signal.account-of-preview-name", en: "The preview's account", zh: "模拟预览账户")
    case .given(let given):
      given.path.map {
        Message("signal.account-of-file-name", ["file": .text($0)], en: "The account of {file}", zh: "{file} 的账户")
      } ?? Message("signal.account-empty-name", en: "The empty account", zh: "空账户")
    }
  }

  fileprivate static func totals(_ orders: OrderList) -> Message {
    Message(
      "signal.totals",
      ["sold": .money(orders.sold.yuan), "bought": .money(orders.bought.yuan), "fees": .money(orders.fees.yuan)],
      en: "Sales {sold}, purchases {bought}, fees about {fees}.", zh: "卖出 {sold}，买入 {bought}，费用约 {fees}。")
  }

  fileprivate static func after(_ orders: OrderList) -> Message {
    Message(
      "signal.cash-after", ["cash": .money(orders.cashAfter.yuan), "weight": .ratio(orders.targetCashWeight)],
      en: "Cash is then {cash}, {weight} of the account before fees.", zh: "之后现金 {cash}，费前占 {weight}。")
  }

  fileprivate static var heads: [Message] {
    [
      Message("signal.side-label", en: "Side", zh: "方向"), Message("signal.stock-label", en: "Stock", zh: "股票"),
      Message("signal.shares-label", en: "Shares", zh: "股数"),
      Message("signal.price-label", en: "Price CNY", zh: "价格（元）"),
      Message("signal.amount-label", en: "Amount CNY", zh: "金额（元）"),
      Message("signal.fees-label", en: "Fees CNY", zh: "费用（元）"),
      Message("signal.weight-label", en: "Weight", zh: "仓位"),
      Message("signal.source-label", en: "Price of", zh: "价格来源"),
      Message("signal.reason-label", en: "Reason", zh: "原因"),
    ]
  }

  fileprivate static func action(_ action: OrderList.Action) -> Message {
    switch action {
    case .buy: Message("signal.buy", en: "buy", zh: "买入")
    case .sell: Message("signal.sell", en: "sell", zh: "卖出")
    case .hold: Message("signal.hold", en: "hold", zh: "保留")
    }
  }

  fileprivate static var noPrice: Message { Message("signal.no-price", en: "no price", zh: "无价格") }

  fileprivate static func origin(_ origin: OrderList.PriceOrigin) -> Message {
    switch origin {
    case .close(let day):
      Message("signal.close-name", ["day": .day(day)], en: "close {day}", zh: "{day} 收盘")
    case .quote(let source, _, let age):
      Message(
        "signal.quote-name", ["source": .text(source), "age": .count(age)], en: "{source}, {age} s old",
        zh: "{source}，{age} 秒前")
    }
  }
}
