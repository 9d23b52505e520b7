package import MarketData
package import Primitives
package import Records
package import Simulation
import StrategyEngine

/// The order list of a preview's virtual account, with what its scores and holdings are.
package struct PreviewOrderList: Equatable, Sendable {
  /// What the scores are.
  package struct Scores: Sendable {
    package var table: PanelTable
    /// Days whose scores were computed here.
    package var liveDays: Set<TradingDay>

    package init(table: PanelTable, liveDays: Set<TradingDay> = []) {
      self.table = table
      self.liveDays = liveDays
    }
  }

  /// Where the account stands.
  package struct Standing: Sendable {
    /// The last settled day; nil before the first.
    package var account: PreviewAccount?
    package var positions: [PreviewPosition]
    /// What the strategy remembers after it.
    package var memory: String?
    /// In the place of all these: what the user states.
    package var given: GivenAccount?

    package init(account: PreviewAccount? = nil, positions: [PreviewPosition] = [], memory: String? = nil) {
      self.account = account
      self.positions = positions
      self.memory = memory
    }

    /// What the user states, of no day and without memory.
    package init(given: GivenAccount) {
      self.init()
      self.given = given
    }

    /// Stocks that are held.
    var stocks: [InstrumentID] { given?.holdings.map(\.instrument) ?? positions.map(\.symbol) }
  }

  package var orders: OrderList
  /// The settled day that the holdings are of; nil before the first.
  package var holdingsOf: TradingDay?
  /// The day of the scores; nil where there are none.
  package var scoresOf: TradingDay?
  package var scoreOrigin: ScoreOrigin
  /// What the strategy remembers when the orders are made; nil for one without memory.
  package var memory: String?
  package var findings: [Finding] = []

  /// - Parameters:
  ///   - day: the day whose close decides; where it is no trading day, the one before. Throws `signal.date` where
  ///     the market has none.
  ///   - batch: quotes of the trading day after it; nil: the last closes.
  ///   - isDealing: whether the orders are sent at these quotes.
  package init(
    _ instance: PreviewInstance, _ standing: Standing, scores: Scores, market: any Market, on day: TradingDay,
    quotes batch: QuoteCascade.Batch? = nil, isDealing: Bool = false
  ) throws {
    guard let index = market.calendar.lastIndex(onOrBefore: day) else { throw Diagnostic.noDay(day, market.location) }
    let decidedOn = market.calendar[index]
    let predictions = scores.table
    let strategy = instance.definition.strategy.make()
    let quotes = try AShareQuotes(
      market: market, instruments: predictions.instruments + standing.stocks, fields: strategy.fields)
    var state =
      if let given = standing.given {
        try PreviewDay.State(try given.account(quotes, upTo: index), memory: given.memory, quotes)
      } else {
        try PreviewDay.State(
          instance.strategy, standing.account, positions: standing.positions, memory: standing.memory, quotes)
      }
    let scoresOf = predictions.days.last { $0 <= decidedOn }
    let rules = AShareRules(quotes: quotes, fees: instance.definition.fees ? AShareFees() : nil)
    orders = OrderList(
      strategy, account: state.account,
      scores: scoresOf.map { quotes.scores(predictions, on: $0) },
      market: NextDayMarket(rules: rules, index: index, quotes: batch, isDealing: isDealing), memory: &state.memory)
    memory = strategy.hasMemory ? state.memory.text { quotes.instruments[Int($0)] } : nil
    self.scoresOf = scoresOf
    scoreOrigin = scoresOf.map { scores.liveDays.contains($0) ? .live : .recorded } ?? .none
    holdingsOf = standing.account?.tradingDay
    if scoresOf != decidedOn {
      findings.append(scoresOf.map { .scoresOld($0, decidedOn) } ?? .withoutScores(decidedOn))
    }
    if let settled = holdingsOf, settled < decidedOn { findings.append(.holdingsOld(settled)) }
    if !orders.next.isCertain { findings.append(.nextDayExpected(orders.next.day, after: market.calendar.days.last)) }
    if orders.cashAfter < .zero { findings.append(.cashShort(-orders.cashAfter)) }
    if let given = standing.given {
      if !given.oddLots.isEmpty { findings.append(.oddLots(given.oddLots)) }
      if strategy.hasMemory, given.memory == nil, !given.holdings.isEmpty {
        findings.append(PreviewFindings.forgot(instance.strategy.id))
      }
    }
    let wanted = Set(orders.lines.map(\.symbol))
    let absent = (batch?.absences ?? [:]).filter { wanted.contains($0.key) }
    if !absent.isEmpty { findings.append(.withoutQuotes(absent.values.map { $0 }, of: wanted.count)) }
  }

  /// Which close and which scores decide; nothing is sent.
  package var note: Message {
    switch scoreOrigin {
    case .live: .decidedLive(orders.decidedOn)
    case .none: .undecided(orders.decidedOn)
    case .recorded, .imported: .decidedRecorded(orders.decidedOn)
    }
  }
}

extension Diagnostic {
  fileprivate static func noDay(_ day: TradingDay, _ location: String) -> Diagnostic {
    Diagnostic(
      "signal.date", .absent, at: .init(location), ["day": .day(day)],
      (en: "The market has no trading day up to {day}.", zh: "行情在 {day} 及以前没有交易日。"),
      remedy: (en: "Choose a later day, or load older data.", zh: "请选更晚的日期，或加载更早的行情。"))
  }
}

