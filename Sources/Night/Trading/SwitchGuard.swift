package import Execution
import Foundation
import Synchronization

/// Looks at an account's switch while other work goes on, and cancels what is open as soon as it is turned.
///
/// A pass that waits for a broker, a source of quotes that hangs or a plan in the making holds it up no more: it runs on a
/// thread of its own and decides nothing else. What it writes stands beside what others write (`Database.record`).
package final class SwitchGuard: Sendable {
  private struct State {
    var hasEnded = false
    var isRunning = true
  }

  private let run: TradingRun
  private let state = Mutex(State())
  /// Seconds between two looks.
  private static let lookPause = 0.2
  /// Seconds before what is still open is canceled again.
  private static let repeatPause = 1.0

  /// Begins at once; ends with `end`.
  package init(_ run: TradingRun) {
    self.run = run
    Thread.detachNewThread { [self] in watch() }
  }

  /// Returns when no further request is made.
  package func end() {
    state.withLock { $0.hasEnded = true }
    while state.withLock(\.isRunning) { Thread.sleep(forTimeInterval: SwitchGuard.lookPause / 10) }
  }

  private func watch() {
    var wait = 0.0
    while !state.withLock(\.hasEnded) {
      // What cannot be canceled now is tried again: the state file or the broker may be there then.
      if wait <= 0 { wait = ((try? run.halt()) ?? true) ? SwitchGuard.repeatPause : SwitchGuard.lookPause }
      Thread.sleep(forTimeInterval: SwitchGuard.lookPause)
      wait -= SwitchGuard.lookPause
    }
    state.withLock { $0.isRunning = false }
  }
}
