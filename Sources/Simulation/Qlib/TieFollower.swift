import Primitives
import Records
import StrategyEngine

/// Takes the choice of a recorded run among equal scores, day by day.
///
/// The order of codes comes first. Where it leads to other holdings than the record's and scores of the day are
/// equal, the ways in which its holdings can be read are tried, and what comes nearest to the record is taken: first in
/// which stocks are held, then in how much of each. Nothing is held that scores and rule do not allow.
struct TieFollower {
  private let followed: FollowedRun
  private let quotes: QuoteTable
  /// By instrument of the record: its stock; nil for one that the market does not know.
  private let stocks: [Int32?]
  /// Whether all amounts were those of the record at the close before.
  private var isInStep = true
  private(set) var choices: [TieChoice] = []

  init(_ followed: FollowedRun, quotes: QuoteTable) {
    self.followed = followed
    self.quotes = quotes
    stocks = followed.instruments.map(quotes.number)
  }

  /// Changes the state by the day's trades, as `QlibTradingDay` does.
  mutating func trade(
    _ trading: QlibTradingDay<some DailyExchange>, _ state: inout QlibTradingState, _ index: Int, _ day: TradingDay,
    _ scores: DayScores
  ) -> [TradeRow] {
    guard let wanted = holdings(on: day) else { return trading.trade(&state, index, day, scores) }
    let before = state
    var trades = trading.trade(&state, index, day, scores)
    let plain = state.account.entries
    let first = HoldingDistance(state.account, wanted)
    var best = first
    defer { isInStep = best == .none }
    guard best.stocks > 0 || isInStep && best.amounts > 0, isOpen(scores, before.account) else { return trades }
    let reading = TieReading(wanted, before.account, trading.exchange, index)
    // Once the amounts differ they stay so: only the stocks can still be followed.
    for order in isInStep ? reading.all : [reading.likeliest] where best > .none {
      var ordered = scores
      ordered.ties = order
      var other = before
      let othersTrades = trading.trade(&other, index, day, ordered)
      let found = HoldingDistance(other.account, wanted)
      if found < best { (state, trades, best) = (other, othersTrades, found) }
    }
    if best < first { note(day, scores, plain: plain, taken: state.account.entries) }
    return trades
  }

  /// By stock; what the market does not know cannot be held here. Nil on a day that is none of the record.
  private func holdings(on day: TradingDay) -> [FollowedHolding]? {
    followed.holdings(on: day)?.compactMap { holding in
      stocks[Int(holding.code)].map { FollowedHolding(stock: $0, amount: holding.amount) }
    }
  }

  /// Whether the scores leave anything open: equal ones, or several holdings without any.
  private func isOpen(_ scores: DayScores, _ account: QlibAccount) -> Bool {
    account.entries.count { scores[$0.stock].isNaN } > 1 || scores.hasEqualScores
  }

  /// The first stock that is held instead of another one with the same score, or in another amount; where the record
  /// only holds fewer, what it let go.
  private mutating func note(
    _ day: TradingDay, _ scores: DayScores, plain: [QlibAccount.Entry], taken: [QlibAccount.Entry]
  ) {
    let before = Dictionary(uniqueKeysWithValues: plain.map { ($0.stock, $0.amount) })
    let after = Set(taken.map(\.stock))
    let lost = before.keys.filter { !after.contains($0) }.sorted()
    func passed(for stock: Int32) -> Int32? {
      let score = scores[stock]
      return lost.first { scores[$0] == score || scores[$0].isNaN && score.isNaN }
    }
    let gained = taken.map(\.stock).filter { before[$0] == nil }
    let changed = taken.filter { $0.amount != before[$0.stock] }.map(\.stock)
    guard let stock = gained.first(where: { passed(for: $0) != nil }) ?? changed.first ?? gained.first ?? lost.first
    else { return }
    let other = gained.contains(stock) ? passed(for: stock) : nil
    choices.append(
      TieChoice(
        day: day, taken: quotes.instruments[Int(stock)], passed: other.map { quotes.instruments[Int($0)] },
        score: scores[stock].isNaN ? nil : scores[stock]))
  }
}

/// What a record held of a stock at the close of a day.
private struct FollowedHolding {
  var stock: Int32
  var amount: Double
}

/// How far an account's holdings are from those of a record.
private struct HoldingDistance: Comparable {
  /// Stocks that only one side holds.
  var stocks = 0
  /// Stocks of both sides in other amounts.
  var amounts = 0

  static let none = HoldingDistance()

  /// Amounts of a record that differ by less are equal: texts and sums of Double leave this much.
  private static let limit = 1e-9