extension Finding {
  fileprivate static func nextDayExpected(_ day: TradingDay, after close: TradingDay?) -> Finding {
    Finding(
      "signal.next-day-unknown", .note, ["day": .day(day), "close": close.map { .day($0) } ?? .text("–")],
      title: (en: "Trading day expected", zh: "交易日为推定"),
      evidence: (
        en: "The market's calendar ends on {close}. The next weekday is {day}.",
        zh: "行情日历止于 {close}，其后首个工作日为 {day}。"
      ), consequence: (en: "On a public holiday the orders wait for the day after.", zh: "遇节假日休市则顺延。"),
      remedy: (
        en: "Add calendars/day_future.txt to the market, or check {day} with the exchange.",
        zh: "请在行情中加入 calendars/day_future.txt，或向交易所核对 {day}。"
      ))
  }

  fileprivate static func cashShort(_ missing: Money) -> Finding {
    Finding(
      "signal.cash-short", .warning, ["missing": .money(missing)], title: (en: "Cash does not cover", zh: "现金不足"),
      evidence: (en: "Purchases and fees exceed cash and sales by {missing}.", zh: "买入与费用超出现金与卖出所得 {missing}。"),
      consequence: (en: "The last purchases deal in part or not at all.", zh: "最后几笔买入将部分成交或不成交。"),
      remedy: (en: "Buy less, or add {missing}.", zh: "请减少买入，或补足 {missing}。"))
  }

  fileprivate static func oddLots(_ stocks: [InstrumentID]) -> Finding {
    Finding(
      "signal.odd-lots", .note, ["count": .count(stocks.count), "stocks": .names(stocks)],
      title: (en: "Odd lots", zh: "零股"),
      evidence: (
        en: "{count} {count:holding is|holdings are} no whole number of lots: {stocks}.",
        zh: "{count} 只持仓含零股：{stocks}。"
      ),
      consequence: (en: "Odd shares are sold with the whole holding only.", zh: "零股只能随全部持仓一次卖出。"),
      remedy: (en: "Check the shares with your broker.", zh: "请与券商核对股数。"))
  }

  fileprivate static func scoresOld(_ scores: TradingDay, _ close: TradingDay) -> Finding {
    Finding(
      "signal.scores-old", .warning, ["scores": .day(scores), "close": .day(close)],
      title: (en: "Scores are old", zh: "得分不是最新"),
      evidence: (
        en: "The newest scores are of {scores}, the last close is of {close}.", zh: "最新得分为 {scores}，最近收盘为 {close}。"
      ),
      consequence: (
        en: "The orders rest on older scores than they could; settlement gives none.", zh: "委托依据旧得分；结算时不会下单。"
      ), remedy: (en: "Predict {close}.", zh: "请生成 {close} 的预测。"))
  }

  fileprivate static func withoutScores(_ close: TradingDay) -> Finding {
    Finding(
      "signal.scores-old", .warning, ["close": .day(close)], title: (en: "No scores", zh: "没有得分"),
      evidence: (en: "There are no scores up to {close}.", zh: "{close} 及以前没有得分。"),
      consequence: (en: "There are no orders.", zh: "不下单。"),
      remedy: (en: "Predict {close}.", zh: "请生成 {close} 的预测。"))
  }

  fileprivate static func holdingsOld(_ settled: TradingDay) -> Finding {
    Finding(
      "signal.holdings-old", .warning, ["day": .day(settled)], title: (en: "Holdings are old", zh: "持仓不是最新"),
      evidence: (en: "The holdings are those of {day}.", zh: "持仓为 {day} 的。"),
      consequence: (en: "Orders of the days since are not in them.", zh: "其后各日的成交未计入。"),
      remedy: (en: "Run `aistock preview settle` first.", zh: "请先运行 `aistock preview settle`。"))
  }

  fileprivate static func withoutQuotes(_ refusals: [QuoteRefusal], of stocks: Int) -> Finding {
    let counts = QuoteRefusal.allCases.compactMap { refusal -> MessageArgument? in
      let count = refusals.count { $0 == refusal }
      return count > 0 ? .message(.refused(refusal, count)) : nil
    }
    return Finding(
      "signal.without-quotes", .warning,
      ["count": .count(refusals.count), "stocks": .count(stocks), "reasons": .list(counts)],
      title: (en: "Stocks without a quote", zh: "缺行情的股票"),
      evidence: (
        en: "{count} of {stocks} stocks have no quote: {reasons}.", zh: "{stocks} 只股票中有 {count} 只没有行情：{reasons}。"
      ), consequence: (en: "They are taken at their last close.", zh: "按最近收盘价计。"),
      remedy: (en: "Look at the sources of quotes.", zh: "请检查行情来源。"))
  }
}

extension Message {
  fileprivate static func refused(_ refusal: QuoteRefusal, _ count: Int) -> Message {
    Message(
      "orders.refused-quotes", ["code": .text(refusal.rawValue), "count": .count(count)], en: "{count} {code}",
      zh: "{count} 只 {code}")
  }

  fileprivate static func decidedLive(_ day: TradingDay) -> Message {
    Message(
      "orders.decided-live", ["day": .day(day)],
      en: "The close of {day} and scores computed here with the kept model decide. Orders are sized at that close; "
        + "nothing is sent.", zh: "依据 {day} 收盘与本程序用所存模型算出的得分；股数按该日收盘价估算，未发出任何委托。")
  }

  fileprivate static func decidedRecorded(_ day: TradingDay) -> Message {
    Message(
      "orders.decided-recorded", ["day": .day(day)],
      en: "The close of {day} and recorded predictions decide. Orders are sized at that close; nothing is sent.",
      zh: "依据 {day} 收盘与记录的预测；股数按该日收盘价估算，未发出任何委托。")
  }

  fileprivate static func undecided(_ day: TradingDay) -> Message {
    Message(
      "orders.undecided", ["day": .day(day)], en: "There are no scores up to {day}: there are no orders.",
      zh: "{day} 及以前没有得分：不下单。")
  }
}
