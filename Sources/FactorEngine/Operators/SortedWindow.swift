/// The observations of a window in ascending order, in the type the series is kept in.
struct SortedWindow<Value: CountedValue>: ~Copyable {
  private let values: UnsafeMutablePointer<Value>
  private(set) var count = 0

  /// Behind the values stand infinities, so that counting needs no rest; observations are finite.
  private static var step: Int { 8 }

  init(capacity: Int) {
    let places = (capacity + SortedWindow.step) / SortedWindow.step * SortedWindow.step
    values = .allocate(capacity: places)
    values.initialize(repeating: .infinity, count: places)
  }

  deinit { values.deallocate() }

  @inline(__always)
  subscript(index: Int) -> Double { Double(values[index]) }

  /// How many values lie below. A search would guess wrong at every second step; short windows are counted.
  @inline(__always)
  func below(_ value: Value) -> Int {
    if count > 192 { return search(value) }
    return Value.below(values, (count &+ 7) & ~7, value)
  }

  @inline(never)
  private func search(_ value: Value) -> Int {
    var low = 0
    var length = count
    while length > 0 {
      let half = length >> 1
      if values[low &+ half] < value {
        low = low &+ half &+ 1
        length = length &- half &- 1
      } else {
        length = half
      }
    }
    return low
  }

  /// How many values are not above, from the number of those below.
  @inline(__always)
  func notAbove(_ value: Value, below: Int) -> Int {
    var index = below
    while index < count, values[index] == value { index &+= 1 }
    return index
  }

  @inline(__always)
  mutating func insert(_ value: Value) -> Int {
    let place = below(value)
    (values + place + 1).update(from: values + place, count: count &- place)
    values[place] = value
    count &+= 1
    return place
  }

  @inline(__always)
  mutating func remove(_ value: Value) {
    let place = below(value)
    count &-= 1
    (values + place).update(from: values + place + 1, count: count &- place)
    values[count] = .infinity
  }

  /// One value for another; only what lies between them moves.
  @inline(__always)
  mutating func replace(_ old: Value, by new: Value) -> Int {
    let from = below(old)
    let to = below(new)
    if to > from {
      (values + from).update(from: values + from + 1, count: to &- 1 &- from)
      values[to &- 1] = new
      return to &- 1
    }
    (values + to + 1).update(from: values + to, count: from &- to)
    values[to] = new
    return to
  }

  /// One row on; how many values of the window lie below the newest, which is nil where that is missing.
  @inline(__always)
  mutating func advance(_ x: UnsafePointer<Value>, _ row: Int, first: Int, window: Int) -> Int? {
    let new = x[row]
    let leaves = window != 0 && row &- first >= window
    let old = leaves ? x[row &- window] : .nan
    if new == new { return old == old ? replace(old, by: new) : insert(new) }
    if old == old { remove(old) }
    return nil
  }
}

/// Values that are counted several at a time.
protocol CountedValue: BinaryFloatingPoint {
  /// How many of some values, a multiple of eight, are smaller than one.
  static func below(_ values: UnsafePointer<Self>, _ count: Int, _ value: Self) -> Int
}

extension Float: CountedValue {
  @inline(__always)
  static func below(_ values: UnsafePointer<Float>, _ count: Int, _ value: Float) -> Int {
    let bytes = UnsafeRawPointer(values)
    let (limit, one) = (SIMD4(repeating: value), SIMD4<Int32>(repeating: 1))
    var (first, second) = (SIMD4<Int32>.zero, SIMD4<Int32>.zero)
    var index = 0
    while index < count {
      let a = bytes.loadUnaligned(fromByteOffset: index &* 4, as: SIMD4<Float>.self)
      let b = bytes.loadUnaligned(fromByteOffset: index &* 4 &+ 16, as: SIMD4<Float>.self)
      first &+= SIMD4<Int32>.zero.replacing(with: one, where: a .< limit)
      second &+= SIMD4<Int32>.zero.replacing(with: one, where: b .< limit)
      index &+= 8
    }
    return Int((first &+ second).wrappedSum())
  }
}

extension Double: CountedValue {
  @inline(__always)
  static func below(_ values: UnsafePointer<Double>, _ count: Int, _ value: Double) -> Int {
    let bytes = UnsafeRawPointer(values)
    let (limit, one) = (SIMD2(repeating: value), SIMD2<Int64>(repeating: 1))
    var (first, second) = (SIMD2<Int64>.zero, SIMD2<Int64>.zero)
    var index = 0
    while index < count {
      let a = bytes.loadUnaligned(fromByteOffset: index &* 8, as: SIMD2<Double>.self)
      let b = bytes.loadUnaligned(fromByteOffset: index &* 8 &+ 16, as: SIMD2<Double>.self)
      first &+= SIMD2<Int64>.zero.replacing(with: one, where: a .< limit)
      second &+= SIMD2<Int64>.zero.replacing(with: one, where: b .< limit)
      index &+= 4
    }
    return Int((first &+ second).wrappedSum())
  }
}
