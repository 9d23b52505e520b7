package import Primitives
package import Records
package import Store

/// Accounts as their brokers have them: cash, holdings, orders and fills by the account's name.
///
/// What a broker told is kept, one state a day, and asked for again once it is older than the limit. A broker that is
/// away is an error with the account's name; what was known before is given only to who asks for it, with its age.
package struct AccountService: Sendable {
  private let gateways: [String: any Gateway & Sendable]
  private let database: Database
  private let clock: Clock

  package init(gateways: [String: any Gateway & Sendable], database: Database, clock: Clock) {
    self.gateways = gateways
    self.database = database
    self.clock = clock
  }

  /// An account's state, and how old it is.
  package struct View: Equatable, Sendable {
    package var state: AccountState
    /// Seconds since the broker told it.
    package var age: Int
    /// What speaks against relying on it; nil for a state that was just told.
    package var warning: Diagnostic?
  }

  /// The state now. Throws `account.unknown` (exit 2) and `account.away` (exit 4).
  package func state(of account: String) throws -> AccountState {
    let gateway = try gateway(of: account)
    let state: AccountState
    do throws(GatewayFailure) { state = try gateway.account() } catch { throw Diagnostic.away(account, error.message) }
    try database.keep(state)
    return state
  }

  /// The state now or, where the broker is away, the last one that is known, with its age and the reason.
  package func lastKnown(of account: String) throws -> View {
    do {
      return View(state: try state(of: account), age: 0, warning: nil)
    } catch let diagnostic as Diagnostic where diagnostic.id == "account.away" {
      let now = MarketTime(clock)
      let kept = try database.accountStates(of: account, from: .distantPast, through: now.day).last
      guard let kept else { throw diagnostic }
      return View(state: kept.state, age: now.seconds - kept.state.time.seconds, warning: diagnostic)
    }
  }

  package func orders(of account: String) throws -> [BrokerOrder] {
    let gateway = try gateway(of: account)
    do throws(GatewayFailure) { return try gateway.orders() } catch { throw Diagnostic.away(account, error.message) }
  }

  package func trades(of account: String) throws -> [BrokerTrade] {
    let gateway = try gateway(of: account)
    do throws(GatewayFailure) { return try gateway.trades() } catch { throw Diagnostic.away(account, error.message) }
  }

  private func gateway(of account: String) throws -> any Gateway {
    guard let gateway = gateways[account] else { throw Diagnostic.unknown(account, among: gateways.keys.sorted()) }
    return gateway
  }
}

extension TradingDay {
  fileprivate static let distantPast = TradingDay(daysSince1970: 0)
}

extension Diagnostic {
  package static func away(_ account: String, _ reason: Message) -> Diagnostic {
    Diagnostic(
      "account.away", .environment, ["account": .text(account), "reason": .message(reason)],
      (
        en: "The broker of account {account} does not answer. {reason}", zh: "账户 {account} 的券商没有应答。{reason}"
      ),
      remedy: (
        en: "Look at the bridge and the QMT client, then try again.", zh: "检查桥接服务与 QMT 客户端后重试。"
      ))
  }

  package static func unknown(_ account: String, among accounts: [String]) -> Diagnostic {
    Diagnostic(
      "account.unknown", .usage, ["account": .text(account), "accounts": .names(accounts)],
      (
        en: "There is no account {account} in the configuration. There are: {accounts}.",
        zh: "配置中没有账户 {account}；已有：{accounts}。"
      ),
      remedy: (en: "Name one of them, or add it below `execution.accounts`.", zh: "指定其中之一，或在 `execution.accounts` 下添加。")
    )
  }
}
