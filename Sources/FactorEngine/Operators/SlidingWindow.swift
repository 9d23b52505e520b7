/// State of a kernel that follows a window: values enter and leave.
protocol WindowAccumulator {
  /// Empty; `first` is the first row of the window that is about to be added.
  mutating func reset(first: Double)
  /// A missing value must be ignored.
  mutating func add(_ value: Double)
  mutating func remove(_ value: Double)
  /// Set when so many digits were lost that pandas starts again from the window.
  var isUnstable: Bool { get set }
  var value: Double { get }
}

/// Drives accumulators as pandas does (`pandas/_libs/window/aggregations.pyx`): the first row, and any
/// whose window shares nothing with the one before, is built anew; else leaving rows are removed,
/// then the new one is added. All windows of a series go along together: their chains of
/// dependent divisions overlap.
enum SlidingWindow {
  /// - Parameter windows: rows; 0 is expanding.
  @inline(__always)
  static func run<A: WindowAccumulator>(
    _ empty: A, over x: UnsafePointer<Double>, count: Int, windows: [Int],
    into outputs: [UnsafeMutablePointer<Double>]
  ) {
    withUnsafeTemporaryAllocation(of: A.self, capacity: windows.count) { states in
      states.initialize(repeating: empty)
      windows.withUnsafeBufferPointer { windows in
        outputs.withUnsafeBufferPointer { outputs in
          for row in 0..<count {
            let value = x[row]
            for k in 0..<windows.count {
              let rows = windows[k]
              if row == 0 || rows == 1 {
                states[k].reset(first: value)
                states[k].add(value)
                states[k].isUnstable = false
              } else {
                if rows != 0, row >= rows { states[k].remove(x[row &- rows]) }
                states[k].add(value)
                if states[k].isUnstable { rebuild(&states[k], x, row, rows) }
              }
              outputs[k][row] = states[k].value
            }
          }
        }
      }
      states.deinitialize()
    }
  }

  @inline(never)
  private static func rebuild<A: WindowAccumulator>(
    _ state: inout A, _ x: UnsafePointer<Double>, _ row: Int, _ rows: Int
  ) {
    let first = rows == 0 ? 0 : max(0, row - rows + 1)
    state.reset(first: x[first])
    for index in first...row { state.add(x[index]) }
    state.isUnstable = false
  }
}
