package import Execution
import Foundation
package import Primitives
package import Records

/// Passes over a run until its orders are at their end, the time is over, or the exchange has closed. A switch that is turned
/// meanwhile cancels what is open at once, whatever a pass waits for.
package struct TradingFollower {
  private let clock: Clock
  private let seconds: Int?
  private let pause: Double

  /// - Parameters:
  ///   - seconds: at most; 0: a few passes without waiting, for a broker whose time does not go on; nil: to the close.
  ///   - pause: seconds between two passes.
  package init(clock: Clock, seconds: Int?, pause: Double = 1) {
    self.clock = clock
    self.seconds = seconds
    self.pause = pause
  }

  /// Passes without waiting: sales, then purchases, then what they come to.
  private static let passesAtOnce = 4

  /// - Returns: the intents of the day as they stand at the end.
  package func follow(_ run: TradingRun) throws -> [TradeIntent] {
    var intents = try run.pass()
    if seconds == 0 {
      for _ in 1..<TradingFollower.passesAtOnce { intents = try run.pass() }
      return intents
    }
    let begin = clock.now()
    let guardian = SwitchGuard(run)
    defer { guardian.end() }
    while intents.contains(where: { !$0.state.isFinal }) {
      if let seconds, clock.now() - begin >= Double(seconds) { break }
      if MarketTime(clock).minute >= 905 { break }
      Thread.sleep(forTimeInterval: pause)
      intents = try run.pass()
    }
    return intents
  }
}
