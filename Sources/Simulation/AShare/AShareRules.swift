import MarketData
package import Primitives
import Records

/// What the exchange's rules say of an order of one stock on one day. Backtest, preview, order list and the
/// realistic rung ask here and nowhere else; every date, rate and limit stands in `AShareRuleTable`.
///
/// 1. Whether a side can trade: a close, a traded share, a factor, a known board, no lock at a limit.
/// 2. How many shares an order may have: lots, and odd lots only with the whole holding.
/// 3. What T+1 leaves of a holding.
/// 4. What the day's volume leaves of an order.
/// 5. What a trade costs.
package struct AShareRules: Sendable {
  package let quotes: AShareQuotes
  /// Nil: nothing is paid.
  package let fees: AShareFees?

  private static let settlement = AShareSchedule("settlement.t-plus-one")
  private static let participation = AShareSchedule("participation")

  package init(quotes: AShareQuotes, fees: AShareFees?) {
    self.quotes = quotes
    self.fees = fees
  }

  /// Why a side cannot trade at the day's close; nil asks for both sides.
  func rejection(_ stock: Int32, _ side: Direction?, on index: Int) -> RejectReason? {
    guard quotes.board(stock) != nil else { return .unknownBoard }
    switch quotes.quote(stock, index) {
    case .failure(let absence): return absence.reason
    case .success(let quote):
      guard let reference = quote.reference else { return nil }
      return lock(stock, side, price: quote.close, reference: reference, on: index)
    }
  }

  /// A stock whose price lies at its limit is locked in that direction; prices in hundredths of a yuan.
  func lock(_ stock: Int32, _ side: Direction?, price: Int64, reference: Int64, on index: Int) -> RejectReason? {
    guard let bounds = quotes.limit(stock, index).bounds(reference: reference) else { return nil }
    if side != .sell, price >= bounds.upperBound { return .limitUp(AShareAccount.value(1, cents: bounds.upperBound)) }
    if side != .buy, price <= bounds.lowerBound { return .limitDown(AShareAccount.value(1, cents: bounds.lowerBound)) }
    return nil
  }

  /// The largest purchase not above an amount of real shares; 0 for codes of unknown boards and amounts that
  /// are none.
  ///
  /// - Parameter forgiven: shares that the division which made the amount may have lost.
  func wholeLots(_ amount: Double, _ stock: Int32, forgiven: Double) -> Double {
    guard let board = quotes.board(stock), amount.isFinite, amount >= 0, amount < 9e15 else { return 0 }
    return Double(AShareLots.buyable(Int64(amount + forgiven), board))
  }

  /// What lots alone leave of an order.
  func lots(_ side: Direction, _ shares: Int64, held: Int64, _ board: AShareBoard) -> Int64 {
    side == .buy ? AShareLots.buyable(shares, board) : AShareLots.sellable(shares, held: held, board)
  }

  /// What of a holding can be sold on a day.
  ///
  /// - Parameter boughtToday: the part of it that was bought on the day.
  static func sellable<Amount: Numeric & Comparable>(
    _ held: Amount, boughtToday: Amount, on day: TradingDay
  ) -> Amount {
    guard case .tradingDays(let days) = settlement[day] else { preconditionFailure("settlement is counted in days") }
    precondition(days <= 1, "purchases of days before today are not told apart")
    return days == 0 ? held : max(0, held - boughtToday)
  }

  /// The share of the day's shares that one account may trade, a fraction.
  package static func participationShare(on day: TradingDay) -> Double { Double(participationPercent(day)) / 100 }

  /// What the day's volume leaves to an account, and the shares that changed hands; nil where these are not
  /// known, so that nothing is limited.
  ///
  /// - Parameter used: shares that the account traded earlier on the day, both sides.
  func volumeRoom(_ stock: Int32, used: Int64, on index: Int) -> (shares: Int64, traded: Int64)? {
    guard let traded = quotes.tradedShares(stock, index) else { return nil }
    let percent = AShareRules.participationPercent(quotes.calendar[index])
    return (max(0, traded / 100 * percent + traded % 100 * percent / 100 - used), traded)
  }

  private static func participationPercent(_ day: TradingDay) -> Int64 {
    guard case .ofVolume(let percent) = participation[day] else {
      preconditionFailure("participation is a percentage of the volume")
    }
    return percent
  }

  func cost(
    _ side: Direction, _ value: Money, _ shares: Int64, _ board: AShareBoard, on day: TradingDay
  ) -> AShareFees.Parts {
    fees?.cost(side, value: value, shares: shares, board: board, on: day) ?? AShareFees.Parts()
  }

  /// The rate of a sale in Shanghai, above the least commission: no other one is higher.
  func costRate(on day: TradingDay) -> Double {
    guard fees != nil else { return 0 }
    return AShareFees.commissionRate(.sell, on: day) + AShareFees.stampTaxRate(.sell, on: day)
      + AShareFees.transferFeeRate(.sell, board: .shanghaiMain, price: 1, on: day)
  }

  /// What selling shares out of a holding brings: value less cost; 0 for codes of unknown boards and amounts
  /// that are none.
  func proceeds(
    ofSelling amount: Double, _ stock: Int32, held: Double, cents: Int64, on day: TradingDay
  ) -> Double {
    guard let board = quotes.board(stock), amount >= 0, held < 9e15, amount <= held else { return 0 }
    let shares = lots(.sell, Int64(amount), held: Int64(held), board)
    let value = AShareAccount.value(shares, cents: cents)
    return (value - cost(.sell, value, shares, board, on: day).total).yuan
  }
}
