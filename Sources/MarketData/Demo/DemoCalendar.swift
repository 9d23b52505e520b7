import Primitives

/// The exchanges' trading days of 2021 to 2024.
enum DemoCalendar {
  static func make() -> TradingCalendar {
    TradingCalendar(days: ExchangeCalendar.days.filter { (2021...2024).contains($0.civil.year) })
  }
}
