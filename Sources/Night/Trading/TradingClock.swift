import Execution
package import MarketData
package import Primitives

/// The time that an account is traded at.
///
/// 1. Real money knows no other time than now.
/// 2. A simulated broker deals at closes: its time is the closing auction of a day with bars. It does not go back behind the
///    day at which it stands, where shares were released and dividends reinvested already.
package struct TradingClock: Sendable {
  package enum Purpose: Sendable {
    /// Orders are made: of the market's last day where none is named.
    case trading
    /// The account is looked at or ended: on the day at which it stands.
    case reading
  }

  private let configuration: AistockConfiguration

  package init(_ configuration: AistockConfiguration) { self.configuration = configuration }

  /// - Parameters:
  ///   - day: what a person names; nil: nothing.
  ///   - market: is asked for simulated accounts only, so that a kill needs none.
  /// - Throws: `account.unknown`, `trade.live-date` (exit 2), `trade.no-bars` (exit 3), `trade.day-gone` (exit 1).
  package func clock(
    of account: String, on day: TradingDay?, for purpose: Purpose, market: @autoclosure () throws -> any Market
  ) throws -> Clock {
    let accounts = TradingAccounts(configuration, clock: .system)
    guard try !accounts.settings(of: account).isReal else {
      guard day == nil else { throw Diagnostic.liveDate }
      return .system
    }
    let market = try market()
    let standing = try SimGateway.day(in: accounts.book(of: account))
    let last = market.calendar.days.last
    guard let day = day ?? (purpose == .reading ? standing : nil) ?? last else {
      throw Diagnostic.noBars(last, market.location)
    }
    if let standing, day < standing { throw Diagnostic.gone(account, day, standing) }
    guard day == standing || market.calendar.index(of: day) != nil else {
      throw Diagnostic.noBars(day, market.location)
    }
    return PlanStyle.closingClock(of: day)
  }
}

extension Diagnostic {
  fileprivate static var liveDate: Diagnostic {
    Diagnostic(
      "trade.live-date", .usage, (en: "Real money is traded today and on no other day.", zh: "实盘账户只能用于当日。"),
      remedy: (en: "Leave --date out.", zh: "去掉 --date。"))
  }

  fileprivate static func noBars(_ day: TradingDay?, _ location: String) -> Diagnostic {
    Diagnostic(
      "trade.no-bars", .absent, at: .init(location), ["day": .text(day?.description ?? "–")],
      (
        en: "The market has no bars of {day}, and a simulated broker deals at closes.",
        zh: "行情没有 {day} 的数据，而模拟券商按收盘价成交。"
      ),
      remedy: (en: "Name a trading day that the market has, or load newer data.", zh: "请指定行情中的交易日，或加载更新的数据。"))
  }

  fileprivate static func gone(_ account: String, _ day: TradingDay, _ standing: TradingDay) -> Diagnostic {
    Diagnostic(
      "trade.day-gone", .refused, ["account": .text(account), "day": .day(day), "standing": .day(standing)],
      (
        en: "The account {account} stands at {standing} already and does not go back to {day}.",
        zh: "账户 {account} 已到 {standing}，不能退回 {day}。"
      ),
      remedy: (en: "Name {standing} or a later day.", zh: "请指定 {standing} 或之后的日期。"))
  }
}
