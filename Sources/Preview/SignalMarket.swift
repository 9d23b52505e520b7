import MarketData
import Primitives
import Records
import Simulation
import StrategyEngine

/// The trading day after a close, as far as it is known: at the last closes, and at quotes where they came.
///
/// Nothing is locked or suspended in advance: a strategy says what it wants, and the obstacle that would
/// stand in the way is told beside it.
struct SignalMarket: MarketState {
  let quotes: AShareQuotes
  /// Calendar index of the last close.
  let index: Int
  let fees: AShareFees?
  /// Quotes of today; empty before the session.
  let live: [Int32: Quote]
  /// The day that fees are dated by.
  let day: TradingDay

  func isTradable(_ stock: Int32, _ side: Direction?) -> Bool {
    quotes.board(stock) != nil && price(stock) != nil
  }

  /// Hundredths of a yuan: the quote of now, else the last close.
  func price(_ stock: Int32) -> Int64? {
    if let quote = live[stock] { return SignalMarket.cents(quote.price) }
    return quotes.lastClose(stock, onOrBefore: index)?.cents
  }

  /// The last close after today's dividends and splits, hundredths of a yuan.
  func reference(_ stock: Int32) -> Int64? {
    if let reference = live[stock]?.reference { return SignalMarket.cents(reference) }
    return quotes.lastClose(stock, onOrBefore: index)?.cents
  }

  /// Why an order would not deal at these prices; nil where nothing is known against it.
  func obstacle(_ stock: Int32, _ side: Direction?) -> AShareMarketDay.Obstacle? {
    guard live[stock] != nil else {
      return AShareMarketDay(quotes: quotes, index: index, fees: fees).obstacle(stock, side)
    }
    guard let price = price(stock), let reference = reference(stock),
      let bounds = quotes.limit(stock, index).bounds(reference: reference)
    else { return nil }
    if side != .sell, price >= bounds.upperBound { return .limitUp(AShareAccount.value(1, cents: bounds.upperBound)) }
    if side != .buy, price <= bounds.lowerBound { return .limitDown(AShareAccount.value(1, cents: bounds.lowerBound)) }
    return nil
  }

  func dealPrice(_ stock: Int32, _ side: Direction) -> Double {
    price(stock).map { Double($0) / 100 } ?? .nan
  }

  func roundedToLots(_ amount: Double, _ stock: Int32) -> Double {
    AShareMarketDay(quotes: quotes, index: index, fees: fees).roundedToLots(amount, stock)
  }

  func proceeds(ofSelling amount: Double, _ stock: Int32, held: Double, cash: Double) -> Double {
    guard isTradable(stock, .sell), let cents = price(stock), let board = quotes.board(stock),
      amount >= 0, held < 9e15, amount <= held
    else { return 0 }
    let shares = AShareLots.sellable(Int64(amount), held: Int64(held), board)
    let value = AShareAccount.value(shares, cents: cents)
    return (value - (fees?.cost(.sell, value: value, on: day).total ?? .zero)).yuan
  }

  func change(_ stock: Int32) -> Double {
    guard live[stock] != nil, let price = price(stock), let reference = reference(stock) else { return .nan }
    return Double(price) / Double(reference) - 1
  }

  func previousClose(_ stock: Int32) -> Double { reference(stock).map { Double($0) / 100 } ?? .nan }

  func wasTradable(_ stock: Int32) -> Bool {
    AShareMarketDay(quotes: quotes, index: index, fees: fees).isTradable(stock, nil)
  }

  func lot(_ stock: Int32) -> Double? { quotes.board(stock).map { Double(AShareLots.step($0)) } }

  /// Today's factor is not known before the data has the day; a reference price tells its ratio to
  /// yesterday's.
  func adjustment(_ stock: Int32) -> Double {
    let known = quotes.factor(stock, onOrBefore: index)
    guard let reference = live[stock]?.reference, let last = quotes.lastClose(stock, onOrBefore: index)?.cents
    else { return known }
    return known * Double(last) / Double(SignalMarket.cents(reference))
  }

  /// Quotes have up to four decimals, the exchange's prices two.
  private static func cents(_ price: Money) -> Int64 { (price.units + 50) / 100 }
}
