import Execution
import MarketData
import Preview
import Primitives
import Records
import Simulation
import Store

/// Who owns what of an account on a morning: its strategies by their books, and what is no strategy's.
struct AccountOwners {
  /// The account without shares that our fills do not explain and without cash that no strategy may spend.
  let strategies: AccountState
  private let outside: OutsideHoldings
  private let books: [StrategyBook]
  private let weights: [String: Double]
  /// What a strategy begins with that joins others: cash that no strategy has.
  private let begins: [String: Money]
  private let memories: [String: String]
  private let calendar: TradingCalendar
  private let today: TradingDay

  /// - Parameters:
  ///   - parts: strategies that are to trade, with their parts of the account.
  ///   - prices: of the market, with all stocks of the account: dividends and splits since the books are booked by them.
  ///   - price: of a stock now, yuan per share.
  init(
    _ state: AccountState, parts: [(id: String, weight: Double)], database: Database, prices: AShareQuotes,
    on today: TradingDay, price: (InstrumentID) -> Money?
  ) throws {
    self.today = today
    calendar = prices.calendar
    weights = Dictionary(parts.map { ($0.id, $0.weight) }, uniquingKeysWith: { first, _ in first })
    let closed = try database.books(of: state.account, through: today)
    let keeper = BookKeeper(
      close: { _ in nil }, reinvestments: { prices.reinvestments(of: $0, after: $1, through: today) })
    books = closed.map { keeper.opened($0, on: today) }
    let since = closed.map(\.day).max()?.advanced(byDays: 1) ?? TradingDay(daysSince1970: 0)
    outside = OutsideHoldings(
      state, books: books, fills: try database.fills(of: state.account, from: since, through: today))
    var reserve = books.first { $0.strategyID == StrategyBook.outside }?.cash ?? .zero
    var begins: [String: Money] = [:]
    if !books.isEmpty {
      let known = Set(books.map(\.strategyID))
      let whole = outside.taken(from: state, cash: .zero, price: price).equity
      for part in parts where !known.contains(part.id) {
        let cash = min(reserve, Money(rounding: whole.yuan * part.weight) ?? .zero)
        begins[part.id] = cash
        reserve -= cash
      }
    }
    self.begins = begins
    strategies = outside.taken(from: state, cash: reserve, price: price)
    // A decision of today rests on what was remembered before it, however often the plan is made again.
    memories = try database.memories(of: state.account, through: today.advanced(byDays: -1))
  }

  /// What a strategy has: all that is the strategies' where no other has anything, else its book, else what it begins with.
  func account(of id: String) throws -> GivenAccount {
    let book = books.first { $0.strategyID == id }
    var account: GivenAccount
    if isAlone(id) {
      account = try GivenAccount(strategies) { stock in
        book?.holdings.first { $0.instrument == stock }.map { max(1, closes(since: $0.boughtOn)) } ?? 1
      }
    } else {
      let cash = begins[id] ?? Money(rounding: strategies.equity.yuan * (weights[id] ?? 0)) ?? .zero
      let own = StrategyBook(
        account: strategies.account, strategyID: id, day: today, cash: cash, value: cash, holdings: [])
      account = try GivenAccount(book ?? own, today: today, closes: closes)
    }
    account.memory = memories[id]
    return account
  }

  var findings: [Finding] {
    outside.shares.isEmpty ? [] : [.outside(strategies.account, outside.shares.keys.sorted())]
  }

  private func isAlone(_ id: String) -> Bool {
    weights[id] == 1
      && books.allSatisfy {
        $0.strategyID == id || $0.strategyID == StrategyBook.outside || $0.holdings.isEmpty && $0.cash == .zero
      }
  }

  private func closes(since day: TradingDay) -> Int {
    let first = calendar.firstIndex(onOrAfter: day) ?? calendar.count
    let last = calendar.lastIndex(onOrBefore: today.advanced(byDays: -1)) ?? -1
    return max(0, last - first + 1)
  }
}

extension Finding {
  fileprivate static func outside(_ account: String, _ stocks: [InstrumentID]) -> Finding {
    Finding(
      "trade.outside-holdings", .warning,
      ["account": .text(account), "count": .count(stocks.count), "stocks": .names(stocks.map(\.name))],
      title: (en: "The account holds shares of no strategy", zh: "账户持有不属于任何策略的股份"),
      evidence: (
        en: "Account {account}: {count} {count:stock|stocks} that our fills do not explain: {stocks}.",
        zh: "账户 {account}：{count} 只股票的持仓无法由本方成交解释：{stocks}。"
      ),
      consequence: (
        en: "They are left alone, and no strategy is sized by their value. Nothing is bought while one has no price.",
        zh: "本计划不动这些股份，策略规模不含其市值；其中任一只没有价格时不买入。"
      ),
      remedy: (
        en: "Sell them by hand where a strategy should have their value.", zh: "若要由策略使用其市值，请人工卖出。"
      ))
  }
}
