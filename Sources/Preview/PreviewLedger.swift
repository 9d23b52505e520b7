import Primitives
package import Records
import Store

/// Whether the stored days of a preview fit together; nothing is booked on days that do not.
///
/// 1. A day's profit is its value less that of the stored day before, on the first day less the initial capital: a
///    missing day breaks the chain.
/// 2. Cash is not below zero, and value = cash + the sum of holdings, each shares times price.
/// 3. A day's cost is the sum of what its trades cost.
/// 4. No holding, trade or rejection stands behind the last account.
package struct PreviewLedger {
  private let strategy: PreviewStrategy
  private let path: String

  /// - Parameter path: of the state file, for messages.
  package init(strategy: PreviewStrategy, path: String) {
    self.strategy = strategy
    self.path = path
  }

  /// Throws `store.damaged` with the first day that does not follow from the one before.
  package func checkChain(_ accounts: [PreviewAccount]) throws {
    var before = strategy.initialCapital
    var peak = strategy.initialCapital
    for account in accounts {
      guard account.cash >= .zero, account.dailyPnL == account.totalValue - before,
        account.cumPnL == account.totalValue - strategy.initialCapital, account.peak == max(peak, account.totalValue)
      else { throw damaged(.chain(strategy.id, account.tradingDay)) }
      before = account.totalValue
      peak = account.peak
    }
  }

  /// Throws `store.damaged` where a day's holdings are not what its account says.
  func checkDay(_ account: PreviewAccount, _ positions: [PreviewPosition]) throws {
    var sum = account.cash
    for position in positions {
      guard position.volume > 0, position.marketValue == position.lastPrice * position.volume else {
        throw damaged(.holding(strategy.id, position.symbol, account.tradingDay))
      }
      sum += position.marketValue
    }
    guard account.cash >= .zero, sum == account.totalValue else {
      throw damaged(.sum(strategy.id, account.tradingDay, sum, account.totalValue))
    }
  }

  /// Throws `store.damaged` where trades of a day are missing or too many.
  func checkCosts(_ account: PreviewAccount, _ trades: [PreviewTrade]) throws {
    guard trades.reduce(.zero, { $0 + $1.cost }) == account.cost else {
      throw damaged(.cost(strategy.id, account.tradingDay))
    }
  }

  /// Throws `store.damaged` where rows of a later day stand without their account.
  func checkEnd(_ last: TradingDay?, of database: Database) throws {
    guard let stray = try database.lastDetailDay(of: strategy.id), last.map({ stray > $0 }) ?? true else { return }
    throw damaged(.withoutAccount(strategy.id, stray))
  }

  private func damaged(_ problem: Message) -> Diagnostic { StoreFailure.damaged(path, problem) }
}

extension Message {
  fileprivate static func chain(_ id: String, _ day: TradingDay) -> Message {
    Message(
      "ledger.chain", ["preview": .text(id), "day": .day(day)],
      en:
        "The account of '{preview}' on {day} does not follow from the day stored before it: days are missing or changed.",
      zh: "模拟预览“{preview}”{day} 的账户与此前所存的一日不衔接：有交易日缺失或被改动。")
  }

  fileprivate static func holding(_ id: String, _ stock: InstrumentID, _ day: TradingDay) -> Message {
    Message(
      "ledger.holding", ["preview": .text(id), "stock": .instrument(stock), "day": .day(day)],
      en: "The holding {stock} of '{preview}' on {day} is not worth its shares times its price.",
      zh: "模拟预览“{preview}”{day} 的持仓 {stock} 市值不等于股数乘价格。")
  }

  fileprivate static func sum(_ id: String, _ day: TradingDay, _ sum: Money, _ total: Money) -> Message {
    Message(
      "ledger.sum", ["preview": .text(id), "day": .day(day), "sum": .money(sum), "total": .money(total)],
      en: "Cash and holdings of '{preview}' on {day} are {sum}, the account says {total}.",
      zh: "模拟预览“{preview}”{day} 现金与持仓合计 {sum}，账户记为 {total}。")
  }

  fileprivate static func cost(_ id: String, _ day: TradingDay) -> Message {
    Message(
      "ledger.cost", ["preview": .text(id), "day": .day(day)],
      en: "The trades of '{preview}' on {day} do not add up to its fees.", zh: "模拟预览“{preview}”{day} 的成交费用与账户不符。")
  }

  fileprivate static func withoutAccount(_ id: String, _ day: TradingDay) -> Message {
    Message(
      "ledger.without-account", ["preview": .text(id), "day": .day(day)],
      en: "'{preview}' has holdings or trades on {day} and no account of that day.",
      zh: "模拟预览“{preview}”在 {day} 有持仓或成交，却没有当日账户。")
  }
}
