import Dispatch
import Synchronization

/// Does two pieces of work on two cores. Where both fail, the error of the first is thrown.
package func together<Left: Sendable, Right: Sendable>(
  _ left: @Sendable () throws -> Left, _ right: @Sendable () throws -> Right
) throws -> (Left, Right) {
  let first = Mutex<Result<Left, any Error>?>(nil)
  let second = Mutex<Result<Right, any Error>?>(nil)
  DispatchQueue.concurrentPerform(iterations: 2) { number in
    if number == 0 {
      let result = Result { try left() }
      first.withLock { $0 = result }
    } else {
      let result = Result { try right() }
      second.withLock { $0 = result }
    }
  }
  guard let left = first.withLock({ $0 }), let right = second.withLock({ $0 }) else {
    preconditionFailure("both pieces of work have ended")
  }
  return (try left.get(), try right.get())
}

extension RandomAccessCollection where Self: Sendable, Index == Int, Element: Sendable {
  /// What a function makes of each element, the elements spread over all cores, in their order. Where
  /// several fail, the error of the first is thrown.
  package func concurrentMap<Value: Sendable, Failure: Error>(
    _ transform: @Sendable (Element) throws(Failure) -> Value
  ) throws(Failure) -> [Value] {
    let results = Mutex<[Result<Value, Failure>?]>(Array(repeating: nil, count: count))
    DispatchQueue.concurrentPerform(iterations: count) { place in
      let result = Result { () throws(Failure) -> Value in try transform(self[startIndex + place]) }
      results.withLock { $0[place] = result }
    }
    var values: [Value] = []
    values.reserveCapacity(count)
    for result in results.withLock({ $0 }) {
      guard let result else { preconditionFailure("every piece of work has ended") }
      values.append(try result.get())
    }
    return values
  }
}
