package import MarketData
package import Primitives
package import Records
import Simulation
import StrategyEngine

/// What a strategy wants on the next trading day, from the newest scores, virtual holdings and the last
/// closes: the answer to "what do I buy tomorrow".
///
/// The strategy's own code decides, as in backtest and settlement. Sizes assume that tomorrow trades at
/// the last close; who settles tomorrow gets tomorrow's close instead.
package struct PreviewSignal: Equatable, Sendable {
  package enum Action: String, Sendable { case sell, buy, hold }

  /// One stock, held or wanted.
  package struct Line: Equatable, Sendable {
    package var symbol: InstrumentID
    package var action: Action
    /// Shares to trade; for a holding that stays, the shares held.
    package var shares: Int64
    /// The last close, yuan per share; nil where there is none.
    package var price: Money?
    /// Share of the account's value before and after the orders.
    package var weight: Double
    package var targetWeight: Double
    /// NaN where the stock has no score.
    package var score: Double
    package var reason: String
  }

  /// The day whose close and scores decide.
  package var decidedOn: TradingDay
  /// The day of the scores; nil where there are none.
  package var scoresOf: TradingDay?
  /// Sells, buys, then what stays; each by score, best first.
  package var lines: [Line] = []
  package var cash: Money
  package var totalValue: Money
  /// Cash by value after the orders.
  package var targetCashWeight = 1.0
  package var findings: [Finding] = []

  /// - Parameters:
  ///   - account: the last settled one; nil before the first day.
  ///   - day: the day whose close decides; where it is no trading day, the one before.
  package init(
    _ instance: PreviewInstance, account: PreviewAccount?, positions: [PreviewPosition],
    predictions: PanelTable, market: any Market, on day: TradingDay
  ) throws {
    guard let index = market.calendar.lastIndex(onOrBefore: day) else {
      throw Diagnostic(
        "signal.date", "the market has no trading day up to \(day)", at: .init(market.location),
        remedy: "Choose a later day, or load older data.")
    }
    let quotes = try AShareQuotes(
      market: market, instruments: predictions.instruments + positions.map(\.symbol))
    let state = try PreviewDay.State(instance.strategy, account, positions: positions, quotes)
    let exchange = AShareMarketDay(
      quotes: quotes, index: index, fees: instance.definition.fees ? AShareFees() : nil)
    decidedOn = market.calendar[index]
    cash = state.account.cash
    totalValue = state.account.cash
    scoresOf = predictions.days.last { $0 <= market.calendar[index] }
    let scores = scoresOf.map { PreviewSignal.scores(predictions, $0, quotes) }
    let holdings = state.account.holdings
    let orders = instance.definition.strategy.strategy.orders(
      scores: scores, holdings: holdings, cash: cash.yuan, market: exchange.wish)
    compose(orders, state.account, scores, exchange)
    note(instance, account, market.calendar)
  }

  private mutating func compose(
    _ orders: [Order], _ account: AShareAccount, _ scores: DayScores?, _ exchange: AShareMarketDay
  ) {
    let quotes = exchange.quotes
    func price(_ stock: Int32) -> Money? {
      quotes.lastClose(stock, onOrBefore: exchange.index).map { AShareAccount.value(1, cents: $0.cents) }
    }
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
          weight: (values[stock] ?? .zero).yuan / total,
          targetWeight: (targets[stock] ?? .zero).yuan / total, score: scores?[stock] ?? .nan,
          reason: PreviewSignal.reason(stock, action, shares, scores, exchange)))
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

  private static func reason(
    _ stock: Int32, _ action: Action, _ shares: Int64, _ scores: DayScores?,
    _ exchange: AShareMarketDay
  ) -> String {
    var parts: [String] = []
    if let scores, !scores[stock].isNaN {
      let score = scores[stock]
      parts.append("rank \(1 + scores.values.count { $0 > score }) of \(scores.values.count)")
    } else {
      parts.append("no score")
    }
    switch action {
    case .sell: parts.append("leaves for a better candidate")
    case .buy where shares == 0: parts.append("wanted, but the money is below one lot")
    case .buy: parts.append("takes a free place")
    case .hold: parts.append(scores == nil ? "kept: no scores, no orders" : "kept")
    }
    if let obstacle = exchange.obstacle(stock, action == .sell ? .sell : action == .buy ? .buy : nil) {
      parts.append("at the last close \(obstacle.reason)")
    }
    return parts.joined(separator: "; ")
  }

  private mutating func note(
    _ instance: PreviewInstance, _ account: PreviewAccount?, _ calendar: TradingCalendar
  ) {
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
