package import MarketData
package import Primitives

/// The daily price limit of a stock, dated; percentages, dates and sources stand in `AShareRuleTable`.
///
/// Not applied, for want of data: the 5 % of stocks under risk warning (ST), the limits of a first day
/// against the issue price, and delisting periods.
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
    if let age, let listed {
      switch firstDays(board)[listed] {
      case .freeDays(let free) where age < free: return .free
      case .ofIssuePrice where age == 0: return .issuePrice
      default: break
      }
    }
    guard case .percent(let percent) = limits(board)[day] else {
      preconditionFailure("a limit is a percentage")
    }
    return .percent(percent)
  }

  private static let main = AShareSchedule("limit.main")
  private static let chiNext = AShareSchedule("limit.chinext")
  private static let star = AShareSchedule("limit.star")
  private static let beijing = AShareSchedule("limit.beijing")
  private static let mainFirst = AShareSchedule("first-days.main")
  private static let chiNextFirst = AShareSchedule("first-days.chinext")
  private static let starFirst = AShareSchedule("first-days.star")
  private static let beijingFirst = AShareSchedule("first-days.beijing")

  private static func limits(_ board: AShareBoard) -> AShareSchedule {
    switch board {
    case .shanghaiMain, .shenzhenMain: main
    case .chiNext: chiNext
    case .star: star
    case .beijing: beijing
    }
  }

  /// By the day of the listing: the rule under which a stock came to the market goes with it.
  private static func firstDays(_ board: AShareBoard) -> AShareSchedule {
    switch board {
    case .shanghaiMain, .shenzhenMain: mainFirst
    case .chiNext: chiNextFirst
    case .star: starFirst
    case .beijing: beijingFirst
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

extension PriceLimits {
  /// The limits of the exchanges' boards; none for codes of unknown boards and on days without a known limit.
  package static let ofTheExchanges = PriceLimits { instrument, day, age, listed in
    guard let board = AShareBoard(instrument),
      case .percent(let percent) = ASharePriceLimit.rule(board, on: day, age: age, listed: listed)
    else { return nil }
    return Double(percent) / 100
  }
}
