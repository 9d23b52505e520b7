/// numpy's sum of contiguous values (`pairwise_sum` in `numpy/_core/src/umath/loops_utils.h.src`): eight running
/// sums over blocks of at most 128, halves beyond, in the type of the values.
///
/// The order of the additions decides the last bit: sums agree with numpy's and with those of pandas that rest on
/// them. No value sums to -0.0, numpy's neutral element.
package enum PairwiseSum {
  @specialized(where Number == Double)
  @specialized(where Number == Float)
  package static func of<Number: BinaryFloatingPoint>(_ values: [Number]) -> Number {
    values.withUnsafeBufferPointer { of($0) }
  }

  @specialized(where Number == Double)
  @specialized(where Number == Float)
  package static func of<Number: BinaryFloatingPoint>(_ values: UnsafeBufferPointer<Number>) -> Number {
    guard let start = values.baseAddress else { return -0.0 }
    return of(start, values.count)
  }

  /// - Parameter count: how many values lie behind the address.
  @specialized(where Number == Double)
  @specialized(where Number == Float)
  package static func of<Number: BinaryFloatingPoint>(
    _ values: UnsafePointer<Number>, _ count: Int
  ) -> Number {
    if count < 8 {
      var total: Number = -0.0
      for index in 0..<count { total += values[index] }
      return total
    }
    if count > 128 {
      let half = count / 2 - count / 2 % 8
      return of(values, half) + of(values + half, count - half)
    }
    var (a, b, c, d) = (values[0], values[1], values[2], values[3])
    var (e, f, g, h) = (values[4], values[5], values[6], values[7])
    var index = 8
    while index + 8 <= count {
      a += values[index]
      b += values[index + 1]
      c += values[index + 2]
      d += values[index + 3]
      e += values[index + 4]
      f += values[index + 5]
      g += values[index + 6]
      h += values[index + 7]
      index += 8
    }
    var total = ((a + b) + (c + d)) + ((e + f) + (g + h))
    while index < count {
      total += values[index]
      index += 1
    }
    return total
  }
}
