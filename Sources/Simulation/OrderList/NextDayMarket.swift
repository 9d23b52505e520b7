package import MarketData
package import Primitives
package import Records
import StrategyEngine

/// The trading day after a close, as far as it is known: at the last closes, and at quotes where they came.
///
/// Nothing is locked or suspended in advance: a strategy says what it wants, and what would stand in the way
/// is told beside it. While the orders can deal at the quotes, a stock that is locked or has no quote is seen as such,
/// as the backtest sees it.
package struct NextDayMarket: MarketState {
  package let rules: AShareRules
  /// Calendar index of the last close.
  package let index: Int
  /// The moment of the quotes; nil before the session.
  package let quotedAt: MarketTime?
  /// Whether orders deal at the quotes.
  private let isDealing: Bool
  /// Quotes of today by stock; empty before the session.
  private let live: [Int32: Quote]

  /// - Parameters:
  ///   - batch: quotes of the trading day after the close; nil: the last closes.
  ///   - isDealing: whether the orders are sent at these quotes.
  package init(rules: AShareRules, index: Int, quotes batch: QuoteCascade.Batch? = nil, isDealing: Bool = false) {
    self.rules = rules
    self.index = index
    self.isDealing = isDealing
    quotedAt = batch?.time
    var live: [Int32: Quote] = [:]
    for (symbol, quote) in batch?.quotes ?? [:] {
      if let stock = rules.quotes.number(of: symbol) { live[stock] = quote }
    }
    self.live = live
  }

  package var quotes: AShareQuotes { rules.quotes }

  /// The day whose close decides.
  package var decidedOn: TradingDay { quotes.calendar[index] }

  /// The day the orders are for: the calendar's, that of the quotes, or the weekday to expect.
  package var next: NextTradingDay {
    if index + 1 < quotes.calendar.count { return NextTradingDay(quotes.calendar[index + 1], .calendar) }
    if let day = quotes.comingDays.first(where: { $0 > decidedOn }) { return NextTradingDay(day, .calendar) }
    // Quotes are only taken of their own day, so that one alone shows that the exchange was open.
    if !live.isEmpty, let day = quotedAt?.day { return NextTradingDay(day, .quotes) }
    return .expected(after: decidedOn)
  }

  /// The day that fees are dated by.
  private var day: TradingDay { quotedAt?.day ?? decidedOn }

  package func isTradable(_ stock: Int32, _ side: Direction?) -> Bool {
    guard quotes.board(stock) != nil, price(stock) != nil else { return false }
    return !isDealing || rejection(stock, side) == nil
  }

  /// Shares at the price an order is sized at, and what the trade would cost beside; nil where there is no price.
  func deal(_ stock: Int32, _ side: Direction, _ shares: Int64) -> (value: Money, fees: AShareFees.Parts)? {
    guard let cents = price(stock), let board = quotes.board(stock) else { return nil }
    let value = AShareAccount.value(shares, cents: cents)
    return (value, rules.cost(side, value, shares, board, on: next.day))
  }

  /// Whole lots of a number of shares; nil where the board's step is one share or an odd lot is left.
  func lots(_ shares: Int64, _ stock: Int32) -> Int64? {
    guard let board = quotes.board(stock) else { return nil }
    let step = AShareLots.step(board)
    return step > 1 && shares % step == 0 ? shares / step : nil
  }

  func isQuoted(_ stock: Int32) -> Bool { live[stock] != nil }

  /// Hundredths of a yuan: the quote of now, else the last close.
  package func price(_ stock: Int32) -> Int64? {
    if let quote = live[stock] { return NextDayMarket.cents(quote.price) }
    return quotes.lastClose(stock, onOrBefore: index)?.cents
  }

  /// The last close after today's dividends and splits, hundredths of a yuan.
  private func reference(_ stock: Int32) -> Int64? {
    if let reference = live[stock]?.reference { return NextDayMarket.cents(reference) }
    return quotes.lastClose(stock, onOrBefore: index)?.cents
  }

  /// Where a stock's price is from; nil where it has none.
  func origin(_ stock: Int32) -> OrderList.PriceOrigin? {
    if let quote = live[stock] {
      let age = QuoteCascade.age(of: quote.time, at: quotedAt ?? quote.time)
      return .quote(source: quote.source, time: quote.time, age: age)
    }
    return quotes.lastClose(stock, onOrBefore: index).map { .close(quotes.calendar[$0.index]) }
  }

  /// Why an order would not deal at these prices; nil where nothing is known against it.
  func rejection(_ stock: Int32, _ side: Direction?) -> RejectReason? {
    guard isQuoted(stock) else { return isDealing ? .noBar : rules.rejection(stock, side, on: index) }
    guard let price = price(stock), let reference = reference(stock) else { return nil }
    return rules.lock(stock, side, price: price, reference: reference, on: index)
  }

  /// Holdings after today's dividends and splits, as quotes tell them; as settlement will reinvest them. An account
  /// that orders deal in is its broker's of today, and stays as it is.
  func adjusted(_ account: AShareAccount) -> AShareAccount {
    guard !isDealing else { return account }
    var cash = account.cash
    let positions = account.positions.compactMap { position -> AShareAccount.Position? in
      guard live[position.stock]?.reference != nil, let reference = reference(position.stock),
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

  /// Cash and holdings at these prices; a holding without a price counts nothing.
  func value(of account: AShareAccount) -> Money {
    account.positions.reduce(account.cash) { $0 + money($1.shares, $1.stock) }
  }

  private func money(_ shares: Int64, _ stock: Int32) -> Money {
    price(stock).map { AShareAccount.value(shares, cents: $0) } ?? .zero
  }

  package func dealPrice(_ stock: Int32, _ side: Direction) -> Double {
    price(stock).map { Double($0) / 100 } ?? .nan
  }

  package func roundedToLots(_ amount: Double, _ stock: Int32) -> Double {
    AShareMarketDay(rules: rules, index: index).roundedToLots(amount, stock)
  }

  package func proceeds(ofSelling amount: Double, _ stock: Int32, held: Double, cash: Double) -> Double {
    guard isTradable(stock, .sell), let cents = price(stock) else { return 0 }
    return rules.proceeds(ofSelling: amount, stock, held: held, cents: cents, on: day)
  }

  package func change(_ stock: Int32) -> Double {
    guard isQuoted(stock), let price = price(stock), let reference = reference(stock) else { return .nan }
    return Double(price) / Double(reference) - 1
  }

  package func previousClose(_ stock: Int32) -> Double { reference(stock).map { Double($0) / 100 } ?? .nan }

  package func wasTradable(_ stock: Int32) -> Bool { rules.rejection(stock, nil, on: index) == nil }

  package func lot(_ stock: Int32) -> Double? { quotes.board(stock).map { Double(AShareLots.step($0)) } }

  /// Today's factor is not known before the data has the day; a reference price tells its ratio to
  /// yesterday's.
  package func adjustment(_ stock: Int32) -> Double {
    let known = quotes.factor(stock, onOrBefore: index)
    guard let reference = live[stock]?.reference, let last = quotes.lastClose(stock, onOrBefore: index)?.cents
    else { return known }
    return known * Double(last) / Double(NextDayMarket.cents(reference))
  }

  package func whole(_ amount: Double) -> Double { amount.rounded(.towardZero) }

  package var tradingDay: TradingDay? { next.day }

  package func number(of instrument: InstrumentID) -> Int32? { quotes.number(of: instrument) }

  package var previousDay: TradingDay? { decidedOn }

  package func hadVolume(_ stock: Int32) -> Bool {
    if case .success = quotes.quote(stock, index) { true } else { false }
  }

  package func previousValue(_ field: String, _ stock: Int32) -> Double? { quotes.value(field, stock, index) }

  package var costRate: Double { rules.costRate(on: day) }

  /// To the unit of money.
  package func value(_ amount: Double, _ stock: Int32) -> Double {
    amount >= 0 && amount < 9e15 ? money(Int64(amount), stock).yuan : 0
  }

  /// Quotes have up to four decimals, the exchange's prices two.
  private static func cents(_ price: Money) -> Int64 { (price.units + 50) / 100 }
}
