package import Primitives

/// The daily price limit of a stock, dated.
///
/// Sources: trading rules of the Shanghai and Shenzhen exchanges (10 % since 1996-12-16); "Special
/// Trading Rules for the STAR Market" (20 %, none on the first five days; first trading day
/// 2019-07-22); "Special Trading Rules for ChiNext" of the Shenzhen exchange (20 % for every ChiNext
/// stock from 2020-08-24, none on the first five days of stocks listed since); trading rules of the
/// Beijing exchange (30 %, none on the first day; opened 2021-11-15); trading rules of 2023 of both
/// exchanges for the main boards under registration (none on the first five days of stocks listed
/// from 2023-04-10); exchange notices of 2013-12-13 (first day at most 44 % above, 36 % below the
/// issue price, which market data does not hold).
///
/// Not applied, for want of data: the 5 % of stocks under risk warning (ST), and other special cases
/// such as delisting periods.
package enum ASharePriceLimit: Equatable, Sendable {
  /// No limit on this day.
  case free
  /// Limited against the issue price, which is unknown here: nothing can be said.
  case issuePrice
  /// This fraction in percent above and below the reference price.
  case percent(Int)

  /// - Parameters:
  ///   - age: trading days since the listing, 0 on the first; nil where the listing lies before the data.
  ///   - listed: the first trading day of the stock; nil like `age`.
  package static func rule(
    _ board: AShareBoard, on day: TradingDay, age: Int?, listed: TradingDay?
  ) -> ASharePriceLimit {
    if let age, let listed, let free = freeDays(board, listed: listed) {
      if age < free { return .free }
    } else if age == 0 {
      return .issuePrice
    }
    switch board {
    case .shanghaiMain, .shenzhenMain: return .percent(10)
    case .chiNext: return .percent(day >= AShareDates.chiNextRegistration ? 20 : 10)
    case .star: return .percent(20)
    case .beijing: return .percent(30)
    }
  }

  /// The first days without a limit, or nil where the stock was listed under the older rule.
  private static func freeDays(_ board: AShareBoard, listed: TradingDay) -> Int? {
    switch board {
    case .shanghaiMain, .shenzhenMain: listed >= AShareDates.mainBoardRegistration ? 5 : nil
    case .chiNext: listed >= AShareDates.chiNextRegistration ? 5 : nil
    case .star: 5
    case .beijing: 1
    }
  }

  /// The highest and the lowest price of the day in hundredths of a yuan: the reference price times
  /// one plus or minus the limit, rounded half up to a hundredth, and at least one hundredth away
  /// (trading rules of both exchanges, section on price limits). Nil where there is no known limit.
  package func bounds(reference cents: Int64) -> ClosedRange<Int64>? {
    guard case .percent(let percent) = self, cents > 0 else { return nil }
    let upper = (cents * Int64(100 + percent) + 50) / 100
    let lower = (cents * Int64(100 - percent) + 50) / 100
    return max(1, min(lower, cents - 1))...max(upper, cents + 1)
  }
}
