import Primitives
import Records

/// What a preview wants on the next trading day: each order with its fees, sums, and the cash that is left.
struct OrderListSection {
  private let preview: NightResult.Preview

  init(_ preview: NightResult.Preview) {
    self.preview = preview
  }

  /// The file beside the preview's page.
  static func file(_ id: String) -> String { "\(id)-orders.csv" }

  var values: [String: PageValue] { ["orderLists": .list(preview.orderList.map { [section($0)] } ?? [])] }

  private func section(_ list: NightResult.OrderList) -> [String: PageValue] {
    let orders = list.orders
    let (sold, bought) = (list.sum(.sell), list.sum(.buy))
    return [
      "orderDay": .text(list.next.day.description), "weekday": .message(Weekday.name(list.next.day)),
      "isExpected": .flag(!list.next.isCertain), "isStopped": .flag(list.absence != nil),
      "stopped": .message(optional: list.absence.map(Message.noOrderList)),
      "counts": .message(.counts(sells: sold.count, buys: bought.count)),
      "hasOrders": .flag(!orders.isEmpty), "isIdle": .flag(orders.isEmpty && list.absence == nil),
      "orders": .list(orders.map(order)),
      "sums": .list([sum("side.sell", sold), sum("side.buy", bought)]),
      "cashLine": .message(optional: list.absence == nil ? .cash(list, sold, bought) : nil),
      "kept": .message(optional: list.absence == nil ? .untouched(list.keptCount) : nil),
      "unaffordable": .message(
        optional: list.unaffordable.isEmpty ? nil : .unaffordable(list.unaffordable.map(\.symbol))),
      "basis": .message(optional: list.note), "rates": .message(optional: list.rates.map(Message.rates)),
      "hasRates": .flag(list.rates != nil), "command": .text("aistock signal --strategy \(preview.strategy.id)"),
      "file": .text(OrderListSection.file(preview.strategy.id)),
      "notes": .list(
        list.findings.map { finding in
          [
            "tone": .text(finding.severity == .note ? "note" : "warn"), "title": .message(finding.title),
            "evidence": .message(finding.evidence), "consequence": .message(finding.consequence),
            "remedy": .message(finding.remedy),
          ]
        }),
    ]
  }

  private func order(_ line: NightResult.OrderList.Line) -> [String: PageValue] {
    [
      "row": .text("order-" + line.symbol.name), "arrow": .text(line.side == .sell ? "▽" : "▲"),
      "side": .label("side." + (line.side?.rawValue ?? "")), "instrument": .text(line.symbol.name),
      "lots": .message(.size(line)), "shares": .figure(Figure(Double(line.shares), .count)),
      "price": .figure(Figure(line.price, .price)), "amount": .figure(Figure(line.amount)),
      "commission": fee(line.commission), "stampTax": fee(line.stampTax), "transferFee": fee(line.transferFee),
      "fees": .figure(Figure(line.fees)), "weight": .figure(Figure(line.weight, .percent)),
      "target": .figure(Figure(line.targetWeight, .percent)),
      "dots": .drawing(CellDrawings.weights(from: line.weight, to: line.targetWeight, of: largestWeight)),
      "rank": rank(line), "reason": reason(line),
    ]
  }

  private var largestWeight: Double {
    (preview.orderList?.orders ?? []).map { max($0.weight, $0.targetWeight) }.max() ?? 0
  }

  /// A fee that is not due is absent, not zero.
  private func fee(_ money: Money) -> PageValue { .figure(Figure(money > .zero ? money : nil)) }

  private func rank(_ line: NightResult.OrderList.Line) -> PageValue {
    guard let rank = line.rank, let count = line.rankCount else { return .text(PageFigures.missing) }
    return .joined([.figure(Figure(count: rank)), "/", .figure(Figure(count: count))], separator: .space)
  }

  private func reason(_ line: NightResult.OrderList.Line) -> PageValue {
    .sentences([line.step.message] + (line.rejection.map { [.atLastClose($0.message)] } ?? []))
  }

  private func sum(_ side: String, _ sum: NightResult.OrderList.Sum) -> [String: PageValue] {
    [
      "side": .label(side), "count": .message(.orders(sum.count)), "amount": .figure(Figure(sum.amount)),
      "fees": .figure(Figure(sum.fees)),
    ]
  }
}

