import Synchronization

/// What several computations one after another ask for, kept by all that decides it: the last few results of a kind.
package final class SharedResults<Value: Sendable>: Sendable {
  private let limit: Int
  /// The one asked for last stands last.
  private let kept = Mutex<[(key: String, value: Value)]>([])

  /// - Parameter limit: results that are kept; above it the one that was not asked for longest goes.
  package init(limit: Int) { self.limit = limit }

  /// - Parameter key: of all that decides the value; nil: nothing is shared.
  package func value(_ key: String?, make: () throws -> Value) rethrows -> Value {
    guard let key else { return try make() }
    let known = kept.withLock { kept -> Value? in
      guard let place = kept.firstIndex(where: { $0.key == key }) else { return nil }
      let entry = kept.remove(at: place)
      kept.append(entry)
      return entry.value
    }
    if let known { return known }
    // What has to go makes room before the next one is made.
    kept.withLock { kept in if kept.count >= limit { kept.removeFirst(kept.count - limit + 1) } }
    let value = try make()
    kept.withLock { kept in
      kept.removeAll { $0.key == key }
      kept.append((key, value))
    }
    return value
  }
}
