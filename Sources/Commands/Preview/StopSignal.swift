import Dispatch
import Foundation
import Synchronization

/// SIGTERM and SIGINT as a flag that work looks at between two steps, and that ends a wait.
final class StopSignal: Sendable {
  private let raised = Mutex(false)
  private let semaphore = DispatchSemaphore(value: 0)
  private let sources = Mutex<[any DispatchSourceSignal]>([])

  init() {
    let queue = DispatchQueue(label: "aistock.stop")
    let made = [SIGTERM, SIGINT].map { number -> any DispatchSourceSignal in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler { [weak self] in self?.raise() }
      source.resume()
      return source
    }
    sources.withLock { $0 = made }
  }

  deinit { sources.withLock { $0.forEach { $0.cancel() } } }

  var isRaised: Bool { raised.withLock { $0 } }

  func raise() {
    raised.withLock { $0 = true }
    semaphore.signal()
  }

  /// Waits, but not beyond the signal; says whether it was raised.
  func wait(seconds: Double) -> Bool {
    if isRaised { return true }
    _ = semaphore.wait(timeout: .now() + seconds)
    return isRaised
  }
}
