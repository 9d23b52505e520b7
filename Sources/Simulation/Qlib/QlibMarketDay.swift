import MarketData
import Primitives
import Records
import StrategyEngine

/// One day of qlib's exchange, as a strategy sees it.
struct QlibMarketDay<Exchange: DailyExchange>: MarketState {
  let exchange: Exchange
  let index: Int

  func isTradable(_ stock: Int32, _ side: Direction?) -> Bool {
    exchange.isTradable(stock, index, side)
  }

  func dealPrice(_ stock: Int32, _ side: Direction) -> Double {
    exchange.dealPrice(stock, index, side)
  }

  func roundedToLots(_ amount: Double, _ stock: Int32) -> Double {
    exchange.roundedToLots(amount, stock, index)
  }

  func proceeds(ofSelling amount: Double, _ stock: Int32, held: Double, cash: Double) -> Double {
    let order = Order(stock: stock, direction: .sell, amount: amount)
    let deal = exchange.deal(order, index, held: held, boughtToday: 0, cash: cash, dealt: 0)
    return deal.value - deal.cost
  }

  func change(_ stock: Int32) -> Double {
    guard exchange.quotes.hasRow(stock, index) else { return .nan }
    return Double(exchange.quotes.columns[Int(stock)].change[index])
  }

  func previousClose(_ stock: Int32) -> Double { exchange.close(stock, index - 1) }

  func wasTradable(_ stock: Int32) -> Bool { exchange.isTradable(stock, index - 1, nil) }

  func lot(_ stock: Int32) -> Double? { exchange.lot(stock, index) }

  func factor(_ stock: Int32) -> Double { exchange.factor(stock, index) }

  var tradingDay: TradingDay? { exchange.quotes.calendar[index] }

  func number(of instrument: InstrumentID) -> Int32? { exchange.quotes.number(of: instrument) }

  var previousDay: TradingDay? { index > 0 ? exchange.quotes.calendar[index - 1] : nil }

  func hadVolume(_ stock: Int32) -> Bool { exchange.quotes.hadVolume(stock, index - 1) }

  func previousValue(_ field: String, _ stock: Int32) -> Double? { exchange.quotes.value(field, stock, index - 1) }

  var costRate: Double { max(exchange.config.closeCost, exchange.config.openCost) }
}
