import Dispatch
import Foundation
import Synchronization

/// SIGTERM and SIGINT as a flag that work looks at between two steps, and that ends a wait.
package final class StopSignal {
  /// What the handlers reach, on whatever thread they run.
  private final class Flag: Sendable {
    let isRaised = Mutex(false)
    let semaphore = DispatchSemaphore(value: 0)
  }

  private let flag = Flag()
  private let sources: [any DispatchSourceSignal]

  package init() {
    let flag = flag
    let queue = DispatchQueue(label: "aistock.stop")
    sources = [SIGTERM, SIGINT].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        flag.isRaised.withLock { $0 = true }
        flag.semaphore.signal()
      }
      source.resume()
      return source
    }
  }

  deinit { sources.forEach { $0.cancel() } }

  package var isRaised: Bool { flag.isRaised.withLock { $0 } }

  /// Waits, but not beyond the signal; says whether it was raised.
  package func wait(seconds: Double) -> Bool {
    if isRaised { return true }
    _ = flag.semaphore.wait(timeout: .now() + seconds)
    return isRaised
  }
}
