import Dispatch
import Synchronization

/// Two pieces of work that do not depend on each other, at once.
package enum Both {
  /// Both results; where both fail, the first one's error, whichever came earlier.
  package static func run<First: Sendable, Second: Sendable>(
    _ first: @Sendable () throws -> First, _ second: @Sendable () throws -> Second
  ) throws -> (First, Second) {
    let left = Mutex<Result<First, any Error>?>(nil)
    let right = Mutex<Result<Second, any Error>?>(nil)
    DispatchQueue.concurrentPerform(iterations: 2) { index in
      if index == 0 {
        let result = Result { try first() }
        left.withLock { $0 = result }
      } else {
        let result = Result { try second() }
        right.withLock { $0 = result }
      }
    }
    guard let one = left.withLock({ $0 }), let other = right.withLock({ $0 }) else {
      preconditionFailure("both pieces of work have ended")
    }
    return (try one.get(), try other.get())
  }
}
