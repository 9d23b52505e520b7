import Primitives
import Records
import StrategyEngine

/// qlib's position and account of one run (`qlib/backtest/position.py`, `account.py`).
struct QlibAccount {
  struct Entry {
    var stock: Int32
    /// Adjusted shares.
    var amount: Double
    /// Last price, adjusted yuan.
    var price: Double
    var countDay = 0
    /// Bought since the last close, adjusted shares.
    var boughtToday = 0.0
  }

  /// Sorted by stock.
  private(set) var entries: [Entry]
  private(set) var cash: Double
  /// Proceeds of today's sales that can be spent from tomorrow on.
  private(set) var delayedCash = 0.0
  private(set) var totalTurnover = 0.0
  private(set) var totalCost = 0.0
  private let delaysProceeds: Bool

  init(cash: Double, entries: [Entry], delaysProceeds: Bool) {
    self.cash = cash
    self.entries = entries.sorted { $0.stock < $1.stock }
    self.delaysProceeds = delaysProceeds
  }

  var holdings: [Holding] {
    entries.map { Holding(stock: $0.stock, amount: $0.amount, countDay: $0.countDay, lastPrice: $0.price) }
  }

  /// Value of the stocks at their last prices.
  var stockValue: Double { entries.reduce(0) { $0 + $1.amount * $1.price } }

  var value: Double { stockValue + cash + delayedCash }

  func held(_ stock: Int32) -> Double { index(of: stock).map { entries[$0].amount } ?? 0 }

  func boughtToday(_ stock: Int32) -> Double { index(of: stock).map { entries[$0].boughtToday } ?? 0 }

  /// Books a deal; one of at most 1e-5 yuan changes nothing.
  mutating func book(_ order: Order, _ deal: QlibExchange.Deal) {
    guard deal.value > 1e-5 else { return }
    totalTurnover += deal.value
    totalCost += deal.cost
    let amount = deal.value / deal.price
    switch order.direction {
    case .buy:
      if let index = index(of: order.stock) {
        entries[index].amount += amount
        entries[index].boughtToday += amount
      } else {
        let place = entries.partitioningIndex { $0.stock > order.stock }
        entries.insert(
          Entry(stock: order.stock, amount: amount, price: deal.price, boughtToday: amount),
          at: place)
      }
      cash -= deal.value + deal.cost
    case .sell:
      guard let index = index(of: order.stock) else { return }
      if isClose(entries[index].amount, amount) {
        entries.remove(at: index)
      } else {
        entries[index].amount -= amount
      }
      if delaysProceeds { delayedCash += deal.value - deal.cost } else { cash += deal.value - deal.cost }
    }
  }

  /// Marks every holding to the close, where there is one, and counts the day.
  mutating func close(price: (Int32) -> Double) {
    for index in entries.indices {
      let last = price(entries[index].stock)
      if !last.isNaN { entries[index].price = last }
      entries[index].countDay += 1
      entries[index].boughtToday = 0
    }
  }

  /// Makes delayed proceeds spendable, after the day's report.
  mutating func releaseProceeds() {
    cash += delayedCash
    delayedCash = 0
  }

  private func index(of stock: Int32) -> Int? {
    let index = entries.partitioningIndex { $0.stock >= stock }
    return index < entries.count && entries[index].stock == stock ? index : nil
  }
}
