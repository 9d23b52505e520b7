package import Primitives
package import StrategyEngine

/// Whole shares and exact money of one account under the exchange's rules.
///
/// Dividends and splits: the data has a factor only, so a dividend is reinvested on its day at the
/// exchange's reference price. The holding's value at the close before buys as many whole shares at
/// the reference price as it can; what is left of it becomes cash. Value is thereby conserved to the
/// unit: shares x old close = new shares x reference price + cash. Dividend tax is not modelled.
package struct AShareAccount: Equatable, Sendable {
  package struct Position: Equatable, Sendable {
    package var stock: Int32
    package var shares: Int64
    /// Bought before today: what T+1 permits to sell.
    package var sellable: Int64
    /// Last known close, hundredths of a yuan.
    package var price: Int64
    /// Calendar index of that close.
    package var priceIndex: Int
    /// What the shares cost, costs included, less what came back as cash.
    package var costBasis: Money
    /// Closes since the purchase.
    package var countDay: Int

    package init(
      stock: Int32, shares: Int64, sellable: Int64, price: Int64, priceIndex: Int, costBasis: Money,
      countDay: Int
    ) {
      self.stock = stock
      self.shares = shares
      self.sellable = sellable
      self.price = price
      self.priceIndex = priceIndex
      self.costBasis = costBasis
      self.countDay = countDay
    }

    package var value: Money { AShareAccount.value(shares, cents: price) }
  }

  package private(set) var cash: Money
  /// Sorted by stock.
  package private(set) var positions: [Position]

  package init(cash: Money, positions: [Position] = []) {
    self.cash = cash
    self.positions = positions.sorted { $0.stock < $1.stock }
  }

  package var stockValue: Money { positions.reduce(.zero) { $0 + $1.value } }

  package var totalValue: Money { cash + stockValue }

  /// As a strategy sees it: real shares.
  package var holdings: [Holding] {
    positions.map {
      Holding(
        stock: $0.stock, amount: Double($0.shares), countDay: $0.countDay,
        lastPrice: Double($0.price) / 100)
    }
  }

  package subscript(stock: Int32) -> Position? { index(of: stock).map { positions[$0] } }

  /// Shares times a price in hundredths of a yuan.
  package static func value(_ shares: Int64, cents: Int64) -> Money {
    Money(units: cents) * (Money.unitsPerYuan / 100) * shares
  }

  /// Above it sums of amounts could leave 64 bits: no market makes such an account, damaged prices do.
  package static let valueMax = Money(units: 4_000_000_000_000_000_000)

  /// Whether cash and holdings can be counted exactly.
  package var isInRange: Bool { totalValue < AShareAccount.valueMax && cash > -AShareAccount.valueMax }

  /// What an account whose value leaves the range stops on.
  package func outOfRange(_ instruments: [InstrumentID], on day: TradingDay) -> Diagnostic? {
    guard !isInRange else { return nil }
    guard let largest = positions.max(by: { $0.value < $1.value }) else { return .account(on: day) }
    return .account(
      instruments[Int(largest.stock)], largest.shares, AShareAccount.value(1, cents: largest.price), on: day)
  }

  /// Before the day's orders: everything bought earlier may be sold.
  mutating func openDay() {
    for index in positions.indices { positions[index].sellable = positions[index].shares }
  }

  /// Reinvests what the stock paid between its last close and today's reference price.
  /// - Returns: the shares that were added (taken away, if negative) and the cash that was left.
  mutating func adjust(_ stock: Int32, reference cents: Int64) -> (shares: Int64, cash: Money)? {
    guard let index = index(of: stock), cents > 0, cents != positions[index].price else {
      return nil
    }
    let before = positions[index].value
    let shares = before.units / AShareAccount.value(1, cents: cents).units
    let rest = before - AShareAccount.value(shares, cents: cents)
    let added = shares - positions[index].shares
    positions[index].shares = shares
    positions[index].sellable = shares
    positions[index].price = cents
    positions[index].costBasis -= rest
    cash += rest
    if shares == 0 { positions.remove(at: index) }
    return (added, rest)
  }

  mutating func buy(_ stock: Int32, shares: Int64, cents: Int64, cost: Money, on day: Int) {
    let paid = AShareAccount.value(shares, cents: cents) + cost
    cash -= paid
    if let index = index(of: stock) {
      positions[index].shares += shares
      positions[index].costBasis += paid
    } else {
      let place = positions.partitioningIndex { $0.stock > stock }
      positions.insert(
        Position(
          stock: stock, shares: shares, sellable: 0, price: cents, priceIndex: day, costBasis: paid,
          countDay: 0),
        at: place)
    }
  }

  mutating func sell(_ stock: Int32, shares: Int64, cents: Int64, cost: Money) {
    guard let index = index(of: stock) else { return }
    cash += AShareAccount.value(shares, cents: cents) - cost
    let position = positions[index]
    if shares >= position.shares {
      positions.remove(at: index)
      return
    }
    positions[index].shares -= shares
    positions[index].sellable -= shares
    positions[index].costBasis -= position.costBasis.part(shares, of: position.shares)
  }

  /// Marks to the close where there is one, and counts the day.
  mutating func closeDay(_ day: Int, close: (Int32) -> Int64?) {
    for index in positions.indices {
      positions[index].countDay += 1
      if let price = close(positions[index].stock) {
        positions[index].price = price
        positions[index].priceIndex = day
      }
    }
  }

  private func index(of stock: Int32) -> Int? {
    let index = positions.partitioningIndex { $0.stock >= stock }
    return index < positions.count && positions[index].stock == stock ? index : nil
  }
}

extension Diagnostic {
  fileprivate static func account(
    _ stock: InstrumentID, _ shares: Int64, _ price: Money, on day: TradingDay
  ) -> Diagnostic {
    Diagnostic(
      "account.out-of-range", .damaged,
      ["stock": .instrument(stock), "shares": .count(Int(shares)), "price": .money(price), "day": .day(day)],
      (
        en: "The account leaves the range of amounts on {day}: {shares} shares of {stock} at {price}.",
        zh: "{day} 账户金额超出可计范围：{stock} {shares} 股，价格 {price}。"
      ),
      remedy: (
        en: "Check the prices of {stock} with `aistock data check`, or start with less capital.",
        zh: "请用 `aistock data check` 核对 {stock} 的价格，或减少初始资金。"
      ))
  }

  fileprivate static func account(on day: TradingDay) -> Diagnostic {
    Diagnostic(
      "account.out-of-range", .damaged, ["day": .day(day)],
      (en: "The account leaves the range of amounts on {day}.", zh: "{day} 账户金额超出可计范围。"),
      remedy: (en: "Start with less capital.", zh: "请减少初始资金。"))
  }
}
