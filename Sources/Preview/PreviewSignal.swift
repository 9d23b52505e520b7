package import MarketData
package import Primitives
package import Records
import Simulation
import StrategyEngine

/// What a strategy wants on the trading day after a close, from that day's scores, virtual holdings and
/// the newest prices: the answer to "what do I buy tomorrow".
///
/// The strategy's own code decides, as in backtest and settlement. Sizes are taken at the quotes of now
/// where there are any, else at the last close; settlement gets the official close instead.
package struct PreviewSignal: Equatable, Sendable {
  package enum Action: String, Sendable { case sell, buy, hold }

  /// Where a price is from, and from when.
  package enum PriceOrigin: Equatable, Sendable {
    case close(TradingDay)
    /// A source's quote, and its age in seconds.
    case quote(source: String, time: MarketTime, age: Int)
  }

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

    package init(account: PreviewAccount? = nil, positions: [PreviewPosition] = [], memory: String? = nil) {
      self.account = account
      self.positions = positions
      self.memory = memory
    }
  }

  /// One stock, held or wanted.
  package struct Line: Equatable, Sendable {
    package var symbol: InstrumentID
    package var action: Action
    /// Shares to trade; for a holding that stays, the shares held.
    package var shares: Int64
    /// What the order is sized at, yuan per share; nil where there is no price.
    package var price: Money?
    package var priceOrigin: PriceOrigin?
    /// Share of the account's value before and after the orders.
    package var weight: Double
    package var targetWeight: Double
    /// NaN where the stock has no score.
    package var score: Double
    package var reason: String
  }

  /// The day whose close and scores decide.
  package var decidedOn: TradingDay
  /// The trading day the orders are for; nil where the calendar does not have it yet.
  package var nextDay: TradingDay?
  /// The settled day that the holdings are of; nil before the first.
  package var holdingsOf: TradingDay?
  /// The day of the scores; nil where there are none.
  package var scoresOf: TradingDay?
  package var scoreOrigin = ScoreOrigin.none
  /// The moment of the quotes; nil where sizes rest on the last closes.
  package var quotedAt: MarketTime?
  /// Sells, buys, then what stays; each by score, best first.
  package var lines: [Line] = []
  package var cash: Money
  package var totalValue: Money
  /// Cash by value after the orders.
  package var targetCashWeight = 1.0
  package var findings: [Finding] = []

  /// - Parameters:
  ///   - day: the day whose close decides; where it is no trading day, the one before.
  ///   - batch: quotes of the trading day after it; nil: the last closes.
  package init(
    _ instance: PreviewInstance, _ standing: Standing, scores: Scores, market: any Market, on day: TradingDay,
    quotes batch: QuoteCascade.Batch? = nil
  ) throws {
    guard let index = market.calendar.lastIndex(onOrBefore: day) else {
      throw Diagnostic(
        "signal.date", "the market has no trading day up to \(day)", at: .init(market.location),
        remedy: "Choose a later day, or load older data.")
    }
    let predictions = scores.table
    let quotes = try AShareQuotes(
      market: market, instruments: predictions.instruments + standing.positions.map(\.symbol))
    var state = try PreviewDay.State(
      instance.strategy, standing.account, positions: standing.positions, memory: standing.memory, quotes)
    var live: [Int32: Quote] = [:]
    for (symbol, quote) in batch?.quotes ?? [:] { if let stock = quotes.number(of: symbol) { live[stock] = quote } }
    let exchange = SignalMarket(
      quotes: quotes, index: index, fees: instance.definition.fees ? AShareFees() : nil, live: live,
      day: batch?.time.day ?? market.calendar[index])
    let account = PreviewSignal.adjusted(state.account, exchange)
    decidedOn = market.calendar[index]
    quotedAt = batch?.time
    nextDay = index + 1 < market.calendar.count ? market.calendar[index + 1] : batch?.time.day
    holdingsOf = standing.account?.tradingDay
    cash = account.cash
    totalValue = account.cash
    scoresOf = predictions.days.last { $0 <= market.calendar[index] }
    if let scoresOf { scoreOrigin = scores.liveDays.contains(scoresOf) ? .live : .recorded }
    let dayScores = scoresOf.map { PreviewSignal.scores(predictions, $0, quotes) }
    let orders = instance.definition.strategy.strategy.orders(
      scores: dayScores, holdings: account.holdings, cash: cash.yuan, market: exchange, memory: &state.memory)
    compose(orders, account, dayScores, exchange)
    note(standing.account, batch)
  }

  /// Holdings after today's dividends and splits, as quotes tell them; as settlement will reinvest them.
  private static func adjusted(_ account: AShareAccount, _ market: SignalMarket) -> AShareAccount {
    var cash = account.cash
    let positions = account.positions.compactMap { position -> AShareAccount.Position? in
      guard market.live[position.stock]?.reference != nil, let reference = market.reference(position.stock),
        reference > 0, reference != position.price
      else { return position }
      var position = position
      let worth = position.value
      position.shares = worth.units / AShareAccount.value(1, cents: reference).units
      position.sellable = position.shares
      position.price = reference
      cash += worth - AShareAccount.value(position.shares, cents: reference)
      return position.shares > 0 ? position : nil
    }
    return AShareAccount(cash: cash, positions: positions)
  }

  private mutating func compose(
    _ orders: [Order], _ account: AShareAccount, _ scores: DayScores?, _ exchange: SignalMarket
  ) {
    let quotes = exchange.quotes
    func price(_ stock: Int32) -> Money? { exchange.price(stock).map { AShareAccount.value(1, cents: $0) } }
    var values: [Int32: Money] = [:]
    for position in account.positions {
      values[position.stock] = (price(position.stock) ?? .zero) * position.shares
    }
    totalValue = values.values.reduce(cash) { $0 + $1 }
    let total = max(totalValue.yuan, 1e-4)
    var targets = values
    for order in orders {
      let change = (price(order.stock) ?? .zero) * Int64(order.amount)
      targets[order.stock, default: .zero] += order.direction == .buy ? change : -change
    }
    let ordered = Dictionary(orders.map { ($0.stock, $0) }, uniquingKeysWith: { first, _ in first })
    for stock in Set(values.keys).union(ordered.keys).sorted() {
      let order = ordered[stock]
      let action: Action = order.map { $0.direction == .buy ? .buy : .sell } ?? .hold
      let shares = order.map { Int64($0.amount) } ?? account[stock]?.shares ?? 0
      lines.append(
        Line(
          symbol: quotes.instruments[Int(stock)], action: action, shares: shares, price: price(stock),
          priceOrigin: origin(stock, exchange), weight: (values[stock] ?? .zero).yuan / total,
          targetWeight: (targets[stock] ?? .zero).yuan / total, score: scores?[stock] ?? .nan,
          reason: PreviewSignal.reason(stock, action, shares, held: account[stock]?.shares ?? 0, scores, exchange)))
    }
    targetCashWeight = 1 - lines.reduce(0) { $0 + $1.targetWeight }
    let places: [Action] = [.sell, .buy, .hold]
    lines.sort { left, right in
      let sides = (places.firstIndex(of: left.action) ?? 0, places.firstIndex(of: right.action) ?? 0)
      if sides.0 != sides.1 { return sides.0 < sides.1 }
      if left.score != right.score, !left.score.isNaN || !right.score.isNaN {
        return right.score.isNaN || left.score > right.score
      }
      return left.symbol < right.symbol
    }
  }

  private func origin(_ stock: Int32, _ exchange: SignalMarket) -> PriceOrigin? {
    if let quote = exchange.live[stock] {
      let age = QuoteCascade.age(of: quote.time, at: quotedAt ?? quote.time)
      return .quote(source: quote.source, time: quote.time, age: age)
    }
    return exchange.quotes.lastClose(stock, onOrBefore: exchange.index).map {
      .close(exchange.quotes.calendar[$0.index])
    }
  }

  private static func reason(
    _ stock: Int32, _ action: Action, _ shares: Int64, held: Int64, _ scores: DayScores?,
    _ exchange: SignalMarket
  ) -> String {
    var parts: [String] = []
    if let scores, !scores[stock].isNaN {
      let score = scores[stock]
      parts.append("rank \(1 + scores.values.count { $0 > score }) of \(scores.values.count)")
    } else {
      parts.append("no score")
    }
    switch action {
    case .sell where shares < held: parts.append("reduced")
    case .sell: parts.append("leaves for a better candidate")
    case .buy where shares == 0: parts.append("wanted, but the money is below one lot")
    case .buy: parts.append(held > 0 ? "added to" : "takes a free place")
    case .hold: parts.append(scores == nil ? "kept: no scores, no orders" : "kept")
    }
    if let obstacle = exchange.obstacle(stock, action == .sell ? .sell : action == .buy ? .buy : nil) {
      parts.append("\(exchange.live[stock] == nil ? "at the last close" : "at the quote") \(obstacle.reason)")
    }
    return parts.joined(separator: "; ")
  }

  private mutating func note(_ account: PreviewAccount?, _ batch: QuoteCascade.Batch?) {
    if scoresOf != decidedOn {
      findings.append(
        Finding(
          id: "signal.scores-old", severity: .warning,
          evidence: scoresOf.map { "the newest scores are of \($0), the last close of \(decidedOn)" }
            ?? "there are no scores up to \(decidedOn)",
          consequence: "The orders rest on older scores than they could; settlement gives none.",
          remedy: "Predict \(decidedOn)."))
    }
    if let account, account.tradingDay < decidedOn {
      findings.append(
        Finding(
          id: "signal.holdings-old", severity: .warning,
          evidence: "the holdings are those of \(account.tradingDay)",
          consequence: "Orders of the days since are not in them.",
          remedy: "Run `aistock preview settle` first."))
    }
    let wanted = Set(lines.map(\.symbol))
    let absent = (batch?.absences ?? [:]).filter { wanted.contains($0.key) }
    if !absent.isEmpty {
      let parts = QuoteRefusal.allCases.compactMap { refusal -> String? in
        let count = absent.values.count { $0 == refusal }
        return count > 0 ? "\(count) \(refusal.rawValue)" : nil
      }
      findings.append(
        Finding(
          id: "signal.without-quotes", severity: .warning,
          evidence: "\(absent.count) of \(wanted.count) stocks have no quote: \(parts.joined(separator: ", "))",
          consequence: "They are taken at their last close.", remedy: "Look at the sources of quotes."))
    }
  }

  private static func scores(_ predictions: PanelTable, _ day: TradingDay, _ quotes: AShareQuotes)
    -> DayScores
  {
    let range = predictions.rows(of: day)
    let stocks = predictions.codes[range].map {
      quotes.number(of: predictions.instruments[Int($0)]) ?? -1
    }
    return DayScores(stocks: stocks[...], values: predictions.values[range])
  }
}
