import MarketData
package import Primitives
package import Records
package import StrategyEngine

extension AShareQuotes {
  /// A day's predictions by stock number.
  package func scores(_ predictions: PanelTable, on day: TradingDay) -> DayScores {
    let range = predictions.rows(of: day)
    let stocks = predictions.codes[range].map { number(of: predictions.instruments[Int($0)]) ?? -1 }
    return DayScores(stocks: stocks[...], values: predictions.values[range])
  }
}
