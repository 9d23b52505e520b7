import Synchronization

/// Counts the instruments that are done, over all parts of a computation and all threads.
package final class FactorMeter: Sendable {
  private let done = Mutex(0)
  private let count: Int
  private let tell: @Sendable (_ done: Int, _ count: Int) -> Void

  /// - Parameters:
  ///   - count: instruments of all parts.
  ///   - tell: called from any thread, one call at a time, for each hundredth that is done.
  package init(count: Int, tell: @escaping @Sendable (_ done: Int, _ count: Int) -> Void) {
    self.count = count
    self.tell = tell
  }

  func advance() {
    done.withLock { done in
      done += 1
      if count > 0, done * 100 / count > (done - 1) * 100 / count { tell(min(done, count), count) }
    }
  }
}