/// Names of the days of a week.
enum Weekday {
  static func name(_ day: TradingDay) -> Message {
    switch day.weekday {
    case 0: Message("weekday.monday-name", en: "Monday", zh: "星期一")
    case 1: Message("weekday.tuesday-name", en: "Tuesday", zh: "星期二")
    case 2: Message("weekday.wednesday-name", en: "Wednesday", zh: "星期三")
    case 3: Message("weekday.thursday-name", en: "Thursday", zh: "星期四")
    case 4: Message("weekday.friday-name", en: "Friday", zh: "星期五")
    case 5: Message("weekday.saturday-name", en: "Saturday", zh: "星期六")
    default: Message("weekday.sunday-name", en: "Sunday", zh: "星期日")
    }
  }
}

extension Message {
  fileprivate static func noOrderList(_ absence: Diagnostic) -> Message {
    Message(
      "report.no-order-list",
      ["reason": .message(absence.summary), "remedy": .message(absence.remedy), "id": .text(absence.id)],
      en: "There is no order list (`{id}`). {reason} {remedy}", zh: "没有调仓清单（`{id}`）。{reason}{remedy}")
  }

  /// `Sell 5, buy 5`.
  static func counts(sells: Int, buys: Int) -> Message {
    Message(
      "report.order-counts-name", ["sells": .count(sells), "buys": .count(buys)], en: "sell {sells}, buy {buys}",
      zh: "卖 {sells}，买 {buys}")
  }

  fileprivate static func orders(_ count: Int) -> Message {
    Message("report.orders-name", ["count": .count(count)], en: "{count} {count:order|orders}", zh: "{count} 笔")
  }

  fileprivate static func size(_ line: NightResult.OrderList.Line) -> Message {
    guard let lots = line.lots else {
      return Message(
        "report.odd-size-name", ["shares": .count(Int(line.shares))], en: "{shares} {shares:share|shares}",
        zh: "{shares} 股")
    }
    return Message("report.lots-name", ["lots": .count(Int(lots))], en: "{lots} {lots:lot|lots}", zh: "{lots} 手")
  }

  fileprivate static func atLastClose(_ rejection: Message) -> Message {
    Message(
      "report.at-last-close", ["rejection": .message(rejection)], en: "At the last close: {rejection}",
      zh: "以收盘价论：{rejection}")
  }

  fileprivate static func cash(
    _ list: NightResult.OrderList, _ sold: NightResult.OrderList.Sum, _ bought: NightResult.OrderList.Sum
  ) -> Message {
    Message(
      "report.order-cash",
      [
        "cash": .money(list.cash), "sold": .money(sold.amount - sold.fees),
        "bought": .money(bought.amount + bought.fees),
        "after": .money(list.cashAfter), "share": .ratio(list.cashShareAfter ?? .nan),
      ],
      en: "Cash {cash} + net sales {sold} − purchases with fees {bought} = {after}, {share} of the account.",
      zh: "现金 {cash} + 卖出净额 {sold} − 买入总额 {bought} = {after}，占 {share}。")
  }

  fileprivate static func untouched(_ count: Int) -> Message {
    Message(
      "report.orders-untouched", ["count": .count(count)],
      en: "{count} {count:holding stays|holdings stay} as they are.",
      zh: "其余 {count} 只不动。")
  }

  fileprivate static func unaffordable(_ stocks: [InstrumentID]) -> Message {
    Message(
      "report.orders-unaffordable", ["stocks": .names(stocks)],
      en: "Wanted, but the money is below one lot: {stocks}.", zh: "想买但资金不足一手：{stocks}。")
  }

  fileprivate static func rates(_ rates: FeeRates) -> Message {
    Message(
      "report.fee-rates",
      [
        "commission": .rate(rates.commission), "minimum": .money(rates.commissionMinimum),
        "tax": .rate(rates.stampTax), "transfer": .rate(rates.transferFee),
      ],
      en: "Commission {commission}, at least {minimum}; stamp tax {tax} of sales; transfer fee {transfer}.",
      zh: "佣金 {commission}（最低 {minimum}），卖出印花税 {tax}，过户费 {transfer}。")
  }
}
