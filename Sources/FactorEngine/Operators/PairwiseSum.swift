/// numpy's sum of a contiguous vector: eight running sums up to 128 values, halves above.
///
/// (`pairwise_sum` in `numpy/_core/src/umath/loops_utils.h.src`.) The order decides the last bit.
enum PairwiseSum {
  static func of(_ values: UnsafePointer<Double>, _ count: Int) -> Double {
    if count < 8 {
      if count == 0 { return 0 }
      var sum = -0.0
      for index in 0..<count { sum += values[index] }
      return sum
    }
    if count > 128 {
      let half = count / 2 - (count / 2) % 8
      return of(values, half) + of(values + half, count - half)
    }
    var r = (values[0], values[1], values[2], values[3], values[4], values[5], values[6], values[7])
    var index = 8
    while index < count - count % 8 {
      r.0 += values[index]
      r.1 += values[index + 1]
      r.2 += values[index + 2]
      r.3 += values[index + 3]
      r.4 += values[index + 4]
      r.5 += values[index + 5]
      r.6 += values[index + 6]
      r.7 += values[index + 7]
      index += 8
    }
    var sum = ((r.0 + r.1) + (r.2 + r.3)) + ((r.4 + r.5) + (r.6 + r.7))
    while index < count {
      sum += values[index]
      index += 1
    }
    return sum
  }
}
