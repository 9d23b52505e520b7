import Records
import StrategyEngine

/// What the daily loop asks of an exchange; amounts and prices are adjusted, as qlib's are.
protocol DailyExchange: Sendable {
  var quotes: QuoteTable { get }
  var config: ExchangeConfig { get }

  func isTradable(_ stock: Int32, _ index: Int, _ side: Direction?) -> Bool
  func dealPrice(_ stock: Int32, _ index: Int, _ side: Direction) -> Double
  func roundedToLots(_ amount: Double, _ stock: Int32, _ index: Int) -> Double
  func close(_ stock: Int32, _ index: Int) -> Double
  func factor(_ stock: Int32, _ index: Int) -> Double
  func lot(_ stock: Int32, _ index: Int) -> Double?

  /// Deals an order against a holding and cash, without booking it.
  ///
  /// - Parameters:
  ///   - boughtToday: the part of the holding that was bought on this day.
  ///   - dealt: adjusted shares of the stock dealt earlier on the day, both sides.
  func deal(
    _ order: Order, _ index: Int, held: Double, boughtToday: Double, cash: Double, dealt: Double
  ) -> QlibExchange.Deal
}

extension QlibExchange: DailyExchange {
  /// qlib sells what was bought on the same day.
  func deal(
    _ order: Order, _ index: Int, held: Double, boughtToday: Double, cash: Double, dealt: Double
  ) -> Deal {
    deal(order, index, held: held, cash: cash, dealt: dealt)
  }
}
