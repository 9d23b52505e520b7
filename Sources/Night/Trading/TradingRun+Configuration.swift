package import Execution
package import Primitives
package import Store

extension TradingRun {
  /// A run under a configuration's limits and kill file.
  ///
  /// - Parameter surroundings: unknown where open orders are only followed and canceled.
  package static func following(
    _ account: String, through gateway: any Gateway & Sendable, in database: Database,
    _ configuration: AistockConfiguration, surroundings: Surroundings = .unknown, clock: Clock
  ) -> TradingRun {
    TradingRun(
      gateway: gateway, account: account, database: database,
      killSwitch: KillSwitch(
        account: account, database: database, file: configuration.execution.killFile, clock: clock),
      limits: configuration.execution.limits, surroundings: surroundings, clock: clock)
  }
}
