/// Sums from the first row to each row of a series whose values lie on so coarse a grid that no sum of them
/// is ever rounded.
///
/// Then every compensation of pandas' running sums is zero, and the difference of two of these has the
/// same bits as what pandas carries from row to row. Prices, volumes, their differences and comparisons are
/// such series: float32 values of similar size fill less than half of float64's digits.
struct PrefixSums: ~Copyable {
  /// Behind row i stands place i+1.
  let sums: UnsafePointer<Double>
  /// Observations, as float64; nil where no row is missing.
  let counts: UnsafePointer<Double>?
  private let rows: Int
  private let pool: ColumnPool

  /// Nil where a sum might be rounded, and where there is a negative zero.
  init?(_ x: UnsafePointer<Double>, _ count: Int, _ pool: ColumnPool) {
    var total = SIMD2<Double>.zero
    var missing: UInt64 = 0
    var odd: UInt64 = 0
    var row = 0
    while row < count {
      let value = x[row]
      let next = row + 1 < count ? x[row + 1] : 0
      missing |= (value != value ? 1 : 0) | (next != next ? 1 : 0)
      odd |= (value.bitPattern == 1 << 63 ? 1 : 0) | (next.bitPattern == 1 << 63 ? 1 : 0)
      total += SIMD2(value == value ? value.magnitude : 0, next == next ? next.magnitude : 0)
      row += 2
    }
    let bound = total.x + total.y
    guard odd == 0, bound == 0 || (1e-280..<1e300).contains(bound) else { return nil }
    if bound > 0 {
      // Every partial sum is below 2^(e+2), and this number added and taken away leaves what is a multiple
      // of 2^(e-51): sums of such multiples below 2^(e+2) are exact.
      let magic = 3 * Double(sign: .plus, exponent: bound.exponent, significand: 1)
      var rounded: UInt64 = 0
      for row in 0..<count {
        let value = x[row].magnitude
        rounded |= (value + magic) - magic != value && value == value ? 1 : 0
      }
      if rounded != 0 { return nil }
    }
    let sums = pool.take(count + 1).assumingMemoryBound(to: Double.self)
    var sum = 0.0
    sums[0] = 0
    if missing == 0 {
      for row in 0..<count {
        sum += x[row]
        sums[row + 1] = sum
      }
      counts = nil
    } else {
      let counts = pool.take(count + 1).assumingMemoryBound(to: Double.self)
      var present = 0.0
      counts[0] = 0
      for row in 0..<count {
        let value = x[row]
        sum += value == value ? value : 0
        present += value == value ? 1 : 0
        sums[row + 1] = sum
        counts[row + 1] = present
      }
      self.counts = UnsafePointer(counts)
    }
    self.sums = UnsafePointer(sums)
    rows = count
    self.pool = pool
  }

  deinit {
    pool.give(UnsafeMutableRawPointer(mutating: sums), rows + 1)
    if let counts { pool.give(UnsafeMutableRawPointer(mutating: counts), rows + 1) }
  }

  /// Hands over sum and number of the observations of each row's window.
  @inline(__always)
  func windows(_ window: Int, from: Int, to end: Int, _ visit: (Int, Double, Double) -> Void) {
    let short = window == 0 ? end : min(max(window, from), end)
    for row in min(from, short)..<short {
      visit(row, sums[row + 1], counts.map { $0[row + 1] } ?? Double(row + 1))
    }
    if let counts {
      for row in short..<end {
        visit(
          row, sums[row &+ 1] - sums[row &+ 1 &- window],
          counts[row &+ 1] - counts[row &+ 1 &- window])
      }
    } else {
      let all = Double(window)
      for row in short..<end { visit(row, sums[row &+ 1] - sums[row &+ 1 &- window], all) }
    }
  }
}
