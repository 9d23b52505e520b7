/// State of a kernel that follows a window: values enter and leave. All fields have eight bytes.
protocol WindowAccumulator: BitwiseCopyable {
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
  /// - Parameters:
  ///   - states: one for each window; they have seen the rows before `rows`.
  ///   - emit: first row whose value is written.
  ///   - windows: rows; 0 is expanding.
  @inline(__always)
  static func run<A: WindowAccumulator>(
    _ states: UnsafeMutablePointer<A>, over x: UnsafePointer<Double>, rows: Range<Int>, emit: Int,
    windows: [Int],
    into outputs: [UnsafeMutablePointer<Double>]
  ) {
    windows.withUnsafeBufferPointer { windows in
      outputs.withUnsafeBufferPointer { outputs in
        let silent = min(max(emit, rows.lowerBound), rows.upperBound)
        for row in rows.lowerBound..<silent {
          for k in 0..<windows.count { advance(&states[k], x, row, windows[k]) }
        }
        for row in silent..<rows.upperBound {
          for k in 0..<windows.count {
            advance(&states[k], x, row, windows[k])
            outputs[k][row] = states[k].value
          }
        }
      }
    }
  }

  @inline(__always)
  static func advance<A: WindowAccumulator>(
    _ state: inout A, _ x: UnsafePointer<Double>, _ row: Int, _ rows: Int
  ) {
    let value = x[row]
    if row == 0 || rows == 1 {
      state.reset(first: value)
      state.add(value)
      state.isUnstable = false
    } else {
      if rows != 0, row >= rows { state.remove(x[row &- rows]) }
      state.add(value)
      if state.isUnstable { rebuild(&state, x, row, rows) }
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

  /// The state behind a row as it would be had it never been rounded: from the rows of its window alone.
  static func replay<A: WindowAccumulator>(
    _ empty: A, _ x: UnsafePointer<Double>, last row: Int, window rows: Int
  ) -> A {
    var state = empty
    rebuild(&state, x, row, rows)
    return state
  }
}
