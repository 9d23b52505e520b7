package import Execution
package import MarketData
package import Primitives
import Records
import Simulation
import Store

/// The accounts of a configuration with their doors.
package struct TradingAccounts: Sendable {
  private let settings: ExecutionSettings
  private let folder: String
  private let clock: Clock

  /// - Parameter clock: of this machine; for paper trading on a past day, a moment of that day.
  package init(_ configuration: AistockConfiguration, clock: Clock) {
    settings = configuration.execution
    folder = Path.join(NightFolders(configuration).root, "paper")
    self.clock = clock
  }

  /// Throws `account.unknown` (exit 2).
  package func settings(of account: String) throws -> AccountSettings {
    guard let found = settings.accounts.first(where: { $0.id == account }) else {
      throw Diagnostic.unknown(account, among: settings.accounts.map(\.id))
    }
    return found
  }

  /// Where a simulated broker keeps its book.
  func book(of account: String) -> String { Path.join(folder, account + ".json") }

  /// The door of an account. A simulated broker sees the market's bars; its book is kept beside the state file.
  ///
  /// - Parameter instruments: what a simulated broker must know of.
  package func gateway(
    of account: String, market: @autoclosure () throws -> any Market, instruments: [InstrumentID]
  ) throws -> any Gateway & Sendable {
    switch try settings(of: account).door {
    case .sim(let capital):
      let market = try market()
      let file = book(of: account)
      let held = try SimGateway.held(in: file)
      let quotes = try AShareQuotes(market: market, instruments: instruments + held)
      return try SimGateway(
        account: account, capital: capital, market: BarMarket(quotes: quotes), clock: clock, file: file)
    case .qmt(let bridge, let token, let number):
      return QMTGateway(account: account, number: number, bridge: bridge, token: token, clock: clock)
    }
  }
}
