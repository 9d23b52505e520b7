/// numpy's summation along contiguous memory (`numpy/core/src/umath/loops_utils.h.src`): eight running
/// sums over blocks of at most 128, halves beyond, so that sums agree with pandas to the last bit.
enum PairwiseSum {
  static func sum<Number: BinaryFloatingPoint>(_ values: [Number]) -> Number {
    values.withUnsafeBufferPointer { sum($0) }
  }

  static func sum<Number: BinaryFloatingPoint>(_ values: UnsafeBufferPointer<Number>) -> Number {
    let count = values.count
    if count < 8 {
      var total: Number = -0.0
      for value in values { total += value }
      return total
    }
    if count > 128 {
      let half = count / 2 - count / 2 % 8
      return sum(UnsafeBufferPointer(rebasing: values[..<half])) + sum(UnsafeBufferPointer(rebasing: values[half...]))
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