  /// Whether an amount is smaller than another by more than that.
  static func isLess(_ amount: Double, _ other: Double) -> Bool { amount < other * (1 - limit) }

  private init() {}

  /// - Parameter wanted: sorted by stock, as the account's entries are.
  init(_ account: QlibAccount, _ wanted: [FollowedHolding]) {
    var shared = 0
    var place = wanted.startIndex
    for entry in account.entries {
      while place < wanted.endIndex, wanted[place].stock < entry.stock { place += 1 }
      guard place < wanted.endIndex, wanted[place].stock == entry.stock else { continue }
      let amount = wanted[place].amount
      shared += 1
      if (entry.amount - amount).magnitude > HoldingDistance.limit * max(entry.amount, amount) { amounts += 1 }
    }
    stocks = account.entries.count + wanted.count - 2 * shared
  }

  static func < (left: HoldingDistance, right: HoldingDistance) -> Bool {
    (left.stocks, left.amounts) < (right.stocks, right.amounts)
  }
}

/// The ways in which the holdings of a followed run can be read on one day: they do not show who was bought last, which
/// stock that could not be sold was to leave, nor which one that could not be paid for was chosen.
private struct TieReading<Exchange: DailyExchange> {
  private let held: Set<Int32>
  private let reduced: Set<Int32>
  /// Those of more money first: where cash was short, the last got the least.
  private let purchases: [Int32]
  /// Holdings that stay, those first that may have been unable to leave.
  private let stayed: [Int32]
  private let exchange: Exchange
  private let index: Int

  init(_ holdings: [FollowedHolding], _ account: QlibAccount, _ exchange: Exchange, _ index: Int) {
    let wanted = Dictionary(uniqueKeysWithValues: holdings.map { ($0.stock, $0.amount) })
    let held = Set(wanted.keys)
    self.held = held
    reduced = Set(
      account.entries.filter { entry in wanted[entry.stock].map { HoldingDistance.isLess($0, entry.amount) } ?? false }
        .map(\.stock))
    let before = Set(account.entries.map(\.stock))
    purchases = TieReading.descending(
      wanted.filter { !before.contains($0.key) }.map { ($0.key, $0.value * exchange.dealPrice($0.key, index, .buy)) })
    // Which of them the strategy could not sell is its own rule: those that did not trade, then the youngest.
    let kept = account.entries.filter { held.contains($0.stock) }.map { entry in
      (stock: entry.stock, days: exchange.isTradable(entry.stock, index, nil) ? entry.countDay : -1)
    }
    stayed = kept.sorted { ($0.days, $0.stock) < ($1.days, $1.stock) }.map(\.stock)
    self.exchange = exchange
    self.index = index
  }

  /// What was not bought, the dearest lots first.
  private var dearest: [Int32: Int32] {
    let others = exchange.quotes.instruments.indices.map { Int32($0) }.filter { !held.contains($0) }
    return TieOrder.places(
      TieReading.descending(
        others.map { ($0, (exchange.lot($0, index) ?? 1) * exchange.dealPrice($0, index, .buy)) }))
  }

  private static func descending(_ rows: [(stock: Int32, money: Double)]) -> [Int32] {
    rows.filter { !$0.money.isNaN }.sorted { ($1.money, $0.stock) < ($0.money, $1.stock) }.map(\.stock)
  }

  /// Holdings that are read as leaving one by one.
  private static var leavingMax: Int { 12 }

  var likeliest: TieOrder { order(purchases) }

  /// Likeliest first.
  var all: [TieOrder] {
    let dearest = dearest
    let alone = stayed.prefix(TieReading.leavingMax).map { [$0] }
    let leaving = [[]] + (stayed.isEmpty ? [] : [stayed]) + (stayed.count > 1 ? alone : [])
    let plain = [true, false].flatMap { unbuyableFirst in
      [[:], dearest].flatMap { passedOver in
        leaving.map { order(purchases, leaving: $0, unbuyableFirst: unbuyableFirst, passedOver: passedOver) }
      }
    }
    // Lots leave room for another purchase to have been the last.
    let others = purchases.flatMap { last in
      leaving.map { order(purchases.filter { $0 != last } + [last], leaving: $0) }
    }
    return plain + others
  }

  private func order(
    _ purchases: [Int32], leaving: [Int32] = [], unbuyableFirst: Bool = true, passedOver: [Int32: Int32] = [:]
  ) -> TieOrder {
    var order = TieOrder(held: held)
    order.reduced = reduced
    order.purchases = TieOrder.places(purchases)
    order.leaving = Set(leaving)
    order.unbuyableFirst = unbuyableFirst
    order.passedOver = passedOver
    return order
  }
}
