/// The observations of a window in ascending order.
struct SortedWindow: ~Copyable {
  private let values: UnsafeMutablePointer<Double>
  private(set) var count = 0

  init(capacity: Int) { values = .allocate(capacity: max(capacity, 1)) }

  deinit { values.deallocate() }

  subscript(index: Int) -> Double { values[index] }

  /// How many values lie below.
  @inline(__always)
  func below(_ value: Double) -> Int {
    var low = 0
    var length = count
    while length > 0 {
      let half = length >> 1
      let right = values[low + half] < value
      low = right ? low + half + 1 : low
      length = right ? length - half - 1 : half
    }
    return low
  }

  /// How many values are not above.
  @inline(__always)
  func notAbove(_ value: Double) -> Int {
    var index = below(value)
    while index < count, values[index] == value { index += 1 }
    return index
  }

  mutating func insert(_ value: Double) {
    let place = below(value)
    var index = count
    while index > place {
      values[index] = values[index - 1]
      index -= 1
    }
    values[place] = value
    count += 1
  }

  mutating func remove(_ value: Double) {
    var index = below(value)
    count -= 1
    while index < count {
      values[index] = values[index + 1]
      index += 1
    }
  }

  /// Follows a window over a series; `visit` sees the sorted observations of each row's window.
  @inline(__always)
  static func follow(
    _ x: UnsafePointer<Double>, _ count: Int, window: Int, _ visit: (Int, borrowing SortedWindow) -> Void
  ) {
    var sorted = SortedWindow(capacity: window == 0 ? count : min(window, count))
    for row in 0..<count {
      if window != 0, row >= window, !x[row - window].isNaN { sorted.remove(x[row - window]) }
      if !x[row].isNaN { sorted.insert(x[row]) }
      visit(row, sorted)
    }
  }
}
