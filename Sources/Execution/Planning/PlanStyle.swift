package import Primitives
package import Records

/// How orders are priced and when their parts are sent.
package struct PlanStyle: Equatable, Sendable {
  package enum Schedule: String, Sendable, CaseIterable {
    /// The whole order when the plan is sent.
    case once
    /// Equal parts over the window.
    case twap
    /// Parts by the share of the day's volume that recorded days had in each minute of the window.
    case vwap
  }

  package var priceType = PriceType.limit
  /// How far a limit stands beyond the last price, in hundredths of a yuan: above it for a purchase.
  package var ticks: Int64 = 2
  package var schedule = Schedule.once
  /// Minutes after midnight in China, both included.
  package var window = 570...897
  /// Orders above it are cut into parts; yuan.
  package var partValue = Money(yuan: 100_000)

  package init() {}

  /// 14:57 to 15:00, minutes after midnight in China: Shenzhen's and Beijing's closing auction, and Shanghai's since
  /// 2018-08-20 (trading rules of the exchanges, section on trading hours).
  package static let closingAuction = 897..<900

  /// A clock that stands in the closing auction of a day: what a simulated broker deals at is the day's close.
  package static func closingClock(of day: TradingDay) -> Clock {
    .fixed(Double(MarketTime(day, minute: closingAuction.lowerBound + 1).seconds))
  }

  /// Continuous trading: 09:30 to 11:30 and 13:00 to 14:57 (trading rules of both exchanges, section on trading hours).
  package static func isContinuous(_ minute: Int) -> Bool {
    (570..<690).contains(minute) || (780..<closingAuction.lowerBound).contains(minute)
  }

  /// The minutes of the window in which an order can deal.
  package var minutes: [Int] { window.filter(PlanStyle.isContinuous) }

  /// What an order names: the last price and some ticks, inside the day's limits; nil for the other side's best.
  ///
  /// - Parameters:
  ///   - last: yuan per share.
  ///   - limits: the lowest and the highest price of the day, where they are known.
  package func price(_ side: Direction, last: Money, limits: (down: Money?, up: Money?)) -> Money? {
    guard priceType != .bestCounterparty else { return nil }
    let step = Money(units: ticks * Money.unitsPerYuan / 100)
    switch side {
    case .buy: return min(last + step, limits.up ?? last + step)
    case .sell: return max(last - step, max(limits.down ?? .zero, Money(units: Money.unitsPerYuan / 100)))
    }
  }
}
