import Dispatch
import Synchronization

/// What several computations ask for, one after another or at the same time, kept by all that decides it: the last few
/// results of a kind.
package final class SharedResults<Value: Sendable>: Sendable {
  private let limit: Int
  private let state = Mutex(State())

  private struct State {
    /// The one asked for last stands last.
    var kept: [(key: String, value: Value)] = []
    /// What is being made; left when that has ended, well or not.
    var making: [String: DispatchGroup] = [:]

    enum Found {
      case value(Value)
      case making(DispatchGroup)
      case nothing
    }

    /// What there is of a key; where there is nothing, the one who asks is going to make it.
    mutating func find(_ key: String, limit: Int) -> Found {
      if let value = known(key) { return .value(value) }
      if let making = making[key] { return .making(making) }
      // What has to go makes room before the next one is made.
      if kept.count >= limit { kept.removeFirst(kept.count - limit + 1) }
      let group = DispatchGroup()
      group.enter()
      making[key] = group
      return .nothing
    }

    private mutating func known(_ key: String) -> Value? {
      guard let place = kept.firstIndex(where: { $0.key == key }) else { return nil }
      let entry = kept.remove(at: place)
      kept.append(entry)
      return entry.value
    }

    mutating func end(_ key: String, _ value: Value?) {
      if let value { kept.append((key, value)) }
      making.removeValue(forKey: key)?.leave()
    }
  }

  /// - Parameter limit: results that are kept; above it the one that was not asked for longest goes.
  package init(limit: Int) { self.limit = limit }

  /// Whoever asks for what another thread is making waits for it.
  ///
  /// - Parameters:
  ///   - key: of all that decides the value; nil: nothing is shared.
  ///   - make: asks for other keys only as far as those do not wait for this one.
  package func value(_ key: String?, make: () throws -> Value) rethrows -> Value {
    guard let key else { return try make() }
    while true {
      switch state.withLock({ $0.find(key, limit: limit) }) {
      case .value(let value): return value
      case .making(let group): group.wait()
      case .nothing:
        do {
          let value = try make()
          state.withLock { $0.end(key, value) }
          return value
        } catch {
          state.withLock { $0.end(key, nil) }
          throw error
        }
      }
    }
  }
}
