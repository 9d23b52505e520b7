package import Primitives

/// The days on which rules of the exchanges changed; each is the first day of the new rule.
package enum AShareDates {
  /// ChiNext under registration ("Special Trading Rules for ChiNext", Shenzhen exchange).
  package static let chiNextRegistration = day(2020, 8, 24)
  /// First stocks of the main boards under registration (trading rules of 2023, both exchanges).
  package static let mainBoardRegistration = day(2023, 4, 10)
  /// Stamp tax halved (Ministry of Finance and State Taxation Administration, announcement 2023 no. 39).
  package static let stampTaxHalved = day(2023, 8, 28)
  /// Transfer fee halved (China Securities Depository and Clearing, notice of 2022-04-28).
  package static let transferFeeHalved = day(2022, 4, 29)

  /// A date written in this file; one that does not exist would be a slip of the pen.
  private static func day(_ year: Int, _ month: Int, _ day: Int) -> TradingDay {
    guard let date = TradingDay(year: year, month: month, day: day) else {
      preconditionFailure("no such date: \(year)-\(month)-\(day)")
    }
    return date
  }
}
